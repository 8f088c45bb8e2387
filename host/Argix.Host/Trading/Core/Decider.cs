using Argix.Contracts;
using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>What the desk decided: events to journal, or a refusal that leaves no trace, or the order that an idempotency key already made.</summary>
public sealed record Decision(IReadOnlyList<DeskEvent> Events, Guid? OrderId = null, string? RefusalCode = null, string? RefusalDetail = null, bool Existing = false)
{
    public static readonly Decision Nothing = new([]);
    public static Decision Refuse(string code, string detail) => new([], RefusalCode: code, RefusalDetail: detail);
}

/// <summary>The desk's decisions: pure, one input at a time. Reports and look-ups are in <see cref="ReportDecider"/>.</summary>
public static class Decider
{
    /// <summary>An approved order may leave this long after it became durable; later than that it is <c>not_sent</c>.</summary>
    public static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(2);

    public static Decision Decide(DeskState desk, DeskInput input) => input switch
    {
        SubmitOrder s => Submit(desk, s),
        CancelOrder c => Cancel(desk, c),
        ReplaceOrder r => ReplaceDecider.Decide(desk, r),
        ReplaceAnswered a => ReplaceDecider.Answered(desk, a),
        SubmitAnswered a => ReportDecider.Answered(desk, a),
        CancelAnswered a => ReportDecider.Answered(desk, a),
        ReportSeen r => new Decision(ReportDecider.Seen(desk, r)),
        LookupEmpty l => new Decision(ReportDecider.Empty(desk, l)),
        PositionsRead p => new Decision(Positions(desk, p)),
        Restarted r => new Decision([.. desk.OpenOrders.Where(o => o.Doubt is null).SelectMany(o => AfterRestart(o, r.At))]),
        JournalReread j => new Decision([.. desk.OpenOrders.Where(o => o.Doubt is null).SelectMany(o => AfterReread(o, j))]),
        ResolveDoubt r => RepairDecider.Decide(desk, r),
        PricesSeen p => DayDecider.Decide(desk, p),
        LimitPassed l => new Decision([.. l.Texts.Select(t => new Alarmed(null, l.Control, t))]),
        EndAccess e => AccessDecider.End(desk, e),
        LaneOpened l => AccessDecider.Opened(desk, l),
        PressKill k => Kill(desk, k),
        ReleaseKill k => desk.Kills.Any(x => x.Scope == k.Scope && x.Id == k.Id) ? new Decision([new KillReleased(k.Scope, k.Id, k.Reason, k.Actor)]) : Decision.Nothing,
        SetLimits l => new Decision([new LimitsSet(l.Item, l.Actor, l.Reason)]),
        RearmStrategy r => new Decision([new StrategyRearmed(r.StrategyId, r.Actor, r.Reason)]),
        Note n => n.OutboxId <= desk.LastOutboxId ? Decision.Nothing : new Decision([new Noted(n.Kind, n.Data, n.OutboxId)]),
        _ => Decision.Nothing,
    };

    // What was on its way when the process ended: an order, or the cancel of one.
    private static IEnumerable<DeskEvent> AfterRestart(TrackedOrder order, DateTimeOffset at) => order switch
    {
        { Lifecycle: Lifecycle.Approved } => [new OrderDoubted(order.Facts.Id, DoubtAbout.Submit, "the platform restarted before the venue's answer was written down", at)],
        { Replace: { Queued: false, Rule.CancelNew: false } } => [new OrderDoubted(order.Facts.Id, DoubtAbout.Replace, "the platform restarted while a change was on its way", at)],
        { CancelPending: true } or { Replace.Queued: false } => [new OrderDoubted(order.Facts.Id, DoubtAbout.Cancel, "the platform restarted while a cancel was on its way", at)],
        _ => [],
    };

