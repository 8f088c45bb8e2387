using Argix.E2E.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>Every page of the list, with data on it: served, clean in the browser's eyes, readable for everybody, fitting a phone.</summary>
public sealed class EveryPageTests(Browser browser, ITestOutputHelper output)
{
    private static readonly string[] Fixed =
    [
        "/", "/login", "/marketplace", "/brokers/paper", "/brokers/alpaca", "/brokers/interactive-brokers", "/brokers/tradier", "/brokers/tradestation", "/connect/paper", "/connect/paper?environment=paper",
        "/connect/alpaca?environment=live", "/settings", "/settings/broker-connections", "/settings/tokens", "/settings/members", "/settings/security", "/settings/close", "/settings/hygiene", "/orders", "/orders?state=all", "/orders/new",
        "/positions", "/strategies", "/strategies/new", "/strategies/approvals", "/risk", "/repairs", "/audit", "/plugins", "/docs", "/docs/broker/paper", "/docs/broker/alpaca", "/docs/broker/tradestation", "/docs/errors", "/docs/orders", "/docs/hygiene", "/docs/strategies", "/prove", "/join",
    ];

    [Fact]
    public async Task Is_served_clean_accessible_and_fits_a_phone()
    {
        await using var host = await HostProcess.StartAsync("every-page");
        await using var visitor = await browser.VisitAsync(host.Origin, 1440, 900);
        await FirstViewAsync(visitor, host);
        await visitor.ClaimAsync(host);
        var connection = await visitor.ConnectPaperAsync();
        await visitor.FillTicketAsync("MSFT", "2");
        var order = await visitor.PlaceAsync("filled");
        await visitor.FillTicketAsync("AAPL", "1", type: "limit", limit: "1.00");
        await visitor.PlaceAsync("working");

        var found = new List<string>();
        void Tell(string path, IEnumerable<string> what)
        {
            foreach (var line in what.Select(w => $"{path}: {w}"))
            {
                output.WriteLine(line);
                found.Add(line);
            }
        }
        string[] ours = [$"/orders/{order}", $"/settings/broker-connections/{connection}", $"/settings/broker-connections/{connection}/disconnect", $"/settings/broker-connections/{connection}/disable", $"/settings/broker-connections/{connection}/rotate", .. await StrategiesAsync(visitor)];
        foreach (var path in Fixed.Concat(ours))
        {
            var before = visitor.Problems.Count;
            var status = await visitor.GoAsync(path);
            if (status != 200) Tell(path, [$"answered {status}"]);
            var (misfits, axe) = await visitor.StumblingAsync("page-" + Name(path, order, connection));
            Tell(path, misfits.Concat(axe));
            Tell(path, visitor.Problems.Skip(before));
        }
        await foreach (var (what, stumbles) in AnswersAsync(visitor)) Tell(what, stumbles);
        // Whatever can be read by a script stays behind when somebody signs out: nothing is put there.
        Assert.Equal(0, await visitor.Page.EvaluateAsync<int>("(async () => localStorage.length + sessionStorage.length + (await indexedDB.databases()).length)()"));
        Assert.True(found.Count == 0, $"{found.Count} findings:\n{string.Join('\n', found)}");
    }

    // Before anything else was asked of this host: styles and scripts must be there at the very first view.
    private static async Task FirstViewAsync(Visitor visitor, HostProcess host)
    {
        var answers = new List<(string Kind, int Status, string Url)>();
        visitor.Page.Response += (_, r) => { lock (answers) answers.Add((r.Request.ResourceType, r.Status, r.Url)); };
        Assert.Equal(200, await visitor.GoAsync(host.Link.PathAndQuery));
        lock (answers)
        {
            Assert.Contains(answers, a => a is { Kind: "stylesheet", Status: 200 });
            Assert.Contains(answers, a => a is { Kind: "script", Status: 200 });
            Assert.All(answers, a => Assert.Equal(host.Origin.Authority, new Uri(a.Url).Authority));
        }
        Assert.NotEqual("serif", await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.body).fontFamily"));
        Assert.True(await visitor.Page.EvaluateAsync<bool>("document.documentElement.classList.contains('js')"), "the script has not run");
        var (misfits, axe) = await visitor.StumblingAsync("page-setup");
        Assert.Empty(misfits.Concat(axe));
        visitor.AssertClean();
    }

    // What a page becomes once something was asked of it: a preview, a test that passed, a secret shown once, a page that is not there, trading stopped.
    private static async IAsyncEnumerable<(string What, IEnumerable<string> Stumbles)> AnswersAsync(Visitor visitor)
    {
        await visitor.FillTicketAsync("AAPL", "1000000");
        await visitor.Hook("preview").ClickAsync();
        await Expect(visitor.Hook("preview-result")).ToBeVisibleAsync();
        yield return await LookAsync("preview");
        await visitor.GoAsync("/orders/new");
        await visitor.Get("#symbol").FillAsync("us");
        await visitor.Hook("find").ClickAsync();
        await Expect(visitor.Hook("found")).ToContainTextAsync("BTC/USD");
        yield return await LookAsync("found");
        await visitor.Hook("found").GetByRole(Microsoft.Playwright.AriaRole.Button).First.ClickAsync();
        await Expect(visitor.Hook("picked")).ToBeVisibleAsync();
        yield return await LookAsync("picked");
        await visitor.GoAsync("/connect/paper");
        await visitor.Get("#environment-next").ClickAsync();
        await visitor.Get("#test-submit").ClickAsync();
        await Expect(visitor.Get("#account-form")).ToBeVisibleAsync();
        yield return await LookAsync("connect-account");
        await visitor.TokenAsync("read");
        yield return await LookAsync("new-token");
        await visitor.GoAsync("/no-such-page");
        yield return await LookAsync("not-found");
        await visitor.GoAsync("/risk");
        await visitor.HoldKillAsync();
        await visitor.GoAsync("/risk");
        yield return await LookAsync("risk-stopped");

        async Task<(string, IEnumerable<string>)> LookAsync(string what)
        {
            var (misfits, axe) = await visitor.StumblingAsync("page-" + what);
            return (what, misfits.Concat(axe));
        }
    }

    // A strategy that was drawn: every page of it.
    private static async Task<IReadOnlyList<string>> StrategiesAsync(Visitor visitor)
    {
        await visitor.GoAsync("/strategies/new");
        await visitor.Get("#name").FillAsync("Every page");
        await visitor.Get("input[name=from][value=rsi_reversion]").CheckAsync();
        await visitor.Hook("create-strategy").ClickAsync();
        await visitor.Page.WaitForURLAsync("**/drawing");
        var strategy = "/strategies/" + new Uri(visitor.Page.Url).Segments[^2].TrimEnd('/');
        return [strategy, .. new[] { "drawing", "canvas", "versions", "backtest", "replay", "signals" }.Select(page => $"{strategy}/{page}")];
    }

    private static string Name(string path, string order, string connection) =>
        path == "/" ? "dashboard" : path.StartsWith("/strategies/", StringComparison.Ordinal) ? "strategy-" + (path[(path.LastIndexOf('/') + 1)..] is var last && Guid.TryParse(last, out _) ? "one" : last) : path.Trim('/').Replace(order, "one", StringComparison.Ordinal).Replace(connection, "one", StringComparison.Ordinal).Replace('/', '-').Replace('?', '-').Replace('=', '-');
}
