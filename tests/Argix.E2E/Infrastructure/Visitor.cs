using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Argix.E2E.Infrastructure;

/// <summary>One browser page under watch: requests to other origins are stopped, and they, CSP violations, console errors and script errors are kept.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly Uri origin;
    private readonly ConcurrentQueue<string> problems = new();

    private readonly Uri? also;

    private Visitor(IBrowserContext context, Uri origin, Uri? also)
    {
        this.also = also;
        this.context = context;
        this.origin = origin;
    }

    public IPage Page { get; private set; } = null!;

    /// <summary>Fills the ticket again as it was filled last.</summary>
    internal Func<Task>? Ticket { get; set; }

    /// <summary>All that went wrong so far, e.g. <c>foreign: https://…</c>, <c>csp: script-src-elem inline</c>, <c>console: …</c>.</summary>
    public IReadOnlyCollection<string> Problems => problems;

    internal static async Task<Visitor> ArriveAsync(IBrowserContext context, Uri origin, Uri? also = null)
    {
        var visitor = new Visitor(context, origin, also);
        await context.RouteAsync("**/*", visitor.GuardAsync);
        await context.ExposeFunctionAsync("argixCspViolation", (string what) => visitor.problems.Enqueue("csp: " + what));
        await context.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', e => window.argixCspViolation(e.violatedDirective + ' ' + e.blockedURI))");
        visitor.Page = await context.NewPageAsync();
        visitor.Page.Console += (_, m) => { if (m.Type is "error" or "warning") visitor.problems.Enqueue($"console: {m.Text}"); };
        visitor.Page.PageError += (_, e) => visitor.problems.Enqueue($"script: {e}");
        visitor.Page.WebSocket += (_, s) => { if (!visitor.IsOwn(new Uri(s.Url))) visitor.problems.Enqueue($"foreign: {s.Url}"); };
        return visitor;
    }

    /// <summary>Goes to a path of the origin and returns the status.</summary>
    public async Task<int> GoAsync(string path) => (await Page.GotoAsync(path))?.Status ?? 0;

    /// <summary>A picture of the whole page in artifacts/screenshots/&lt;name&gt;.png.</summary>
    public async Task<string> ScreenshotAsync(string name)
    {
        var file = Path.Combine(Places.Screenshots, name + ".png");
        await Page.ScreenshotAsync(new() { Path = file, FullPage = true });
        return file;
    }

    /// <summary>Fails on any problem except those that contain one of these words (a refusal the test provoked shows up as a console error).</summary>
    public void AssertClean(params string[] expected)
    {
        var left = problems.Where(p => !expected.Any(e => p.Contains(e, StringComparison.OrdinalIgnoreCase))).ToList();
        Assert.True(left.Count == 0, $"The browser met {left.Count} problems:\n{string.Join('\n', left)}");
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private Task GuardAsync(IRoute route)
    {
        if (IsOwn(new Uri(route.Request.Url))) return route.ContinueAsync();
        problems.Enqueue($"foreign: {route.Request.Url}");
        return route.AbortAsync();
    }

    /// <summary>Another tab of the same browser, watched less.</summary>
    public Task<IPage> NewTabAsync() => context.NewPageAsync();

    /// <summary>Forgets every cookie of our own origin, as a browser does whose session ended.</summary>
    public Task ForgetCookiesAsync() => context.ClearCookiesAsync(new() { Domain = origin.Host });

    /// <summary>A passkey device that always agrees, by the browser's own protocol for tests.</summary>
    public async Task PlugInPasskeyDeviceAsync()
    {
        var devices = await context.NewCDPSessionAsync(Page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }

    private bool IsOwn(Uri url) => url.Scheme is "data" or "blob" or "about" || (url.Host == origin.Host && url.Port == origin.Port) || (also is not null && url.Host == also.Host && url.Port == also.Port);
}
