namespace Argix.Trading.Core;

public sealed partial class DeskState
{
    /// <summary>Applies one record. Never decides: what stands in the journal happened.</summary>
    public void Apply(long seq, DateTimeOffset at, IReadOnlyList<DeskEvent> events)
    {
        foreach (var e in events)
        {
            var before = DayBook.Before(this, e);
            ApplyOne(at, e);
            Days.After(before, e, at);
        }

        LastSeq = seq;
        foreach (var e in events)
        {
            if (e.About is { } id && Order(id) is { } order)
            {
                order.Touched(seq, at); // once a record, however many of its events are about it
                _claims.Note(order);
            }
        }
    }

    private void ApplyOne(DateTimeOffset at, DeskEvent e)
    {
        switch (e)
        {
            case OrderDenied d: Deny(d); break;
            case OrderApproved a: Approve(a, at); break;
            case OrderAdopted a: Adopt(a); break;
            case FillApplied f: Fill(_orders[f.OrderId], f.Execution, null); break;
            case FillLevelRaised l: Fill(_orders[l.OrderId], null, l); break;
            case FillBusted b: Bust(_orders[b.OrderId], b, at); break;
            case Baselined b: Baseline(b); break;
            case DriftSeen d: SetDrift(d); break;
            case KillPressed k: _kills.RemoveAll(x => x.Scope == k.Scope && x.Id == k.Id); _kills.Add(new KillLatch(k.Scope, k.Id, k.Reason, k.Actor, k.Since)); break;
            case KillReleased k: _kills.RemoveAll(x => x.Scope == k.Scope && x.Id == k.Id); break;
            case LimitsSet l: Limits.Set(l.Item); break;
            case StrategyRearmed r: Strategies.Rearm(r.StrategyId); break;
            case Noted n: LastOutboxId = Math.Max(LastOutboxId, n.OutboxId); break;
            case ReportHeld h: Held.Keep(h.ConnectionId, h.Report); break;
            case OrderSeenBefore b: _before.Add((b.ConnectionId, b.BrokerOrderId)); break;
            case PositionsTakenOver t: LeavePositions(t.From); break;
            case DayMarked m: Days.Mark(m); break;
            case LossReached l: Days.Latch(l.ConnectionId, l.Day, l.Percent); break;
            case Alarmed: break;
            default: Step(_orders[e.About!.Value], e, at); break;
        }
    }

    private void Step(TrackedOrder order, DeskEvent e, DateTimeOffset at)
    {
        switch (e)
        {
            case OrderAcknowledged a: Acknowledge(order, a, at); break;
            case OrderDoubted { Doubt: DoubtAbout.Cancel } when order.Doubt is { About: not DoubtAbout.Cancel }: break; // the graver doubt stays
            case OrderDoubted d: order.Doubt = new Doubt(d.Doubt, at, order.Doubt?.Asked ?? 0, d.NextAt); order.Reason = d.Reason; break;
            case OrderAsked a when order.Doubt is { } doubt: order.Doubt = doubt with { Asked = a.Asked, NextAt = a.NextAt }; break;
            case RepairRaised r: order.Repair = r.Reason; break;
            case RepairResolved: order.Repair = null; break;
            case RiskOverridden: break; // for the trail
            case OrderUnmanaged u: order.Unmanaged = new Unmanaged(u.Why, at); break;
            case OrderManaged: order.Unmanaged = null; break;
            case OrderTakenOver t: TakeOver(order, t.To); break;
            case OrderNotSent n: End(order, Lifecycle.NotSent, n.Code, n.Reason); break;
            case OrderRejected r: End(order, Lifecycle.Rejected, r.Code, r.Reason); break;
            case OrderCancelled c: End(order, Lifecycle.Cancelled, null, c.Reason); break;
            case OrderExpired x: End(order, Lifecycle.Expired, null, x.Reason); break;
            case OrderReopened: order.Lifecycle = Lifecycle.Working; order.Code = null; order.Reason = null; order.Repair = null; _open[order.Facts.Id] = order; break;
            case CancelAsked: order.CancelPending = true; Messages.Add(at); ClearDoubt(order, DoubtAbout.Cancel); order.Replace = order.Replace is { Queued: true } ? null : order.Replace; break;
            case ReplaceDenied d: (order.Code, order.Reason) = (d.Code, d.Reason); break;
            case ReplaceAsked a: AskReplace(order, a, at); break;
            case ReplaceRefused r: RefuseReplace(order, r); break;
            case OrderReplaced r: Replaced(order, r); break;
            case LegApproved l: NextLeg(order, l, at); break;
            case LegFilled f: order._legs[order._legs.FindIndex(l => l.BrokerOrderId == f.BrokerOrderId)] = new Leg(f.BrokerOrderId, f.Filled, f.Notional); break;
            case CancelRefused r: order.CancelPending = false; order.Code = r.Code; order.Reason = r.Reason; ClearDoubt(order, DoubtAbout.Cancel); break;
        }
    }

    private void Acknowledge(TrackedOrder order, OrderAcknowledged a, DateTimeOffset at)
    {
        order.AcknowledgedAt ??= at;
        order.BrokerOrderId = a.BrokerOrderId ?? order.BrokerOrderId;
        order.Route = a.Route ?? order.Route;
        if (order.BrokerOrderId is { } id)
        {
            _byBrokerId[(order.Facts.ConnectionId, id)] = order;
            Held.Drop(order.Facts.ConnectionId, id);
        }

        order.Lifecycle = order.Lifecycle == Lifecycle.Approved ? Lifecycle.Working : order.Lifecycle;
        ClearDoubt(order, DoubtAbout.Submit);
        ClearDoubt(order, DoubtAbout.End); // decided upon only when the venue shows it open, or has it for the first time
        order.Reason = order.IsFinal ? order.Reason : null;
    }

