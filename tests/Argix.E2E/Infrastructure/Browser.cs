using Microsoft.Playwright;
using Xunit;

namespace Argix.E2E.Infrastructure;

/// <summary>The machine's own Chromium, started once for all tests; nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    // The browser's own errands (updates, sync, field trials) would leave the machine, so they are off.
    private static readonly string[] Flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    private static readonly string? Chromium =
        new[] { Environment.GetEnvironmentVariable("ARGIX_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    // Nothing waits this long on an idle machine; a loaded one may be slow, and slow is not wrong.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (Chromium is null) return;
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Headless = true, Args = Flags });
    }

    /// <summary>A fresh, signed-out visitor who may see this origin only, and one that is named besides. Skips the test where there is no Chromium.</summary>
    public async Task<Visitor> VisitAsync(Uri origin, int width = 1280, int height = 800, bool dark = false, bool javaScript = true, Uri? also = null)
    {
        Assert.SkipWhen(browser is null, "no Chromium on this machine: install it (apt-get install chromium) or name it in ARGIX_CHROMIUM");
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = origin.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = javaScript,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        return await Visitor.ArriveAsync(context, origin, also);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
