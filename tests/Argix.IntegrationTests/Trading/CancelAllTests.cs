using Argix.Contracts.Testing;

namespace Argix.IntegrationTests.Trading;

/// <summary>The venue's own cancel-all, beside the cancels of single orders.</summary>
public class CancelAllTests
{
    // No single cancel is taken by the venue here, so only its own cancel-all can have ended the orders; and only its word ends them with us.
    [Fact]
    public async Task Cancel_all_and_the_kill_switch_send_it_and_a_kill_of_one_symbol_does_not()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var (desk, id) = (all.Desk, all.Connection.Id);
        await all.Venue.FaultAsync(new Fault(FaultKind.Answer, "DELETE /v2/orders/*", Times: 1000));

        var (one, two) = (await RestAsync(desk, id), await RestAsync(desk, id));
        Assert.Equal(202, (await desk.PostAsync("/orders/cancel-all", new { connectionId = id })).Status);
        Assert.Equal(["cancelled", "cancelled"], [(await desk.OrderAsync(one, "cancelled")).State, (await desk.OrderAsync(two, "cancelled")).State]);
        Assert.Contains(await desk.HistoryAsync(one), h => h.Kind == "cancel_asked");
        Assert.Equal(1, await SentAsync(all));

        var three = await RestAsync(desk, id);
        Assert.Equal(200, (await desk.PostAsync("/kill", new { scope = "symbol", id = "AAPL", reason = "drill" })).Status);
        Assert.Equal("pending_cancel", (await desk.OrderAsync(three, "pending_cancel")).State);
        Assert.Equal(1, await SentAsync(all));
        Assert.Equal(200, (await desk.PostAsync("/kill", new { scope = "connection", id, reason = "drill" })).Status);
        await desk.OrderAsync(three, "cancelled");
        Assert.Equal(2, await SentAsync(all));
    }

    private static async Task<Guid> RestAsync(Desk desk, Guid connection) =>
        (await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection, type: "limit", limitPrice: "150", timeInForce: "gtc"))).Id, "working")).Id;

    private static async Task<int> SentAsync(AlpacaDesk all) => (await all.Venue.CallsAsync()).Count(c => c is { Method: "DELETE", Path: "/v2/orders" });

    // Many HTTP libraries send JSON in chunks, without a length. A body that is not read would cancel everything instead of one connection's orders.
    [Fact]
    public async Task A_body_in_chunks_names_the_connection_too()
    {
        await using var platform = await Platform.StartAsync();
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100", timeInForce: "gtc"));
        await desk.OrderAsync(order.Id, "working");
        var other = await desk.PostAsync("/orders/cancel-all", Chunked(new { connectionId = Guid.NewGuid() }));
        Assert.DoesNotContain("\"cancelRequested\":1", other.Text, StringComparison.Ordinal);
        Assert.Equal("working", (await desk.OrderAsync(order.Id)).State);
        Assert.Equal(200, (await desk.PostAsync("/kill", Chunked(new { scope = "symbol", id = "MSFT", reason = "only this one" }))).Status);
        Assert.Equal("working", (await desk.OrderAsync(order.Id)).State);
        Assert.Equal(202, (await desk.PostAsync("/orders/cancel-all", Chunked(new { connectionId = connection.Id }))).Status);
        await desk.OrderAsync(order.Id, "cancelled");
    }

    private static System.Net.Http.Json.JsonContent Chunked(object body) => System.Net.Http.Json.JsonContent.Create(body, options: System.Text.Json.JsonSerializerOptions.Web);
}
