using Argix.Contracts.Testing;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>The real host: what becomes of open orders when a connection's access ends, and when it comes back.</summary>
public class AccessEndsTests
{
    private const string Availability = "ARGIX_Brokers__alpaca__Availability";

    [Fact]
    public async Task The_plan_lists_orders_and_choices()
    {
        await using var all = await AlpacaDesk.StartAsync();
        Assert.Equal("0", (await PlanAsync(all)).GetProperty("openOrders").ToString());
        var order = await RestAsync(all);
        var plan = await PlanAsync(all);
        Assert.Equal(order.Id, Assert.Single(plan.GetProperty("orders").EnumerateArray().ToList()).GetProperty("id").GetGuid());
        Assert.Equal(["refuse False", "cancel True", "leave True"], plan.GetProperty("choices").EnumerateArray().Select(c => $"{c.GetProperty("id")} {c.GetProperty("possible").GetBoolean()}"));
        Assert.Equal(404, (await all.Desk.GetAsync($"/connections/{Guid.NewGuid()}/plan")).Status);
    }

    [Fact]
    public async Task Left_orders_are_listed_over_restarts_and_picked_up_when_the_account_is_connected_again()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var order = await RestAsync(all, quantity: "6");
        await all.Venue.FillAsync(order.ClientOrderId, 2, 150);
        await Wait.ForAsync(() => all.Desk.OrderAsync(order.Id), o => o.FilledQuantity == 2, "two are filled");
        Assert.Equal(202, (await all.Desk.DeleteAsync($"/connections/{all.Connection.Id}?openOrders=leave")).Status);
        Assert.Equal("left", Assert.Single(await UnmanagedAsync(all)).Unmanaged!.Why);
        await all.Platform.RestartAsync();
        Assert.Equal(order.Id, Assert.Single(await UnmanagedAsync(all)).Id);
        Assert.Contains((await all.Desk.GetAsync("/audit?limit=500")).Json.GetProperty("items").EnumerateArray(), r => r.GetProperty("kind").GetString() == "order_unmanaged");

