using Argix.Contracts;
using Argix.Venue;
using Xunit;

namespace Argix.UnitTests.Venue;

public sealed class QuoteTests
{
    private readonly Floor _floor = new();

    [Fact]
    public void A_market_buy_pays_the_ask_a_sell_gets_the_bid_and_the_fee_is_exact()
    {
        _floor.Quote(99.98m, 100.02m);
        var buy = Send("b", Side.Buy, 3).OfType<Filled>().Single();
        Assert.Equal((100.02m, 0.30006m, false), (buy.Price, buy.Fee, buy.Maker));
        Assert.Equal(99.98m, Send("s", Side.Sell, 3).OfType<Filled>().Single().Price);
    }

    [Fact]
    public void A_resting_limit_fills_at_its_own_price_once_the_quote_comes_to_it()
    {
        _floor.Quote(100m, 100.02m);
        Assert.Single(Send("b", Side.Buy, 1, 99.50m));
        Assert.Empty(_floor.Quote(99.49m, 99.51m));
        var fill = Assert.IsType<Filled>(Assert.Single(_floor.Quote(99.38m, 99.40m)));
        Assert.Equal((99.50m, true), (fill.Price, fill.Maker));
    }

    [Fact]
    public void A_stop_fires_on_the_side_it_trades_on_and_fills_at_the_quote()
    {
        _floor.Quote(100m, 100.02m);
        Send("s", Side.Sell, 1, stop: 99m);
        Assert.Empty(_floor.Quote(99.01m, 99.03m));
        Assert.Equal(98.90m, _floor.Quote(98.90m, 98.92m).OfType<Filled>().Single().Price);
    }

    [Fact]
    public void Sizes_are_used_up_until_the_next_quote()
    {
        _floor.Quote(99m, 100m, 5, 5);
        Assert.Equal(5, Send("b", Side.Buy, 8).OfType<Filled>().Single().Quantity);
        Assert.IsType<Cancelled>(Send("fok", Side.Buy, 1, tif: TimeInForce.Fok)[^1]);
        Assert.Equal((3, 8), (Filled(_floor.Quote(99m, 101m, 5, 5)).Quantity, 8));
        Assert.Equal(0, _floor.Engine.OpenCount);
    }

    [Fact]
    public void Immediate_orders_never_rest()
    {
        _floor.Quote(99m, 100m, 5, 5);
        var events = Send("ioc", Side.Buy, 8, 100m, tif: TimeInForce.Ioc);
        Assert.Equal(5, Filled(events).Quantity);
        Assert.Equal(Reasons.ImmediateOrCancel, Assert.IsType<Cancelled>(events[^1]).Reason);
    }

    private static Filled Filled(IReadOnlyList<EngineEvent> events) => events.OfType<Filled>().Single();

    private IReadOnlyList<EngineEvent> Send(string id, Side side, decimal quantity, decimal? limit = null, decimal? stop = null, TimeInForce tif = TimeInForce.Gtc) =>
        _floor.Send(Floor.Quotes, id, side, quantity, limit, stop, tif);
}
