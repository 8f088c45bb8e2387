using Xunit;

namespace Argix.IntegrationTests.Trading;

public class OverrideTests(Platform platform) : IClassFixture<Platform>
{
    [Fact]
    public async Task An_admin_sends_a_refused_order_once_and_the_trail_says_why()
    {
        var desk = await platform.DeskAsync("overrides");
        var trader = await platform.DeskAsync("overrides", "trader", "read,trade");
        var connection = await desk.ConnectPaperAsync();
        Assert.Equal(200, (await desk.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/v1/risk/limits") { Content = Desk.Raw("""{"scope":"tenant","id":null,"limits":{"max_value":"50"}}"""u8.ToArray()) })).Status);
        var refused = await desk.PlaceAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100"));
        Assert.Equal((422, "risk_denied:max_value"), (refused.Status, refused.Code));
        var denied = Assert.Single(await desk.OrdersAsync());
        var path = $"/orders/{denied.Id}/override";
        Assert.Equal((403, "forbidden"), await trader.PostAsync(path, new { reason = "please, please" }) is var no ? (no.Status, no.Code) : default);
        Assert.Equal((422, "validation_failed"), await desk.PostAsync(path, new { reason = "short" }) is var brief ? (brief.Status, brief.Code) : default);
        var sent = await desk.PostAsync(path, new { reason = "Agreed with the client by telephone." });
        Assert.Equal(201, sent.Status);
        var order = sent.Read<OrderJson>();
        Assert.Contains("Agreed with the client by telephone.", (await desk.GetAsync($"/orders/{order.Id}/history")).Text, StringComparison.Ordinal);
        Assert.Equal((200, order.Id), await desk.PostAsync(path, new { reason = "Agreed with the client by telephone." }) is var twice ? (twice.Status, twice.Read<OrderJson>().Id) : default);
        Assert.Equal(2, (await desk.OrdersAsync()).Count);
        Assert.Equal("denied", (await desk.OrderAsync(denied.Id)).State);
        Assert.Equal((422, "validation_failed"), await desk.PostAsync($"/orders/{order.Id}/override", new { reason = "and once again for luck" }) is var wrong ? (wrong.Status, wrong.Code) : default);
        Assert.Equal((404, "order_not_found"), await desk.PostAsync($"/orders/{Guid.NewGuid()}/override", new { reason = "nothing is there" }) is var none ? (none.Status, none.Code) : default);
    }
}
