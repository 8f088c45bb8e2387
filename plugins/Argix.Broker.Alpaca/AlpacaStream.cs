using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Alpaca;

/// <summary>What one message of the stream asks of us: say "listen", hand an event on, or give up.</summary>
internal readonly record struct Said(VenueEvent? Event = null, bool Listen = false, bool Over = false);

/// <summary>Reads the messages of the trade stream. Pure.</summary>
internal static class AlpacaStream
{
    public static Said Read(ReadOnlySpan<byte> message, string accountId)
    {
        try
        {
            var said = JsonSerializer.Deserialize(message, AlpacaJson.Default.StreamJson);
            return said?.Stream switch
            {
                "authorization" => Authorization(said.Data.Deserialize(AlpacaJson.Default.AuthorizationJson)),
                "listening" => Listening(said.Data.Deserialize(AlpacaJson.Default.ListeningJson)),
                "trade_updates" when said.Data.Deserialize(AlpacaJson.Default.UpdateJson) is { } update => new Said(AlpacaMap.Update(update, accountId)),
                _ => new Said(),
            };
        }
        catch (JsonException)
        {
            // Something was said that we can't read: the host must look for itself.
            return new Said(new VenueEvent(EventKind.Gap, null, "an unreadable message"));
        }
    }

    private static Said Authorization(AuthorizationJson? answer) => answer?.Status == "authorized"
        ? new Said(Listen: true)
        : new Said(new VenueEvent(EventKind.SessionLost, null, ErrorCodes.InvalidCredentials), Over: true);

    private static Said Listening(ListeningJson? answer) => answer?.Streams?.Contains("trade_updates", StringComparer.Ordinal) == true
        ? new Said(new VenueEvent(EventKind.Alive))
        : new Said(new VenueEvent(EventKind.SessionLost, null, "Alpaca did not confirm trade_updates"), Over: true);
}
