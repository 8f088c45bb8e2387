using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Orders;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Prices, and orders that were placed elsewhere, take the exposure over its limit: told once, over all brokers or one.</summary>
public sealed class ExposureWatchTests
{
    private readonly DeskBench _desk = new();
    private readonly LimitAlerts _alerts = new();

    public ExposureWatchTests()
    {
        var order = _desk.Working(100);
        _desk.See(order, OrderState.Filled, 100, 100, "executions", DeskBench.Fill("x", 100, 100));
    }

    [Fact]
    public void Prices_alone_take_it_over_the_limit_and_it_is_told_once_with_its_figures()
    {
        Limit(new LimitItem("tenant", null, Capital: 12_000));
        Assert.Empty(Look(119));
        var told = Assert.Single(Look(121));
        Assert.Equal(("capital", "exposure over all brokers is 12,100 USD, limit 12,000"), (told.Control, told.Text));
        Assert.Empty(Look(122));
        Assert.Empty(Look(119));
        Assert.Empty(Look(121));
        Assert.Empty(Look(110));
        Assert.Single(Look(121));
    }

    [Fact]
    public void What_is_open_counts_as_the_gate_counts_it()
    {
        Limit(new LimitItem("tenant", null, Capital: 12_000));
        _desk.Working(10);
        Assert.Equal(12_200, Assert.Single(Look(112)).Value); // 100 held at 112 and 10 wanted at 100
    }

    [Fact]
    public void Each_scope_is_judged_on_its_own_and_another_connections_is_not_told_here()
    {
        Limit(new LimitItem("symbol", "AAPL", Capital: 10_000));
        Limit(new LimitItem("symbol", "MSFT", Capital: 1));
        Limit(new LimitItem("connection", DeskBench.Connection.ToString(), Capital: 11_000));
        Limit(new LimitItem("connection", Guid.NewGuid().ToString(), Capital: 1));
        Assert.Equal(["exposure over all brokers in AAPL is 12,000 USD, limit 10,000", "exposure over this connection is 12,000 USD, limit 11,000"], Look(120).Select(e => e.Text).Order());
    }

    [Fact]
    public void What_has_no_price_counts_at_its_cost_and_what_has_no_rate_is_not_measured()
    {
        Limit(new LimitItem("tenant", null, Capital: 9_000));
        Assert.Equal(10_000, Assert.Single(ExposureWatch.Over(_desk.State, Prices(), (_, _) => null)).Value);
        Assert.Empty(ExposureWatch.Over(_desk.State, Prices() with { Currency = "EUR" }, (_, _) => 100));
        var euros = Prices() with { Currency = "EUR", Rates = new Dictionary<string, decimal> { ["USD"] = 0.91m } };
        Assert.Equal((9_100m, "EUR"), Assert.Single(ExposureWatch.Over(_desk.State, euros, (_, _) => 100)) is var e ? (e.Value, e.Currency) : default);
    }

    [Fact]
    public void The_gate_refuses_what_the_watch_calls_over()
    {
        Limit(new LimitItem("tenant", null, Capital: 12_000));
        Assert.Single(Look(121));
        var denied = _desk.Submit(1, limit: 121, with: f => f with { Market = new MarketFacts(Marks: new Dictionary<string, decimal> { ["AAPL"] = 121 }) });
        Assert.Equal("risk_denied:capital", denied.Events.OfType<OrderDenied>().Single().Code);
    }

    private void Limit(LimitItem item) => _desk.Decide(new SetLimits(_desk.Now, "user:1", item));

    private IReadOnlyList<Exceeded> Look(decimal price) => _alerts.Take(DeskBench.Connection, ExposureWatch.Over(_desk.State, Prices(), (_, _) => price));

    private PricesSeen Prices() => new(_desk.Now, DeskBench.Connection, new Dictionary<string, decimal>(), "paper", "USD", 100_000);
}
