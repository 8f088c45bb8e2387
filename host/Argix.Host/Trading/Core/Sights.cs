using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>
/// What a sight of one of our orders means. Every step only goes forward, so an older sight never takes back a newer state.
/// </summary>
internal static class Sights
{
    public static IReadOnlyList<DeskEvent> Of(TrackedOrder order, OrderReport report, string truth, DateTimeOffset at, bool acknowledged)
    {
        var seen = Legs.Which(order, report);
        return seen switch
        {
            LegSeen.Earlier => Late(order, report, truth, at),
            LegSeen.Next => Became(order, report, truth, at),
            _ => Current(order, Legs.Whole(order, report, truth, seen), truth, at, acknowledged),
        };
    }

    /// <summary>What a report tells beyond the link to a new leg that stands in the same decision.</summary>
    internal static IReadOnlyList<DeskEvent> AfterLink(TrackedOrder order, OrderReplaced link, OrderReport report, string truth, DateTimeOffset at)
    {
        var whole = Legs.Whole(order, report, truth, link.BrokerOrderId != order.BrokerOrderId && report.BrokerOrderId == link.BrokerOrderId ? LegSeen.Next : LegSeen.Current);
        List<DeskEvent> events = [];
        var filled = FillDecider.Fills(order, whole, truth, at, events);
        if (filled < link.Terms.Quantity && report.BrokerOrderId == link.BrokerOrderId)
        {
            events.AddRange(Ending(order, whole, replacing: null));
        }

        return events;
    }

    public static IEnumerable<DeskEvent> Acknowledge(TrackedOrder order, string? brokerId, string? route, bool shownOpen)
    {
        if (order.Lifecycle is Lifecycle.NotSent or Lifecycle.Rejected)
        {
            yield return new OrderReopened(order.Facts.Id, order.StateWord);
            yield return new Alarmed(order.Facts.Id, "order_reopened", $"the venue shows an order that was {order.StateWord}");
        }

        if (order.Lifecycle == Lifecycle.Approved || order.Doubt?.About == DoubtAbout.Submit || (shownOpen && order.Doubt?.About == DoubtAbout.End) || (brokerId is not null && order.BrokerOrderId is null))
        {
            yield return new OrderAcknowledged(order.Facts.Id, brokerId, route);
            if (order.Replace is { Queued: true } p)
            {
                yield return new ReplaceAsked(order.Facts.Id, p.Terms, p.ClientOrderId, p.Rule, false, "system", []);
            }
        }
    }

    // A fill of what the order used to be at the venue.
    private static IReadOnlyList<DeskEvent> Late(TrackedOrder order, OrderReport report, string truth, DateTimeOffset at)
    {
        List<DeskEvent> events = [];
        var leg = order.Legs.First(l => l.BrokerOrderId == report.BrokerOrderId);
        FillDecider.Fills(order, Legs.Whole(order, report, truth, LegSeen.Earlier), truth, at, events);
        // What an earlier leg has filled is counted under every later one: it falls with what the venue took back of it.
        foreach (var bust in events.OfType<FillBusted>().ToList())
        {
            var wrong = report.Fills.First(f => f.Corrects == bust.ExecutionId);
            var (quantity, price) = order.Fills.Executions.FirstOrDefault(x => x.Id == bust.ExecutionId) is { } x ? (x.Quantity, x.Price) : (wrong.Quantity, wrong.Price);
            leg = leg with { Filled = Math.Max(0, leg.Filled - quantity), Notional = Math.Max(0, leg.Notional - quantity * price) };
            events.Add(new LegFilled(order.Facts.Id, leg.BrokerOrderId, leg.Filled, leg.Notional));
        }

        if (order.FreshLegs && truth == "cumulative" && report.Filled > leg.Filled && report.AveragePrice is { } average)
        {
            events.Add(new LegFilled(order.Facts.Id, leg.BrokerOrderId, report.Filled.Value, report.Filled.Value * average));
        }

        if (order.IsFinal && events.OfType<FillApplied>().Any())
        {
            events.Add(new Alarmed(order.Facts.Id, "late_fill", $"a fill after the order was {order.StateWord}"));
        }

        return events;
    }

