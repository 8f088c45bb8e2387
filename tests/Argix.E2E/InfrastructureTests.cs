using Argix.E2E.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Argix.E2E;

/// <summary>The watch itself is on trial, against small pages served here: what it must catch it catches, and a clean page is clean.</summary>
public sealed class InfrastructureTests(Browser browser)
{
    [Fact]
    public async Task A_clean_page_has_no_problems_and_can_be_photographed()
    {
        await using var site = await ServeAsync("<!doctype html><title>clean</title><link rel=icon href=data:,><h1>Clean</h1>");
        await using var visitor = await browser.VisitAsync(Origin(site), width: 390, height: 844, dark: true);
        Assert.Equal(200, await visitor.GoAsync("/"));
        Assert.Equal("Clean", await visitor.Page.TextContentAsync("h1"));
        visitor.AssertClean();
        Assert.True(new FileInfo(await visitor.ScreenshotAsync("infrastructure-clean")).Length > 500);
    }

    [Fact]
    public async Task Another_origin_is_not_asked_and_the_try_is_kept()
    {
        await using var foreign = await ServeAsync("never");
        await using var site = await ServeAsync($"<!doctype html><title>x</title><link rel=icon href=data:,><img src={Origin(foreign)}pixel.png>");
        await using var visitor = await browser.VisitAsync(Origin(site));
        await visitor.GoAsync("/");
        Assert.Contains($"foreign: {Origin(foreign)}pixel.png", visitor.Problems);
        Assert.ThrowsAny<Exception>(() => visitor.AssertClean());
    }

    [Fact]
    public async Task Csp_violations_console_errors_and_script_errors_are_kept()
    {
        await using var site = await ServeAsync(
            "<!doctype html><title>x</title><link rel=icon href=data:,><script>never()</script><script nonce=n>console.error('planted'); throw new Error('thrown')</script>",
            csp: "default-src 'none'; img-src data:; script-src 'nonce-n'");
        await using var visitor = await browser.VisitAsync(Origin(site));
        await visitor.GoAsync("/");
        await visitor.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
        Assert.Contains("csp: script-src-elem inline", visitor.Problems);
        Assert.Contains("console: planted", visitor.Problems);
        Assert.Contains(visitor.Problems, p => p.StartsWith("script: ", StringComparison.Ordinal) && p.Contains("thrown", StringComparison.Ordinal));
    }

    private static Uri Origin(WebApplication site) => new(site.Urls.Single());

    private static async Task<WebApplication> ServeAsync(string page, string? csp = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var site = builder.Build();
        site.MapGet("/", (HttpContext http) =>
        {
            if (csp is not null) http.Response.Headers.ContentSecurityPolicy = csp;
            return Results.Content(page, "text/html");
        });
        await site.StartAsync();
        return site;
    }
}
