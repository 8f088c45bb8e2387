using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>The venue's dead-man switch with the real host: while it lives nothing happens, when it dies the venue cancels.</summary>
public class DeadManTests
{
    private const string Setting = "ARGIX_Brokers__paper__DeadMan";

    [Fact]
    public async Task What_rests_is_cancelled_by_the_venue_when_the_host_is_killed_and_not_before()
    {
        await using var platform = await Platform.StartAsync(f => f.Settings[Setting] = "PT1S");
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100", timeInForce: "gtc"));
        await desk.OrderAsync(order.Id, "working");
        Assert.Null((await desk.ConnectionAsync(connection.Id)).StatusCode);
        await platform.Host.KillAsync();
        Assert.Empty(platform.PaperLedger().Of("cancelled"));

        await platform.StartAgainAsync();
        await desk.OrderAsync(order.Id, "cancelled");
        Assert.Single(platform.PaperLedger().Of("cancelled"));
        Assert.True((await desk.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task A_disconnect_that_leaves_orders_open_switches_it_off()
    {
        await using var platform = await Platform.StartAsync(f => f.Settings[Setting] = "PT60S");
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100", timeInForce: "gtc"));
        await desk.OrderAsync(order.Id, "working");
        var file = Path.Combine(Path.GetDirectoryName(Assert.Single(PaperLedger.Files(platform.Folder.Data)))!, "dead-man");
        await Wait.ForAsync(() => Task.FromResult(File.Exists(file) && File.ReadAllText(file).Length > 0), armed => armed, "it is armed");
        Assert.Equal(202, (await desk.DeleteAsync($"/connections/{connection.Id}?openOrders=leave")).Status);
        await Wait.ForAsync(() => desk.ConnectionAsync(connection.Id), c => c.Status == "disconnected", "it is disconnected");
        Assert.Equal("", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_setting_that_cannot_be_obeyed_opens_no_trading()
    {
        await using var platform = await Platform.StartAsync(f => f.Settings[Setting] = "sixty seconds");
        var desk = await platform.DeskAsync("main");
        var made = await desk.PostAsync("/connections", Desk.Paper());
        var connection = await Wait.ForAsync(() => desk.ConnectionAsync(made.Read<ConnectionJson>().Id), c => c.Status == "failed", "it says that it failed");
        Assert.Equal("validation_failed", connection.StatusCode);
        Assert.Equal((409, "connection_not_ready"), await desk.PlaceAsync(Desk.Order(connection.Id)) is var a ? (a.Status, a.Code) : default);
    }
}
