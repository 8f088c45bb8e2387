using Argix.Contracts.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

public class AlpacaConnectTests
{
    [Fact]
    public async Task A_wrong_key_is_named_nothing_is_stored_and_the_right_one_trades()
    {
        await using var all = await AlpacaDesk.StartAsync(connect: false);
        var desk = all.Desk;
        var test = (await desk.PostAsync("/connections/test", Alpaca.Body(secret: "not-the-secret-at-all"))).Read<TestJson>();
        Assert.False(test.Ok);
        Assert.Equal("invalid_credentials", test.Checks.First(c => c.Status == "failed").Code);
        var refused = await desk.PostAsync("/connections", Alpaca.Body(secret: "not-the-secret-at-all"));
        Assert.Equal((422, "invalid_credentials"), (refused.Status, refused.Code));
        Assert.Empty((await desk.GetAsync("/connections")).Read<ItemsJson<ConnectionJson>>().Items);

        await all.ConnectAsync();
        Assert.All(all.Connection.Credentials, c => Assert.DoesNotContain(Alpaca.Secret, c.ToString(), StringComparison.Ordinal));
        await using var events = await EventStream.OpenAsync(desk);
        var order = await desk.PlacedAsync(Desk.Order(all.Connection.Id, quantity: "4"));
        order = await desk.OrderAsync(order.Id, "filled");
        Assert.Equal((4m, 200m), (order.FilledQuantity, order.AveragePrice));
        Assert.Equal(4, all.Venue.Filled(order.ClientOrderId));
        Assert.Equal(("AAPL", 4m), Assert.Single(await desk.PositionsAsync()) is var p ? (p.Instrument.Symbol, p.Quantity) : default);
        await events.UntilAsync(e => e.Any(x => x.Type == "execution"), "the fill is told");
        Assert.Equal("already_connected", (await desk.PostAsync("/connections", Alpaca.Body(name: "again"))).Code);
    }

    [Fact]
    public async Task Without_market_data_the_test_warns_and_trading_works()
    {
        await using var all = await AlpacaDesk.StartAsync(connect: false);
        await all.Venue.FaultAsync(new Fault(FaultKind.Answer, "GET /v2/stocks/*/quotes/latest", Times: 1000, Status: 404, Body: """{"code":40410000,"message":"not found"}"""));
        var test = (await all.Desk.PostAsync("/connections/test", Alpaca.Body())).Read<TestJson>();
        Assert.True(test.Ok);
        Assert.Equal("warning", test.Checks.Single(c => c.Id == "market_data").Status);
        await all.ConnectAsync();
        var placed = await all.Desk.PlaceAsync(Desk.Order(all.Connection.Id));
        Assert.Equal(201, placed.Status);
        Assert.Contains(placed.Json.GetProperty("verdicts").EnumerateArray(), v => v.ToString().Contains("warning", StringComparison.OrdinalIgnoreCase));
        await all.Desk.OrderAsync(placed.Read<OrderJson>().Id, "filled");
    }

    [Fact]
    public async Task Credentials_rotated_under_a_busy_lane_leave_the_connection_in_use()
    {
        await using var all = await AlpacaDesk.StartAsync();
        using var over = new CancellationTokenSource();
        var busy = Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!over.IsCancellationRequested)
            {
                await all.Desk.PlaceAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150"));
            }
        }).ToList();
        for (var i = 0; i < 5; i++)
        {
            var rotated = await all.Desk.PostAsync($"/connections/{all.Connection.Id}/credentials", new { credentials = new { keyId = Alpaca.Key, secretKey = Alpaca.Secret } });
            Assert.Equal((200, false), (rotated.Status, rotated.Text.Contains("\"paused\"", StringComparison.Ordinal)));
        }

        await over.CancelAsync();
        await Task.WhenAll(busy);
        Assert.DoesNotContain((await all.Desk.GetAsync("/audit?limit=500")).Json.GetProperty("items").EnumerateArray(), r => r.ToString().Contains("credentials_unreadable", StringComparison.Ordinal));
        await all.Desk.ReadyAsync(all.Connection.Id);
        var settled = await Wait.ForAsync(all.Desk.OrdersAsync, o => o.All(x => x.IsFinal || x.State == "working"), "every order is concluded or works");
        Assert.Equal(all.Venue.Accepted().Keys.Order(), settled.Where(o => o.State == "working").Select(o => o.ClientOrderId).Order());
    }

    [Theory]
    [InlineData("schwab", "docs_only")]
    [InlineData("alpaca", "maintenance")]
    public async Task What_cannot_be_connected_is_refused_by_the_api(string broker, string code)
    {
        await using var platform = await Platform.StartAsync(f => f.Settings["ARGIX_Brokers__alpaca__Availability"] = "Maintenance");
        var desk = await platform.DeskAsync();
        var body = new { brokerId = broker, methodId = "keys", environmentId = "paper", name = "No", credentials = new { token = "abc" } };
        foreach (var path in (string[])["/connections/test", "/connections"])
        {
            var answer = await desk.PostAsync(path, body);
            Assert.Equal((409, code), (answer.Status, answer.Code));
        }

        Assert.Empty((await desk.GetAsync("/connections")).Read<ItemsJson<ConnectionJson>>().Items);
    }
}
