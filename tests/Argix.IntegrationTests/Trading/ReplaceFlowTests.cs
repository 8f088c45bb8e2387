using Argix.Contracts.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>Changing a working order through the API: on a venue that does it in place, and on one where the platform cancels and sends the rest anew.</summary>
public class ReplaceFlowTests(Platform platform) : IClassFixture<Platform>
{
    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task A_limit_order_is_changed_in_place_and_keeps_its_id(string store)
    {
        var on = await OnPostgres.OrAsync(store, platform);
        var desk = await on.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100", quantity: "2"));
        await desk.OrderAsync(order.Id, "working");
        var answer = await desk.PatchAsync($"/orders/{order.Id}", new { quantity = "3", limitPrice = "101" });
        Assert.Equal((202, order.Id), (answer.Status, answer.Read<OrderJson>().Id));
        var changed = await Wait.ForAsync(() => desk.OrderAsync(order.Id), o => o is { State: "working", Quantity: 3 }, "the change was carried out");
        Assert.Equal((101m, order.BrokerOrderId, false), (changed.LimitPrice, changed.BrokerOrderId, changed.Pending.Replace));
        Assert.Single(PaperLedger.With(on.Folder.Data, order.ClientOrderId).Of("replaced"));
        Assert.Equal(202, (await desk.PostAsync($"/orders/{order.Id}/cancel")).Status);
        await desk.OrderAsync(order.Id, "cancelled");
        Assert.Contains("replace_asked", (await desk.HistoryAsync(order.Id)).Select(h => h.Kind));
    }

    [Fact]
    public async Task An_order_that_has_stood_for_a_while_can_be_changed_too()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100", quantity: "2"));
        var placed = (await desk.HistoryAsync(order.Id))[0].At;
        await Wait.ForAsync(() => Task.FromResult(DateTimeOffset.UtcNow), now => now > placed.AddSeconds(3), "the order's own time to leave is over");
        Assert.Equal(202, (await desk.PatchAsync($"/orders/{order.Id}", new { limitPrice = "101" })).Status);
        await Wait.ForAsync(() => desk.OrderAsync(order.Id), o => o.LimitPrice == 101, "the change was carried out");
    }

    [Fact]
    public async Task A_change_that_cannot_be_says_why_and_changes_nothing()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100", quantity: "2"));
        await desk.OrderAsync(order.Id, "working");
        foreach (var (body, code) in new (object, string)[]
        {
            (new { }, "validation_failed"), (new { quantity = 0 }, "validation_failed"), (new { stopPrice = 90 }, "validation_failed"), (new { price = 90 }, "validation_failed"),
            (new { quantity = 1.0000000001m }, "invalid_order"), (new { quantity = 1000000 }, "risk_denied:max_value"),
        })
        {
            var refused = await desk.PatchAsync($"/orders/{order.Id}", body);
            Assert.Equal((422, code), (refused.Status, refused.Code));
        }

        var same = await desk.OrderAsync(order.Id);
        Assert.Equal(("working", 2m, 100m), (same.State, same.Quantity, same.LimitPrice));
        Assert.Equal("order_not_found", (await desk.PatchAsync($"/orders/{Guid.NewGuid()}", new { quantity = 1 })).Code);
        await desk.PostAsync($"/orders/{order.Id}/cancel");
        await desk.OrderAsync(order.Id, "cancelled");
        var late = await desk.PatchAsync($"/orders/{order.Id}", new { quantity = 1 });
        Assert.Equal((409, "order_not_cancellable"), (late.Status, late.Code));
    }

    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task Where_the_venue_may_count_anew_the_order_is_cancelled_and_the_rest_sent_once(string store)
    {
        await using var all = await AlpacaDesk.StartOnAsync(store);
        var order = await all.Desk.PlacedAsync(Desk.Order(all.Connection.Id, type: "limit", limitPrice: "150", quantity: "10", timeInForce: "gtc"));
        await all.Desk.OrderAsync(order.Id, "working");
        await all.Venue.FillAsync(order.ClientOrderId, 4, 149m);
        await all.Desk.OrderAsync(order.Id, "partially_filled");
        Assert.Equal(202, (await all.Desk.PatchAsync($"/orders/{order.Id}", new { quantity = 12, limitPrice = 151 })).Status);
        var next = await Wait.ForAsync(() => all.Desk.OrderAsync(order.Id), o => o.IsFinal || (o.State == "partially_filled" && o.ClientOrderId != order.ClientOrderId), "the rest works as a new order of the venue");
        Assert.Equal(("partially_filled", 12m, 151m, 4m), (next.State, next.Quantity, next.LimitPrice, next.FilledQuantity));
        await all.Venue.FillAsync(next.ClientOrderId, 8, 150m);
        var filled = await all.Desk.OrderAsync(order.Id, "filled");
        Assert.Equal((12m, 12m), (filled.FilledQuantity, all.Venue.Filled(order.ClientOrderId) + all.Venue.Filled(next.ClientOrderId)));
        Assert.Equal(2, all.Venue.Accepted().Count);
        Assert.Equal(12, Assert.Single(await all.Desk.PositionsAsync()).Quantity);
    }
}
