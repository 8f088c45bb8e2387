using Argix.Trading.Core;

namespace Argix.Trading.Lanes;

/// <summary>What reading everything again covers, and which orders it leaves open. Pure.</summary>
internal static class ResyncRules
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);
    // A submit that has neither an answer nor an end after this long is asked about, whatever became of its call.
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(30);

    /// <summary>From when orders and fills are read: with an overlap before the last thing we know, or the oldest order that may still move.</summary>
    public static DateTimeOffset Since(DeskState s, Guid connection, DateTimeOffset now)
    {
        if (!s.IsBaselined(connection))
        {
            return now - Overlap; // later readings reach back as far, and must know what was before
        }

        var oldest = s.OpenOf(connection).Select(o => o.Facts.CreatedAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        var newest = s.OrdersOldestFirst.Where(o => o.Facts.ConnectionId == connection).Select(o => o.UpdatedAt).DefaultIfEmpty(now).Max();
        // A record that lies in the future was made by a clock that was ahead; it must not hide what happens now.
        return new[] { oldest, newest, now }.Min() - Overlap;
    }

    /// <summary>Orders of ours that the lists did not show (a list proves nothing, so each is asked about by itself).</summary>
    public static List<Guid> Missing(DeskState s, IEnumerable<Guid> open, IReadOnlySet<string> seen, DateTimeOffset started) =>
        [.. open.Select(s.Order).OfType<TrackedOrder>()
            .Where(o => o.IsOpen && (o.Doubt is not null || (o.BrokerOrderId is { } id ? !seen.Contains(id) : o.Facts.SendBy < started - Lost)))
            .Select(o => o.Facts.Id)];

    /// <summary>Orders that the venue once had and did not list.</summary>
    public static List<Guid> Unlisted(DeskState s, IEnumerable<Guid> open, IReadOnlySet<string> seen) =>
        [.. open.Select(s.Order).OfType<TrackedOrder>().Where(o => o is { IsOpen: true, BrokerOrderId: { } id } && !seen.Contains(id)).Select(o => o.Facts.Id)];

    /// <summary>Our positions and the venue's, symbol by symbol, as they were at one read.</summary>
    public static Dictionary<string, (decimal Ours, decimal Venues)> Compare(DeskState s, Guid connection, IReadOnlyDictionary<string, decimal> venues) =>
        venues.Keys.Union(s.Positions.Where(p => p.ConnectionId == connection).Select(p => p.Instrument.Symbol)).ToDictionary(x => x, x => (s.Position(connection, x), venues.GetValueOrDefault(x)));

    /// <summary>Symbols in which nothing has moved between two reads: a difference there is real and not on its way.</summary>
    public static HashSet<string> Settled(IReadOnlyDictionary<string, (decimal Ours, decimal Venues)>? last, IReadOnlyDictionary<string, (decimal Ours, decimal Venues)> now) =>
        [.. now.Where(x => last is not null && last.TryGetValue(x.Key, out var before) && before == x.Value).Select(x => x.Key)];
}
