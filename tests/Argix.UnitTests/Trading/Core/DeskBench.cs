using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>A desk on the bench: decides inputs, applies what was decided, and keeps the events, as the pump does.</summary>
internal sealed class DeskBench
{
    public static readonly Guid Connection = Guid.Parse("00000000-0000-0000-0000-00000000c0c0");
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);
    public static readonly Instrument Apple = new("AAPL", "AAPL", AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, null, null, null, true);

    private int _next = 1;

    public DeskBench(bool baselined = true)
    {
        if (baselined)
        {
            Decide(new PositionsRead(Start, Connection, [], new HashSet<string>()));
        }
    }

    public DeskState State { get; } = new();
    public List<DeskEvent> All { get; } = [];
    public DateTimeOffset Now { get; set; } = Start;

    public Decision Decide(DeskInput input)
    {
        var decision = Decider.Decide(State, input);
        if (decision.Events.Count > 0)
        {
            State.Apply(State.LastSeq + 1, input.At, decision.Events);
            All.AddRange(decision.Events);
        }

        return decision;
    }

    public TrackedOrder Approve(decimal quantity = 10, Side side = Side.Buy, decimal? limit = 100)
    {
        var decision = Submit(quantity, side, limit);
        return State.Order(decision.OrderId!.Value)!;
    }

    public Decision Submit(decimal quantity = 10, Side side = Side.Buy, decimal? limit = 100, string? key = null, Func<ConnectionFacts, ConnectionFacts>? with = null, bool reduceOnly = false)
    {
        var type = limit is null ? OrderType.Market : OrderType.Limit;
        var intent = new OrderIntent(key, $"{quantity}|{side}|{limit}", Connection, Apple, side, type, TimeInForce.Day, new FixedQuantity(quantity), limit, null, reduceOnly, "api", "user:1");
        var facts = with?.Invoke(Facts()) ?? Facts();
        return Decide(new SubmitOrder(Now, intent, NewId(), facts, new ReferencePrice(limit ?? 100, Now, "quote")));
    }

    public TrackedOrder Working(decimal quantity = 10, Side side = Side.Buy)
    {
        var order = Approve(quantity, side);
        Answer(order, CoreVerdict.Accepted, "V-" + order.Facts.Id.ToString("N")[..6]);
        return order;
    }

    public Decision Change(TrackedOrder order, decimal quantity = 12, decimal? limit = 101, string kind = "inPlace", Func<ConnectionFacts, ConnectionFacts>? with = null) =>
        Decide(new ReplaceOrder(Now, "user:1", order.Facts.Id, new OrderTerms(quantity, limit, null, TimeInForce.Day), with?.Invoke(Facts()) ?? Facts(), new ReferencePrice(limit ?? 100, Now, "quote"), new ReplaceRule(kind)));

    public void ChangeAnswer(TrackedOrder order, CoreVerdict verdict, string? brokerId = null, OrderReport? report = null, string truth = "executions", int? asked = null) =>
        Decide(new ReplaceAnswered(Now, order.Facts.Id, new Conclusion(verdict, "broker_timeout", "words"), report, brokerId, null, truth, asked));

    public void Answer(TrackedOrder order, CoreVerdict verdict, string? brokerId = null, OrderReport? report = null) =>
        Decide(new SubmitAnswered(Now, order.Facts.Id, new Conclusion(verdict, verdict == CoreVerdict.Refused ? "insufficient_funds" : "broker_timeout", "words"), report, brokerId, null));

    public void See(TrackedOrder order, OrderState state, decimal? filled = null, decimal? average = null, string truth = "executions", params Fill[] fills) =>
        Decide(new ReportSeen(Now, Connection, Report(order, state, filled, average, fills), truth, "stream", NewId()));

    public OrderReport Report(TrackedOrder order, OrderState state, decimal? filled, decimal? average, IReadOnlyList<Fill> fills) =>
        new("A-1", order.BrokerOrderId ?? "V-1", order.Facts.ClientOrderId, state, state.ToString(), Apple, "AAPL", order.Facts.Side, order.Facts.Type, order.Facts.TimeInForce,
            order.Facts.Quantity, order.Facts.LimitPrice, null, filled, average, fills, Now);

    public static Fill Fill(string id, decimal quantity, decimal price, decimal? after = null) => new(id, FillKind.Trade, null, quantity, price, after, Start, []);

    public static ConnectionFacts Facts(string kind = "paper") => new(Connection, kind, "USD", true, true, 1_000_000m, Start.AddHours(1),
        [new TypeRule(AssetClass.Equity, OrderType.Market, [TimeInForce.Day]), new TypeRule(AssetClass.Equity, OrderType.Limit, [TimeInForce.Day])], "uuid");

    public Guid NewId() => new(_next++, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);
}
