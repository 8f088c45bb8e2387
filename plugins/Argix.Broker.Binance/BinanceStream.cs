using System.Runtime.CompilerServices;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Binance;

/// <summary>What one message of the stream says: an execution, an event of another kind, or that it is over.</summary>
internal readonly record struct Said(ReportJson? Execution = null, VenueEvent? Event = null, bool Over = false);

// The user's stream over the WebSocket API.
internal sealed partial class BinanceAdapter : IStreamReports
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, [EnumeratorCancellation] CancellationToken ct)
    {
        var accountId = accounts.Count > 0 ? accounts[0].Id : "";
        await using var socket = await _api.StreamAsync(ct);
        await socket.SendAsync(new Frame(true, await _api.SubscribeAsync(ct)), ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var asking = KeepAskingAsync(socket, over.Token);
        try
        {
            await foreach (var frame in socket.FramesAsync(ct))
            {
                var said = BinanceStream.Read(frame.Data.Span);
                if (said.Execution is { } e)
                {
                    yield return BinanceStream.Whole(e)
                        ? new VenueEvent(EventKind.Report, BinanceMap.Execution(e, await ListedAsync(e.Symbol!, ct), accountId), e.Execution)
                        : new VenueEvent(EventKind.LookAgain, null, e.Execution);
                }
                if (said.Event is { } other)
                {
                    yield return other;
                }
                if (said.Over)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await asking;
        }
    }

    // A quiet account's stream says nothing of itself; a ping of the API is answered.
    private async Task KeepAskingAsync(ISocket socket, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(SignOfLife, port.Clock, ct);
                await socket.SendAsync(new Frame(true, BinanceApi.Ping), ct);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The line has ended; whoever reads it learns that by itself.
        }
    }
}

/// <summary>Reads the messages of the stream. Pure.</summary>
internal static class BinanceStream
{
    public static Said Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var whole = JsonSerializer.Deserialize(message, BinanceJson.Default.JsonElement);
            var said = whole.Deserialize(BinanceJson.Default.MessageJson);
            return said switch
            {
                { Event.ValueKind: JsonValueKind.Object } => Event(said.Event),
                { Status: 200 } => new Said(Event: new VenueEvent(EventKind.Alive)),
                { Status: not null } => new Said(Event: new VenueEvent(EventKind.SessionLost, null, said.Error?.Msg ?? "Binance did not take the subscription"), Over: true),
                // The older streams send an event bare.
                _ => Event(whole),
            };
        }
        catch (JsonException)
        {
            // Something was said that we can't read: the host must look for itself.
            return new Said(Event: new VenueEvent(EventKind.Gap, null, "an unreadable message"));
        }
    }

    /// <summary>Whether an execution tells what happened: which order, and of a trade which one.</summary>
    public static bool Whole(ReportJson e) => e is { Symbol.Length: > 0, OrderId: not null, Status: not null } && (e.Execution != "TRADE" || e is { TradeId: >= 0, LastQuantity: > 0, LastPrice: not null });

    private static Said Event(JsonElement what) => what.ValueKind != JsonValueKind.Object ? default : what.Deserialize(BinanceJson.Default.KindJson)?.Kind switch
    {
        "executionReport" => new Said(what.Deserialize(BinanceJson.Default.ReportJson)),
        "eventStreamTerminated" => new Said(Event: new VenueEvent(EventKind.SessionLost, null, "Binance ended the subscription"), Over: true),
        "serverShutdown" => new Said(Event: new VenueEvent(EventKind.ClosingSoon, null, "Binance is about to close the line"), Over: true),
        _ => default,
    };
}
