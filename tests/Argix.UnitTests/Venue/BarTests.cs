using System.Globalization;
using Argix.Contracts;
using Argix.Venue;
using Xunit;

namespace Argix.UnitTests.Venue;

/// <summary>The bar is always open 100, high 104, low 97, close 102.</summary>
public sealed class BarTests
{
    private readonly Floor _floor = new();

    [Theory]
    [InlineData(Side.Buy, "", "", "100")] // market: the open
    [InlineData(Side.Sell, "", "", "100")]
    [InlineData(Side.Buy, "101", "", "100")] // min(open, limit)
    [InlineData(Side.Buy, "99", "", "99")]
    [InlineData(Side.Buy, "97", "", "-")] // touched, not gone through
    [InlineData(Side.Buy, "96", "", "-")]
    [InlineData(Side.Sell, "99", "", "100")] // max(open, limit)
    [InlineData(Side.Sell, "103", "", "103")]
    [InlineData(Side.Sell, "104", "", "-")]
    [InlineData(Side.Buy, "", "99", "100")] // max(open, stop)
    [InlineData(Side.Buy, "", "103", "103")]
    [InlineData(Side.Buy, "", "104", "104")] // a stop fires on touch
    [InlineData(Side.Buy, "", "105", "-")]
    [InlineData(Side.Sell, "", "101", "100")] // min(open, stop)
    [InlineData(Side.Sell, "", "98", "98")]
    [InlineData(Side.Buy, "103", "102", "102")] // stop-limit that its limit allows
    [InlineData(Side.Buy, "101", "103", "-")] // triggered, then it rests from the next bar on
    [InlineData(Side.Sell, "97", "98", "98")]
    [InlineData(Side.Sell, "99", "98", "-")]
    public void A_bar_fills_to_the_disadvantage_of_the_order(Side side, string limit, string stop, string price)
    {
        _floor.Send(Floor.Bars, "o", side, 1, Number(limit), Number(stop));
        var fill = _floor.Bar(100, 104, 97, 102).OfType<Filled>().SingleOrDefault();
        Assert.Equal(Number(price), fill?.Price);
    }

    [Fact]
    public void Nothing_fills_between_bars_and_fills_at_the_open_carry_its_time()
    {
        _floor.Bar(100, 104, 97, 102);
        Assert.Single(_floor.Send(Floor.Bars, "m", Side.Buy, 1));
        _floor.Send(Floor.Bars, "l", Side.Buy, 1, 99m);
        var fills = _floor.Bar(100, 104, 97, 102).OfType<Filled>().ToArray();
        Assert.Equal(["m", "l"], fills.Select(f => f.OrderId));
        Assert.True(fills[0].At < fills[1].At);
    }

    [Fact]
    public void Stops_come_before_limits_on_the_way()
    {
        _floor.Send(Floor.Bars, "profit", Side.Sell, 1, 103m);
        _floor.Send(Floor.Bars, "loss", Side.Sell, 1, stop: 98m);
        Assert.Equal(["loss", "profit"], _floor.Bar(100, 104, 97, 102).OfType<Filled>().Select(f => f.OrderId));
    }

    [Theory]
    [InlineData(TimeInForce.Ioc)]
    [InlineData(TimeInForce.Fok)]
    public void Immediate_orders_are_judged_at_the_next_open(TimeInForce tif)
    {
        _floor.Send(Floor.Bars, "in", Side.Buy, 1, 100m, tif: tif);
        _floor.Send(Floor.Bars, "out", Side.Buy, 1, 99m, tif: tif);
        var events = _floor.Bar(100, 104, 97, 102);
        Assert.Equal("in", events.OfType<Filled>().Single().OrderId);
        Assert.Equal("out", events.OfType<Cancelled>().Single().OrderId);
    }

    private static decimal? Number(string text) => decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
