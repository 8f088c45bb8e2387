using Argix.Contracts;
using Argix.Venue;

namespace Argix.Simulation;

/// <summary>
/// The venue: the matching engine with an order desk in front of it. Its ledger is the judge. It keeps the promises of its kind (how it treats ids, how long a request
/// can take), and no others.
/// </summary>
public sealed class SimVenue
{
    private readonly World _world;
    private readonly Engine _engine;
    private readonly Dictionary<string, LedgerOrder> _byId = [];
    private readonly Dictionary<Guid, List<LedgerOrder>> _byJudge = [];
    private readonly Dictionary<string, long> _seen = new(StringComparer.OrdinalIgnoreCase);
    private long _ids;
    private long _staleAt = TimeSpan.FromDays(-1).Ticks;

    public SimVenue(World world, VenueKind kind, IReadOnlyList<Instrument> instruments)
    {
        (_world, Kind, Instruments) = (world, kind, instruments);
        _engine = new Engine(instruments.Select(i => new Listing(i.Symbol, i.AssetClass, Liquidity.Quotes, i.Tick, i.Lot)));
    }

    public VenueKind Kind { get; }
    public IReadOnlyList<Instrument> Instruments { get; }
    public List<LedgerOrder> Ledger { get; } = [];
    public bool Down { get; set; }

    /// <summary>When the request that is handled now left its sender: the venue's promised delay counts from there.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>All that one of our orders has been here, for the judge.</summary>
    public List<LedgerOrder>? OfJudge(Guid id) => _byJudge.GetValueOrDefault(id);
    public DateTimeOffset Time => World.Begin + TimeSpan.FromTicks(_world.Clock.Now);

    /// <summary>Something happened to an order; the stream tells its listeners.</summary>
    public event Action<OrderReport>? Reported;

    public IEnumerable<(string Symbol, decimal Quantity)> Positions() => Ledger.GroupBy(o => o.Symbol).Select(g => (g.Key, g.Sum(o => o.Signed(o.Filled - o.Carried))));

    public Reply Submit(Order order, Guid judge)
    {
        if (Refusal(order) is { } refused)
        {
            return refused;
        }

        Note(order.ClientOrderId);
        var (placed, events) = Place(order, judge, order.ClientOrderId);
        return new Reply(200, null, placed.BrokerId, events.Count > 0 && _world.Rng.Chance(0.5) ? Report(placed, []) : null);
    }

    /// <summary>An order that the person placed in the broker's own app.</summary>
    public void External(Instrument instrument, Side side, decimal quantity, decimal? limit) =>
        Place(new Order(World.Account, instrument, "app-" + _ids, side, Effect.Unknown, limit is null ? OrderType.Market : OrderType.Limit, TimeInForce.Gtc, quantity, limit, null, Time), null, null);

    public Reply Cancel(string brokerId)
    {
        if (!_byId.TryGetValue(brokerId, out var order))
        {
            return new Reply(404, "no_order");
        }

        if (order.State != OrderState.Working)
        {
            return new Reply(422, "too_late");
        }

        Take(_engine.Handle(new Cancel(brokerId, Time)));
        return new Reply(200, null, brokerId);
    }

    /// <summary>Changes a working order as this kind of venue does: under its id, or by a new order in its place, at once and whole.</summary>
    public Reply Replace(string brokerId, Order wanted, Guid judge)
    {
        if (!_byId.TryGetValue(brokerId, out var old))
        {
            return new Reply(404, "no_order");
        }

        if (old.State != OrderState.Working || wanted.Quantity <= old.Filled)
        {
            return new Reply(422, "too_late");
        }

        if (_world.Rng.Chance(0.05))
        {
            return new Reply(422, "no_funds");
        }

        return Kind.Replaces == "inPlace" ? InPlace(old, wanted) : ByNewId(old, wanted, judge);
    }

    private Reply InPlace(LedgerOrder old, Order wanted)
    {
        old.Change(wanted with { ClientOrderId = old.Order.ClientOrderId });
        Take(_engine.Handle(new Replace(old.BrokerId, wanted.Quantity, wanted.LimitPrice, wanted.StopPrice, Time)));
        return new Reply(200, null, old.BrokerId, _world.Rng.Chance(0.5) ? Report(old, []) : null);
    }

    private Reply ByNewId(LedgerOrder old, Order wanted, Guid judge)
    {
        _engine.Handle(new Cancel(old.BrokerId, Time));
        var (placed, _) = Place(wanted, judge, wanted.ClientOrderId, old);
        return new Reply(200, null, placed.BrokerId, _world.Rng.Chance(0.5) ? Report(placed, []) : null);
    }

