using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>
/// A person says what the venue says of an order that cannot be asked about. It is the venue's word, carried by a person: it needs evidence in words, stands in the journal
/// with who gave it, and a later report of the venue still counts.
/// </summary>
public static class RepairDecider
{
    public static readonly IReadOnlyList<string> Outcomes = ["not_sent", "linked", "unchanged", "ended"];

    public static Decision Decide(DeskState desk, ResolveDoubt r)
    {
        if (desk.Order(r.OrderId) is not { } order)
        {
            return Decision.Refuse("order_not_found", "there is no such order in this workspace");
        }

        if (order is { Lifecycle: Lifecycle.Filled, Repair: not null })
        {
            return r.Outcome == "ended" ? new Decision([new RepairResolved(r.OrderId, r.Outcome, r.Evidence, r.Actor)], r.OrderId)
                : Decision.Refuse("validation_failed", "the broker took a fill of this order back; outcome ended says that the rest does not work any more");
        }

        if (order is { IsFinal: true } or { Doubt: null, Unmanaged: null })
        {
            return Decision.Refuse("validation_failed", $"the order is {order.StateWord}; only an order that is in doubt or that nobody watches can be resolved by hand");
        }

        List<DeskEvent> events = [new RepairResolved(r.OrderId, r.Outcome, r.Evidence, r.Actor)];
        return r.Outcome switch
        {
            "not_sent" => NeverThere(order, r, events),
            "linked" when order.Replace is { Queued: false, Rule.NewId: true } p => Became(desk, order, p, r, events),
            "linked" => Linked(desk, order, r, events),
            "unchanged" => Unchanged(order, r, events),
            "ended" => Ended(order, r, events),
            _ => Decision.Refuse("validation_failed", "outcome: not_sent, linked, unchanged or ended"),
        };
    }

    private static Decision NeverThere(TrackedOrder order, ResolveDoubt r, List<DeskEvent> events)
    {
        if (order.BrokerOrderId is not null || order.Fills.Filled > 0 || order.Lifecycle != Lifecycle.Approved)
        {
            return Decision.Refuse("validation_failed", "the broker has had this order, so it cannot have been never sent; say how it ended");
        }

        events.Add(new OrderNotSent(order.Facts.Id, "broker_timeout", $"by a person's word: {r.Evidence}"));
        return new Decision(events, r.OrderId);
    }

    private static Decision Linked(DeskState desk, TrackedOrder order, ResolveDoubt r, List<DeskEvent> events)
    {
        if (r.BrokerOrderId is not { Length: > 0 } id || order.BrokerOrderId is not null)
        {
            return Decision.Refuse("validation_failed", order.BrokerOrderId is null ? "brokerOrderId: the broker's id of the order" : $"the order is linked to the broker's {order.BrokerOrderId} already");
        }

        if (desk.Match(order.Facts.ConnectionId, id, null) is { } other)
        {
            return Decision.Refuse("validation_failed", $"brokerOrderId: {id} is another order here ({other.Facts.Id})");
        }

        events.Add(new OrderAcknowledged(order.Facts.Id, id, null));
        if (desk.Held.Of(order.Facts.ConnectionId, id) is { } held)
        {
            events.AddRange(Sights.Of(order, held, held.Fills.Count > 0 ? "executions" : "cumulative", r.At, acknowledged: true));
        }

        return new Decision(events, r.OrderId);
    }

    // The broker shows the change under another id.
    private static Decision Became(DeskState desk, TrackedOrder order, PendingReplace p, ResolveDoubt r, List<DeskEvent> events)
    {
        if (r.BrokerOrderId is not { Length: > 0 } id || desk.Match(order.Facts.ConnectionId, id, null) is not null)
        {
            return Decision.Refuse("validation_failed", "brokerOrderId: the broker's id of the order that took this one's place, which is no other order here");
        }

        events.Add(ReplaceDecider.Link(order, p, id, null));
        return new Decision(events, r.OrderId);
    }

    private static Decision Unchanged(TrackedOrder order, ResolveDoubt r, List<DeskEvent> events)
    {
        if (order is not { Doubt.About: DoubtAbout.Replace, Replace: not null })
        {
            return Decision.Refuse("validation_failed", "outcome unchanged is for an order whose change is in doubt");
        }

        events.Add(new ReplaceRefused(order.Facts.Id, "broker_timeout", $"by a person's word: {r.Evidence}"));
        return new Decision(events, r.OrderId);
    }

    private static Decision Ended(TrackedOrder order, ResolveDoubt r, List<DeskEvent> events)
    {
        var filled = r.Filled ?? order.Fills.Filled;
        if (filled < order.Fills.Filled || filled > order.Facts.Quantity || (filled > order.Fills.Filled && r.AveragePrice is not > 0))
        {
            return Decision.Refuse("validation_failed",
                $"filledQuantity: from {OrderWords.Figure(order.Fills.Filled)}, which the broker has confirmed, to {OrderWords.Figure(order.Facts.Quantity)}; a larger one needs the averagePrice of all that is filled");
        }

        if (filled > order.Fills.Filled)
        {
            events.Add(new FillLevelRaised(order.Facts.Id, filled, r.AveragePrice!.Value));
        }

        if (filled < order.Facts.Quantity)
        {
            events.Add(new OrderCancelled(order.Facts.Id, $"by a person's word: {r.Evidence}"));
        }

        return new Decision(events, r.OrderId);
    }
}
