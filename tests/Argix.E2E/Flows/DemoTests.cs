using System.Diagnostics;
using Argix.E2E.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>The demo: one link, and something is going on already.</summary>
public sealed class DemoTests(Browser browser, ITestOutputHelper output)
{
    [Fact]
    public async Task The_printed_link_signs_in_and_the_strategy_has_an_order()
    {
        var started = Stopwatch.StartNew();
        await using var host = await HostProcess.StartAsync("demo", null, "demo");
        output.WriteLine($"link printed after {started.ElapsedMilliseconds} ms");
        await using var visitor = await browser.VisitAsync(host.Origin, 1440, 900);
        await visitor.GoAsync(host.Link.PathAndQuery);
        await visitor.GoAsync("/settings/broker-connections");
        await Expect(visitor.Page.GetByText("PAPER-1").First).ToBeVisibleAsync();
        await visitor.GoAsync("/orders?state=all");
        await Expect(visitor.Hook("order-row").First).ToBeVisibleAsync();
        output.WriteLine($"first order of the strategy seen {started.ElapsedMilliseconds} ms after the start");
        await visitor.GoAsync(await visitor.Hook("order-row").First.Locator("th a").GetAttributeAsync("href") ?? "");
        await Expect(visitor.Hook("order")).ToContainTextAsync("by a strategy");
        await visitor.ReloadUntilAsync(visitor.Get("[data-testid=order][data-state=filled]"));
        await visitor.PhotographAsync("demo-order", documented: "order");
        await visitor.GoAsync("/");
        await Expect(visitor.Hook("equity")).ToBeVisibleAsync();
        await Expect(visitor.Hook("position-row").First).ToBeVisibleAsync();
        await visitor.PhotographAsync("demo-dashboard", documented: "dashboard");
        visitor.AssertClean();
    }
}
