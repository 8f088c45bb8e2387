using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>Which of the venue's orders a report is about, when ours has been several: the present one, one it used to be, or the one it becomes.</summary>
internal enum LegSeen { Unknown, Current, Earlier, Next }

/// <summary>An order that was replaced is a chain of orders at the venue; what each of them says is turned into words about the whole.</summary>
internal static class Legs
{
    public static LegSeen Which(TrackedOrder order, OrderReport r)
    {
        if (order.Legs.Any(l => l.BrokerOrderId == r.BrokerOrderId))
        {
            return LegSeen.Earlier;
        }

        var other = order.BrokerOrderId is { } id && id != r.BrokerOrderId;
        return other && (r.ReplacesId == order.BrokerOrderId || Announced(order, r)) ? LegSeen.Next : LegSeen.Current;
    }

    /// <summary>Whether a venue's new order is this change: as far as it bears an id of ours, it is the change's, or still the present leg's.</summary>
    public static bool IsOf(PendingReplace change, TrackedOrder order, OrderReport r) =>
        r.ClientOrderId is not { } client || Same(client, change.ClientOrderId) || Same(client, order.Facts.ClientOrderId);

    private static bool Announced(TrackedOrder order, OrderReport r) =>
        order.Replace is { Rule.NewId: true, Queued: false } p && r.ClientOrderId is not null && IsOf(p, order, r);

    /// <summary>
    /// The report of a leg that counts from zero, with the whole order's quantity and level. The legs before it are exact, because each was over, and its level said, before
    /// the next one left. What is late on one of those is told by its executions alone, where they have ids.
    /// </summary>
    public static OrderReport Whole(TrackedOrder order, OrderReport r, string truth, LegSeen seen)
    {
        if (!order.FreshLegs || seen == LegSeen.Next)
        {
            return r;
        }

        if (seen == LegSeen.Earlier && truth != "cumulative")
        {
            return r with { Filled = null, AveragePrice = null };
        }

        var (others, money) = Others(order, r, seen);
        return r.Filled is not { } filled ? r with { Quantity = others + r.Quantity }
            : r with { Quantity = others + r.Quantity, Filled = others + filled, AveragePrice = others + filled == 0 ? null : (money + filled * (r.AveragePrice ?? 0)) / (others + filled) };
    }

    // What the other legs have filled: only the newest one's level is not written down, because it is the rest.
    private static (decimal Filled, decimal Notional) Others(TrackedOrder order, OrderReport r, LegSeen seen) =>
        seen == LegSeen.Earlier && order.Legs.First(l => l.BrokerOrderId == r.BrokerOrderId) is var leg
            ? (order.Fills.Filled - leg.Filled, order.Fills.Notional - leg.Notional)
            : (order.Legs.Sum(l => l.Filled), order.Legs.Sum(l => l.Notional));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
