using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Orders;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Prices alone take a position over its limit: told once, until it has left the limit behind.</summary>
public sealed class PositionWatchTests
{
    private readonly DeskBench _desk = new();
    private readonly LimitAlerts _alerts = new();

    public PositionWatchTests()
    {
        var order = _desk.Working(100);
        _desk.See(order, OrderState.Filled, 100, 100, "executions", DeskBench.Fill("x", 100, 100));
        _desk.Decide(new SetLimits(_desk.Now, "user:1", new LimitItem("tenant", null, Position: 12_000)));
    }

    [Fact]
    public void ToldWithItsFiguresWhenThePricePassesTheLimit()
    {
        Assert.Empty(Look(119));
        Assert.Equal(["the position in AAPL is worth 12,100 USD, limit 12,000"], Look(121));
        Assert.Equal([new Exceeded("AAPL", 12_100, 12_000, "USD")], _alerts.Of(DeskBench.Connection));
        Assert.Empty(Look(122));
    }

    [Fact]
    public void APriceThatDancesAroundTheLimitRingsOnce()
    {
        Assert.Single(Look(121));
        Assert.Empty(Look(119));
        Assert.Empty(Look(121));
        Assert.Empty(Look(110));
        Assert.Empty(_alerts.Of(DeskBench.Connection));
        Assert.Single(Look(121));
    }

    [Fact]
    public void AnotherCurrencyIsMeasuredAtItsRateOrNotAtAll()
    {
        Assert.Empty(PositionWatch.Over(_desk.State, Prices(1000) with { Currency = "EUR" }));
        var over = Assert.Single(PositionWatch.Over(_desk.State, Prices(200) with { Currency = "EUR", Rates = new Dictionary<string, decimal> { ["USD"] = 0.9m } }));
        Assert.Equal((18_000m, "EUR"), (over.Value, over.Currency));
    }

    [Fact]
    public void ItIsWrittenDownForPeople()
    {
        _desk.Decide(new LimitPassed(_desk.Now, Look(121)));
        Assert.Equal(("position", "the position in AAPL is worth 12,100 USD, limit 12,000"), _desk.All.OfType<Alarmed>().Single() is var a ? (a.Code, a.Text) : default);
    }

    private List<string> Look(decimal price) => _alerts.Take(DeskBench.Connection, PositionWatch.Over(_desk.State, Prices(price))).Select(e => e.Text).ToList();

    private PricesSeen Prices(decimal price) => new(_desk.Now, DeskBench.Connection, new Dictionary<string, decimal> { ["AAPL"] = price }, "paper", "USD", 100_000);
}