    /// <summary>What a look-up of one order shows, and what it covered.</summary>
    public Found Find(string? brokerId, string? clientId)
    {
        if (_world.Faulty(f => f.StaleLookup))
        {
            ServeStale();
        }

        var all = Kind.Lookup == "all";
        var hits = Visible(Ledger).Where(o => (all || o.State == OrderState.Working) && (brokerId is not null ? o.BrokerId == brokerId : Kind.Echoes && Same(o.ClientId, clientId)));
        return new Found([.. hits.Select(o => Report(o, Kind.Truth == "executions" ? [.. o.Fills, .. o.Busts] : []))], MatchedBy.ClientId, new Coverage(DateTimeOffset.MinValue, Time, true, all, all, true, Time));
    }

    public List<OrderReport> Orders(DateTimeOffset? since, bool openOnly) =>
        [.. Visible(Ledger).Where(o => o.State == OrderState.Working || (!openOnly && Kind.Lookup == "all" && o.ChangedAt >= since)).Select(o => Report(o, []))];

    public List<OrderReport> Fills(DateTimeOffset since) => Kind.Truth != "executions" ? []
        : [.. Ledger.SelectMany(o => o.Fills.Concat(o.Busts).Where(f => f.Time >= since).Select(f => Report(o, [f]) with { Partial = true, State = OrderState.Unknown, Filled = null, AveragePrice = null }))];

    /// <summary>An execution of an order that is over is taken back, as after an error at the exchange. What was left of the order does not come back.</summary>
    public void TakeBack()
    {
        var over = Ledger.Where(o => o is { State: OrderState.Filled or OrderState.Cancelled or OrderState.Expired, Fills.Count: > 0, Replaces: null, ReplacedBy: null, Judge: not null }).ToList();
        if (Kind.Truth == "executions" && over.Count > 0)
        {
            var order = over[_world.Rng.Between(0, over.Count - 1)];
            var bust = order.TakeBack(order.Fills[_world.Rng.Between(0, order.Fills.Count - 1)], Time);
            _world.Totals.Busts++;
            Reported?.Invoke(Report(order, [bust]));
        }
    }

    public void Quote(Instrument instrument, decimal bid, decimal ask, decimal bidSize, decimal askSize) => Take(_engine.Handle(new Quoted(instrument.Symbol, bid, ask, Time, bidSize, askSize)));

    public void EndDay(Instrument instrument)
    {
        Take(_engine.Handle(new SessionClosed(instrument.Symbol, Time)));
        Take(_engine.Handle(new SessionOpened(instrument.Symbol, Time)));
    }

    private Reply? Refusal(Order order) => Kind.Dedup switch
    {
        "forever" when _seen.ContainsKey(order.ClientOrderId) => new Reply(422, "seen"),
        "open" when Ledger.Exists(o => o.State == OrderState.Working && Same(o.ClientId, order.ClientOrderId)) => new Reply(422, "seen"),
        "window" when _seen.TryGetValue(order.ClientOrderId, out var at) && _world.Clock.Now - at < TimeSpan.FromSeconds(60).Ticks => new Reply(422, "seen"),
        _ => _world.Rng.Chance(0.03) ? Refuse(order) : null,
    };

    private Reply Refuse(Order order)
    {
        Note(order.ClientOrderId);
        if (Kind.Rejects == "listed")
        {
            Ledger.Add(new LedgerOrder(NextId(), Kind.Echoes ? order.ClientOrderId : null, null, order, Time) { State = OrderState.Rejected });
        }

        return new Reply(422, "no_funds");
    }

    private (LedgerOrder, List<EngineEvent>) Place(Order order, Guid? judge, string? clientId, LedgerOrder? replaces = null)
    {
        var placed = new LedgerOrder(NextId(), Kind.Echoes ? clientId : null, judge, order, Time) { Replaces = replaces, ListedAt = ListedAt() };
        if (replaces is not null)
        {
            placed.Carry(replaces);
        }

        Ledger.Add(placed);
        _byId[placed.BrokerId] = placed;
        if (judge is { } id)
        {
            (_byJudge.TryGetValue(id, out var legs) ? legs : _byJudge[id] = []).Add(placed);
        }

        if (replaces is not null)
        {
            replaces.Replaced(placed, Time);
            Reported?.Invoke(Report(replaces, []));
        }

        List<EngineEvent> events = [.. _engine.Handle(new Submit(new NewOrder(placed.BrokerId, order.Instrument.Symbol, order.Side, order.Type, order.TimeInForce, order.Quantity - placed.Carried, order.LimitPrice, order.StopPrice), Time))];
        Take(events);
        return (placed, events);
    }

    private void Take(IReadOnlyList<EngineEvent> events)
    {
        foreach (var e in events)
        {
            if (!_byId.TryGetValue(e.OrderId, out var order))
            {
                continue;
            }

            var fill = order.Take(e, Time);
            if (e is not (Triggered or CancelRejected))
            {
                Reported?.Invoke(Report(order, fill is not null && Kind.Truth == "executions" ? [fill] : []));
            }
        }
    }

