using System.Text.Json.Serialization;
using Argix.Contracts;
using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>
/// Something that happened, as the journal keeps it. Replay applies events and never decides again, so a record's meaning must not change:
/// a new release adds event types, it does not redefine old ones. Opaque ids only: no names, no account numbers.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(OrderDenied), "order_denied")]
[JsonDerivedType(typeof(OrderApproved), "order_approved")]
[JsonDerivedType(typeof(RiskOverridden), "risk_overridden")]
[JsonDerivedType(typeof(OrderAdopted), "order_adopted")]
[JsonDerivedType(typeof(OrderAcknowledged), "order_acknowledged")]
[JsonDerivedType(typeof(OrderDoubted), "order_doubted")]
[JsonDerivedType(typeof(OrderAsked), "order_asked")]
[JsonDerivedType(typeof(OrderNotSent), "order_not_sent")]
[JsonDerivedType(typeof(RepairRaised), "repair_raised")]
[JsonDerivedType(typeof(RepairResolved), "repair_resolved")]
[JsonDerivedType(typeof(ReportHeld), "report_held")]
[JsonDerivedType(typeof(OrderSeenBefore), "order_seen_before")]
[JsonDerivedType(typeof(OrderRejected), "order_rejected")]
[JsonDerivedType(typeof(OrderReopened), "order_reopened")]
[JsonDerivedType(typeof(CancelAsked), "cancel_asked")]
[JsonDerivedType(typeof(CancelRefused), "cancel_refused")]
[JsonDerivedType(typeof(ReplaceDenied), "replace_denied")]
[JsonDerivedType(typeof(ReplaceAsked), "replace_asked")]
[JsonDerivedType(typeof(ReplaceRefused), "replace_refused")]
[JsonDerivedType(typeof(OrderReplaced), "order_replaced")]
[JsonDerivedType(typeof(LegApproved), "leg_approved")]
[JsonDerivedType(typeof(LegFilled), "leg_filled")]
[JsonDerivedType(typeof(OrderCancelled), "order_cancelled")]
[JsonDerivedType(typeof(OrderExpired), "order_expired")]
[JsonDerivedType(typeof(FillApplied), "fill_applied")]
[JsonDerivedType(typeof(FillLevelRaised), "fill_level_raised")]
[JsonDerivedType(typeof(FillBusted), "fill_busted")]
[JsonDerivedType(typeof(Baselined), "positions_baselined")]
[JsonDerivedType(typeof(DriftSeen), "drift_seen")]
[JsonDerivedType(typeof(KillPressed), "kill_pressed")]
[JsonDerivedType(typeof(KillReleased), "kill_released")]
[JsonDerivedType(typeof(LimitsSet), "limits_set")]
[JsonDerivedType(typeof(StrategyRearmed), "strategy_rearmed")]
[JsonDerivedType(typeof(OrderUnmanaged), "order_unmanaged")]
[JsonDerivedType(typeof(OrderManaged), "order_managed")]
[JsonDerivedType(typeof(OrderTakenOver), "order_taken_over")]
[JsonDerivedType(typeof(PositionsTakenOver), "positions_taken_over")]
[JsonDerivedType(typeof(DayMarked), "day_marked")]
[JsonDerivedType(typeof(LossReached), "loss_reached")]
[JsonDerivedType(typeof(Noted), "noted")]
[JsonDerivedType(typeof(Alarmed), "alarmed")]
public abstract record DeskEvent
{
    /// <summary>The order it is about, if any.</summary>
    [JsonIgnore] public virtual Guid? About => null;
}

/// <summary>A control said no. The order exists, so that the refusal can be looked at.</summary>
public sealed record OrderDenied(OrderFacts Order, string Code, string Reason, IReadOnlyList<Verdict> Verdicts, string SizedBy) : DeskEvent { public override Guid? About => Order.Id; }

/// <summary>Exposure is reserved and the order may leave once, before <see cref="OrderFacts.SendBy"/>.</summary>
public sealed record OrderApproved(OrderFacts Order, IReadOnlyList<Verdict> Verdicts, string SizedBy) : DeskEvent { public override Guid? About => Order.Id; }

/// <summary>An admin took the refusal of <paramref name="Denied"/> on themselves: this order has its terms, and the verdicts that were lifted keep their figures.</summary>
public sealed record RiskOverridden(Guid OrderId, Guid Denied, string Reason, string Actor) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>An order placed elsewhere. What it had filled before we first read the account's positions is in them already.</summary>
public sealed record OrderAdopted(OrderFacts Order, string BrokerOrderId, string? Route, decimal FilledBefore, decimal PriceBefore) : DeskEvent { public override Guid? About => Order.Id; }

/// <summary>The venue has it.</summary>
public sealed record OrderAcknowledged(Guid OrderId, string? BrokerOrderId, string? Route) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>We do not know. The order keeps its reservation and is asked about; it is never sent again.</summary>
public sealed record OrderDoubted(Guid OrderId, DoubtAbout Doubt, string Reason, DateTimeOffset NextAt) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>A question that settled nothing yet.</summary>
public sealed record OrderAsked(Guid OrderId, int Asked, DateTimeOffset NextAt) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The venue cannot be made to say what became of it in time: a person must look. Closes by itself when the venue says something after all.</summary>
public sealed record RepairRaised(Guid OrderId, string Reason) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>An order from elsewhere that was over before we first read the account's positions: it is in them, and later readings that reach back to it change nothing.</summary>
public sealed record OrderSeenBefore(Guid ConnectionId, string BrokerOrderId) : DeskEvent;

