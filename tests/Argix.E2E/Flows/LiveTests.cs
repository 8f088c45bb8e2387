using System.Diagnostics;
using System.Net;
using Argix.E2E.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>An open page follows what happens elsewhere, and says so when it can't any more. Times are printed, not asserted.</summary>
public sealed class LiveTests(Browser browser, ITestOutputHelper output)
{
    [Fact]
    public async Task An_order_of_a_program_appears_without_reload_and_a_lost_host_is_said()
    {
        await using var host = await HostProcess.StartAsync("live");
        await using var visitor = await browser.VisitAsync(host.Origin);
        await visitor.ClaimAsync(host);
        var connection = await visitor.ConnectPaperAsync();
        using var api = new ApiClient(host.Origin, await visitor.TokenAsync("read", "trade"));

        await visitor.GoAsync("/orders?state=all");
        await Expect(visitor.Get("html[data-stream=live]")).ToHaveCountAsync(1);
        await visitor.Page.EvaluateAsync("window.notReloaded = true");
        var asked = Stopwatch.StartNew();
        var (status, order) = await api.PostAsync("orders", new
        {
            connectionId = connection, instrument = new { symbol = "AAPL", assetClass = "equity" }, side = "buy", type = "limit", quantity = "2", limitPrice = "1.00", timeInForce = "day",
        }, key: "live-1");
        Assert.Equal(HttpStatusCode.Created, status);
        var id = order.GetProperty("id").GetString();
        await Expect(visitor.Get($"[data-order='{id}']")).ToBeVisibleAsync();
        output.WriteLine($"order on the open page {asked.ElapsedMilliseconds} ms after the program asked");
        await Expect(visitor.Get($"[data-order='{id}'][data-state=working]")).ToBeVisibleAsync();
        await api.PostAsync($"orders/{id}/cancel", new { });
        await Expect(visitor.Get($"[data-order='{id}'][data-state=cancelled]")).ToBeVisibleAsync();
        Assert.True(await visitor.Page.EvaluateAsync<bool>("window.notReloaded === true"), "the page was loaded anew");
        visitor.AssertClean();

        var killed = Stopwatch.StartNew();
        await host.KillAsync();
        await Expect(visitor.Get("#stream-banner")).ToBeVisibleAsync();
        output.WriteLine($"lost connection said {killed.ElapsedMilliseconds} ms after the host was killed");
        await Expect(visitor.Get("#stream-banner-text")).ToContainTextAsync("lost");
        await visitor.ScreenshotAsync("live-lost");
    }
}