    private static IEnumerable<DeskEvent> AfterReread(TrackedOrder order, JournalReread j) => order switch
    {
        { Lifecycle: Lifecycle.Approved, Legs.Count: > 0 } when j.Kept.Contains(order.Facts.Id) => [new OrderCancelled(order.Facts.Id, "cancelled to be replaced, and the journal failed before the replacement could leave")],
        { Lifecycle: Lifecycle.Approved } when j.Kept.Contains(order.Facts.Id) => [new OrderNotSent(order.Facts.Id, "journal_unavailable", "the journal failed before it could leave; nothing was sent")],
        { Lifecycle: Lifecycle.Approved } => [new OrderDoubted(order.Facts.Id, DoubtAbout.Submit, "the journal failed before the venue's answer was written down", j.At)],
        { Replace: { Queued: false, Rule.CancelNew: false } } => [new OrderDoubted(order.Facts.Id, DoubtAbout.Replace, "the journal failed while a change was on its way", j.At)],
        { CancelPending: true } or { Replace.Queued: false } => [new OrderDoubted(order.Facts.Id, DoubtAbout.Cancel, "the journal failed while a cancel was on its way", j.At)],
        _ => [],
    };

    private static Decision Submit(DeskState desk, SubmitOrder s)
    {
        var intent = s.Intent;
        if (intent.Key is { } key && desk.ByKey(key) is { } known)
        {
            return known.Facts.BodyHash == intent.BodyHash
                ? new Decision([], known.Facts.Id, Existing: true)
                : Decision.Refuse("idempotency_conflict", "this Idempotency-Key was used for a different order; use a new key for a new order");
        }

        if (desk.KilledBy(intent.ConnectionId, intent.StrategyId, intent.Instrument.Symbol) is { } kill)
        {
            return Decision.Refuse("kill_switch", $"the kill switch is on ({kill.Scope}): {kill.Reason}; an admin can release it");
        }

        if (!s.Connection.TradingOpen)
        {
            return Decision.Refuse("connection_not_ready", "the connection is not open for trading; see its status");
        }

        return intent.Override is { } o && OverrideRule.Fault(desk.Order(o.Denied), s.At) is { } fault ? Decision.Refuse("validation_failed", fault) : Judge(desk, s, intent);
    }

    private static Decision Judge(DeskState desk, SubmitOrder s, OrderIntent intent)
    {
        var (quantity, arithmetic) = Sizer.Size(intent.Sizing, intent.Instrument, s.Reference, intent.Sizing is FixedQuantity ? null : SizingFacts.Of(desk, intent, s.Connection));
        var clientId = ClientOrderIds.Derive(s.OrderId, s.Connection.ClientOrderIdForm);
        var facts = new OrderFacts(s.OrderId, intent.ConnectionId, clientId, intent.Instrument, intent.Side,
            EffectOf(desk, intent, quantity), intent.Type, intent.TimeInForce, quantity, intent.LimitPrice, intent.StopPrice, intent.ReduceOnly, intent.Source, intent.Actor,
            intent.StrategyId, intent.Key, intent.BodyHash, s.At, s.At + SendWithin, s.Reference);
        var verdicts = quantity > 0 && !desk.ClientIdTaken(intent.ConnectionId, clientId)
            ? Gate.Evaluate(new GateInput(facts, s.Connection, desk, s.At, intent.SignalAt))
            : [Verdict.Deny("instrument", quantity > 0 ? "the derived order id is taken" : $"nothing to trade: {arithmetic}")];
        var said = intent.Override is null ? verdicts : OverrideRule.Lift(verdicts);
        var denial = Denial(said);
        DeskEvent e = denial is null
            ? new OrderApproved(facts, said, arithmetic)
            : new OrderDenied(facts, $"risk_denied:{denial.Control}", denial.Detail, said, arithmetic);
        return new Decision(intent.Override is { } o ? [e, new RiskOverridden(s.OrderId, o.Denied, o.Reason, intent.Actor)] : [e], s.OrderId);
    }

