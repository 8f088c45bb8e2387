using Argix.E2E.Infrastructure;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>Everything that matters is a plain form.</summary>
public sealed class WithoutScriptTests(Browser browser)
{
    [Fact]
    public async Task Paper_is_connected_an_order_placed_and_the_kill_switch_pressed()
    {
        await using var host = await HostProcess.StartAsync("without-script");
        await using var visitor = await browser.VisitAsync(host.Origin, 390, 844, javaScript: false);
        await visitor.ClaimAsync(host);
        await visitor.ConnectPaperAsync();
        await visitor.FillTicketAsync("AAPL", "5", type: "limit", limit: "1.00");
        var order = await visitor.PlaceAsync("working");
        await visitor.ScreenshotAsync("no-script-order");

        await visitor.Get("form[action='/kill'] button").ClickAsync();
        await Expect(visitor.Get(".banner.stop")).ToBeVisibleAsync();
        await visitor.GoAsync("/orders/" + order);
        await visitor.ReloadUntilAsync(visitor.Get("[data-testid=order][data-state=cancelled]"));
        await visitor.FillTicketAsync("AAPL", "5");
        await visitor.Hook("place").ClickAsync();
        await Expect(visitor.Get("[data-testid=failure][data-code=kill_switch]")).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("no-script-killed");

        await visitor.GoAsync("/risk");
        await visitor.Hook("kill-release").Locator("input[name=reason]").FillAsync("released without script");
        await visitor.Hook("kill-release").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visitor.Get("[data-testid=kill-state][data-active=false]")).ToBeVisibleAsync();
        visitor.AssertClean("409", "422");
    }
}
