using Xunit;

namespace Argix.IntegrationTests.Trading;

public class KillPlatformTests
{
    [Fact]
    public async Task An_admin_of_main_stops_every_workspace_over_a_power_cut_and_releases_it()
    {
        await using var own = await Platform.StartAsync();
        var (main, other) = (await own.DeskAsync("main"), await own.DeskAsync("other"));
        var (trader, one, two) = (await own.DeskAsync("main", "trader", "read,trade"), await main.ConnectPaperAsync(), await other.ConnectPaperAsync());
        var (mine, theirs) = (await main.PlacedAsync(Resting(one)), await other.PlacedAsync(Resting(two)));
        foreach (var no in new[] { other, trader })
        {
            Assert.Equal((403, "forbidden"), await no.PostAsync("/kill", new { scope = "platform", reason = "drill" }) is var a ? (a.Status, a.Code) : default);
        }

        var pressed = (await main.PostAsync("/kill", new { scope = "platform", reason = "drill" })).Read<KillJson>();
        Assert.Equal((true, "platform", 2), (pressed.Active, pressed.Scope, pressed.CancelRequested));
        await main.OrderAsync(mine.Id, "cancelled");
        await other.OrderAsync(theirs.Id, "cancelled");
        await own.Host.KillAsync();
        await own.StartAgainAsync();
        await other.ReadyAsync(two.Id);
        Assert.Equal("kill_switch", (await other.PlaceAsync(Resting(two))).Code);
        Assert.Equal("kill_switch", (await main.PlaceAsync(Resting(one))).Code);
        Assert.Equal("platform", Assert.Single((await other.GetAsync("/kill")).Read<ItemsJson<KillJson>>().Items).Scope);

        // A workspace that comes while it is on is stopped as well.
        var late = await own.DeskAsync("late");
        var third = await late.ConnectPaperAsync();
        await Wait.ForAsync(() => late.PlaceAsync(Resting(third)), a => a.Code == "kill_switch", "the new workspace is stopped");
        Assert.Equal(403, (await other.PostAsync("/kill/release", new { scope = "platform", reason = "over" })).Status);
        Assert.Equal(200, (await main.PostAsync("/kill/release", new { scope = "platform", reason = "over" })).Status);
        await other.OrderAsync((await other.PlacedAsync(Resting(two))).Id, "working");
        await late.OrderAsync((await late.PlacedAsync(Resting(third))).Id, "working");
    }

    [Fact]
    public async Task The_reason_of_a_limit_stands_in_the_audit_trail()
    {
        await using var own = await Platform.StartAsync();
        var desk = await own.DeskAsync();
        var item = new { scope = "tenant", limits = new { max_value = "5000" }, reason = "a smaller account" };
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/v1/risk/limits") { Content = Desk.Raw(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(item)) };
        Assert.Equal(200, (await desk.SendAsync(put)).Status);
        Assert.Contains("a smaller account", (await desk.GetAsync("/audit?limit=500")).Text);
    }

    private static object Resting(ConnectionJson connection) => Desk.Order(connection.Id, type: "limit", limitPrice: "1", timeInForce: "gtc");
}
