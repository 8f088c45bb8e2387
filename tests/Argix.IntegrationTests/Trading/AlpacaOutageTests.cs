using Argix.Contracts.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

public class AlpacaOutageTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_stream_cut_during_fills_loses_nothing_and_counts_nothing_twice()
    {
        await using var all = await AlpacaDesk.StartAsync();
        await all.Venue.HoldFillsAsync();
        var orders = new List<OrderJson>();
        for (var i = 0; i < 8; i++)
        {
            orders.Add(await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, quantity: "10")));
        }

        foreach (var (order, i) in orders.Select((o, i) => (o, i)))
        {
            await all.Venue.FillAsync(order.ClientOrderId, 3, 199.5m);
            if (i % 3 == 1)
            {
                await all.Venue.CutStreamsAsync();
            }

            await all.Venue.FillAsync(order.ClientOrderId, 2, 200.25m);
            await all.Venue.FillAsync(order.ClientOrderId, 5, 201m);
        }

        await all.Venue.FaultAsync(new Fault(FaultKind.DuplicateMessage, Times: 3));
        foreach (var order in orders)
        {
            Assert.Equal(10, (await all.Desk.OrderAsync(order.Id, "filled")).FilledQuantity);
        }

        // A level without its executions is completed by the venue's list of fills.
        await Wait.ForAsync(() => all.Desk.ExecutionsAsync(), x => x.Count == 24, "all 24 executions are known");
        var fills = all.Venue.Ledger().Where(l => l.Kind == "fill").Select(l => (l.Quantity, l.Price!.Value)).Order();
        Assert.Equal(fills, (await all.Desk.ExecutionsAsync()).Select(x => (x.Quantity, x.Price)).Order());
        Assert.Equal(80, Assert.Single(await all.Desk.PositionsAsync()).Quantity);
        Assert.Equal((3 * 199.5m + 2 * 200.25m + 5 * 201m) / 10, (await all.Desk.OrderAsync(orders[0].Id)).AveragePrice);
    }

    [Fact]
    public async Task A_venue_that_is_down_gets_no_orders_and_comes_back_by_itself()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var resting = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150", timeInForce: "gtc"));
        await all.Desk.OrderAsync(resting.Id, "working");
        await all.Venue.KillAsync();

        // Whatever is answered, nothing may hang in doubt for ever and nothing is resent later.
        var during = new List<Answer>();
        var closed = await Wait.ForAsync(async () =>
        {
            during.Add(await all.Desk.PlaceAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "151")));
            return during[^1];
        }, a => a.Code == "connection_not_ready", "the connection refuses orders");
        Assert.Equal(409, closed.Status);
        var taken = during.Where(a => a.Status == 201).Select(a => a.Read<OrderJson>().Id).ToList();
        output.WriteLine($"{during.Count} orders while it was down: {string.Join(", ", during.GroupBy(a => a.Status == 201 ? a.Read<OrderJson>().State : $"{a.Status} {a.Code}").Select(g => $"{g.Count()} × {g.Key}"))}");
        foreach (var id in taken)
        {
            await all.Desk.OrderAsync(id, "not_sent");
        }

        await all.StartVenueAgainAsync();
        await all.Desk.ReadyAsync(all.Connection.Id);
        Assert.Equal("working", (await all.Desk.OrderAsync(resting.Id)).State);
        var after = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, quantity: "2"));
        await all.Desk.OrderAsync(after.Id, "filled");
        Assert.Equal(new[] { resting.ClientOrderId, after.ClientOrderId }.Order(), all.Venue.Accepted().Keys.Order());
    }

    [Fact]
    public async Task A_fill_that_happened_while_we_were_away_is_found_at_the_start()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150", quantity: "6", timeInForce: "gtc"));
        await all.Desk.OrderAsync(order.Id, "working");
        Assert.Equal(0, await all.Platform.Host.StopAsync());
        await all.Venue.SetPriceAsync("AAPL", 149.5m);
        await all.Platform.StartAgainAsync();
        Assert.Equal(149.5m, (await all.Desk.OrderAsync(order.Id, "filled")).AveragePrice);
        // The list of orders tells the level first; the execution that explains it follows.
        Assert.Equal(6, Assert.Single(await Wait.ForAsync(all.Desk.ExecutionsAsync, e => e.Count > 0, "the execution is read")).Quantity);
    }
}
