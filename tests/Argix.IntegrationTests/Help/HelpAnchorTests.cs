using System.Net;
using System.Text.RegularExpressions;
using Argix.Connections;
using Argix.Errors;
using Argix.IntegrationTests.Trading;

namespace Argix.IntegrationTests.Help;

/// <summary>Links that point into a help page must arrive: who follows one has trouble already.</summary>
public sealed partial class HelpAnchorTests(Platform platform) : IClassFixture<Platform>
{
    private readonly Dictionary<string, (string Html, HashSet<string> Ids)> _pages = new(StringComparer.Ordinal);

    [Fact]
    public async Task Every_anchor_that_a_help_page_or_a_check_names_is_there()
    {
        var brokers = (await PageAsync("/docs")).Html is var index ? BrokerPage().Matches(index).Select(m => m.Groups[1].Value).Distinct().ToList() : [];
        Assert.True(brokers.Count >= 10, $"only {brokers.Count} brokers have a page");
        var missing = new List<string>();
        foreach (var page in (string[])["/docs", "/docs/errors", "/docs/orders", "/docs/hygiene", "/docs/strategies", .. brokers.Select(b => "/docs/broker/" + b)])
        {
            foreach (Match link in Link().Matches((await PageAsync(page)).Html))
            {
                var (to, anchor) = (link.Groups[1].Value is { Length: > 0 } other ? other : page, WebUtility.UrlDecode(WebUtility.HtmlDecode(link.Groups[2].Value)));
                missing.AddRange((await PageAsync(to)).Ids.Contains(anchor) ? [] : [$"{page} → {to}#{anchor}"]);
            }
        }

        foreach (var code in ErrorCatalogue.Topics.SelectMany(t => t.Entries).Select(e => e.Code))
        {
            missing.AddRange((await PageAsync("/docs/errors")).Ids.Contains(code) ? [] : [$"/docs/errors#{code}"]);
            foreach (var broker in brokers.Where(b => CheckAnchors.Explains(File.ReadAllText(Path.Combine(HostFolder.PluginsFolder, b, "docs.md")), code)))
            {
                missing.AddRange((await PageAsync("/docs/broker/" + broker)).Ids.Contains(code) ? [] : [$"/docs/broker/{broker}#{code}"]);
            }
        }

        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Fact]
    public async Task Each_result_of_a_test_names_two_anchors_and_both_are_there()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var (tried, diagnosed) = (await desk.PostAsync("/connections/test", Desk.Paper()), await desk.PostAsync($"/connections/{connection.Id}/test"));
        foreach (var check in (CheckJson[])[.. tried.Read<TestJson>().Checks, .. diagnosed.Read<TestJson>().Checks])
        {
            Assert.StartsWith("/docs/errors#", check.Docs);
            Assert.StartsWith("/docs/broker/paper#", check.BrokerDocs);
            await AssertThereAsync(check.Docs);
            await AssertThereAsync(check.BrokerDocs);
        }
    }

    /// <summary>Every check can fail with its usual code, or pass, at every broker that can be connected.</summary>
    [Fact]
    public async Task The_anchors_of_every_check_are_on_the_page_of_every_broker_that_can_be_connected()
    {
        var named = BrokerPage().Matches((await PageAsync("/docs")).Html).Select(m => m.Groups[1].Value).Distinct();
        var brokers = new List<string>();
        foreach (var broker in named)
        {
            brokers.AddRange((await PageAsync("/docs/broker/" + broker)).Html.Contains($"data-broker=\"{broker}\" data-status=\"available\"", StringComparison.Ordinal) ? [broker] : []);
        }

        // All that can be connected but TradeStation, for which this host has no client registration.
        Assert.True(brokers.Count >= 8, string.Join(", ", brokers));
        foreach (var broker in brokers)
        {
            foreach (var check in (string[])["dns", "tls", "clock", "authentication", "permissions", "account", "market_data", "order_lookup"])
            {
                await AssertThereAsync($"/docs/broker/{broker}#{CheckAnchors.Of(check)}");
                await AssertThereAsync("/docs/errors#" + CheckAnchors.Usual(check));
            }
        }
    }

    private async Task AssertThereAsync(string link)
    {
        var parts = link.Split('#');
        Assert.True((await PageAsync(parts[0])).Ids.Contains(parts[1]), link);
    }

    private async Task<(string Html, HashSet<string> Ids)> PageAsync(string path)
    {
        if (!_pages.TryGetValue(path, out var page))
        {
            var html = await Platform.Http.GetStringAsync(new Uri(platform.Host.BaseAddress, path));
            page = _pages[path] = (html, [.. Id().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value))]);
        }

        return page;
    }

    [GeneratedRegex("""href="/docs/broker/([a-z0-9-]+)""")]
    private static partial Regex BrokerPage();

    [GeneratedRegex("""href="(/docs[^"#]*)?#([^"]+)""")]
    private static partial Regex Link();

    [GeneratedRegex(""" id="([^"]+)""")]
    private static partial Regex Id();
}
