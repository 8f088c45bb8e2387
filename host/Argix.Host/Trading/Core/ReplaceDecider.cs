using Argix.Contracts;
using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>Changes of working orders: one at a time, judged by every control as if the order were new, and never believed before the venue says so.</summary>
public static class ReplaceDecider
{
    public static Decision Decide(DeskState desk, ReplaceOrder r)
    {
        if (desk.Order(r.OrderId) is not { } order)
        {
            return Decision.Refuse("order_not_found", "there is no such order in this workspace");
        }

        if (Hindrance(order) is { } why)
        {
            return Decision.Refuse("order_not_cancellable", why);
        }

        if (r.Terms == (order.Replace?.Terms ?? OrderTerms.Of(order.Facts)))
        {
            return new Decision([], order.Facts.Id);
        }

        return order.Replace is not null ? Decision.Refuse("order_not_cancellable", "a change of this order is on its way already; wait for the broker's word")
            : Closed(desk, order, r) ?? Unfit(order, r) ?? Judge(desk, order, r);
    }

    /// <summary>What the answer to a replace means. The order stays what it was until the venue has said that it is another.</summary>
    public static Decision Answered(DeskState desk, ReplaceAnswered a)
    {
        if (desk.Order(a.OrderId) is not { } order)
        {
            return Decision.Nothing;
        }

        List<DeskEvent> events = order.Replace is { Queued: false } pending && (a.Asked ?? pending.Number) == pending.Number ? [.. Conclude(order, pending, a)] : [];
        var linked = events.OfType<OrderReplaced>().FirstOrDefault();
        var held = linked is null ? null : desk.Held.Of(order.Facts.ConnectionId, linked.BrokerOrderId);
        if ((held is null ? a.Report : HeldReports.Merge(a.Report, held)) is { } report)
        {
            events.AddRange(linked is null ? Sights.Of(order, report, a.Truth, a.At, acknowledged: false) : Sights.AfterLink(order, linked, report, a.Truth, a.At));
        }

        return new Decision(events, a.OrderId);
    }

    /// <summary>The order as the venue is asked to make it.</summary>
    public static OrderFacts ToSend(TrackedOrder order, PendingReplace pending) => pending.Terms.On(order.Facts) with { ClientOrderId = pending.ClientOrderId };

    /// <summary>Whether a report shows that the change has been carried out.</summary>
    public static bool Done(TrackedOrder order, OrderReport r) => order.Replace is { Queued: false } p
        && (Legs.Which(order, r) == LegSeen.Next || r.ReplacedById is not null || (p.Rule.InPlace && r.BrokerOrderId == order.BrokerOrderId && !r.Partial && p.Terms.ShownBy(r)));

    private static IEnumerable<DeskEvent> Conclude(TrackedOrder order, PendingReplace p, ReplaceAnswered a)
    {
        var id = order.Facts.Id;
        return a.Conclusion.Verdict switch
        {
            Contracts.Verdict.Accepted when p.Rule.InPlace => [Link(order, p, order.BrokerOrderId!, a.Route)],
            Contracts.Verdict.Accepted when a.BrokerOrderId is { } next && next != order.BrokerOrderId => [Link(order, p, next, a.Route)],
            Contracts.Verdict.Pending => [],
            Contracts.Verdict.Refused or Contracts.Verdict.TooLate or Contracts.Verdict.NotSent => [new ReplaceRefused(id, a.Conclusion.Code, a.Conclusion.Reason)],
            _ => [new OrderDoubted(id, DoubtAbout.Replace, a.Conclusion.Reason, a.At)],
        };
    }

    internal static OrderReplaced Link(TrackedOrder order, PendingReplace p, string brokerId, string? route) => new(order.Facts.Id, p.Terms, p.ClientOrderId, brokerId, route);

    private static string? Hindrance(TrackedOrder order) => order switch
    {
        { IsFinal: true } => $"the order is {order.StateWord} already",
        { CancelPending: true } => "a cancel of this order is on its way",
        { Doubt.About: DoubtAbout.End or DoubtAbout.Replace } => "the order is in doubt; it can be changed once the broker has said what became of it",
        _ => null,
    };

    private static Decision? Closed(DeskState desk, TrackedOrder order, ReplaceOrder r)
    {
        var f = order.Facts;
        return desk.KilledBy(f.ConnectionId, f.StrategyId, f.Instrument.Symbol) is { } kill ? Decision.Refuse("kill_switch", $"the kill switch is on ({kill.Scope}): {kill.Reason}; an admin can release it")
            : r.Connection.TradingOpen ? null : Decision.Refuse("connection_not_ready", "the connection is not open for trading; see its status");
    }

    private static Decision? Unfit(TrackedOrder order, ReplaceOrder r)
    {
        var (filled, terms) = (order.Fills.Filled, r.Terms);
        if (!r.Rule.InPlace && !r.Rule.NewId && !r.Rule.CancelNew)
        {
            return Decision.Refuse(ErrorCodes.OrderTypeUnsupported, "this broker cannot change an order; cancel it and place a new one");
        }

        return terms.Quantity <= filled
            ? Decision.Refuse(ErrorCodes.InvalidOrder, $"quantity {OrderWords.Figure(terms.Quantity)} is not more than the {OrderWords.Figure(filled)} that has filled; cancel the order instead")
            : null;
    }

    private static Decision Judge(DeskState desk, TrackedOrder order, ReplaceOrder r)
    {
        var wanted = r.Terms.On(order.Facts) with { Reference = r.Reference };
        var verdicts = Gate.Evaluate(new GateInput(wanted, r.Connection, desk, r.At, r.At) { Replaces = order });
        if (verdicts.FirstOrDefault(v => v.Denied) is { } no)
        {
            return new Decision([new ReplaceDenied(order.Facts.Id, r.Terms, $"risk_denied:{no.Control}", no.Detail, verdicts, r.Actor)], order.Facts.Id);
        }

        var clientId = r.Rule.InPlace ? order.Facts.ClientOrderId : LegIds.Derive(order.Facts.Id, order.Replaces + 1, r.Connection.ClientOrderIdForm);
        return !r.Rule.InPlace && desk.ClientIdTaken(order.Facts.ConnectionId, clientId) ? Decision.Refuse(ErrorCodes.InvalidOrder, "the derived order id is taken; cancel the order and place a new one")
            : new Decision([new ReplaceAsked(order.Facts.Id, r.Terms, clientId, r.Rule, order.Doubt is not null || order.BrokerOrderId is null, r.Actor, verdicts)], order.Facts.Id);
    }
}
