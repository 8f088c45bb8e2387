using Argix.Audit;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Desks;
using Argix.Trading.Journal;
using Argix.Trading.Lanes;

namespace Argix.Trading;

/// <summary>A page of a list, newest first. <paramref name="NextCursor"/> null = the last page.</summary>
public sealed record Listing<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>A position with its mark: quantities signed, money in <paramref name="Currency"/>.</summary>
public sealed record PositionView(string Id, Guid ConnectionId, InstrumentView Instrument, decimal Quantity, decimal? AveragePrice, decimal? MarketPrice, decimal? MarketValue,
    decimal? UnrealizedPnl, decimal RealizedPnl, string Currency, DateTimeOffset? ReconciledAt, decimal Drift);

/// <summary>Money at the venue.</summary>
public sealed record BalanceView(Guid ConnectionId, string Currency, decimal Total, decimal? Available, decimal? Equity, decimal? BuyingPower, DateTimeOffset AsOf);

/// <summary>One step of an order's life.</summary>
public sealed record HistoryItem(long Seq, DateTimeOffset At, string Kind, string State, System.Text.Json.JsonElement Data);

/// <summary>Answers about orders, positions and money: orders and positions from the desk, so a read after a write never misses; money as the venue last said.</summary>
public sealed class TradeReads(DeskRegistry desks, AccountBook accounts, IJournalStore journal, AnchorFiles anchors, ArchivedParts archived)
{
    public async Task<OrderView> OrderAsync(Guid workspace, Guid id) =>
        await desks.Get(workspace).ReadAsync(s => s.Order(id) is { } o ? Watched(OrderView.Of(o)) : null) ?? throw new ArgixException("order_not_found", "there is no such order in this workspace");

    /// <summary>Whether an admin may still override the refusal of this order.</summary>
    public Task<bool> OverridableAsync(Guid workspace, Guid id, DateTimeOffset now) =>
        desks.Get(workspace).ReadAsync(s => OverrideRule.Fault(s.Order(id), now) is null && s.ByKey(OverrideRule.KeyOf(id)) is null);

    /// <summary>Orders newest first; <paramref name="filter"/> may be null. The cursor is the id of the last order seen.</summary>
    public Task<Listing<OrderView>> OrdersAsync(Guid workspace, int limit, string? cursor, Func<OrderView, bool>? filter = null) =>
        desks.Get(workspace).ReadAsync(s => Page(s.OrdersOldestFirst, o => Watched(OrderView.Of(o)), o => o.Facts.Id.ToString(), limit, cursor, filter));

    /// <summary>The order with what is not journaled: its connection may have no access just now, so that nobody watches it.</summary>
    public OrderView Watched(OrderView order) => !order.IsFinal && order.Unmanaged is null && accounts.Health(order.ConnectionId) is { Status: { Status: "reauth_required" or "failed" } lane } health
        ? order with { Unmanaged = UnmanagedView.NotWatched(lane.Code, health.Since) }
        : order;

    /// <summary>How many orders a strategy has made, denied ones included.</summary>
    public Task<int> CountAsync(Guid workspace, Guid strategy) => desks.Get(workspace).ReadAsync(s => s.OrdersOldestFirst.Count(o => o.Facts.StrategyId == strategy));

    /// <summary>Connections that had an order, or news of one, since then.</summary>
    public Task<HashSet<Guid>> UsedSinceAsync(Guid workspace, DateTimeOffset since) =>
        desks.Get(workspace).ReadAsync(s => s.OrdersOldestFirst.Where(o => o.UpdatedAt >= since).Select(o => o.Facts.ConnectionId).ToHashSet());

    public Task<Listing<ExecutionView>> ExecutionsAsync(Guid workspace, int limit, string? cursor, Func<ExecutionView, bool>? filter = null) =>
        desks.Get(workspace).ReadAsync(s => Page(s.ExecutionsOldestFirst, x => ExecutionView.Of(x.Execution, x.Order), x => $"{x.Order.Facts.Id:N}.{x.Execution.Id}", limit, cursor, filter));

    public async Task<IReadOnlyList<PositionView>> PositionsAsync(Guid workspace, Guid? connection = null)
    {
        var rows = await desks.Get(workspace).ReadAsync(s => CommittedBuilder.Positions(s, p => connection is null || p.ConnectionId == connection));
        return [.. rows.Where(r => r.Quantity != 0 || r.Drift != 0 || r.Realized != 0).Select(View)];
    }

    public IReadOnlyList<BalanceView> Balances(IEnumerable<Guid> connections) =>
        [.. connections.SelectMany(c => (accounts.Account(c)?.Balances ?? []).Select(b => new BalanceView(c, b.Currency, b.Total, b.Available, b.Equity, b.BuyingPower, b.AsOf)))];

    /// <summary>An order's whole life, upwards by seq; steps that were archived are not in it.</summary>
    public async Task<IReadOnlyList<HistoryItem>> HistoryAsync(Guid workspace, Guid id)
    {
        var records = await desks.Get(workspace).ReadAsync(s => s.Order(id)?.Records.ToList())
            ?? throw new ArgixException("order_not_found", "there is no such order in this workspace");
        return [.. records.Select(r => (r.Seq, r.State, Record: journal.Read(workspace.ToString(), r.Seq - 1, 1).FirstOrDefault())).Where(r => r.Record?.Seq == r.Seq)
            .Select(r => new HistoryItem(r.Record!.Seq, r.Record.Time, r.Record.Kind, r.State, Json(r.Record.Payload)))];
    }

