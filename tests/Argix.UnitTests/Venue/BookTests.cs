using System.Globalization;
using Argix.Contracts;
using Argix.Venue;
using Xunit;

namespace Argix.UnitTests.Venue;

public sealed class BookTests
{
    private readonly Floor _floor = new();

    [Fact]
    public void The_best_price_trades_first_and_at_one_price_the_earliest()
    {
        Send("late-best", Side.Sell, 5, 10.00m);
        Send("worse", Side.Sell, 5, 10.02m);
        Send("later-best", Side.Sell, 5, 10.00m);

        var fills = Send("taker", Side.Buy, 12, 10.05m).OfType<Filled>().ToArray();

        Assert.Equal(["late-best", "later-best", "worse"], fills.Where(f => f.Maker).Select(f => f.OrderId));
        Assert.Equal([10.00m, 10.00m, 10.02m], fills.Where(f => !f.Maker).Select(f => f.Price));
        Assert.Equal(3, _floor.Engine.Find("worse")!.Quantity - _floor.Engine.Find("worse")!.Filled);
    }

    [Fact]
    public void The_rest_of_a_limit_order_rests_and_the_rest_of_a_market_order_is_cancelled()
    {
        Send("ask", Side.Sell, 5, 10m);
        Send("limit", Side.Buy, 8, 10m);
        Assert.Equal(5, _floor.Engine.Find("limit")!.Filled);

        var events = Send("market", Side.Sell, 10);
        Assert.Equal(3, events.OfType<Filled>().Single(f => !f.Maker).Quantity);
        Assert.Equal(Reasons.NoLiquidity, Assert.IsType<Cancelled>(events[^1]).Reason);
        Assert.Equal(0, _floor.Engine.OpenCount);
    }

    [Fact]
    public void Fill_or_kill_counts_only_what_its_limit_reaches()
    {
        Send("a", Side.Sell, 5, 10.00m);
        Send("b", Side.Sell, 5, 10.10m);

        Assert.Equal([typeof(Accepted), typeof(Cancelled)], Send("fok", Side.Buy, 6, 10.05m, tif: TimeInForce.Fok).Select(e => e.GetType()));
        Assert.Equal(6, Send("fok2", Side.Buy, 6, 10.10m, tif: TimeInForce.Fok).OfType<Filled>().Where(f => !f.Maker).Sum(f => f.Quantity));
    }

    [Fact]
    public void A_trade_wakes_stops_whose_trades_wake_further_stops()
    {
        foreach (var (id, price) in new[] { ("a1", 10.00m), ("a2", 10.10m), ("a3", 10.20m) })
        {
            Send(id, Side.Sell, 1, price);
        }

        Send("s1", Side.Buy, 1, stop: 10.00m);
        Send("s2", Side.Buy, 1, stop: 10.10m);

        var events = Send("spark", Side.Buy, 1);

        Assert.Equal(["s1", "s2"], events.OfType<Triggered>().Select(t => t.OrderId));
        Assert.Equal([10.00m, 10.10m, 10.20m], events.OfType<Filled>().Where(f => !f.Maker).Select(f => f.Price));
    }

    [Fact]
    public void Day_orders_end_with_the_session_and_what_comes_while_it_is_closed_waits_for_the_opening()
    {
        Send("day", Side.Buy, 1, 9m, tif: TimeInForce.Day);
        Send("gtc", Side.Buy, 1, 9m);
        Assert.Equal("day", Assert.IsType<Expired>(Assert.Single(_floor.Handle(at => new SessionClosed(Floor.Book, at)))).OrderId);

        Assert.IsType<Accepted>(Assert.Single(Send("early", Side.Sell, 1, 9m)));
        Assert.Equal(ErrorCodes.MarketClosed, Assert.IsType<Rejected>(Assert.Single(Send("ioc", Side.Sell, 1, 9m, tif: TimeInForce.Ioc))).Code);
        Assert.Equal(["gtc", "early"], _floor.Handle(at => new SessionOpened(Floor.Book, at)).OfType<Filled>().Select(f => f.OrderId));
    }

    [Fact]
    public void A_cancel_takes_the_order_out_and_a_second_one_is_refused()
    {
        Send("a", Side.Buy, 1, 9m);
        Assert.Equal(Reasons.Requested, Assert.IsType<Cancelled>(Assert.Single(_floor.Handle(at => new Cancel("a", at)))).Reason);
        Assert.Equal(ErrorCodes.OrderNotFound, Assert.IsType<CancelRejected>(Assert.Single(_floor.Handle(at => new Cancel("a", at)))).Code);
    }

    [Theory]
    [InlineData("NOPE", "1", "9.0", ErrorCodes.UnknownInstrument)]
    [InlineData(Floor.Book, "0", "9.0", ErrorCodes.InvalidOrder)]
    [InlineData(Floor.Book, "-1", "9.0", ErrorCodes.InvalidOrder)]
    [InlineData(Floor.Book, "1.5", "9.0", ErrorCodes.InvalidOrder)]
    [InlineData(Floor.Book, "1", "9.005", ErrorCodes.PriceOutOfRange)]
    [InlineData(Floor.Book, "1", "0.0", ErrorCodes.PriceOutOfRange)]
    public void A_malformed_order_is_rejected_with_its_code(string symbol, string quantity, string limit, string code)
    {
        Assert.Equal(code, Assert.IsType<Rejected>(Assert.Single(_floor.Send(symbol, "x", Side.Buy, Number(quantity), Number(limit)))).Code);
        Assert.Equal(0, _floor.Engine.OpenCount);
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private IReadOnlyList<EngineEvent> Send(string id, Side side, decimal quantity, decimal? limit = null, decimal? stop = null, TimeInForce tif = TimeInForce.Gtc) =>
        _floor.Send(Floor.Book, id, side, quantity, limit, stop, tif);
}
