using Argix.Errors;
using Argix.Seams;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Trading.Orders;

/// <summary>An order, and whether its idempotency key had made it before.</summary>
public sealed record Placed(OrderView Order, bool Existing);

/// <summary>What an order would be and what every control says, without sending anything.</summary>
public sealed record Preview(decimal Quantity, string SizedBy, decimal? EstimatedCost, string Currency, ReferencePrice? Reference, bool Accepted, string? Code, IReadOnlyList<Verdict> Verdicts);

/// <summary>What a person found out about an order in doubt: outcome <c>not_sent</c>, <c>linked</c> (needs the broker's id) or <c>ended</c> (needs what it filled).</summary>
public sealed record Resolution(string Outcome, string Evidence, string? BrokerOrderId, decimal? FilledQuantity, decimal? AveragePrice);

/// <summary>The one door for orders: API, ticket and strategies come through here.</summary>
public sealed class OrderEntry
{
    private readonly OrderContexts _contexts;
    private readonly DeskRegistry _desks;
    private readonly OrderWatch _watch;
    private readonly MemoryCancels _memory;
    private readonly LaneRegistry _lanes;
    private readonly TimeProvider _clock;
    private readonly IIdSource _ids;

    internal OrderEntry(OrderContexts contexts, DeskRegistry desks, OrderWatch watch, MemoryCancels memory, LaneRegistry lanes, TimeProvider clock, IIdSource ids) =>
        (_contexts, _desks, _watch, _memory, _lanes, _clock, _ids) = (contexts, desks, watch, memory, lanes, clock, ids);

    /// <summary>Places an order. With <paramref name="wait"/> it gives the venue that long to say something.</summary>
    /// <param name="key">Idempotency key of the workspace: the same key with the same order gives the same order back.</param>
    /// <exception cref="ArgixException">No order was created; the code says why. A denied order is an order and no exception.</exception>
    public async Task<Placed> PlaceAsync(Guid workspace, string actor, string source, OrderRequest request, string? key, TimeSpan wait, Guid? strategy, CancellationToken ct)
    {
        var connection = await _contexts.ConnectionAsync(workspace, request.ConnectionId, ct);
        var order = request.Parse();
        var (desk, hash) = (_desks.Get(workspace), order.Hash());
        if (key is not null && await KnownAsync(desk, key, hash, wait, ct) is { } known)
        {
            return known;
        }

        var context = await _contexts.GatherAsync(connection, order, ct);
        return await DecideAsync(desk, Intent(order, context, hash, key, source, actor, strategy), context, wait, ct);
    }

    /// <summary>Places an order that controls have just refused, against those that measure. An admin's word, with a reason, for one order; see <see cref="OverrideRule"/>.</summary>
    /// <exception cref="ArgixException">No order was created; the code says why.</exception>
    public async Task<Placed> OverrideAsync(Guid workspace, string actor, string source, Guid denied, string reason, TimeSpan wait, CancellationToken ct)
    {
        if (reason.Trim().Length is < 10 or > 500)
        {
            throw new ArgixException("validation_failed", "reason: say why this order is right all the same, in 10 to 500 characters; it goes into the audit trail");
        }

        var desk = _desks.Get(workspace);
        var (facts, fault) = await desk.ReadAsync(s => (s.Order(denied)?.Facts, OverrideRule.Fault(s.Order(denied), _clock.GetUtcNow())));
        var key = OverrideRule.KeyOf(denied);
        if (facts is null)
        {
            throw new ArgixException("order_not_found", fault!);
        }

        var order = new OrderChange(facts.Quantity, null, null, null).On(facts).Parse();
        if (await KnownAsync(desk, key, order.Hash(), wait, ct) is { } known)
        {
            return known;
        }

        if (fault is not null)
        {
            throw new ArgixException("validation_failed", fault);
        }

        var context = await _contexts.GatherAsync(await _contexts.ConnectionAsync(workspace, facts.ConnectionId, ct), order, ct);
        var intent = Intent(order, context, order.Hash(), key, source, actor, null) with { Override = new Override(denied, reason.Trim()) };
        return await DecideAsync(desk, intent, context, wait, ct);
    }