    private static Verdict? Denial(IReadOnlyList<Verdict> verdicts)
    {
        for (var n = 0; n < verdicts.Count; n++)
        {
            if (verdicts[n].Denied)
            {
                return verdicts[n];
            }
        }

        return null;
    }

    private static Effect EffectOf(DeskState desk, OrderIntent intent, decimal quantity)
    {
        var held = desk.Position(intent.ConnectionId, intent.Instrument.Symbol);
        var against = held != 0 && Math.Sign(held) != (intent.Side == Side.Buy ? 1 : -1);
        return !against ? Effect.Open : intent.ReduceOnly ? Effect.Reduce : quantity <= Math.Abs(held) ? Effect.Close : Effect.Open;
    }

    private static Decision Cancel(DeskState desk, CancelOrder c)
    {
        if (desk.Order(c.OrderId) is not { } order)
        {
            return Decision.Refuse("order_not_found", "there is no such order in this workspace");
        }

        if (order.IsFinal)
        {
            return Decision.Refuse("order_not_cancellable", $"the order is {order.StateWord} already");
        }

        return order.CancelPending && order.Doubt is null ? new Decision([], c.OrderId) : new Decision([new CancelAsked(c.OrderId, c.Actor)], c.OrderId);
    }

    private static Decision Kill(DeskState desk, PressKill k)
    {
        var latch = new KillLatch(k.Scope, k.Id, k.Reason, k.Actor, k.At);
        List<DeskEvent> events = desk.Kills.Any(x => x.Scope == k.Scope && x.Id == k.Id) ? [] : [new KillPressed(k.Scope, k.Id, k.Reason, k.Actor, k.At)];
        if (k.CancelOpen)
        {
            events.AddRange(desk.OpenOrders
                .Where(o => !o.CancelPending && DeskState.Covers(latch, o.Facts.ConnectionId, o.Facts.StrategyId, o.Facts.Instrument.Symbol))
                .Select(o => new CancelAsked(o.Facts.Id, k.Actor)));
        }

        return new Decision(events);
    }

    // What fills have brought since the lane opened is in the venue's figures too; it counts once.
    private static List<BaselineLine> Beginning(DeskState desk, PositionsRead p)
    {
        var ours = desk.Positions.Where(l => l.ConnectionId == p.ConnectionId && l.Quantity != 0).ToDictionary(l => l.Instrument.Symbol);
        var lines = p.Lines.Select(l => l with { Quantity = l.Quantity - (ours.Remove(l.Instrument.Symbol, out var own) ? own.Quantity : 0) }).ToList();
        return [.. lines, .. ours.Values.Select(l => new BaselineLine(l.Instrument, -l.Quantity, l.AveragePrice ?? 0))];
    }

    private static IReadOnlyList<DeskEvent> Positions(DeskState desk, PositionsRead p)
    {
        if (!desk.IsBaselined(p.ConnectionId))
        {
            return [new Baselined(p.ConnectionId, Beginning(desk, p)), .. AccessDecider.Watched(desk, p.ConnectionId)];
        }

        var venue = p.Lines.ToDictionary(l => l.Instrument.Symbol, l => l.Quantity);
        var symbols = venue.Keys.Union(desk.Positions.Where(l => l.ConnectionId == p.ConnectionId).Select(l => l.Instrument.Symbol)).Union(desk.Drifts(p.ConnectionId).Select(d => d.Symbol));
        return [.. AccessDecider.Watched(desk, p.ConnectionId), .. symbols.Select(s => (Symbol: s, Ours: desk.Position(p.ConnectionId, s), Venue: venue.GetValueOrDefault(s)))
            .Where(x => x.Venue - x.Ours != desk.Drift(p.ConnectionId, x.Symbol) && (p.Settled.Contains(x.Symbol) || x.Venue == x.Ours))
            .Select(x => new DriftSeen(p.ConnectionId, x.Symbol, x.Ours, x.Venue))];
    }
}