/// <summary>A person brought the venue's word about an order in doubt.</summary>
public sealed record RepairResolved(Guid OrderId, string Outcome, string Evidence, string Actor) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>A sight of an order that may be ours: the venue does not echo our ids, and one that looks the same is on its way.</summary>
public sealed record ReportHeld(Guid ConnectionId, OrderReport Report) : DeskEvent;

/// <summary>Proof that nothing left, or the venue's conclusive word that it has no such order.</summary>
public sealed record OrderNotSent(Guid OrderId, string Code, string Reason) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The venue refused it definitively.</summary>
public sealed record OrderRejected(Guid OrderId, string Code, string Reason) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The venue shows an order that we held for over.</summary>
public sealed record OrderReopened(Guid OrderId, string Was) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>Somebody wants it cancelled. Leaves at once, or as soon as the venue has acknowledged the order.</summary>
public sealed record CancelAsked(Guid OrderId, string Actor) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The venue did not take the cancel; the order is what its fills say.</summary>
public sealed record CancelRefused(Guid OrderId, string Code, string Reason) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>A control said no to a change; the order stays as it is.</summary>
public sealed record ReplaceDenied(Guid OrderId, OrderTerms Terms, string Code, string Reason, IReadOnlyList<Verdict> Verdicts, string Actor) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>Somebody wants it changed. Exposure is the worse of old and new until the venue's word. Leaves once; queued: not before the venue has acknowledged the order.</summary>
public sealed record ReplaceAsked(Guid OrderId, OrderTerms Terms, string ClientOrderId, ReplaceRule Rule, bool Queued, string Actor, IReadOnlyList<Verdict> Verdicts) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The change was not carried out; the order is what its fills say.</summary>
public sealed record ReplaceRefused(Guid OrderId, string Code, string Reason) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The venue has changed it, under the same id or a new one that goes on counting.</summary>
public sealed record OrderReplaced(Guid OrderId, OrderTerms Terms, string ClientOrderId, string BrokerOrderId, string? Route) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>Cancelled by the venue's word so that it can be sent anew: the rest may leave once, before <paramref name="SendBy"/>.</summary>
public sealed record LegApproved(Guid OrderId, OrderTerms Terms, string ClientOrderId, DateTimeOffset SendBy) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>A venue order that ours used to be has filled more than was known when it was replaced. Figures of that leg alone.</summary>
public sealed record LegFilled(Guid OrderId, string BrokerOrderId, decimal Filled, decimal Notional) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The venue says it is cancelled.</summary>
public sealed record OrderCancelled(Guid OrderId, string Reason) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The venue says it expired.</summary>
public sealed record OrderExpired(Guid OrderId, string Reason) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>One execution: mark and position change in one event, so neither can be without the other.</summary>
public sealed record FillApplied(Guid OrderId, Execution Execution) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The venue's cumulative quantity is ahead of the executions we have seen.</summary>
public sealed record FillLevelRaised(Guid OrderId, decimal Filled, decimal AveragePrice) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>
/// The venue took an execution back: the only way in which what is filled can fall. The order keeps its state until the venue shows it otherwise. <paramref name="Quantity"/>: of an
/// execution that was not seen yet, which will not count when it comes. <paramref name="At"/>: the venue's time; what it said of the order's level before that is void. Null in older records.
/// </summary>
public sealed record FillBusted(Guid OrderId, string ExecutionId, decimal? Quantity = null, DateTimeOffset? At = null) : DeskEvent { public override Guid? About => OrderId; }

/// <summary>The positions a connection began with.</summary>
public sealed record Baselined(Guid ConnectionId, IReadOnlyList<BaselineLine> Lines) : DeskEvent;

/// <summary>One position of the beginning.</summary>
public sealed record BaselineLine(Instrument Instrument, decimal Quantity, decimal AveragePrice);

/// <summary>Our position and the venue's differ (0 = they agree again). Shown, never overwritten.</summary>
public sealed record DriftSeen(Guid ConnectionId, string Symbol, decimal Ours, decimal Venues) : DeskEvent;

/// <summary>The kill switch. Latched until released.</summary>
public sealed record KillPressed(string Scope, string? Id, string Reason, string Actor, DateTimeOffset Since) : DeskEvent;

/// <summary>Released by somebody who may.</summary>
public sealed record KillReleased(string Scope, string? Id, string Reason, string Actor) : DeskEvent;

/// <summary>New limits of one scope.</summary>
public sealed record LimitsSet(LimitItem Item, string Actor, string? Reason = null) : DeskEvent;

/// <summary>A person looked at a strategy that its throttle or refusals had stopped, and lets it send again.</summary>
public sealed record StrategyRearmed(Guid StrategyId, string Actor, string Reason) : DeskEvent;

/// <summary>Something that happened outside the desk (connections, strategies) and belongs in the trail.</summary>
public sealed record Noted(string Kind, System.Text.Json.JsonElement Data, long OutboxId) : DeskEvent;

/// <summary>Something a person should look at.</summary>
public sealed record Alarmed(Guid? OrderId, string Code, string Text) : DeskEvent { public override Guid? About => OrderId; }
