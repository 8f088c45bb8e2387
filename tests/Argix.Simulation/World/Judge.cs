using Argix.Audit;
using Argix.Contracts;
using Argix.Trading.Core;

namespace Argix.Simulation;

/// <summary>Holds our books against the venues' ledgers: after every durable record, at every byte that leaves, and at the end.</summary>
public sealed class Judge(World world)
{
    private readonly HashSet<Guid> _approved = [];
    private readonly HashSet<(Guid, string)> _left = [];
    private readonly HashSet<(Guid, OrderTerms, string)> _changes = [];
    private readonly Dictionary<Guid, decimal> _ceiling = [];
    private readonly HashSet<Guid> _saidNeverTaken = [];
    private readonly Dictionary<string, Guid> _keys = [];
    private readonly Dictionary<Guid, decimal> _filled = [];

    /// <summary>The first byte of an order leaves now.</summary>
    public void Left(OrderFacts order, long deadline)
    {
        Must(_approved.Contains(order.Id), "write-ahead", $"{order.Id} left before it was durable");
        Must(_left.Add((order.Id, order.ClientOrderId)), "sent twice", $"{order.Id} {order.ClientOrderId}");
        Must(!world.Kills(order), "kill", $"{order.Id} left after the kill switch");
        Must(world.Clock.Now < deadline, "late", $"{order.Id} left after its time");
    }

    /// <summary>The first byte of a change leaves now.</summary>
    public void Changes(Guid id, PendingReplace pending)
    {
        Must(_changes.Remove((id, pending.Terms, pending.ClientOrderId)), "sent twice", $"{id} was changed without being asked, or twice");
        Must(world.Node.Disk.Kill is null, "kill", $"{id} was changed after the kill switch");
    }

    /// <summary>A caller was told what became of its key.</summary>
    public void Told(string key, Decision? d)
    {
        if (d?.OrderId is { } id)
        {
            Must(_keys.TryAdd(key, id) || _keys[key] == id, "duplicates", $"key {key} made two orders");
        }
    }

    /// <summary>A record is on the disk.</summary>
    public void Recorded(JournalRecord record, IReadOnlyList<DeskEvent> events, DeskState state)
    {
        foreach (var e in events)
        {
            switch (e)
            {
                case OrderApproved a: _approved.Add(a.Order.Id); _ceiling[a.Order.Id] = a.Order.Quantity; world.Totals.Orders++; break;
                case ReplaceAsked { Queued: false } r: _changes.Add((r.OrderId, r.Terms, r.ClientOrderId)); _ceiling[r.OrderId] = Math.Max(_ceiling.GetValueOrDefault(r.OrderId), r.Terms.Quantity); break;
                case OrderReplaced r: world.Totals.Changes++; Changed(r); break;
                case OrderDoubted: world.Totals.Doubts++; break;
                case FillApplied: world.Totals.Fills++; break;
                case OrderNotSent n: NeverTaken(n.OrderId, "not_sent"); break;
                case OrderRejected r: NeverTaken(r.OrderId, "rejected"); break;
                case OrderCancelled c: Ended(state, c.OrderId, "cancelled"); break;
                case OrderExpired x: Ended(state, x.OrderId, "expired"); break;
            }

            if (e.About is { } id && state.Order(id) is { } order)
            {
                // The state is that after every record of the same commit: the fall of one that the venue took back may be seen before its event.
                if ((e is FillBusted || order.Fills.Filled < _filled.GetValueOrDefault(id)) && Real(id)?.Busted != true)
                {
                    throw new Broken("conservation", $"{id} filled fell");
                }

                _filled[id] = order.Fills.Filled;
                if (order.Lifecycle == Lifecycle.Filled && Real(id) is { Busted: false } o && o.Filled < order.Facts.Quantity)
                {
                    throw new Broken("false endings", $"{id} is filled, the venue says {o.Filled}");
                }
            }
        }
    }

    public void Step()
    {
        for (var n = 0; n < world.Venues.Count; n++)
        {
            var ledger = world.Venues[n].Venue.Ledger;
            if (ledger.Count > 0 && ledger[^1] is { Judge: { } id } newest && _saidNeverTaken.Contains(id))
            {
                throw new Broken("false endings", $"{id} is over for us, and {newest.BrokerId} at the venue");
            }
        }
    }

