using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>
/// What a sight of an order, or the lack of one, means. The rules: only the venue ends an order; cumulative quantity never falls; an execution counts once;
/// an older sight never takes back a newer state, because every step here only goes forward.
/// </summary>
public static class ReportDecider
{
    /// <summary>Longer than this nobody should wait for the venue's word without knowing of it; as questions, for a clock that was set back may not stretch it.</summary>
    public static readonly TimeSpan PersonAfter = TimeSpan.FromSeconds(30);
    private const int PersonAfterQuestions = 6;

    public static Decision Answered(DeskState desk, SubmitAnswered a)
    {
        if (desk.Order(a.OrderId) is not { } order)
        {
            return Decision.Nothing;
        }

        if (a.ClientOrderId is { } leg && leg != order.Facts.ClientOrderId)
        {
            return new Decision(a.Report is { } late ? Sights.Of(order, late, a.Truth, a.At, acknowledged: true) : [], a.OrderId);
        }

        var undecided = order.Lifecycle == Lifecycle.Approved;
        List<DeskEvent> events = a.Conclusion.Verdict switch
        {
            Contracts.Verdict.Accepted => [.. Sights.Acknowledge(order, a.BrokerOrderId, a.Route, shownOpen: false)],
            Contracts.Verdict.Refused or Contracts.Verdict.NotSent when undecided && order.BrokerOrderId is null && order.Legs.Count > 0 => [new OrderCancelled(a.OrderId, $"cancelled to be replaced, and the replacement did not come to be: {a.Conclusion.Reason}")],
            Contracts.Verdict.Refused when undecided && order.BrokerOrderId is null => [new OrderRejected(a.OrderId, a.Conclusion.Code, a.Conclusion.Reason)],
            Contracts.Verdict.NotSent when undecided && order.BrokerOrderId is null => [new OrderNotSent(a.OrderId, a.Conclusion.Code, a.Conclusion.Reason)],
            _ when undecided && order.Doubt is null => [new OrderDoubted(a.OrderId, DoubtAbout.Submit, a.Conclusion.Reason, a.At)],
            _ => [],
        };
        var held = desk.Held.Of(order.Facts.ConnectionId, a.BrokerOrderId);
        if ((held is null ? a.Report : HeldReports.Merge(a.Report, held)) is { } report)
        {
            events.AddRange(Sights.Of(order, report, a.Truth, a.At, acknowledged: events.OfType<OrderAcknowledged>().Any()));
        }

        return new Decision(events, a.OrderId);
    }

    public static Decision Answered(DeskState desk, CancelAnswered a)
    {
        if (desk.Order(a.OrderId) is not { IsFinal: false } order)
        {
            return Decision.Nothing;
        }

        List<DeskEvent> events = a.Report is { } report ? [.. Sights.Of(order, report, a.Truth, a.At, acknowledged: false)] : [];
        switch (a.Conclusion.Verdict)
        {
            case var _ when order.Legs.Any(l => l.BrokerOrderId == a.Asked): // about what the order used to be at the venue; that is over
            case Contracts.Verdict.Accepted or Contracts.Verdict.Pending:
                break;
            case Contracts.Verdict.Refused or Contracts.Verdict.TooLate:
                events.AddRange(NotCancelled(order, a.Conclusion));
                break;
            default: // no answer, or "no such order", which proves nothing about the order itself
                events.Add(new OrderDoubted(a.OrderId, DoubtAbout.Cancel, a.Conclusion.Reason, a.At));
                break;
        }

        return new Decision(events, a.OrderId);
    }

    // Too late for the order that we meant: the venue may have made another of it, which is cancelled once it is known.
    private static IEnumerable<DeskEvent> NotCancelled(TrackedOrder order, Conclusion c)
    {
        var replacing = order.Replace is { Queued: false } p ? p.Rule : null;
        if (order.CancelPending && replacing is not { NewId: true })
        {
            yield return new CancelRefused(order.Facts.Id, c.Code, c.Reason);
        }

        if (replacing is { CancelNew: true })
        {
            yield return new ReplaceRefused(order.Facts.Id, c.Code, c.Reason);
        }
    }

    public static IReadOnlyList<DeskEvent> Seen(DeskState desk, ReportSeen r)
    {
        if ((desk.Match(r.ConnectionId, r.Report.BrokerOrderId, r.Report.ClientOrderId) ?? desk.Match(r.ConnectionId, r.Report.ReplacesId, null)) is { } order)
        {
            return Sights.Of(order, r.Report, r.Truth, r.At, acknowledged: false);
        }

        return r.Report.Instrument is null || r.Report.Quantity is not > 0 ? [] : MayBeOurs(desk, r) ? Hold(desk, r) : Adopt(desk, r with { Report = HeldReports.Merge(desk.Held.Of(r.ConnectionId, r.Report.BrokerOrderId), r.Report) });
    }

