using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>An active kill.</summary>
public sealed record KillLatch(string Scope, string? Id, string Reason, string Actor, DateTimeOffset Since);

/// <summary>All that a workspace's desk remembers. Changed only by <see cref="Apply"/>, so the journal rebuilds it exactly.</summary>
public sealed partial class DeskState
{
    private readonly Dictionary<Guid, TrackedOrder> _orders = [];
    private readonly List<TrackedOrder> _newestLast = [];
    private readonly Dictionary<Guid, TrackedOrder> _open = [];
    private readonly Dictionary<(Guid, string), TrackedOrder> _byClientId = [];
    private readonly Dictionary<(Guid, string), TrackedOrder> _byBrokerId = [];
    private readonly Dictionary<string, TrackedOrder> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid Connection, string Symbol), PositionLine> _positions = [];
    private readonly Dictionary<(Guid Connection, string Symbol), decimal> _drift = [];
    private readonly HashSet<Guid> _baselined = [];
    private readonly HashSet<(Guid Connection, string BrokerId)> _before = [];
    private readonly List<KillLatch> _kills = [];
    private readonly Claims _claims = new();
    private readonly List<(Execution Execution, TrackedOrder Order)> _executions = [];

    public long LastSeq { get; private set; }

    /// <summary>The newest outbox row that stands in the journal, so that none is written twice.</summary>
    public long LastOutboxId { get; private set; }
    public HeldReports Held { get; } = new();
    public LimitBook Limits { get; } = new();
    public StrategyBook Strategies { get; } = new();
    public DayBook Days { get; } = new();
    public MessageLog Messages { get; } = new();
    public IReadOnlyList<KillLatch> Kills => _kills;
    public IReadOnlyList<TrackedOrder> OrdersOldestFirst => _newestLast;
    public IReadOnlyCollection<TrackedOrder> OpenOrders => _open.Values;
    public IReadOnlyCollection<PositionLine> Positions => _positions.Values;

    // The same two for loops that every order passes through: enumerated without an allocation.
    internal Dictionary<Guid, TrackedOrder>.ValueCollection Open => _open.Values;
    internal Dictionary<(Guid Connection, string Symbol), PositionLine>.ValueCollection Lines => _positions.Values;
    public IReadOnlyList<(Execution Execution, TrackedOrder Order)> ExecutionsOldestFirst => _executions;

    public TrackedOrder? Order(Guid id) => _orders.GetValueOrDefault(id);
    public TrackedOrder? ByKey(string key) => _byKey.GetValueOrDefault(key);
    public bool IsBaselined(Guid connection) => _baselined.Contains(connection);
    /// <summary>Whether a foreign order was over before the first positions were read.</summary>
    public bool WasBefore(Guid connection, string brokerId) => _before.Contains((connection, brokerId));

    public decimal Position(Guid connection, string symbol) => _positions.GetValueOrDefault((connection, symbol))?.Quantity ?? 0;
    public decimal Drift(Guid connection, string symbol) => _drift.GetValueOrDefault((connection, symbol));
    public IEnumerable<(string Symbol, decimal Drift)> Drifts(Guid connection) => _drift.Where(d => d.Key.Connection == connection).Select(d => (d.Key.Symbol, d.Value));
    public IEnumerable<TrackedOrder> OpenOf(Guid connection) => _open.Values.Where(o => o.Facts.ConnectionId == connection);

    /// <summary>The order that a report is about: by the venue's id, else by ours.</summary>
    public TrackedOrder? Match(Guid connection, string? brokerId, string? clientId) =>
        (brokerId is null ? null : _byBrokerId.GetValueOrDefault((connection, brokerId))) ?? (clientId is null ? null : _byClientId.GetValueOrDefault((connection, clientId)));

    public bool ClientIdTaken(Guid connection, string clientId) => _byClientId.ContainsKey((connection, clientId));

    /// <summary>What the position could become if this and every open order on the same side filled whole.</summary>
    public decimal WorstPosition(Guid connection, string symbol, decimal signed, Guid? except = null)
    {
        var worst = Position(connection, symbol) + signed;
        foreach (var o in _open.Values)
        {
            var facts = o.Facts;
            if (facts.ConnectionId == connection && facts.Instrument.Symbol == symbol && facts.Id != except && (facts.Side == Contracts.Side.Sell ? -1 : 1) == Math.Sign(signed))
            {
                worst += facts.Signed(o.Leaves);
            }
        }

        return worst;
    }

    /// <summary>Money that orders may need which the venue's figure of <paramref name="asOf"/> cannot contain yet: those it had not acknowledged by then.</summary>
    public decimal ClaimedSince(Guid connection, DateTimeOffset asOf)
    {
        var (sum, from) = (0m, asOf.AddMinutes(-10));
        foreach (var o in _claims.Since(asOf))
        {
            if (o.Facts.ConnectionId == connection && o.Facts.Effect == Contracts.Effect.Open && o.Facts.CreatedAt >= from && (o.IsOpen || o.Fills.Filled > 0))
            {
                sum += o.Facts.Notional(o.IsOpen ? o.Ceiling : o.Fills.Filled) ?? 0;
            }
        }

        return sum;
    }

    public KillLatch? KilledBy(Guid connection, Guid? strategy, string symbol) => _kills.Count == 0 ? null : _kills.FirstOrDefault(k => Covers(k, connection, strategy, symbol));

    public static bool Covers(KillLatch kill, Guid connection, Guid? strategy, string symbol) => kill.Scope switch
    {
        "connection" => kill.Id == connection.ToString(),
        "strategy" => strategy is not null && kill.Id == strategy.ToString(),
        "symbol" => kill.Id == symbol,
        _ => true,
    };
}

/// <summary>When order messages were decided, for the rate controls; forgets after a minute. Kept in order of time, so that counting does not walk through all of them.</summary>
public sealed class MessageLog
{
    private readonly List<DateTimeOffset> _times = [];

    internal void Add(DateTimeOffset at)
    {
        _times.Insert(First(at), at); // at the end, but for a clock that was set back
        if (First(at.AddSeconds(-60)) is var old && old > _times.Count / 2)
        {
            _times.RemoveRange(0, old); // many at once: each removal moves the rest
        }
    }

    public int Since(DateTimeOffset from) => _times.Count - First(from);

    // Where the first one after this moment stands.
    private int First(DateTimeOffset after)
    {
        var (low, high) = (0, _times.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _times[middle] > after ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