    /// <summary>Faults have stopped for a while: everything must have come right, or a person must have been told.</summary>
    public void Finish()
    {
        var state = SimDesk.Replay(world.Node.Disk);
        // Also what stands in records of which the process did not learn that they are on the disk, until it read them again (seed 22049).
        foreach (var r in world.Node.Disk.Read().SelectMany(r => r.Events).OfType<ReplaceAsked>())
        {
            _ceiling[r.OrderId] = Math.Max(_ceiling.GetValueOrDefault(r.OrderId), r.Terms.Quantity);
        }

        Must(world.Node.Alive, "unresolved", "the process is not running");
        var (stored, held) = (Picture.Of(state), Picture.Of(world.Node.Desk.State));
        Must(stored.SequenceEqual(held), "replay", $"the journal does not rebuild the state: {string.Join(" | ", stored.Except(held))} instead of {string.Join(" | ", held.Except(stored))}");
        foreach (var (connection, venue) in world.Venues)
        {
            Orders(state, connection, venue);
            Positions(state, connection, venue);
        }
    }

    private void Orders(DeskState state, Guid connection, SimVenue venue)
    {
        foreach (var twice in venue.Ledger.Where(o => o.Judge is not null && o.State != OrderState.Rejected).GroupBy(o => (o.Judge, o.Order.ClientOrderId)).Where(g => g.Count() > 1))
        {
            throw new Broken("duplicates", $"{twice.Key} is {string.Join(" and ", twice.Select(o => o.BrokerId))} at the venue");
        }

        var byJudge = venue.Ledger.Where(o => o.Judge is not null).GroupBy(o => o.Judge!.Value).ToDictionary(g => g.Key, g => new RealOrder([.. g]));
        foreach (var order in state.OrdersOldestFirst.Where(o => o.Facts.ConnectionId == connection))
        {
            var asked = order.Repair is not null;
            var pending = order.Doubt is not null || order.Lifecycle == Lifecycle.Approved || order.CancelPending || order.Replace is not null;
            Must(!(order.IsOpen && pending) || asked, "unresolved", $"{order.Facts.Id} is {order.StateWord} ({order.Doubt}) {order.Reason}");
            if (byJudge.TryGetValue(order.Facts.Id, out var real))
            {
                Must(real.Working <= 1, "duplicates", $"{order.Facts.Id} works as {real.BrokerId} at the same time");
                Must(real.Filled <= _ceiling[order.Facts.Id], "exposure", $"{order.Facts.Id} filled {real.Filled}, more than was ever asked for");
                Must(real.State != OrderState.Working || order.PastTerms.Count == 0 || order.Replace is not null || real.Terms == (order.Facts.LimitPrice, order.Facts.StopPrice) || asked, "unresolved", $"{order.Facts.Id} stands at other prices than {real.BrokerId}");
                // A bust that no stream told and that lies outside every reading shows as a difference of the positions alone.
                var unheard = real.Busted && !world.Node.ClockIsNear;
                Must(order.Fills.Filled == real.Filled || asked || unheard, "lost fills", $"{order.Facts.Id} filled {order.Fills.Filled}, {real.BrokerId} {real.Filled} ({order.StateWord} / {real.State})");
                // A clock that is further off than a reading reaches back finds the level, not each execution.
                var told = venue.Kind.Truth != "executions" || !world.Node.ClockIsNear || order.Fills.Executions.Select(x => x.Id).ToHashSet().SetEquals(real.Fills.Select(f => f.Id!));
                Must(told || asked, "lost fills", $"{order.Facts.Id} knows {order.Fills.Executions.Count} executions, {real.BrokerId} has {real.Fills.Count()}");
                Must(order.IsFinal == (real.State != OrderState.Working) || asked, order.IsFinal ? "false endings" : "unresolved", $"{order.Facts.Id} is {order.StateWord}, {real.BrokerId} is {real.State}");
            }
        }

        var ours = venue.Ledger.Where(o => o.Judge is not null).Select(o => o.BrokerId).ToHashSet();
        foreach (var foreign in state.OrdersOldestFirst.Where(o => o.Facts.External && o.Facts.ConnectionId == connection))
        {
            Must(!ours.Contains(foreign.BrokerOrderId!), "duplicates", $"{foreign.BrokerOrderId} is ours, and {foreign.Facts.Id} holds it for a stranger");
        }

        foreach (var real in venue.Ledger.Where(o => o.Judge is not null && o.State != OrderState.Rejected))
        {
            Must(state.Order(real.Judge!.Value) is not null, "lost orders", $"{real.BrokerId} is not in the journal");
        }
    }

