using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using CoreVerdict = Argix.Trading.Core.Verdict;
using VenueVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>One control on a desk: an order as given, its verdict, and orders of a strategy that really pass through the desk.</summary>
internal sealed class ControlBench
{
    public static readonly Guid Strategy = Guid.Parse("00000000-0000-0000-0000-0000000057a7");

    public DeskBench Desk { get; } = new();
    public string Kind { get; set; } = "paper";
    public MarketFacts? Market { get; set; } = new(new ReferencePrice(100, DeskBench.Start, "quote"), QuotesOffered: true);
    public Func<ConnectionFacts, ConnectionFacts> With { get; set; } = f => f;

    public void Set(LimitItem item) => Desk.Decide(new SetLimits(Desk.Now, "user:1", item));

    public CoreVerdict Judge(string control, decimal quantity = 10, Side side = Side.Buy, decimal? limit = 100, decimal? stop = null, bool strategy = false, DateTimeOffset? signal = null, ReferencePrice? reference = null) =>
        Events(quantity, side, limit, stop, strategy, signal ?? Desk.Now, reference, noSignal: false).Single(v => v.Control == control);

    public CoreVerdict WithoutSignal(string control) => Events(10, Side.Buy, 100, null, true, null, null, noSignal: true).Single(v => v.Control == control);

    public CoreVerdict WithoutPrice(string control) => Decided(Intent(10, Side.Buy, null, null, true, Desk.Now), null).Single(v => v.Control == control);

    /// <summary>An order of the strategy for real.</summary>
    public TrackedOrder Send(decimal quantity = 10, Side side = Side.Buy, decimal? limit = 100, bool strategy = true, Sizing? sizing = null)
    {
        var decision = Desk.Decide(Submit(Intent(quantity, side, limit, null, strategy, Desk.Now) is var intent && sizing is not null ? intent with { Sizing = sizing } : intent, new ReferencePrice(limit ?? 100, Desk.Now, "quote")));
        return Desk.State.Order(decision.OrderId!.Value)!;
    }

    public void Fill(TrackedOrder order, decimal price)
    {
        Desk.Answer(order, VenueVerdict.Accepted, "V-" + order.Facts.Id.ToString("N")[..6]);
        Desk.See(order, OrderState.Filled, order.Facts.Quantity, price, "executions", DeskBench.Fill("x" + order.Facts.Id, order.Facts.Quantity, price));
    }

    private IReadOnlyList<CoreVerdict> Events(decimal quantity, Side side, decimal? limit, decimal? stop, bool strategy, DateTimeOffset? signal, ReferencePrice? reference, bool noSignal) =>
        Decided(Intent(quantity, side, limit, stop, strategy, noSignal ? null : signal), reference ?? new ReferencePrice(limit ?? 100, Desk.Now, limit is null ? "quote" : "limit"));

    private IReadOnlyList<CoreVerdict> Decided(OrderIntent intent, ReferencePrice? reference) => Decider.Decide(Desk.State, Submit(intent, reference)).Events[0] switch
    {
        OrderApproved a => a.Verdicts,
        OrderDenied d => d.Verdicts,
        var other => throw new InvalidOperationException(other.ToString()),
    };

    private SubmitOrder Submit(OrderIntent intent, ReferencePrice? reference) => new(Desk.Now, intent, Desk.NewId(), Facts(), reference);

    private OrderIntent Intent(decimal quantity, Side side, decimal? limit, decimal? stop, bool strategy, DateTimeOffset? signal) =>
        new(null, "h", DeskBench.Connection, DeskBench.Apple, side, (limit, stop) switch { (null, null) => OrderType.Market, (null, _) => OrderType.Stop, (_, null) => OrderType.Limit, _ => OrderType.StopLimit },
            TimeInForce.Day, new FixedQuantity(quantity), limit, stop, false, strategy ? "strategy" : "api", strategy ? "strategy:1" : "user:1", strategy ? Strategy : null, signal);

    private ConnectionFacts Facts() => With(DeskBench.Facts(Kind) with
    {
        Equity = 100_000, BuyingPower = 1_000_000, FundsAt = Desk.Now, Market = Market,
        OrderTypes = [.. new[] { OrderType.Market, OrderType.Limit, OrderType.Stop, OrderType.StopLimit }.Select(t => new TypeRule(AssetClass.Equity, t, [TimeInForce.Day]))],
    });
}