    private void Deny(OrderDenied d)
    {
        var order = Add(new TrackedOrder(d.Order) { Lifecycle = Lifecycle.Denied, Code = d.Code, Reason = d.Reason, Verdicts = d.Verdicts, SizedBy = d.SizedBy });
        _open.Remove(order.Facts.Id);
        Strategies.Denied(d);
        Days.Judged(d.Order, d.Verdicts);
    }

    private void Approve(OrderApproved a, DateTimeOffset at)
    {
        Strategies.Sent(Add(new TrackedOrder(a.Order) { Lifecycle = Lifecycle.Approved, Verdicts = a.Verdicts, SizedBy = a.SizedBy }), at);
        Messages.Add(at);
        Days.Judged(a.Order, a.Verdicts);
    }

    private void Adopt(OrderAdopted a)
    {
        var order = Add(new TrackedOrder(a.Order) { Lifecycle = Lifecycle.Working, BrokerOrderId = a.BrokerOrderId, Route = a.Route });
        _byBrokerId[(a.Order.ConnectionId, a.BrokerOrderId)] = order;
        Held.Drop(a.Order.ConnectionId, a.BrokerOrderId);
        order.Fills.RaiseTo(a.FilledBefore, a.PriceBefore);
    }

    private TrackedOrder Add(TrackedOrder order)
    {
        _orders.Add(order.Facts.Id, order);
        _newestLast.Add(order);
        _open[order.Facts.Id] = order;
        _byClientId.TryAdd((order.Facts.ConnectionId, order.Facts.ClientOrderId), order);
        if (order.Facts.Key is { } key)
        {
            _byKey[key] = order;
        }

        return order;
    }

    // The mark and the position change are one step: nothing can stand between them.
    private void Fill(TrackedOrder order, Execution? execution, FillLevelRaised? level)
    {
        var (filled, notional) = (order.Fills.Filled, order.Fills.Notional);
        if (execution is not null)
        {
            order.Fills.Add(execution);
        }
        else
        {
            order.Fills.RaiseTo(level!.Filled, level.AveragePrice);
        }

        Move(order, order.Fills.Filled - filled, order.Fills.Notional - notional);

        if (execution is not null)
        {
            _executions.Add((execution, order));
        }

        if (order.Fills.Filled >= order.Ceiling)
        {
            End(order, Lifecycle.Filled, null, null);
        }
    }

    private void Move(TrackedOrder order, decimal more, decimal cost)
    {
        if (InFirstPositions(order))
        {
            return;
        }

        var line = Line(order.Facts.ConnectionId, order.Facts.Instrument);
        if (more > 0)
        {
            line.Trade(order.Facts.Signed(more), cost / more);
        }
        else if (cost != 0)
        {
            line.Reprice(order.Facts.Signed(cost));
        }
    }

    private void Bust(TrackedOrder order, FillBusted b, DateTimeOffset at)
    {
        var (filled, notional) = (order.Fills.Filled, order.Fills.Notional);
        var price = order.Fills.Executions.FirstOrDefault(x => x.Id == b.ExecutionId)?.Price;
        order.Fills.Bust(b.ExecutionId, b.Quantity, b.At ?? at);
        _executions.RemoveAll(x => x.Execution.Id == b.ExecutionId && x.Order == order);
        if (filled - order.Fills.Filled is > 0 and var less && !InFirstPositions(order))
        {
            Line(order.Facts.ConnectionId, order.Facts.Instrument).Trade(-order.Facts.Signed(less), price ?? (notional - order.Fills.Notional) / less);
        }
    }

    private void End(TrackedOrder order, Lifecycle how, string? code, string? reason)
    {
        order.Lifecycle = how;
        order.CancelPending = false;
        order.Replace = null;
        order.Doubt = null;
        order.Repair = null;
        order.Unmanaged = null;
        order.Code = code;
        order.Reason = reason;
        _open.Remove(order.Facts.Id);
    }

    private void Baseline(Baselined b)
    {
        _baselined.Add(b.ConnectionId);
        foreach (var l in b.Lines.Where(l => l.Quantity != 0))
        {
            Line(b.ConnectionId, l.Instrument).Trade(l.Quantity, l.AveragePrice);
        }
    }

    private PositionLine Line(Guid connection, Contracts.Instrument instrument)
    {
        if (!_positions.TryGetValue((connection, instrument.Symbol), out var line))
        {
            _positions[(connection, instrument.Symbol)] = line = new PositionLine(connection, instrument);
        }

        return line;
    }

    private void SetDrift(DriftSeen d)
    {
        if (d.Ours == d.Venues)
        {
            _drift.Remove((d.ConnectionId, d.Symbol));
        }
        else
        {
            _drift[(d.ConnectionId, d.Symbol)] = d.Venues - d.Ours;
        }
    }

    private static void ClearDoubt(TrackedOrder order, DoubtAbout about)
    {
        if (order.Doubt?.About == about)
        {
            (order.Doubt, order.Repair) = (null, null);
        }
    }
}
