using Argix.Contracts.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>What a lane does about a venue that limits, falls silent, skips a message, has another time, or is gone.</summary>
public class LaneFaultTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_stream_that_falls_silent_with_an_open_socket_is_opened_again_and_its_fill_is_found()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150", timeInForce: "gtc"));
        await all.Desk.OrderAsync(order.Id, "working");
        await all.Venue.ControlAsync("silence", new { });
        await all.Venue.FillAsync(order.ClientOrderId, 1, 149m);
        await all.Desk.OrderAsync(order.Id, "filled");
        await Wait.ForAsync(() => all.Venue.CallsAsync(), calls => calls.Count(c => c.Path == "/stream") >= 2, "the stream was opened a second time");
        await all.Desk.ReadyAsync(all.Connection.Id);
        Assert.Equal(1, Assert.Single(await all.Desk.PositionsAsync()).Quantity);
    }

    [Fact]
    public async Task A_fill_that_a_healthy_stream_skipped_is_found_within_a_minute()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150", quantity: "4", timeInForce: "gtc"));
        await all.Desk.OrderAsync(order.Id, "working");
        await all.Venue.FaultAsync(new Fault(FaultKind.DropMessage, Times: 1));
        await all.Venue.FillAsync(order.ClientOrderId, 4, 149m);
        Assert.Equal(4, (await all.Desk.OrderAsync(order.Id, "filled")).FilledQuantity);
        Assert.Equal(1, (await all.Venue.CallsAsync()).Count(c => c.Path == "/stream"));
    }

    [Fact]
    public async Task A_venue_that_asks_for_a_break_gets_one_and_the_order_is_not_sent_late()
    {
        await using var all = await AlpacaDesk.StartAsync();
        await all.Venue.FaultAsync(new Fault(FaultKind.Answer, "POST /v2/orders", Status: 429, Body: """{"code":42910000,"message":"rate limit exceeded"}"""));
        var first = await all.Desk.PlaceAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150"), wait: "?wait=none");
        Assert.Equal(201, first.Status);
        var order = await Wait.ForAsync(() => all.Desk.OrderAsync(first.Read<OrderJson>().Id), o => o.IsFinal, "the order is concluded");
        output.WriteLine($"429: {order.State} {order.Code}");
        Assert.Equal("not_sent", order.State);
        Assert.Equal(1, (await all.Venue.CallsAsync()).Count(c => c is { Method: "POST", Path: "/v2/orders" }));
        Assert.Empty(all.Venue.Accepted());
    }

    [Fact]
    public async Task A_clock_that_is_far_off_is_a_warning_and_nothing_is_missed()
    {
        await using var all = await AlpacaDesk.StartAsync();
        await all.Venue.ControlAsync("clock", new { isOpen = true, headerSkewSeconds = 1800 });
        var warned = await Wait.ForAsync(() => all.Desk.ConnectionAsync(all.Connection.Id), c => c.StatusCode == "clock_skew", "the clocks are said to disagree");
        Assert.True(warned.TradingOpen);
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, quantity: "2"));
        await all.Desk.OrderAsync(order.Id, "filled");
        await all.Venue.ControlAsync("clock", new { isOpen = true, headerSkewSeconds = 0 });
        await Wait.ForAsync(() => all.Desk.ConnectionAsync(all.Connection.Id), c => c is { Status: "connected", StatusCode: null }, "the clocks agree again");
    }

    [Fact]
    public async Task A_venue_that_is_gone_closes_trading_before_orders_pile_up_and_opens_it_when_it_is_back()
    {
        await using var all = await AlpacaDesk.StartAsync();
        // So that the instrument is known: what must be read first is refused with the reading's own word.
        await all.Desk.OrderAsync((await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id))).Id, "filled");
        await all.Venue.KillAsync();
        var closed = await Wait.ForAsync(() => all.Desk.ConnectionAsync(all.Connection.Id), c => !c.TradingOpen, "trading is closed");
        Assert.Equal("broker_unreachable", closed.StatusCode);
        Assert.Equal("connection_not_ready", (await all.Desk.PlaceAsync(Desk.Order(all.Connection.Id))).Code);
        await all.StartVenueAgainAsync();
        await all.Desk.ReadyAsync(all.Connection.Id);
    }
}