    // The venue's new order, seen before anybody answered for it; or one that a person made of ours elsewhere.
    private static IReadOnlyList<DeskEvent> Became(TrackedOrder order, OrderReport report, string truth, DateTimeOffset at)
    {
        if (report.State == OrderState.Rejected && (report.Filled ?? 0) == 0)
        {
            return order.Replace is null ? [] : [new ReplaceRefused(order.Facts.Id, report.Reason?.Code ?? ErrorCodes.InvalidOrder, report.Reason?.Text ?? "the venue refused the change")];
        }

        var pending = order.Replace;
        var ours = pending is { Queued: false } && Legs.IsOf(pending, order, report);
        var link = ours ? ReplaceDecider.Link(order, pending!, report.BrokerOrderId, report.Route)
            : new OrderReplaced(order.Facts.Id, Shown(order, report), report.ClientOrderId ?? order.Facts.ClientOrderId, report.BrokerOrderId, report.Route);
        List<DeskEvent> events = order.IsFinal ? [new OrderReopened(order.Facts.Id, order.StateWord), new Alarmed(order.Facts.Id, "order_reopened", $"the venue shows the replacement of an order that was {order.StateWord}"), link] : [link];
        if (pending is not null && !ours)
        {
            // An earlier change came through after all, or somebody's own: what is on its way was asked of an order that is gone.
            events.Insert(0, new ReplaceRefused(order.Facts.Id, ErrorCodes.OrderNotCancellable, "the order had been replaced by another by then"));
        }

        events.AddRange(AfterLink(order, link, report, truth, at));
        return events;
    }

    private static IReadOnlyList<DeskEvent> Current(TrackedOrder order, OrderReport report, string truth, DateTimeOffset at, bool acknowledged)
    {
        var refused = report.State == OrderState.Rejected && (report.Filled ?? 0) == 0;
        List<DeskEvent> events = acknowledged || refused ? [] : [.. Acknowledge(order, report.BrokerOrderId, report.Route, report.State is OrderState.Pending or OrderState.Working)];
        if (LostFill(order, report))
        {
            events.Add(new OrderReopened(order.Facts.Id, order.StateWord));
            events.Add(new Alarmed(order.Facts.Id, "order_reopened", "the venue works an order on that was filled, after it took an execution back"));
        }

        var reopened = events.OfType<OrderReopened>().Any();
        var filled = FillDecider.Fills(order, report, truth, at, events);
        var over = order.IsFinal && !reopened;
        if (over && events.OfType<FillApplied>().Any())
        {
            events.Add(new Alarmed(order.Facts.Id, "late_fill", $"a fill after the order was {order.StateWord}"));
        }

        if (filled > order.Ceiling && filled > order.Fills.Filled)
        {
            events.Add(new Alarmed(order.Facts.Id, "overfill", $"filled {OrderWords.Figure(filled)} of {OrderWords.Figure(order.Ceiling)}"));
        }

        if (over || filled >= order.Ceiling)
        {
            return events;
        }

        // All of it has traded, and a part of that was taken back: nothing works any more, and what is left did not fill.
        if (report.State == OrderState.Filled && (order.Fills.BustedAt is not null || events.OfType<FillBusted>().Any()))
        {
            events.AddRange(order.Replace is not { } asked ? [] : ReplaceDecider.Done(order, report) ? [ReplaceDecider.Link(order, asked, report.BrokerOrderId, report.Route)] : [TooLate(order)]);
            events.Add(new OrderCancelled(order.Facts.Id, "the venue filled it and took a fill back"));
            return events;
        }

        // The change waited for the word about something else and never left: what the venue has is whole.
        if (order.Replace is { Queued: true } && filled >= order.Facts.Quantity)
        {
            events.Add(TooLate(order));
            return events;
        }

        if (Changed(order, report, filled) is { } replaced)
        {
            events.Add(replaced);
            return events;
        }

        events.AddRange(Ending(order, report, order.Replace is { Queued: false } p ? p : null, filled, at));
        return events;
    }

    private static ReplaceRefused TooLate(TrackedOrder order) => new(order.Facts.Id, ErrorCodes.OrderNotCancellable, "the order was filled before it could be changed");

    // A filled order that lost a fill stays filled, with less, until the venue itself shows it open: later than what it took back, or the word may be from before.
    private static bool LostFill(TrackedOrder order, OrderReport report) => order.Lifecycle == Lifecycle.Filled && order.Fills.BustedAt is not null && order.Fills.Filled < order.Facts.Quantity
        && report.State == OrderState.Working && !report.Partial && report.BrokerOrderId == order.BrokerOrderId && order.Fills.IsNews(report.VenueTime);

