using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;

namespace Argix.UnitTests.Trading.Core;

public sealed class GateTests
{
    private readonly DeskBench _desk = new();

    private TrackedOrder Denied(Decision decision)
    {
        var order = _desk.State.Order(decision.OrderId!.Value)!;
        Assert.Equal("denied", order.StateWord);
        return order;
    }

    [Fact]
    public void ValueAboveTheLimitIsDeniedWithItsFigures()
    {
        var order = Denied(_desk.Submit(quantity: 1001, limit: 100));
        Assert.Equal("risk_denied:max_value", order.Code);
        var verdict = order.Verdicts.Single(v => v.Control == "max_value");
        Assert.Equal((100_100m, 100_000m), (verdict.Value, verdict.Limit));
    }

    [Fact]
    public void EveryControlGivesItsVerdictEvenWhenOneDenies() =>
        Assert.Equal(Gate.Controls.Select(c => c.Id), Denied(_desk.Submit(quantity: 1001)).Verdicts.Select(v => v.Control));

    [Fact]
    public void TheTightestLimitWinsAndANarrowOneCannotLoosen()
    {
        _desk.Decide(new SetLimits(_desk.Now, "user:1", new LimitItem("symbol", "AAPL", MaxValue: 500)));
        _desk.Decide(new SetLimits(_desk.Now, "user:1", new LimitItem("connection", DeskBench.Connection.ToString(), MaxValue: 900_000)));
        Denied(_desk.Submit(quantity: 6));
        Denied(_desk.Submit(quantity: 2000));
        Assert.Equal("pending_submit", _desk.Approve(5).StateWord);
    }

    [Fact]
    public void OpenOrdersCountTowardsThePositionLimit()
    {
        _desk.Decide(new SetLimits(_desk.Now, "user:1", new LimitItem("tenant", null, Position: 1500)));
        _desk.Working(10);
        Assert.Equal("risk_denied:position", Denied(_desk.Submit(quantity: 6)).Code);
        Assert.Equal("pending_submit", _desk.Approve(5).StateWord);
    }

    [Fact]
    public void ClosingIsNeverDeniedByThePositionLimit()
    {
        var order = _desk.Working(100);
        _desk.See(order, OrderState.Filled, 100, 100, "executions", DeskBench.Fill("x", 100, 100));
        _desk.Decide(new SetLimits(_desk.Now, "user:1", new LimitItem("tenant", null, Position: 1)));
        Assert.Equal("pending_submit", _desk.Approve(100, Side.Sell).StateWord);
    }

    [Fact]
    public void OrdersTheVenuesFigureCannotContainCountAgainstBuyingPower()
    {
        ConnectionFacts Poor(ConnectionFacts f) => f with { BuyingPower = 1500, FundsAt = DeskBench.Start };
        Assert.Equal("pending_submit", _desk.State.Order(_desk.Submit(10, with: Poor).OrderId!.Value)!.StateWord);
        Assert.Equal("risk_denied:capital", Denied(_desk.Submit(10, with: Poor)).Code);
    }

    [Fact]
    public void UnknownFundsWarnOnPaperAndDenyOnLive()
    {
        var paper = _desk.Submit(1, with: f => f with { BuyingPower = null });
        Assert.Contains(_desk.State.Order(paper.OrderId!.Value)!.Verdicts, v => v is { Control: "capital", Status: "warning" });
        Assert.Equal("risk_denied:capital", Denied(_desk.Submit(1, with: _ => DeskBench.Facts("live") with { BuyingPower = null })).Code);
    }

    [Fact]
    public void TheRateCountsMessagesAndForgetsThem()
    {
        _desk.Decide(new SetLimits(_desk.Now, "user:1", new LimitItem("tenant", null, MessageRate: new MessageRate(2, 100))));
        _desk.Approve(1);
        _desk.Approve(1);
        Assert.Equal("risk_denied:message_rate", Denied(_desk.Submit(1)).Code);
        _desk.Now += TimeSpan.FromSeconds(1.1);
        Assert.Equal("pending_submit", _desk.Approve(1).StateWord);
    }

    [Fact]
    public void ReduceOnlyCannotOpenOrTurnAPosition()
    {
        Denied(_desk.Submit(1, Side.Sell, reduceOnly: true));
        var order = _desk.Working(5);
        _desk.See(order, OrderState.Filled, 5, 100, "executions", DeskBench.Fill("x", 5, 100));
        Denied(_desk.Submit(6, Side.Sell, reduceOnly: true));
        Assert.Null(_desk.Submit(5, Side.Sell, reduceOnly: true).RefusalCode);
    }

    [Theory]
    [InlineData(10.5)]
    [InlineData(0.001)]
    public void OffLotQuantitiesAreDenied(double quantity) => Assert.Equal("risk_denied:instrument", Denied(_desk.Submit((decimal)quantity)).Code);

    [Fact]
    public void OnlyLoosensCountsAsLoosening()
    {
        var book = _desk.State.Limits;
        Assert.True(book.Loosens(new LimitItem("environment_kind", "paper", 200_000, 250_000, new MessageRate(50, 1500))));
        Assert.False(book.Loosens(new LimitItem("environment_kind", "paper"))); // what is left out is the default
        _desk.Decide(new SetLimits(_desk.Now, "user:1", new LimitItem("environment_kind", "paper", 50_000)));
        Assert.True(book.Loosens(new LimitItem("environment_kind", "paper")));
        Assert.False(book.Loosens(new LimitItem("environment_kind", "paper", 50_000, 250_000, new MessageRate(50, 1500))));
        Assert.False(book.Loosens(new LimitItem("symbol", "AAPL", 1)));
    }
}