    /// <summary>Journal records after a seq, upwards.</summary>
    public IReadOnlyList<JournalRecord> Audit(Guid workspace, long after, int limit) => [.. journal.Read(workspace.ToString(), after, limit)];

    /// <summary>Seq of the newest record; 0 when there is none.</summary>
    public long Tip(Guid workspace) => journal.Tip(workspace.ToString());

    /// <summary>Whether this item takes away protection that stands now.</summary>
    public Task<bool> LoosensAsync(Guid workspace, LimitItem item) => desks.Get(workspace).ReadAsync(s => s.Limits.Loosens(item));

    public ChainReport Verify(Guid workspace) => journal.Verify(workspace.ToString(), anchors.Of(workspace.ToString()), Archived(workspace).LastOrDefault()?.Through);

    /// <summary>Parts of the journal that stand in archives, oldest first.</summary>
    public IReadOnlyList<ArchivedPart> Archived(Guid workspace) => archived.Of(workspace.ToString());

    /// <summary>The anchors of a workspace, newest first, with those that an accepted backup put aside.</summary>
    public IReadOnlyList<(Anchor Anchor, bool Aside)> Anchors(Guid workspace) =>
        [.. anchors.Of(workspace.ToString()).Select(a => (a, false)).Concat(anchors.SetAside(workspace.ToString()).Select(a => (a, true))).OrderByDescending(a => a.Item1.Seq)];

    public Task<List<LimitItem>> LimitsAsync(Guid workspace) => desks.Get(workspace).ReadAsync(s => s.Limits.Items.ToList());

    /// <summary>Sets one scope's limits. Loosening needs an admin; tightening does not.</summary>
    public async Task<LimitItem> SetLimitsAsync(Guid workspace, string actor, bool admin, LimitItem item, TimeProvider clock, string? reason = null)
    {
        var desk = desks.Get(workspace);
        var complete = LimitBook.Complete(item);
        if (!admin && await desk.ReadAsync(s => s.Limits.Loosens(complete)))
        {
            throw new ArgixException("forbidden", "loosening a limit needs the admin role and scope; tightening does not");
        }

        await desk.DecideAsync(new SetLimits(clock.GetUtcNow(), actor, complete, reason));
        return complete;
    }

    /// <summary>Strategies that their throttle or refusals in a row have stopped until somebody re-arms them.</summary>
    public Task<List<StoppedStrategy>> StoppedAsync(Guid workspace, DateTimeOffset now) => desks.Get(workspace).ReadAsync(s => s.Strategies.Known.Select(id => StoppedStrategy.Of(s, id, now)).OfType<StoppedStrategy>().ToList());

    /// <summary>Connections whose loss limit was reached today (UTC).</summary>
    public Task<List<Guid>> LossReachedAsync(Guid workspace, DateTimeOffset now) => desks.Get(workspace).ReadAsync(s => s.Days.Reached(now).ToList());

    /// <summary>Lets a strategy send again. Journaled with who and why.</summary>
    public Task RearmAsync(Guid workspace, string actor, Guid strategy, string reason, TimeProvider clock) =>
        desks.Get(workspace).DecideAsync(new RearmStrategy(clock.GetUtcNow(), actor, strategy, reason));

    public PositionView View(PositionRow r)
    {
        var (account, price) = (accounts.Account(r.ConnectionId), accounts.Price(r.ConnectionId, r.Instrument.Symbol)?.Price);
        var unrealized = price is { } p && r.AveragePrice is { } a ? (p - a) * r.Quantity * r.Multiplier : (decimal?)null;
        return new PositionView(IdOf(r.ConnectionId, r.Instrument.Symbol), r.ConnectionId, r.Instrument, r.Quantity, r.AveragePrice, price, price * r.Quantity * r.Multiplier,
            unrealized, r.Realized, r.Currency, account?.ReconciledAt, r.Drift);
    }

    /// <summary>A position's id: its connection and symbol, fit for a URL path.</summary>
    public static string IdOf(Guid connection, string symbol) => $"{connection}~{symbol.Replace('/', '_')}";

    private static Listing<TView> Page<T, TView>(IReadOnlyList<T> oldestFirst, Func<T, TView> view, Func<T, string> id, int limit, string? cursor, Func<TView, bool>? filter)
    {
        var items = new List<TView>(limit);
        var from = cursor is null ? oldestFirst.Count - 1 : IndexOf(oldestFirst, id, cursor) - 1;
        string? last = null;
        for (var i = from; i >= 0; i--)
        {
            if (items.Count == limit)
            {
                return new Listing<TView>(items, last);
            }

            if (view(oldestFirst[i]) is var v && (filter is null || filter(v)))
            {
                items.Add(v);
                last = id(oldestFirst[i]);
            }
        }

        return new Listing<TView>(items, null);
    }

    private static int IndexOf<T>(IReadOnlyList<T> list, Func<T, string> id, string cursor)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (id(list[i]) == cursor)
            {
                return i;
            }
        }

        throw new ArgixException("validation_failed", "cursor: not one that this list gave out");
    }

    private static System.Text.Json.JsonElement Json(string payload)
    {
        try
        {
            return System.Text.Json.JsonDocument.Parse(payload).RootElement.Clone();
        }
        catch (System.Text.Json.JsonException)
        {
            return System.Text.Json.JsonSerializer.SerializeToElement(payload);
        }
    }
}
