namespace Argix.Trading.Core;

/// <summary>Orders whose access ends and comes back. Pure. Nothing here ends an order: only the venue does.</summary>
internal static class AccessDecider
{
    public static Decision End(DeskState desk, EndAccess e) =>
        new([.. desk.OpenOf(e.ConnectionId).Where(o => o.Unmanaged?.Why != e.Why).Select(o => new OrderUnmanaged(o.Facts.Id, e.Why))]);

    /// <summary>What an ended connection of the same account left goes on here; a cancel that an earlier lane may not have sent is asked about.</summary>
    public static Decision Opened(DeskState desk, LaneOpened l) =>
        new([.. l.Heirs.SelectMany(h => TakeOver(desk, h.From, h.To, l.At)), .. l.Connections.SelectMany(desk.OpenOf).SelectMany(o => Unsure(o, l.At))]);

    /// <summary>The account was read to the end: everything open on it is watched.</summary>
    public static IEnumerable<DeskEvent> Watched(DeskState desk, Guid connection) =>
        desk.OpenOf(connection).Where(o => o.Unmanaged is not null).Select(o => new OrderManaged(o.Facts.Id));

    private static IEnumerable<DeskEvent> TakeOver(DeskState desk, Guid from, Guid to, DateTimeOffset at)
    {
        // One that the new connection knows already (adopted from the venue's list) must not be there twice; the old one stays listed for a person.
        foreach (var order in desk.OpenOf(from).Where(o => desk.Match(to, o.BrokerOrderId, o.Facts.ClientOrderId) is null))
        {
            yield return new OrderTakenOver(order.Facts.Id, from, to);
            foreach (var e in Unsure(order, at))
            {
                yield return e;
            }
        }

        if (desk.Positions.Any(p => p.ConnectionId == from && p.Quantity != 0))
        {
            yield return new PositionsTakenOver(from, to);
        }
    }

    private static IEnumerable<DeskEvent> Unsure(TrackedOrder order, DateTimeOffset at) => order switch
    {
        { Doubt: not null } => [],
        { Replace: { Queued: false, Rule.CancelNew: false } } => [new OrderDoubted(order.Facts.Id, DoubtAbout.Replace, "the connection was closed while a change was on its way", at)],
        { CancelPending: true } or { Replace.Queued: false } => [new OrderDoubted(order.Facts.Id, DoubtAbout.Cancel, "the connection was closed while a cancel was on its way", at)],
        _ => [],
    };
}