    private static IReadOnlyList<DeskEvent> Hold(DeskState desk, ReportSeen r)
    {
        var held = desk.Held.Of(r.ConnectionId, r.Report.BrokerOrderId);
        var news = held is null || (r.Report.Filled ?? 0) > (held.Filled ?? 0) || (r.Report.State != held.State && r.Report.State is not (OrderState.Working or OrderState.Unknown))
            || r.Report.Fills.Any(f => held.Fills.All(h => h.Id != f.Id));
        return news ? [new ReportHeld(r.ConnectionId, r.Report)] : [];
    }

    // A venue that does not echo our ids shows our own orders as strangers until it has told us its id: one that looks like an order on its way is not adopted yet.
    private static bool MayBeOurs(DeskState desk, ReportSeen r) => r.Report.ClientOrderId is null && desk.OpenOf(r.ConnectionId).Any(o =>
        o.Facts.Instrument.Symbol == r.Report.Symbol && o.Facts.Side == r.Report.Side && ((o.Lifecycle == Lifecycle.Approved && o.BrokerOrderId is null && o.LegQuantity == r.Report.Quantity)
            || (o.Replace is { Rule.NewId: true, Queued: false } p && r.Report.Quantity <= p.Terms.Quantity && r.Report.Quantity >= p.Terms.Quantity - o.Fills.Filled)));

    public static IReadOnlyList<DeskEvent> Empty(DeskState desk, LookupEmpty l)
    {
        if (desk.Order(l.OrderId) is not { IsFinal: false } order)
        {
            return [];
        }

        // It was shown, so nothing about the order itself is in question; the change may have been settled in the meantime.
        if (l.Unchanged && order.Replace is not { Queued: false, Rule.CancelNew: false })
        {
            return [];
        }

        var never = order.Lifecycle == Lifecycle.Approved && order.BrokerOrderId is null && (order.Fills.Filled == 0 || order.Legs.Count > 0);
        if (l.Conclusive && never)
        {
            return order.Legs.Count > 0 ? [new OrderCancelled(order.Facts.Id, $"cancelled to be replaced, and the replacement did not come to be: {l.Reason}")] : [new OrderNotSent(order.Facts.Id, "broker_timeout", l.Reason)];
        }

        if (l is { Conclusive: true, Unchanged: true })
        {
            return [new ReplaceRefused(order.Facts.Id, "broker_timeout", "the venue was asked twice after every delay it can have, and shows the order unchanged")];
        }

        var gone = l.NotOpen && order.Lifecycle != Lifecycle.Approved;
        if (order.Doubt is { } doubt && !(gone && doubt.About is DoubtAbout.Cancel or DoubtAbout.Replace))
        {
            var asked = new OrderAsked(order.Facts.Id, l.Asked, l.NextAt);
            return order.Repair is null && (l.At - doubt.Since >= PersonAfter || l.Asked >= PersonAfterQuestions) ? [asked, new RepairRaised(order.Facts.Id, l.Reason)] : [asked];
        }

        // An order that the venue once had cannot be concluded away, and one look that failed casts no doubt on it.
        return order.Lifecycle == Lifecycle.Approved ? [new OrderDoubted(order.Facts.Id, DoubtAbout.Submit, l.Reason, l.NextAt)]
            : l.Conclusive || gone ? [new OrderDoubted(order.Facts.Id, DoubtAbout.End, l.Reason, l.NextAt), new RepairRaised(order.Facts.Id, l.Reason)] : [];
    }

    // An order from elsewhere: what it filled before the first look at the positions is in them already.
    private static IReadOnlyList<DeskEvent> Adopt(DeskState desk, ReportSeen r)
    {
        var report = r.Report;
        var open = report.State is OrderState.Pending or OrderState.Working or OrderState.PendingCancel or OrderState.PendingReplace;
        var known = desk.WasBefore(r.ConnectionId, report.BrokerOrderId);
        var before = known || !desk.IsBaselined(r.ConnectionId);
        if (before && !open)
        {
            return known ? [] : [new OrderSeenBefore(r.ConnectionId, report.BrokerOrderId)];
        }

        var facts = new OrderFacts(r.NewOrderId, r.ConnectionId, report.ClientOrderId ?? report.BrokerOrderId, report.Instrument!, report.Side, Effect.Unknown, report.Type, report.TimeInForce,
            report.Quantity!.Value, report.LimitPrice, report.StopPrice, false, "external", "venue", null, null, null, r.At, null, null, External: true);
        var adopted = new OrderAdopted(facts, report.BrokerOrderId, report.Route, before ? report.Filled ?? 0 : 0, before ? report.AveragePrice ?? 0 : 0);
        var shadow = new TrackedOrder(facts) { Lifecycle = Lifecycle.Working, BrokerOrderId = report.BrokerOrderId };
        shadow.Fills.RaiseTo(adopted.FilledBefore, adopted.PriceBefore);
        return [adopted, .. Sights.Of(shadow, before ? report with { Fills = [] } : report, r.Truth, r.At, acknowledged: true)];
    }
}