    private static void Positions(DeskState state, Guid connection, SimVenue venue)
    {
        foreach (var (symbol, quantity) in venue.Positions())
        {
            var ours = state.Position(connection, symbol);
            Must(ours == quantity || state.Drift(connection, symbol) == quantity - ours, "lost fills", $"{symbol}: position {ours}, the venue's {quantity}, and no drift shown");
        }
    }

    private void NeverTaken(Guid id, string word)
    {
        _saidNeverTaken.Add(id);
        Must(!world.Venues.Any(v => v.Venue.OfJudge(id)?.Any(o => o.State != OrderState.Rejected) == true), "false endings", $"{id} is {word} for us and in the venue's ledger");
    }

    // A change counts as done by the venue's word only: at some time the order must have stood there as we now believe it does.
    private void Changed(OrderReplaced r) =>
        Must(Real(r.OrderId) is not { } real || real.Prices.Contains((r.Terms.LimitPrice, r.Terms.StopPrice)), "false endings", $"{r.OrderId} is changed for us, and never was at the venue");

    private void Ended(DeskState state, Guid id, string word)
    {
        var real = state.Order(id) is { } order ? Mine(order) : null;
        Must(real is null || real.State is not (OrderState.Working or OrderState.Filled) || real is { Busted: true, State: OrderState.Filled }, "false endings", $"{id} is {word} for us and {real?.State} at the venue");
    }

    private RealOrder? Mine(TrackedOrder order) => Real(order.Facts.Id);

    private RealOrder? Real(Guid id)
    {
        foreach (var (_, venue) in world.Venues)
        {
            if (venue.OfJudge(id) is { } legs)
            {
                return new RealOrder(legs);
            }
        }

        return null;
    }

    private static void Must(bool holds, string what, string detail)
    {
        if (!holds)
        {
            throw new Broken(what, detail);
        }
    }
}

/// <summary>One of our orders in the venue's books: all that it has been there.</summary>
public sealed class RealOrder(List<LedgerOrder> legs)
{
    private LedgerOrder Last => legs.Where(l => l.State != OrderState.Rejected).LastOrDefault() ?? legs[^1];

    public string BrokerId => string.Join(" and ", legs.Select(l => l.BrokerId));
    public decimal Filled => legs.Sum(l => l.Filled - l.Carried);
    public OrderState State => Last.State;
    public int Working => legs.Count(l => l.State == OrderState.Working);
    public bool Busted => legs.Exists(l => l.Busts.Count > 0);
    public IEnumerable<(decimal?, decimal?)> Prices => legs.SelectMany(l => l.Prices);
    public (decimal?, decimal?) Terms => (Last.Terms.LimitPrice, Last.Terms.StopPrice);
    public IEnumerable<Argix.Contracts.Fill> Fills => legs.SelectMany(l => l.Fills);
}

/// <summary>A state as text, to be compared.</summary>
public static class Picture
{
    public static List<string> Of(DeskState s) => [.. s.OrdersOldestFirst.Select(Line), .. s.Positions.Select(p => $"{p.ConnectionId} {p.Instrument.Symbol} {p.Quantity} {p.Cost} {p.Realized}")];

    private static string Line(TrackedOrder o) => $"{o.Facts} {o.Lifecycle} {o.CancelPending} {o.Replace} {o.Legs.Count} {o.Doubt} {o.BrokerOrderId} {o.Fills.Filled} {o.Fills.Notional} {o.Fills.Executions.Count} {o.Code} {o.Reason} {o.Repair}";
}
