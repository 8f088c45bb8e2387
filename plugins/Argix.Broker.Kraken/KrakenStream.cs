using System.Runtime.CompilerServices;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Kraken;

// The executions channel.
internal sealed partial class KrakenAdapter : IStreamReports
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, [EnumeratorCancellation] CancellationToken ct)
    {
        var pairs = await PairsAsync(ct);
        var answer = await _api.Read(Op.Read, "GetWebSocketsToken", 1, ct);
        var token = KrakenMap.Read(answer, KrakenJson.Default.TokenJson, "asking for the stream's token").Token ?? throw KrakenMap.Failed(answer, "asking for the stream's token");
        await using var socket = await _api.StreamAsync(ct);
        await socket.SendAsync(new Frame(true, KrakenApi.Subscribe(token)), ct);
        var stream = new KrakenStream(pairs, accounts.Count > 0 ? accounts[0].Id : "");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var asking = KeepAskingAsync(socket, over.Token);
        try
        {
            await foreach (var frame in socket.FramesAsync(ct))
            {
                foreach (var e in stream.Read(frame.Data.Span))
                {
                    yield return e;
                    if (e.Kind is EventKind.SessionLost)
                    {
                        yield break;
                    }
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await asking;
        }
    }

    // Heartbeats come only while nothing else does; a pong is a sign of life that we can ask for.
    private async Task KeepAskingAsync(ISocket socket, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(SignOfLife, port.Clock, ct);
                await socket.SendAsync(new Frame(true, KrakenApi.Ping), ct);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The line has ended; whoever reads it learns that by itself.
        }
    }
}

/// <summary>
/// Reads the messages of one life of the stream. Updates carry only what changed, so what this stream itself has said of an order is kept until the order ends;
/// it goes with the stream.
/// </summary>
internal sealed class KrakenStream(KrakenPairs pairs, string accountId)
{
    private const int Remembered = 10_000;
    private readonly Dictionary<string, ExecutionJson> _said = new(StringComparer.Ordinal);
    private long? _sequence;

    public IReadOnlyList<VenueEvent> Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var said = JsonSerializer.Deserialize(message, KrakenJson.Default.MessageJson);
            return said switch
            {
                { Channel: "executions" } => Executions(said),
                { Channel: "heartbeat" } or { Method: "pong" } or { Method: "subscribe", Success: true } => [new VenueEvent(EventKind.Alive)],
                { Method: "subscribe", Success: false } => [new VenueEvent(EventKind.SessionLost, null, said.Error ?? "Kraken did not take the subscription")],
                _ => [],
            };
        }
        catch (JsonException)
        {
            // Something was said that we can't read: the host must look for itself.
            return [new VenueEvent(EventKind.Gap, null, "an unreadable message")];
        }
    }

    private List<VenueEvent> Executions(MessageJson said)
    {
        List<VenueEvent> events = [];
        if (said.Type == "update" && said.Sequence is { } now && _sequence is { } before && now > before + 1)
        {
            events.Add(new VenueEvent(EventKind.Gap, null, $"messages {before + 1} to {now - 1} are missing"));
        }
        _sequence = said.Type == "snapshot" || said.Sequence > (_sequence ?? 0) ? said.Sequence : _sequence;
        foreach (var e in said.Data.Deserialize(KrakenJson.Default.ExecutionJsonArray) ?? [])
        {
            events.Add(e is { OrderId.Length: > 0 } ? One(e) : new VenueEvent(EventKind.LookAgain, null, "an execution without an order"));
        }
        return events;
    }

    private VenueEvent One(ExecutionJson e)
    {
        var known = Merged(e, _said.GetValueOrDefault(e.OrderId!));
        var report = KrakenMap.Execution(e, known, pairs, accountId);
        if (report.State is OrderState.Filled or OrderState.Cancelled or OrderState.Expired or OrderState.Rejected)
        {
            _said.Remove(e.OrderId!);
        }
        else if (_said.Count < Remembered || _said.ContainsKey(e.OrderId!))
        {
            _said[e.OrderId!] = known;
        }
        // A trade that does not tell itself whole, or a state word that we do not know.
        var whole = e.ExecType != "trade" || report.Fills.Count > 0;
        return whole ? new VenueEvent(EventKind.Report, report, e.ExecType) : new VenueEvent(EventKind.LookAgain, report, e.ExecType);
    }

    private static ExecutionJson Merged(ExecutionJson e, ExecutionJson? old) => old is null ? e : e with
    {
        ClOrdId = e.ClOrdId ?? old.ClOrdId, Symbol = e.Symbol ?? old.Symbol, Side = e.Side ?? old.Side, OrderType = e.OrderType ?? old.OrderType, OrderQty = e.OrderQty ?? old.OrderQty,
        LimitPrice = e.LimitPrice ?? old.LimitPrice, TimeInForce = e.TimeInForce ?? old.TimeInForce, Triggers = e.Triggers ?? old.Triggers,
    };
}