    /// <summary>Refuses an id that is no connection of the workspace, before anything else of a request is judged. No id at all is left to validation.</summary>
    public async Task RequireConnectionAsync(Guid workspace, string? id, CancellationToken ct)
    {
        if (id is not null)
        {
            await _contexts.ConnectionAsync(workspace, id.Length == 36 && Guid.TryParseExact(id, "D", out var guid) ? guid : Guid.Empty, ct);
        }
    }

    /// <summary>Sizing, cost and every control's verdict; nothing is sent or written.</summary>
    public async Task<Preview> PreviewAsync(Guid workspace, string actor, OrderRequest request, CancellationToken ct)
    {
        var connection = await _contexts.ConnectionAsync(workspace, request.ConnectionId, ct);
        var order = request.Parse();
        var context = await _contexts.GatherAsync(connection, order, ct);
        var submit = new SubmitOrder(_clock.GetUtcNow(), Intent(order, context, order.Hash(), null, "preview", actor, null), _ids.NewId(), context.Facts with { TradingOpen = true }, context.Reference);
        var decision = await _desks.Get(workspace).ReadAsync(s => Decider.Decide(s, submit));
        return decision.Events.Count == 0 ? throw new ArgixException(decision.RefusalCode!, decision.RefusalDetail!) : Describe(decision.Events[0], context);
    }

    /// <summary>Asks for a cancel; returns the order as it is after asking.</summary>
    public async Task<OrderView> CancelAsync(Guid workspace, string actor, Guid orderId)
    {
        var desk = _desks.Get(workspace);
        try
        {
            var decision = await desk.DecideAsync(new CancelOrder(_clock.GetUtcNow(), actor, orderId));
            if (decision.RefusalCode is { } code)
            {
                throw new ArgixException(code, decision.RefusalDetail!);
            }
        }
        catch (ArgixException e) when (MemoryCancels.Closed(e))
        {
            if ((await _memory.AskAsync(desk, o => o.Facts.Id == orderId)).Count == 0)
            {
                throw;
            }
        }

        return await desk.ReadAsync(s => OrderView.Of(s.Order(orderId)!));
    }

    /// <summary>
    /// Asks for a change of a working order; returns the order as it is after asking. The broker's word comes later: until then <c>pending.replace</c> is set
    /// and exposure is the worse of both.
    /// </summary>
    /// <exception cref="ArgixException">Nothing was sent; the code says why, <c>risk_denied:…</c> included.</exception>
    public async Task<OrderView> ReplaceAsync(Guid workspace, string actor, Guid orderId, OrderChange change, CancellationToken ct)
    {
        var desk = _desks.Get(workspace);
        var order = await desk.ReadAsync(s => s.Order(orderId) is { } o ? (o.Facts, o.IsFinal, o.StateWord) : default);
        if (order.Facts is not { } facts)
        {
            throw new ArgixException("order_not_found", "there is no such order in this workspace");
        }

        var request = change.On(facts);
        var parsed = request.Parse();
        if (order.IsFinal)
        {
            throw new ArgixException("order_not_cancellable", $"the order is {order.StateWord} already");
        }

        var context = await _contexts.GatherAsync(await _contexts.ConnectionAsync(workspace, facts.ConnectionId, ct), parsed, ct);
        var terms = new OrderTerms(request.Quantity!.Value, request.LimitPrice, request.StopPrice, context.Time);
        var decision = await desk.DecideAsync(new ReplaceOrder(_clock.GetUtcNow(), actor, orderId, terms, context.Facts, context.Reference, context.Replace));
        if ((decision.RefusalCode ?? decision.Events.OfType<ReplaceDenied>().FirstOrDefault()?.Code) is { } code)
        {
            var denied = decision.Events.OfType<ReplaceDenied>().FirstOrDefault();
            throw new ArgixException(code, decision.RefusalDetail ?? denied!.Reason) { Facts = denied is null ? [] : new Dictionary<string, object?> { ["orderId"] = orderId, ["verdicts"] = denied.Verdicts } };
        }

        return await desk.ReadAsync(s => OrderView.Of(s.Order(orderId)!));
    }

