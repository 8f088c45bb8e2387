using System.Text.Json;
using Argix.Audit;
using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Journal;
using Argix.UnitTests.Trading.Core;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Snapshots;

/// <summary>A desk that lives a random day by a seed, with its journal: whatever a desk can be told, in any order.</summary>
internal sealed class RandomDesk
{
    private static readonly Guid[] Connections = [DeskBench.Connection, Guid.Parse("00000000-0000-0000-0000-00000000c0c1")];
    private static readonly Guid Strategy = Guid.Parse("00000000-0000-0000-0000-0000000057a7");
    private readonly Random _random;
    private readonly DeskState _state = new();
    private DateTimeOffset _now = DeskBench.Start;
    private int _next;
    private string _tip = Chain.Genesis;

    public RandomDesk(int seed)
    {
        _random = new Random(seed);
        Array.ForEach(Connections, c => Decide(new PositionsRead(_now, c, [new BaselineLine(DeskBench.Apple, 3, 90)], new HashSet<string>())));
    }

    public Guid Workspace { get; } = Guid.Parse("00000000-0000-0000-0000-000000000077");
    public List<JournalRecord> Records { get; } = [];
    public DeskState State => _state;

    public void Live(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _now = _now.AddSeconds(_random.Next(1, 90));
            Step(_random.Next(20));
        }
    }

    private void Step(int what)
    {
        var order = _state.OrdersOldestFirst.Count == 0 ? null : _state.OrdersOldestFirst[_random.Next(_state.OrdersOldestFirst.Count)];
        var connection = Connections[_random.Next(2)];
        Decide(what switch
        {
            < 6 => Submit(connection),
            6 or 7 when order is not null => Answer(order),
            < 13 when order is not null => See(order),
            13 when order is not null => new CancelOrder(_now, "user:1", order.Facts.Id),
            14 when order is not null => new LookupEmpty(_now, order.Facts.Id, _random.Next(2) == 0, _random.Next(9), _now.AddSeconds(5), "not shown", _random.Next(2) == 0),
            15 => _random.Next(3) == 0 ? new Restarted(_now) : new Note(_now, "user:1", "connection_saved", JsonDocument.Parse($$"""{"id":"{{NewId()}}","n":[1,2.50,null]}""").RootElement.Clone(), ++_next),
            16 => new PressKill(_now, "user:1", "symbol", $"S{_random.Next(3)}", "test", _random.Next(2) == 0),
            17 => new ReleaseKill(_now, "user:1", "symbol", $"S{_random.Next(3)}", "test"),
            18 => new SetLimits(_now, "user:1", new LimitItem("connection", connection.ToString(), _random.Next(1000, 100000), Restricted: ["TSLA", $"S{_random.Next(3)}"]), "why"),
            19 => _random.Next(2) == 0 ? new RearmStrategy(_now, "user:1", Strategy, "looked") : new PositionsRead(_now, connection, [new BaselineLine(DeskBench.Apple, _random.Next(5), 90)], new HashSet<string> { "AAPL" }),
            _ => Submit(connection),
        });
    }

    private SubmitOrder Submit(Guid connection)
    {
        decimal quantity = _random.Next(1, 30);
        var limit = _random.Next(3) == 0 ? (decimal?)null : 90 + _random.Next(20);
        var strategy = _random.Next(2) == 0 ? Strategy : (Guid?)null;
        var intent = new OrderIntent(_random.Next(4) == 0 ? null : $"key-{_random.Next(200)}", $"{quantity}", connection, DeskBench.Apple, _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            limit is null ? OrderType.Market : OrderType.Limit, TimeInForce.Day, new FixedQuantity(quantity), limit, null, false, strategy is null ? "api" : "strategy", "user:1", strategy, _now);
        return new SubmitOrder(_now, intent, NewId(), DeskBench.Facts() with { Id = connection, FundsAt = _now }, new ReferencePrice(limit ?? 100, _now, "quote"));
    }

    private SubmitAnswered Answer(TrackedOrder order)
    {
        var verdict = new[] { CoreVerdict.Accepted, CoreVerdict.Accepted, CoreVerdict.Refused, CoreVerdict.Unknown }[_random.Next(4)];
        return new SubmitAnswered(_now, order.Facts.Id, new Conclusion(verdict, "broker_timeout", "words"), null, verdict == CoreVerdict.Accepted ? "V-" + order.Facts.Id.ToString("N")[..8] : null, null);
    }

    private ReportSeen See(TrackedOrder order)
    {
        var states = new[] { OrderState.Working, OrderState.Working, OrderState.Filled, OrderState.Cancelled, OrderState.Expired, OrderState.Rejected };
        var (state, filled) = (states[_random.Next(states.Length)], Math.Min(order.Facts.Quantity, _random.Next(0, 12)));
        filled = state == OrderState.Filled ? order.Facts.Quantity : filled;
        var (known, stranger) = (_random.Next(3) > 0, _random.Next(8) == 0);
        Fill[] fills = filled > 0 && known ? [DeskBench.Fill($"x{_random.Next(5000)}", 1, 100 + _random.Next(3))] : [];
        var report = new OrderReport("A-1", stranger ? $"X-{_random.Next(50)}" : order.BrokerOrderId ?? "V-" + order.Facts.Id.ToString("N")[..8], known && !stranger ? order.Facts.ClientOrderId : null, state, state.ToString(),
            DeskBench.Apple, "AAPL", order.Facts.Side, order.Facts.Type, order.Facts.TimeInForce, order.Facts.Quantity, order.Facts.LimitPrice, null, filled, filled > 0 ? 100.5m : null, fills, _now);
        return new ReportSeen(_now, order.Facts.ConnectionId, report, _random.Next(2) == 0 ? "executions" : "cumulative", "stream", NewId());
    }

    private void Decide(DeskInput input)
    {
        var events = Decider.Decide(_state, input).Events;
        if (events.Count == 0)
        {
            return;
        }

        var record = Chain.Link(_tip, Workspace.ToString(), _state.LastSeq + 1, 1, input.At, JournalPayload.KindOf(events), new JournalPayload(1, input.Actor, input.Cause, events).ToJson());
        _state.Apply(record.Seq, input.At, events);
        _tip = record.Hash;
        Records.Add(record);
    }

    private Guid NewId() => new(++_next, 0, 0, [0, 0, 0, 0, 0, 0, 0, 9]);
}

/// <summary>A journal in memory.</summary>
internal sealed class ListJournal(List<JournalRecord> records) : IJournalStore
{
    public void Commit(IReadOnlyList<JournalRecord> more) => records.AddRange(more);
    public IEnumerable<JournalRecord> Read(string workspace, long after, int limit = int.MaxValue) => records.Skip((int)after).Take(limit);
    public long Tip(string workspace) => records.Count;
    public IReadOnlyList<string> Workspaces() => [.. records.Select(r => r.Workspace).Distinct()];
    public void Dispose()
    {
    }
}
