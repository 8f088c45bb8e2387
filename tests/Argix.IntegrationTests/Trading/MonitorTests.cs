using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>The guard that watches prices while no order comes.</summary>
public class MonitorTests
{
    [Fact]
    public async Task A_position_that_outgrows_its_limit_by_prices_alone_is_told_once_and_nothing_is_sold()
    {
        await using var all = await AlpacaDesk.StartAsync();
        await all.Venue.SetPriceAsync("AAPL", 150);
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, quantity: "10"));
        await all.Desk.OrderAsync(order.Id, "filled");
        Assert.Equal(200, (await all.Desk.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/v1/risk/limits")
        {
            Content = Desk.Raw("""{"scope":"tenant","id":null,"limits":{"position":"2000"}}"""u8.ToArray()),
        })).Status);
        Assert.Empty(await AlarmsAsync(all.Desk));

        await all.Venue.SetPriceAsync("AAPL", 250);
        var told = await Wait.ForAsync(() => AlarmsAsync(all.Desk), a => a.Count > 0, "the position is said to have outgrown its limit");
        await all.Venue.SetPriceAsync("AAPL", 251);
        await Wait.ForAsync(all.Desk.PositionsAsync, p => p.Any(x => x.MarketPrice == 251), "the newer price is known");
        Assert.Equal(told, await AlarmsAsync(all.Desk));
        Assert.Equal(10, Assert.Single(await all.Desk.PositionsAsync()).Quantity);
        Assert.Single(await all.Desk.OrdersAsync());
        Assert.Equal("risk_denied:position", (await all.Desk.PlaceAsync(Desk.Order(all.Connection.Id))).Code);
    }

    private static async Task<IReadOnlyList<string>> AlarmsAsync(Desk desk)
    {
        var audit = await desk.GetAsync("/audit?after=0&limit=500");
        Assert.Equal(200, audit.Status);
        return [.. audit.Text.Split("\"the position in ").Skip(1).Select(t => t.Split('"')[0])];
    }
}