    // The change that was asked for, or one that somebody made elsewhere. A late report shows terms of before, and those change nothing.
    private static OrderReplaced? Changed(TrackedOrder order, OrderReport report, decimal filled)
    {
        var pending = order.Replace is { Queued: false } p ? p : null;
        // While a change of ours is on its way, that the order was replaced does not say that it was by this change: the new order itself does, or the answer.
        if (report.ReplacedById is { } next && next != order.BrokerOrderId && order.BrokerOrderId is not null && pending is not { Rule.NewId: true })
        {
            return pending is null ? new OrderReplaced(order.Facts.Id, OrderTerms.Of(order.Facts), order.Facts.ClientOrderId, next, null) : ReplaceDecider.Link(order, pending, next, null);
        }

        // Filled whole, with less than we hold the order for: it is smaller by then, and only a change in place makes it so.
        if (report.State == OrderState.Filled && report.BrokerOrderId == order.BrokerOrderId && order.Lifecycle == Lifecycle.Working && filled < order.Facts.Quantity
            && pending is { Rule.InPlace: true } && filled >= pending.Terms.Quantity)
        {
            return ReplaceDecider.Link(order, pending, report.BrokerOrderId, null);
        }

        if (WholeAndSmaller(order, report, filled))
        {
            return new OrderReplaced(order.Facts.Id, OrderTerms.Of(order.Facts) with { Quantity = filled }, order.Facts.ClientOrderId, report.BrokerOrderId, null);
        }

        var open = report.State == OrderState.Working && !report.Partial && report.BrokerOrderId == order.BrokerOrderId && report.Quantity > filled && order.Lifecycle == Lifecycle.Working;
        if (!open || report.ReplacedById is not null)
        {
            return null;
        }

        if (pending is not null)
        {
            return pending.Rule.InPlace && pending.Terms.ShownBy(report) && !order.PastTerms.Contains(pending.Terms) ? ReplaceDecider.Link(order, pending, report.BrokerOrderId, null) : null;
        }

        var shown = Shown(order, report);
        return order.Replace is null && !order.FreshLegs && shown != OrderTerms.Of(order.Facts) && !order.PastTerms.Contains(shown)
            ? new OrderReplaced(order.Facts.Id, shown, order.Facts.ClientOrderId, report.BrokerOrderId, null) : null;
    }

    // The venue says filled, and every fill of it is here: it was made smaller by a change that we took for refused, or that came late and is the newer one there.
    private static bool WholeAndSmaller(TrackedOrder order, OrderReport report, decimal filled) => report.State == OrderState.Filled && order.Replace is null && order.Lifecycle == Lifecycle.Working
        && report.BrokerOrderId == order.BrokerOrderId && filled < order.Facts.Quantity && report.Filled == filled && report.Quantity == filled;

    private static OrderTerms Shown(TrackedOrder order, OrderReport r) => new(r.Quantity ?? order.Facts.Quantity,
        order.Facts.LimitPrice is null ? null : r.LimitPrice ?? order.Facts.LimitPrice, order.Facts.StopPrice is null ? null : r.StopPrice ?? order.Facts.StopPrice, order.Facts.TimeInForce);

    private static IEnumerable<DeskEvent> Ending(TrackedOrder order, OrderReport report, PendingReplace? replacing, decimal filled = 0, DateTimeOffset at = default)
    {
        var id = order.Facts.Id;
        var reason = report.Reason?.Text ?? report.VenueState;
        return (report.State, replacing) switch
        {
            (OrderState.Filled, not null) when filled >= order.Facts.Quantity => [TooLate(order)],
            // Only a word that says how much has filled says how much is left.
            (OrderState.Cancelled, { Rule.CancelNew: true }) when !order.CancelPending && report.Filled is null => [],
            (OrderState.Cancelled, { Rule.CancelNew: true }) when !order.CancelPending && filled < replacing.Terms.Quantity => [new LegApproved(id, replacing.Terms, replacing.ClientOrderId, at + Decider.SendWithin)],
            // It may be gone because a new order has taken its place: only the word about the change tells.
            (OrderState.Cancelled or OrderState.Expired or OrderState.Replaced, { Rule.NewId: true }) => order.Doubt is null && report.State == OrderState.Replaced
                && report.ReplacedById is null ? [new OrderDoubted(id, DoubtAbout.Replace, "the venue has replaced it and does not say by what", at)] : [],
            (OrderState.Cancelled, _) => [new OrderCancelled(id, reason)],
            (OrderState.Replaced, _) => [new OrderCancelled(id, "replaced at the venue")],
            (OrderState.Expired, _) => [new OrderExpired(id, reason)],
            (OrderState.Rejected, _) when order.Fills.Filled > 0 => [new OrderCancelled(id, reason), new Alarmed(id, "reject_after_fill", "the venue rejects an order that it has filled in part; the rest counts as cancelled")],
            (OrderState.Rejected, _) when order.Legs.Count > 0 => [new OrderCancelled(id, $"the replacement was rejected: {reason}")],
            (OrderState.Rejected, _) => [new OrderRejected(id, report.Reason?.Code ?? ErrorCodes.InvalidOrder, reason)],
            // The venue still works it although we asked for a cancel and heard nothing: ask again, a cancel may be repeated.
            (OrderState.Working, { Rule.CancelNew: true } p) when order.Doubt?.About == DoubtAbout.Cancel && !order.CancelPending => [new ReplaceAsked(id, p.Terms, p.ClientOrderId, p.Rule, false, "system", [])],
            (OrderState.Working, _) when order.Doubt?.About == DoubtAbout.Cancel => [new CancelAsked(id, "system")],
            _ => [],
        };
    }
}