        // While nobody watches, one more fills.
        await all.Venue.FillAsync(order.ClientOrderId, 1, 149);
        var again = await all.Desk.ConnectAsync(Alpaca.Body());
        Assert.Empty(await UnmanagedAsync(all));
        var watched = await Wait.ForAsync(() => all.Desk.OrderAsync(order.Id), o => o.FilledQuantity == 3, "the fill of the meantime is found");
        Assert.Equal((again.Id, "partially_filled", order.ClientOrderId), (watched.ConnectionId, watched.State, watched.ClientOrderId));
        await all.Venue.FillAsync(order.ClientOrderId, 3, 148);
        await all.Desk.OrderAsync(order.Id, "filled");
        Assert.Equal(6, Assert.Single(await all.Desk.PositionsAsync(), p => p.Quantity != 0).Quantity);
        Assert.Single(await all.Desk.OrdersAsync());
        Assert.Equal(0, (await all.Desk.PositionsAsync()).Sum(p => p.Drift));
        Assert.True((await all.Desk.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task A_disconnect_whose_cancels_are_not_answered_goes_on_after_a_kill_and_ends_with_proof()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var order = await RestAsync(all);
        await all.Venue.FaultAsync(new Fault(FaultKind.CloseBefore, "DELETE /v2/orders/*", Times: 1000));
        await all.Venue.FaultAsync(new Fault(FaultKind.CloseBefore, "DELETE /v2/orders", Times: 1000)); // all of them at once
        Assert.Equal("disconnecting", (await all.Desk.DeleteAsync($"/connections/{all.Connection.Id}?openOrders=cancel")).Read<ConnectionJson>().Status);
        await all.Platform.Host.KillAsync();
        await all.StartVenueAgainAsync();
        await all.Platform.StartAgainAsync();
        await Wait.ForAsync(() => all.Desk.ConnectionAsync(all.Connection.Id), c => c.Status == "disconnected", "it is disconnected");
        Assert.Equal("cancelled", (await all.Desk.OrderAsync(order.Id)).State);
        Assert.Equal("cancelled", await OutcomeAsync(all));
        Assert.Empty(await UnmanagedAsync(all));
    }

    [Fact]
    public async Task What_the_broker_never_confirms_ends_in_bounded_time_as_unproven()
    {
        await using var all = await AlpacaDesk.StartWithAsync(f => f.Settings["ARGIX_Connections__DisconnectWithin"] = "00:00:08");
        var order = await RestAsync(all);
        await all.Venue.KillAsync();
        await all.Desk.DeleteAsync($"/connections/{all.Connection.Id}?openOrders=cancel");
        await Wait.ForAsync(() => all.Desk.ConnectionAsync(all.Connection.Id), c => c.Status == "disconnected", "it is disconnected");
        Assert.Equal("unproven", await OutcomeAsync(all));
        var listed = Assert.Single(await UnmanagedAsync(all));
        Assert.Equal((order.Id, "unproven", false), (listed.Id, listed.Unmanaged!.Why, listed.IsFinal));
    }

    [Fact]
    public async Task Disabling_asks_and_enabling_watches_again()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var (path, order) = ($"/connections/{all.Connection.Id}", await RestAsync(all));
        Assert.Equal("open_orders", (await all.Desk.PostAsync(path + "/disable")).Code);
        Assert.Equal("disabled", (await all.Desk.PostAsync(path + "/disable?openOrders=leave")).Read<ConnectionJson>().Status);
        Assert.Equal(order.Id, Assert.Single(await UnmanagedAsync(all)).Id);
        await all.Desk.PostAsync(path + "/enable");
        await all.Desk.ReadyAsync(all.Connection.Id);
        Assert.Empty(await UnmanagedAsync(all));
        Assert.Equal("disabled", (await all.Desk.PostAsync(path + "/disable?openOrders=cancel")).Read<ConnectionJson>().Status);
        Assert.Equal("cancelled", (await all.Desk.OrderAsync(order.Id)).State);
    }

    [Fact]
    public async Task In_maintenance_reads_and_cancels_go_on_and_new_orders_answer_maintenance()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var (filled, cancelled) = (await RestAsync(all), await RestAsync(all));
        Assert.Equal(0, await all.Platform.Host.StopAsync());
        all.Platform.Folder.Settings[Availability] = "Maintenance";
        await all.Platform.StartAgainAsync();
        await Wait.ForAsync(() => all.Desk.ConnectionAsync(all.Connection.Id), c => c.Status == "maintenance", "it shows maintenance");
        Assert.Equal((409, "maintenance"), await all.Desk.PlaceAsync(Desk.Order(all.Connection.Id)) is var refused ? (refused.Status, refused.Code) : default);
        Assert.Equal(202, (await all.Desk.PostAsync($"/orders/{cancelled.Id}/cancel")).Status);
        await all.Desk.OrderAsync(cancelled.Id, "cancelled");
        await all.Venue.FillAsync(filled.ClientOrderId, 1, 150);
        await all.Desk.OrderAsync(filled.Id, "filled");

