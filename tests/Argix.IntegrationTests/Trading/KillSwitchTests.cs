using Xunit;

namespace Argix.IntegrationTests.Trading;

public class KillSwitchTests(Platform platform) : IClassFixture<Platform>
{
    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task It_cancels_refuses_survives_a_power_cut_and_only_an_admin_releases_it(string store)
    {
        await using var own = await Platform.StartOnAsync(store);
        var admin = await own.DeskAsync("main");
        var trader = await own.DeskAsync("main", "trader", "read,trade");
        var connection = await admin.ConnectPaperAsync();
        var open = new List<OrderJson>();
        for (var i = 0; i < 3; i++)
        {
            open.Add(await admin.PlacedAsync(Resting(connection)));
        }

        var pressed = (await trader.PostAsync("/kill", new { reason = "drill" })).Read<KillJson>();
        Assert.Equal((true, "tenant", 3), (pressed.Active, pressed.Scope, pressed.CancelRequested));
        foreach (var order in open)
        {
            await admin.OrderAsync(order.Id, "cancelled");
        }

        Assert.Equal(3, own.PaperLedger().Of("cancelled").Count());
        await AssertRefusedAsync(admin, connection);
        await own.Host.KillAsync();
        await own.StartAgainAsync();
        await admin.ReadyAsync(connection.Id);
        await AssertRefusedAsync(admin, connection);
        Assert.Equal((403, "forbidden"), await trader.PostAsync("/kill/release", new { reason = "over" }) is var no ? (no.Status, no.Code) : default);
        await AssertRefusedAsync(admin, connection);
        Assert.Equal(200, (await admin.PostAsync("/kill/release", new { reason = "over" })).Status);
        await admin.OrderAsync((await admin.PlacedAsync(Resting(connection))).Id, "working");
        Assert.Equal(4, own.PaperLedger().Accepted.Count());
    }

    [Fact]
    public async Task A_kill_of_one_connection_leaves_the_other_trading()
    {
        var desk = await platform.DeskAsync();
        var (one, two) = (await desk.ConnectAsync(Desk.Paper("One")), await SecondAsync(desk));
        Assert.Equal(200, (await desk.PostAsync("/kill", new { scope = "symbol", id = "TSLA", reason = "drill" })).Status);
        Assert.Equal("kill_switch", (await desk.PlaceAsync(Desk.Order(one.Id, symbol: "TSLA"))).Code);
        Assert.Equal(201, (await desk.PlaceAsync(Desk.Order(one.Id))).Status);
        Assert.Equal(200, (await desk.PostAsync("/kill", new { scope = "connection", id = one.Id, reason = "drill" })).Status);
        Assert.Equal("kill_switch", (await desk.PlaceAsync(Desk.Order(one.Id))).Code);
        if (two is not null)
        {
            Assert.Equal(201, (await desk.PlaceAsync(Desk.Order(two.Id))).Status);
        }
    }

    [Fact]
    public async Task A_paused_or_disabled_connection_takes_no_orders_and_comes_back()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        foreach (var (off, on, status) in ((string, string, string)[])[("pause", "resume", "paused"), ("disable", "enable", "disabled")])
        {
            Assert.Equal(status, (await desk.PostAsync($"/connections/{connection.Id}/{off}")).Read<ConnectionJson>().Status);
            Assert.Equal((409, "connection_not_ready"), await desk.PlaceAsync(Resting(connection)) is var a ? (a.Status, a.Code) : default);
            Assert.Equal(200, (await desk.PostAsync($"/connections/{connection.Id}/{on}")).Status);
            await desk.ReadyAsync(connection.Id);
        }

        await desk.OrderAsync((await desk.PlacedAsync(Resting(connection))).Id, "working");
        Assert.Single(await desk.SentAsync());
    }

    [Fact]
    public async Task A_read_only_connection_and_a_read_only_token_are_forbidden()
    {
        var desk = await platform.DeskAsync("readers");
        var reader = await platform.DeskAsync("readers", "viewer", "read");
        var connection = await desk.ConnectPaperAsync("read");
        Assert.Equal((403, "forbidden"), await desk.PlaceAsync(Desk.Order(connection.Id)) is var a ? (a.Status, a.Code) : default);
        Assert.Equal((403, "forbidden"), await reader.PlaceAsync(Desk.Order(connection.Id)) is var b ? (b.Status, b.Code) : default);
        Assert.Equal((403, "forbidden"), await reader.PostAsync("/kill", new { reason = "no" }) is var c ? (c.Status, c.Code) : default);
        Assert.Equal(200, (await reader.GetAsync($"/connections/{connection.Id}")).Status);
    }

    [Fact]
    public async Task Another_workspace_sees_nothing_and_touches_nothing()
    {
        var (desk, other) = (await platform.DeskAsync(), await platform.DeskAsync());
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Resting(connection));
        var bought = await desk.PlacedAsync(Desk.Order(connection.Id));
        await desk.OrderAsync(bought.Id, "filled");
        var position = Assert.Single(await desk.PositionsAsync());

        foreach (var path in (string[])[$"/orders/{order.Id}", $"/orders/{order.Id}/history", $"/connections/{connection.Id}"])
        {
            Assert.Equal(404, (await other.GetAsync(path)).Status);
        }

        foreach (var path in (string[])[$"/orders/{order.Id}/cancel", $"/positions/{Uri.EscapeDataString(position.Id)}/close", .. ((string[])["test", "pause", "resume", "disable", "enable", "reconnect"]).Select(v => $"/connections/{connection.Id}/{v}")])
        {
            Assert.Equal((path, 404), (path, (await other.PostAsync(path)).Status));
        }

        Assert.Equal(404, (await other.DeleteAsync($"/connections/{connection.Id}")).Status);
        Assert.Equal(404, (await other.PostAsync($"/connections/{connection.Id}/credentials", new { credentials = new { startingCash = "1" } })).Status);
        Assert.Equal(404, (await other.PlaceAsync(Resting(connection))).Status);
        Assert.Equal(404, (await other.PostAsync("/orders/preview", Resting(connection))).Status);
        Assert.Empty(await other.OrdersAsync());
        Assert.Empty(await other.ExecutionsAsync());
        Assert.Empty(await other.PositionsAsync());
        Assert.Empty(await other.BalancesAsync());
        Assert.Equal(202, (await other.PostAsync("/orders/cancel-all")).Status);
        Assert.Equal(200, (await other.PostAsync("/kill", new { reason = "mine only" })).Status);
        Assert.Equal("working", (await desk.OrderAsync(order.Id)).State);
        Assert.Equal(201, (await desk.PlaceAsync(Resting(connection))).Status);
        Assert.DoesNotContain(other.Said, s => s.Contains(order.ClientOrderId, StringComparison.OrdinalIgnoreCase) || s.Contains(connection.Name + "\"", StringComparison.Ordinal));
    }

    private static object Resting(ConnectionJson connection) => Desk.Order(connection.Id, type: "limit", limitPrice: "100", timeInForce: "gtc");

    // A second paper account in one workspace, if the paper venue allows it.
    private static async Task<ConnectionJson?> SecondAsync(Desk desk) =>
        await desk.PostAsync("/connections", Desk.Paper("Two")) is { Status: 201 } made ? await desk.ReadyAsync(made.Read<ConnectionJson>().Id) : null;

    private static async Task AssertRefusedAsync(Desk desk, ConnectionJson connection) =>
        Assert.Equal((409, "kill_switch"), await desk.PlaceAsync(Resting(connection)) is var a ? (a.Status, a.Code) : default);
}
