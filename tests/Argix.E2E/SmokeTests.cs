using Argix.E2E.Infrastructure;
using Xunit;

namespace Argix.E2E;

public sealed class SmokeTests(Browser browser)
{
    [Fact]
    public async Task A_fresh_host_shows_a_page_that_asks_nobody_else()
    {
        await using var host = await HostProcess.StartAsync("smoke");
        await using var visitor = await browser.VisitAsync(host.Origin);
        Assert.Equal(200, await visitor.GoAsync("/"));
        Assert.NotEqual("", await visitor.Page.TitleAsync());
        visitor.AssertClean();
        await visitor.ScreenshotAsync("smoke");
    }
}
