using Argix.Web;
using Xunit;

namespace Argix.UnitTests.Web;

public sealed class FramePageTests
{
    [Theory]
    [InlineData(FrameEnvironment.Paper, "[PAPER]", "favicon-paper.svg", "banner paper")]
    [InlineData(FrameEnvironment.Demo, "[DEMO]", "favicon-demo.svg", "banner demo")]
    [InlineData(FrameEnvironment.Live, "[LIVE]", "favicon-live.svg", "banner live")]
    public async Task The_environment_shows_in_title_favicon_and_banner(FrameEnvironment environment, string title, string favicon, string banner)
    {
        var page = await Page(new PageFrame { User = "ada", Environment = environment });

        Assert.Contains("<title>" + title, page, StringComparison.Ordinal);
        Assert.Contains(favicon, page, StringComparison.Ordinal);
        Assert.Contains(banner, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kill_switch_is_a_plain_form_with_an_antiforgery_field()
    {
        var page = await Page(new PageFrame { User = "ada" });

        Assert.Matches("(?s)<form method=\"post\" action=\"/kill\">.*data-hold.*__RequestVerificationToken.*</form>", page);
    }

    [Fact]
    public async Task While_trading_is_stopped_the_page_says_so_and_since_when()
    {
        var page = await Page(new PageFrame { User = "ada", Kill = new FrameKill(DateTimeOffset.UnixEpoch, "a loop") });

        Assert.Contains("Trading is stopped", page, StringComparison.Ordinal);
        Assert.Contains("1970-01-01 00:00:00 UTC", page, StringComparison.Ordinal);
        Assert.Contains("a loop", page, StringComparison.Ordinal);
        Assert.DoesNotContain("action=\"/kill\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_gets_neither_the_switch_nor_the_event_stream()
    {
        var page = await Page(PageFrame.Nobody);

        Assert.DoesNotContain("action=\"/kill\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-events", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_encoded() =>
        Assert.DoesNotContain("<b>ada", await Page(new PageFrame { User = "<b>ada" }), StringComparison.Ordinal);

    private static async Task<string> Page(PageFrame frame)
    {
        await using var host = await WebHost.Start(frame: frame);
        return await host.Client.GetStringAsync("/docs");
    }
}