    /// <summary>Asks for a cancel of every open order, of one connection or of all; returns how many.</summary>
    public async Task<int> CancelAllAsync(Guid workspace, string actor, Guid? connection)
    {
        var desk = _desks.Get(workspace);
        var open = await desk.ReadAsync(s => s.OpenOrders.Where(o => connection is null || o.Facts.ConnectionId == connection).Select(o => (o.Facts.Id, o.Facts.ConnectionId)).ToList());
        var asked = await EachAsync(desk, actor, [.. open.Select(o => o.Id)]);
        // Soon or not at all: what is ordered later is not meant.
        _lanes.CancelAll(workspace, c => open.Exists(o => o.ConnectionId == c), Decider.SendWithin);
        return asked;
    }

    private async Task<int> EachAsync(Desk desk, string actor, IReadOnlyList<Guid> open)
    {
        try
        {
            await Task.WhenAll(open.Select(id => desk.DecideAsync(new CancelOrder(_clock.GetUtcNow(), actor, id))));
            return open.Count;
        }
        catch (ArgixException e) when (MemoryCancels.Closed(e))
        {
            return (await _memory.AskAsync(desk, o => open.Contains(o.Facts.Id))).Count;
        }
    }

    /// <summary>A person brings the venue's word about an order in doubt.</summary>
    public async Task<OrderView> ResolveAsync(Guid workspace, string actor, Guid orderId, Resolution says)
    {
        if (says.Evidence.Trim().Length < 10)
        {
            throw new ArgixException("validation_failed", "evidence: what you saw at the broker and where, in a sentence");
        }

        var desk = _desks.Get(workspace);
        var decision = await desk.DecideAsync(new ResolveDoubt(_clock.GetUtcNow(), actor, orderId, says.Outcome, says.Evidence.Trim(), says.BrokerOrderId?.Trim(), says.FilledQuantity, says.AveragePrice));
        return decision.RefusalCode is { } code
            ? throw new ArgixException(code, decision.RefusalDetail!)
            : await desk.ReadAsync(s => OrderView.Of(s.Order(orderId)!));
    }

    private async Task<Placed> DecideAsync(Desk desk, OrderIntent intent, OrderContext context, TimeSpan wait, CancellationToken ct)
    {
        var decision = await desk.DecideAsync(new SubmitOrder(_clock.GetUtcNow(), intent, _ids.NewId(), context.Facts, context.Reference));
        return decision.RefusalCode is { } code
            ? throw new ArgixException(code, decision.RefusalDetail!)
            : new Placed(await ViewAsync(desk, decision.OrderId!.Value, wait, ct), decision.Existing);
    }

    private async Task<Placed?> KnownAsync(Desk desk, string key, string hash, TimeSpan wait, CancellationToken ct)
    {
        var known = await desk.ReadAsync(s => s.ByKey(key) is { } o ? (o.Facts.Id, o.Facts.BodyHash) : default);
        if (known.Id == Guid.Empty)
        {
            return null;
        }

        return known.BodyHash == hash
            ? new Placed(await ViewAsync(desk, known.Id, wait, ct), true)
            : throw new ArgixException("idempotency_conflict", "this Idempotency-Key was used for a different order; use a new key for a new order");
    }

    private async Task<OrderView> ViewAsync(Desk desk, Guid id, TimeSpan wait, CancellationToken ct) =>
        (wait > TimeSpan.Zero ? await _watch.WordAsync(desk, id, wait, ct) : null) ?? await desk.ReadAsync(s => OrderView.Of(s.Order(id)!));

    private static OrderIntent Intent(ParsedOrder o, OrderContext c, string hash, string? key, string source, string actor, Guid? strategy) =>
        new(key, hash, c.Connection.Id, c.Instrument, o.Side, o.Type, c.Time, o.Sizing, o.Request.LimitPrice, o.Request.StopPrice, o.Request.ReduceOnly, source, actor, strategy, o.Request.SignalAt);

    private static Preview Describe(DeskEvent e, OrderContext c)
    {
        var (facts, verdicts, sized, code) = e switch
        {
            OrderDenied d => (d.Order, d.Verdicts, d.SizedBy, d.Code),
            OrderApproved a => (a.Order, a.Verdicts, a.SizedBy, (string?)null),
            _ => throw new ArgixException("internal", "the preview made no order"),
        };
        return new Preview(facts.Quantity, sized, facts.Notional(facts.Quantity), c.Instrument.Currency, c.Reference, code is null, code, verdicts);
    }
}
