using Argix.E2E.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>A working order is changed on its page; a refused one is sent all the same, by an admin with a reason.</summary>
public sealed class ChangeFlowTests(Browser browser)
{
    [Fact]
    public async Task A_working_order_gets_a_new_price_and_a_refused_one_a_reason()
    {
        await using var host = await HostProcess.StartAsync("change");
        await using var visitor = await browser.VisitAsync(host.Origin, 1440, 900);
        await visitor.ClaimAsync(host);
        await visitor.ConnectPaperAsync();

        await visitor.FillTicketAsync("AAPL", "2", type: "limit", limit: "1.00");
        await visitor.PlaceAsync("working");
        await visitor.Get("#change > summary").ClickAsync();
        await visitor.Get("#change-limit").FillAsync("two");
        await visitor.Get("#change button[type=submit]").ClickAsync();
        await Expect(visitor.Get("#change .error")).ToContainTextAsync("plain figure");
        await Expect(visitor.Get("#change-limit")).ToHaveValueAsync("two");
        var (misfits, axe) = await visitor.StumblingAsync("change-1-refused-form");
        Assert.Empty(misfits.Concat(axe));
        await visitor.Get("#change-limit").FillAsync("2.00");
        await visitor.Get("#change button[type=submit]").ClickAsync();
        await visitor.ReloadUntilAsync(visitor.Hook("timeline").GetByText("Changed at the broker"));
        await visitor.PhotographAsync("change-2-changed");

        await visitor.FillTicketAsync("AAPL", "1", type: "limit", limit: "900");
        await visitor.PlaceAsync("denied");
        await visitor.Get("#override > summary").ClickAsync();
        await visitor.Get("#override-reason").FillAsync("The gap after the news is real, checked at the exchange.");
        (misfits, axe) = await visitor.StumblingAsync("change-3-override");
        Assert.Empty(misfits.Concat(axe));
        await visitor.Get("#override button[type=submit]").ClickAsync();
        await visitor.ReloadUntilAsync(visitor.Get("[data-testid=order][data-state=filled]"));
        await Expect(visitor.Hook("timeline")).ToContainTextAsync("checked at the exchange");
        await Expect(visitor.Get("[data-control=price_collar][data-status=overridden]")).ToBeVisibleAsync();
        await visitor.PhotographAsync("change-4-overridden");
        visitor.AssertClean("422"); // the refused form
    }
}