    /// <summary>A replica that knows nothing answers for a moment; the next such moment is well apart.</summary>
    public void ServeStale()
    {
        if (_world.Clock.Now - _staleAt > TimeSpan.FromSeconds(25).Ticks)
        {
            _staleAt = _world.Clock.Now;
        }
    }

    // A venue that replicates lags behind: one fresh order may be absent from every list and look-up, for as long as the venue's processing time allows.
    private DateTimeOffset ListedAt() => _world.Faulty(f => f.ListLags) && AskedAt + Kind.Delay * _world.Rng.Share() is var at && at > Time ? at : Time;

    private IEnumerable<LedgerOrder> Visible(IEnumerable<LedgerOrder> orders) => _world.Clock.Now - _staleAt < TimeSpan.FromSeconds(1.5).Ticks ? []
        : orders.Where(o => o.ListedAt <= Time || !_world.Unkind);

    private static OrderReport Report(LedgerOrder o, IReadOnlyList<Fill> fills) => new(World.Account.Id, o.BrokerId, o.ClientId, o.State, o.State.ToString(), o.Order.Instrument, o.Symbol, o.Order.Side, o.Order.Type,
        o.Order.TimeInForce, o.Terms.Quantity, o.Terms.LimitPrice, o.Terms.StopPrice, o.Filled, o.Filled == 0 ? null : o.Notional / o.Filled, [.. fills], o.ChangedAt, null, o.Replaces?.BrokerId, o.ReplacedBy?.BrokerId);

    private void Note(string clientId) => _seen[clientId] = _world.Clock.Now;

    private string NextId() => $"V{++_ids}";

    private static bool Same(string? a, string? b) => a is not null && string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The venue's answer on the wire.</summary>
public sealed record Reply(int Status, string? Code, string? BrokerId = null, OrderReport? Report = null);

/// <summary>One order in the venue's own books. <paramref name="Judge"/> travels with the request for the judge's eyes only; neither side may look at it.</summary>
public sealed class LedgerOrder(string brokerId, string? clientId, Guid? judge, Order order, DateTimeOffset placedAt)
{
    public string BrokerId { get; } = brokerId;
    public string? ClientId { get; } = clientId;
    public Guid? Judge { get; } = judge;
    public Order Order { get; } = order;
    /// <summary>The order as it stands, after changes under its id.</summary>
    public Order Terms { get; private set; } = order;

    /// <summary>The prices that it stands or stood at.</summary>
    public HashSet<(decimal?, decimal?)> Prices { get; } = [(order.LimitPrice, order.StopPrice)];

    /// <summary>From when on lists and look-ups show it.</summary>
    public DateTimeOffset ListedAt { get; init; }

    /// <summary>Filled by the order whose place it took, where the venue goes on counting.</summary>
    public decimal Carried { get; private set; }
    public LedgerOrder? Replaces { get; init; }
    public LedgerOrder? ReplacedBy { get; private set; }
    public string Symbol => Order.Instrument.Symbol;
    public DateTimeOffset PlacedAt { get; } = placedAt;
    public DateTimeOffset ChangedAt { get; private set; } = placedAt;
    public OrderState State { get; set; } = OrderState.Working;
    public List<Fill> Fills { get; } = [];
    public List<Fill> Busts { get; } = [];
    public decimal Filled { get; private set; }
    public decimal Notional { get; private set; }

    public decimal Signed(decimal quantity) => Order.Side == Side.Sell ? -quantity : quantity;

    public void Change(Order terms)
    {
        Terms = terms;
        Prices.Add((terms.LimitPrice, terms.StopPrice));
    }

    public void Carry(LedgerOrder from) => (Carried, Filled, Notional) = (from.Filled, from.Filled, from.Notional);

    public void Replaced(LedgerOrder by, DateTimeOffset now) => (State, ReplacedBy, ChangedAt) = (OrderState.Replaced, by, now);

    public Fill TakeBack(Fill fill, DateTimeOffset now)
    {
        Fills.Remove(fill);
        (Filled, Notional, ChangedAt) = (Filled - fill.Quantity, Notional - fill.Quantity * fill.Price, now);
        Busts.Add(new Fill($"{BrokerId}-bust-{Busts.Count + 1}", FillKind.Bust, fill.Id, fill.Quantity, fill.Price, null, now, []));
        return Busts[^1];
    }

    public Fill? Take(EngineEvent e, DateTimeOffset now)
    {
        ChangedAt = now;
        switch (e)
        {
            case Filled f:
                Filled += f.Quantity;
                Notional += f.Quantity * f.Price;
                State = Filled >= Terms.Quantity ? OrderState.Filled : State;
                Fills.Add(new Fill($"{BrokerId}-{Fills.Count + 1}", FillKind.Trade, null, f.Quantity, f.Price, Filled, now, []));
                return Fills[^1];
            case Cancelled: State = OrderState.Cancelled; break;
            case Expired: State = OrderState.Expired; break;
            case Rejected: State = OrderState.Rejected; break;
        }

        return null;
    }
}
