using System.Runtime.CompilerServices;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Coinbase;

// The user channel, with heartbeats beside it because a quiet line is cut.
internal sealed partial class CoinbaseAdapter : IStreamReports
{
    public async IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var socket = await _api.StreamAsync(ct);
        await socket.SendAsync(new Frame(true, await _api.SubscribeAsync("user", ct)), ct);
        await socket.SendAsync(new Frame(true, await _api.SubscribeAsync("heartbeats", ct)), ct);
        var stream = new CoinbaseStream(accounts.Count > 0 ? accounts[0].Id : "");
        await foreach (var frame in socket.FramesAsync(ct))
        {
            foreach (var e in stream.Read(frame.Data.Span))
            {
                yield return e;
                if (e.Kind == EventKind.SessionLost)
                {
                    yield break;
                }
            }
        }
    }
}

/// <summary>Reads the messages of one life of the stream; it remembers only the number of the last one.</summary>
internal sealed class CoinbaseStream(string accountId)
{
    private long? _sequence;

    public IReadOnlyList<VenueEvent> Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var said = JsonSerializer.Deserialize(message, CoinbaseJson.Default.MessageJson);
            List<VenueEvent> events = [];
            if (said?.SequenceNum is { } now)
            {
                if (_sequence is { } before && now > before + 1)
                {
                    events.Add(new VenueEvent(EventKind.Gap, null, $"messages {before + 1} to {now - 1} are missing"));
                }
                _sequence = Math.Max(now, _sequence ?? now);
            }
            events.AddRange(said switch
            {
                { Type: "error" } => [new VenueEvent(EventKind.SessionLost, null, said.Message ?? "Coinbase did not take the subscription")],
                { Channel: "heartbeats" } => [new VenueEvent(EventKind.Alive)],
                { Channel: "subscriptions" } when said.Events?.Any(e => e.Subscriptions.ValueKind == JsonValueKind.Object && e.Subscriptions.TryGetProperty("user", out _)) == true => [new VenueEvent(EventKind.Alive)],
                { Channel: "user" } => (said.Events ?? []).SelectMany(e => (e.Orders ?? []).SelectMany(o => One(o, e.Type == "snapshot"))),
                _ => [],
            });
            return events;
        }
        catch (JsonException)
        {
            // Something was said that we can't read: the host must look for itself.
            return [new VenueEvent(EventKind.Gap, null, "an unreadable message")];
        }
    }

    // Only cumulative figures are told here. Where something has filled, the fills themselves must be read.
    private IEnumerable<VenueEvent> One(UserOrderJson o, bool snapshot)
    {
        if (o.OrderId is not { Length: > 0 } || o.Status is null)
        {
            yield return new VenueEvent(EventKind.LookAgain, null, "an order without a name or a state");
            yield break;
        }
        var report = CoinbaseMap.Hint(o, accountId);
        yield return new VenueEvent(EventKind.Report, report, o.Status);
        if (report.Filled is > 0 && !snapshot)
        {
            yield return new VenueEvent(EventKind.LookAgain, null, "fills are to be read");
        }
    }
}
