using System.Runtime.CompilerServices;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.TradeStation;

// The report stream: first every order of today as it stands, then changes, each with the order's whole filled quantity.
internal sealed partial class TradeStationAdapter : IStreamReports
{
    public async IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, [EnumeratorCancellation] CancellationToken ct)
    {
        var alive = false;
        await foreach (var line in port.LinesAsync(await _api.OrderStreamAsync(accounts.Select(a => a.Id), ct), ct))
        {
            var e = Read(line.Span);
            if (!alive && e.Kind is not EventKind.SessionLost)
            {
                alive = true;
                yield return new VenueEvent(EventKind.Alive);
            }
            yield return e;
            if (e.Kind is EventKind.SessionLost or EventKind.ClosingSoon)
            {
                yield break;
            }
        }
    }

    internal static VenueEvent Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TradeStationJson.Default.LineJson) switch
            {
                { OrderID: not null } when JsonSerializer.Deserialize(line, TradeStationJson.Default.OrderJson) is { AccountID: { } account } order => new(EventKind.Report, TradeStationMap.Report(order, account), order.Status),
                { Heartbeat: not null } => new(EventKind.Alive),
                { StreamStatus: "EndSnapshot" } => new(EventKind.Alive, null, "EndSnapshot"),
                { StreamStatus: "GoAway" } => new(EventKind.ClosingSoon, null, "GoAway"),
                { Error: { } error, Message: var message } => new(EventKind.SessionLost, null, $"{error}: {message}"),
                _ => new(EventKind.LookAgain, null, "a line that is not understood"),
            };
        }
        catch (JsonException)
        {
            return new VenueEvent(EventKind.Gap, null, "an unreadable line");
        }
    }
}
