using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Argix.Contracts.Testing;
using Argix.IntegrationTests.Trading;

namespace Argix.IntegrationTests.Security;

/// <summary>A broker that answers with markup wherever it may write text: account, positions, orders, refusals. What it wrote must stand on the pages as text and as nothing else.</summary>
public sealed class HostileBrokerTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Mark = "x7f3a";

    // All in one, so that each place that shows a broker's text shows every kind: out of an attribute, a script, a style, a textarea, a title; templates; a formula.
    private const string Markup = "=" + Mark + "\"'><script>x7f3a()</script><img src=x7f3a onerror=x7f3a()><svg/onload=x7f3a()></textarea></title></style></script><x7f3a-tag x7f3a-attr=1>{{7331*7919}}${7331*7919}@(7331*7919)%3Cb%3E";
    private const string Symbol = Mark + "\"><img src=x7f3a onerror=a()>"; // what is a symbol at all is short
    private const string Link = "javascript:" + Mark + "()//{{7331*7919}}";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("argix-hostile-");
    private ScriptedVenueProcess _venue = null!;
    private Platform _platform = null!;
    private BrowserSession _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _venue = await Alpaca.StartAsync(_folder.FullName);
        _platform = await Platform.StartAsync(_venue);
        _browser = new(_platform.Host.BaseAddress);
    }

    public async ValueTask DisposeAsync()
    {
        _browser?.Dispose();
        if (_platform is not null)
        {
            await _platform.DisposeAsync();
        }
        if (_venue is not null)
        {
            await _venue.DisposeAsync();
        }
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Whatever_a_broker_writes_is_shown_as_text_on_every_page()
    {
        var desk = await _platform.DeskAsync();
        await _browser.SignInAsync("user1@argix.example", "three little words and more");
        var found = new Findings();
        // A broker that refuses the sign-in, in its own words.
        await AnswerAsync("GET /v2/account", 401, Refusal(Markup), times: 3);
        var refused = await desk.PostAsync("/connections/test", Alpaca.Body());
        await _venue.ControlAsync("clear", new { });
        await AnswerAsync("GET /v2/account", 200, Account().ToJsonString());
        await AnswerAsync("GET /v2/positions", 200, new JsonArray(Position(Symbol), Position(Link)).ToJsonString());
        var connection = await desk.ConnectAsync(Alpaca.Body(name: Markup[..60]));
        var orders = await TradeAsync(desk, connection.Id);
        await AnswerAsync("GET /v2/orders", 200, new JsonArray(Foreign(Symbol, "new"), Foreign(Link, Markup)).ToJsonString());
        await AnswerAsync("GET /v2/assets/*", 200, new JsonObject { ["id"] = Markup, ["class"] = "us_equity", ["exchange"] = Markup, ["symbol"] = Markup, ["name"] = Markup, ["status"] = "active", ["tradable"] = true }.ToJsonString());
        // Looked at anew: what it holds and what is open there come from the answers above.
        await desk.PostAsync($"/connections/{connection.Id}/test");
        await desk.PostAsync($"/connections/{connection.Id}/pause");
        await desk.PostAsync($"/connections/{connection.Id}/resume");
        await Wait.ForAsync(async () => (await desk.GetAsync("/audit?limit=200")).Text, t => Contains(t, "x7f3a-attr"), "the broker's words are in the journal");

        foreach (var page in Pages(connection.Id, orders))
        {
            var (status, text) = await _browser.GetAsync(page);
            Assert.True(status == 200, $"{page}: {status}");
            found.Look(page, text);
        }
        foreach (var (page, form) in Forms(connection.Id))
        {
            found.Look("POST " + page, (await _browser.PostAsync(page, form)).Text);
        }
        foreach (var path in (string[])["/orders", "/audit?limit=200", "/positions", "/connections", $"/connections/{connection.Id}", .. orders.Select(o => $"/orders/{o}/history")])
        {
            var answer = await desk.GetAsync(path);
            Assert.Equal("application/json", answer.ContentType);
            found.Json += Contains(answer.Text, Mark) ? 1 : 0;
        }
        // Let go of with an order that still rests there, it is on Repairs.
        Assert.Equal(202, (await desk.DeleteAsync($"/connections/{connection.Id}?openOrders=leave")).Status);
        await Wait.ForAsync(() => desk.ConnectionAsync(connection.Id), c => c.Status == "disconnected", "the connection is let go");
        foreach (var page in (string[])["/repairs", "/repairs/" + orders[^1], "/orders/" + orders[^1], "/"])
        {
            found.Look(page + " after", (await _browser.GetAsync(page)).Text);
        }
        output.WriteLine($"the refused sign-in: {refused.Status}, quotes the broker: {Contains(refused.Text, Mark)}");
        output.WriteLine($"hostile broker: {found.Pages} pages, its words on {found.Shown.Count} of them, {found.Texts} times as text, {found.Successes.Count} successes; {found.Json} JSON answers hold them as JSON");
        output.WriteLine("shown on " + string.Join(", ", found.Shown));
        Assert.True(found.Successes.Count == 0, string.Join('\n', found.Successes));
        Assert.True(found.Shown.Count >= 6, "the broker's words are on too few pages: the test looks at the wrong ones");
        Assert.Contains(found.Shown, p => p.StartsWith("/orders/", StringComparison.Ordinal));
        Assert.Superset(new HashSet<string>(["/", "/audit", "/orders?state=all", "/positions", "/risk", "/repairs after", "/settings/broker-connections"], StringComparer.Ordinal), found.Shown);
    }

    [Fact]
    public void The_search_finds_markup_that_is_live()
    {
        foreach (var live in (string[])[$"<p>{Markup}</p>", $"<a href=\"{Link}\">x</a>", $"<input value=\"{Markup}\">", $"<script>var a = '{Markup}'</script>", "<p>58054189</p>", $"<a href=' java\nscript:{Mark}()'>x</a>"])
        {
            var found = new Findings();
            found.Look("page", live);
            Assert.True(found.Successes.Count > 0, live);
        }
        var clean = new Findings();
        clean.Look("page", $"<p title=\"{WebUtility.HtmlEncode(Markup)}\">{WebUtility.HtmlEncode(Markup)}</p>");
        Assert.Equal((0, 2), (clean.Successes.Count, clean.Texts));
    }

    // Refused, filled with strange words of its own, and one whose cancel is refused.
    private async Task<List<Guid>> TradeAsync(Desk desk, Guid connection)
    {
        var orders = new List<Guid>();
        await AnswerAsync("POST /v2/orders", 422, Refusal(Markup), times: 1);
        orders.Add((await desk.PlacedAsync(Desk.Order(connection))).Id);
        await Wait.ForAsync(() => desk.OrderAsync(orders[0]), o => o.State is "rejected" or "unknown", "the refused order is concluded");
        await AnswerAsync("POST /v2/orders", 422, Refusal(Link), times: 1);
        orders.Add((await desk.PlacedAsync(Desk.Order(connection))).Id);
        var resting = await desk.PlacedAsync(Desk.Order(connection, type: "limit", limitPrice: "1.00"));
        orders.Add(resting.Id);
        await AnswerAsync("DELETE /v2/orders/*", 422, Refusal(Markup), times: 1);
        await desk.PostAsync($"/orders/{resting.Id}/cancel");
        return orders;
    }

    private static IEnumerable<string> Pages(Guid connection, List<Guid> orders) =>
    [
        "/", "/orders", "/orders?state=all", "/orders?symbol=" + Uri.EscapeDataString(Markup), "/orders/new?connection=" + connection, "/positions", "/risk", "/repairs", "/audit", "/strategies", "/strategies/approvals", "/settings",
        "/settings/hygiene", "/settings/broker-connections", $"/settings/broker-connections/{connection}", $"/settings/broker-connections/{connection}/disconnect", $"/settings/broker-connections/{connection}/disable",
        $"/settings/broker-connections/{connection}/rotate", "/settings/close", "/marketplace", "/brokers/alpaca", "/connect/alpaca?environment=paper", .. orders.Select(o => $"/orders/{o}"),
    ];

    // What a page says once something was asked of it: the checks of a test, with the broker's refusal among them.
    private static IEnumerable<(string Page, Dictionary<string, string> Form)> Forms(Guid connection) =>
    [
        ($"/settings/broker-connections/{connection}?handler=test", []),
        ("/orders/new?handler=preview", new() { ["connection"] = connection.ToString(), ["symbol"] = Markup[..60], ["assetClass"] = "equity", ["side"] = "buy", ["amount"] = "1", ["type"] = "market", ["timeInForce"] = "day" }),
    ];

    private Task AnswerAsync(string what, int status, string body, int times = 10_000) => _venue.FaultAsync(new Fault(FaultKind.Answer, what, times, status, body));

    private static string Refusal(string words) => new JsonObject { ["code"] = 40010001, ["message"] = words }.ToJsonString();

    private static JsonObject Account() => new()
    {
        ["id"] = "e6fe16f3-64a4-4921-8928-cadf02f92f98", ["account_number"] = Markup, ["status"] = "ACTIVE", ["currency"] = "USD", ["cash"] = "100000", ["equity"] = "100000", ["buying_power"] = "100000",
        ["non_marginable_buying_power"] = "100000", ["trading_blocked"] = false, ["account_blocked"] = false, ["trade_suspended_by_user"] = false, ["transfers_blocked"] = false, ["shorting_enabled"] = true, ["multiplier"] = "1",
    };

    private static JsonObject Position(string symbol) => new()
    {
        ["asset_id"] = Markup, ["symbol"] = symbol, ["exchange"] = Markup, ["asset_class"] = "us_equity", ["avg_entry_price"] = "10", ["qty"] = "3", ["side"] = "long", ["current_price"] = "11", ["market_value"] = "33",
    };

    private static JsonObject Foreign(string symbol, string status) => new()
    {
        ["id"] = Markup + symbol.Length, ["client_order_id"] = Markup, ["created_at"] = "2026-11-27T10:00:00Z", ["updated_at"] = "2026-11-27T10:00:00Z", ["submitted_at"] = "2026-11-27T10:00:00Z", ["symbol"] = symbol,
        ["asset_class"] = "us_equity", ["qty"] = "1", ["filled_qty"] = "0", ["type"] = "limit", ["side"] = "buy", ["time_in_force"] = "day", ["limit_price"] = "1", ["status"] = status,
    };

    private static bool Contains(string text, string what) => text.Contains(what, StringComparison.Ordinal);

    /// <summary>What a browser would make of the pages.</summary>
    private sealed class Findings
    {
        private static readonly string[] Addresses = ["href", "src", "action", "formaction", "poster", "data", "xlink:href", "srcset"];
        private readonly HtmlParser _parser = new();

        public int Pages { get; private set; }
        public int Texts { get; private set; }
        public int Json { get; set; }
        public SortedSet<string> Shown { get; } = new(StringComparer.Ordinal);
        public List<string> Successes { get; } = [];

        public void Look(string page, string html)
        {
            Pages++;
            var document = _parser.ParseDocument(html);
            foreach (var element in document.All)
            {
                if (element.LocalName.StartsWith(Mark, StringComparison.Ordinal) || element is { LocalName: "script" or "style" } && Contains(element.TextContent, Mark))
                {
                    Successes.Add($"{page}: {element.OuterHtml}");
                }
                foreach (var attribute in element.Attributes)
                {
                    Look(page, element, attribute);
                }
            }
            var texts = document.Descendants<IText>().Where(t => Contains(t.Data, Mark)).ToList();
            if (Contains(html, (7331 * 7919).ToString(System.Globalization.CultureInfo.InvariantCulture)))
            {
                Successes.Add($"{page}: a template was filled in");
            }
            Texts += texts.Count;
            if (texts.Count > 0)
            {
                Shown.Add(page);
            }
        }

        private void Look(string page, IElement element, IAttr attribute)
        {
            var value = string.Concat(attribute.Value.Where(c => c > ' '));
            var runs = attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name.StartsWith(Mark, StringComparison.Ordinal)
                || (Addresses.Contains(attribute.Name) && (value.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || value.StartsWith("vbscript:", StringComparison.OrdinalIgnoreCase) || value == Mark));
            if (runs)
            {
                Successes.Add($"{page}: <{element.LocalName} {attribute.Name}=\"{attribute.Value}\">");
            }
            Texts += !runs && Contains(attribute.Value, Mark) ? 1 : 0;
        }
    }
}
