using Xunit;

namespace Argix.IntegrationTests.Trading;

public class IdempotencyTests(Platform platform) : IClassFixture<Platform>
{
    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task Fifty_parallel_posts_with_one_key_make_one_order(string store)
    {
        var on = await OnPostgres.OrAsync(store, platform);
        var desk = await on.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var body = Desk.Order(connection.Id, type: "limit", limitPrice: "100");
        OrderJson order;
        var keys = 0;
        do
        {
            var key = $"one-key-{keys++}";
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => desk.PlaceAsync(body, key)));
            Assert.Equal((1, 49), (answers.Count(a => a.Status == 201), answers.Count(a => a.Status == 200)));
            var id = Assert.Single(answers.Select(a => a.Read<OrderJson>().Id).Distinct());
            order = await Wait.ForAsync(() => desk.OrderAsync(id), o => o.State != "pending_submit", "something is known of the order");
        }
        while (order.CameTooLate && keys < 10);
        Assert.Single(await desk.SentAsync());
        Assert.Equal(keys, (await desk.OrdersAsync()).Count);
        Assert.Single(PaperLedger.With(on.Folder.Data, order.ClientOrderId).Accepted);
    }

    [Fact]
    public async Task Numbers_as_text_and_another_order_of_fields_are_the_same_body()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var first = await desk.PlaceAsync($$"""{"connectionId":"{{connection.Id}}","instrument":{"symbol":"AAPL","assetClass":"equity"},"side":"buy","type":"limit","quantity":"2","limitPrice":"100"}""", "k");
        var again = await desk.PlaceAsync($$"""{"limitPrice":1.0e2,"quantity":2.0,"type":"limit","side":"buy","instrument":{"assetClass":"equity","symbol":"AAPL"},"connectionId":"{{connection.Id}}","reduceOnly":false,"stopPrice":null}""", "k");
        Assert.Equal((201, 200), (first.Status, again.Status));
        Assert.Equal(first.Read<OrderJson>().Id, again.Read<OrderJson>().Id);
    }

    [Theory]
    [InlineData("quantity", "3")]
    [InlineData("limitPrice", "100.01")]
    [InlineData("side", "sell")]
    [InlineData("timeInForce", "gtc")]
    public async Task The_same_key_with_another_body_is_a_conflict(string field, string value)
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var body = (Dictionary<string, object?>)Desk.Order(connection.Id, type: "limit", limitPrice: "100", quantity: "2");
        Assert.Equal(201, (await desk.PlaceAsync(body, "k")).Status);
        body[field] = value;
        var other = await desk.PlaceAsync(body, "k");
        Assert.Equal((409, "idempotency_conflict"), (other.Status, other.Code));
        Assert.Single(await desk.OrdersAsync());
    }

    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task A_denied_order_stays_denied_under_its_key(string store)
    {
        var on = await OnPostgres.OrAsync(store, platform);
        var desk = await on.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var body = Desk.Order(connection.Id, quantity: "600");
        var first = await desk.PlaceAsync(body, "too-much");
        var again = await desk.PlaceAsync(body, "too-much");
        Assert.Equal((422, "risk_denied:max_value"), (first.Status, first.Code));
        Assert.Equal((422, "risk_denied:max_value"), (again.Status, again.Code));
        var id = first.Json.GetProperty("orderId").GetGuid();
        Assert.Equal(id, again.Json.GetProperty("orderId").GetGuid());
        Assert.Equal("denied", (await desk.OrderAsync(id)).State);
        Assert.Single(await desk.OrdersAsync());
    }

    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task An_answer_without_an_order_does_not_bind_the_key(string store)
    {
        var on = await OnPostgres.OrAsync(store, platform);
        var desk = await on.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        Assert.Equal("unknown_instrument", (await desk.PlaceAsync(Desk.Order(connection.Id, symbol: "NOSUCH"), "k")).Code);
        Assert.Equal(201, (await desk.PlaceAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100"), "k")).Status);
    }

    [Fact]
    public async Task A_missing_or_bad_key_is_a_bad_request()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        foreach (var key in (string?[])[null, "", "two words", "tab\tbed", new string('k', 129)])
        {
            var answer = await desk.PostAsync("/orders", Desk.Order(connection.Id), key);
            Assert.Equal((400, "bad_request"), (answer.Status, answer.Code));
        }

        Assert.Empty(await desk.OrdersAsync());
    }
}