        Assert.Equal(0, await all.Platform.Host.StopAsync());
        all.Platform.Folder.Settings.Remove(Availability);
        await all.Platform.StartAgainAsync();
        await all.Desk.ReadyAsync(all.Connection.Id);
    }

    [Fact]
    public async Task Dead_credentials_leave_orders_open_and_shown_as_not_watched()
    {
        await using var all = await AlpacaDesk.StartAsync();
        var order = await RestAsync(all);
        await all.Venue.FaultAsync(new Fault(FaultKind.Answer, Times: 100000, Status: 401, Body: """{"code":40110000,"message":"request is not authorized"}"""));
        await all.Venue.CutStreamsAsync();
        await all.Desk.PostAsync($"/connections/{all.Connection.Id}/reconnect");
        await Wait.ForAsync(() => all.Desk.ConnectionAsync(all.Connection.Id), c => c.Status == "reauth_required", "the credentials are dead");
        var listed = Assert.Single(await UnmanagedAsync(all));
        Assert.Equal((order.Id, "working", "not_watched"), (listed.Id, listed.State, listed.Unmanaged!.Why));
        await all.StartVenueAgainAsync();
        await all.Desk.PostAsync($"/connections/{all.Connection.Id}/reconnect");
        await all.Desk.ReadyAsync(all.Connection.Id);
        Assert.Equal(("working", null), await all.Desk.OrderAsync(order.Id) is var o ? (o.State, o.Unmanaged) : default);
    }

    [Fact]
    public async Task A_plugin_that_vanishes_keeps_the_orders_and_they_come_back_with_it()
    {
        using var plugins = new RemovablePlugin();
        await using var all = await AlpacaDesk.StartWithAsync(plugins.Settings);
        var connection = await all.Desk.ConnectAsync(plugins.Body());
        var order = await all.Desk.PlacedAsync(Resting(connection.Id));
        await all.Desk.OrderAsync(order.Id, "working");
        Assert.Equal(0, await all.Platform.Host.StopAsync());
        plugins.Remove();
        await all.Platform.StartAgainAsync();
        var failed = await Wait.ForAsync(() => all.Desk.ConnectionAsync(connection.Id), c => c.Status == "failed", "it has failed");
        Assert.Equal("plugin_faulted", failed.StatusCode);
        Assert.Equal(1, failed.OpenOrders);
        var listed = await Wait.ForAsync(() => UnmanagedAsync(all), l => l.Count == 1, "the order is listed");
        Assert.Equal((order.Id, "working"), (listed[0].Id, listed[0].State));
        Assert.Equal(0, await all.Platform.Host.StopAsync());
        plugins.PutBack();
        await all.Platform.StartAgainAsync();
        await all.Desk.ReadyAsync(connection.Id);
        Assert.Empty(await UnmanagedAsync(all));
        await all.Desk.PostAsync($"/orders/{order.Id}/cancel");
        await all.Desk.OrderAsync(order.Id, "cancelled");
    }

    private static object Resting(Guid connection, string quantity = "1") => Desk.Order(connection, type: "limit", limitPrice: "150", quantity: quantity, timeInForce: "gtc");

    private static async Task<OrderJson> RestAsync(AlpacaDesk all, string quantity = "1")
    {
        var order = await all.Desk.PlacedAsync(Resting(all.Connection.Id, quantity));
        return await all.Desk.OrderAsync(order.Id, "working");
    }

    private static async Task<System.Text.Json.JsonElement> PlanAsync(AlpacaDesk all) => (await all.Desk.GetAsync($"/connections/{all.Connection.Id}/plan")).Json;

    private static async Task<IReadOnlyList<OrderJson>> UnmanagedAsync(AlpacaDesk all) => (await all.Desk.GetAsync("/orders?unmanaged=true")).Read<ItemsJson<OrderJson>>().Items;

    // What the journal says became of the one order.
    private static async Task<string?> OutcomeAsync(AlpacaDesk all)
    {
        var end = await Wait.ForAsync(async () => (await all.Desk.GetAsync("/audit?limit=500")).Json.GetProperty("items").EnumerateArray()
            .FirstOrDefault(r => r.GetProperty("kind").GetString() == "connection_disconnected"), r => r.ValueKind != System.Text.Json.JsonValueKind.Undefined, "the end is in the journal");
        var noted = end.GetProperty("data").GetProperty("events")[0].GetProperty("data");
        return Assert.Single(noted.GetProperty("orders").EnumerateArray().ToList()).GetProperty("outcome").GetString();
    }
}
