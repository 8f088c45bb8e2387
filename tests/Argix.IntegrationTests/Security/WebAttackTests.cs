using System.Net;
using System.Text.Json;
using Argix.Accounts;
using Argix.Data;
using Argix.IntegrationTests.Security.Walker;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Argix.IntegrationTests.Security;

/// <summary>What a stranger, another site or a hostile name tries on the web side. Each test counts its attacks and demands that none succeeds.</summary>
[Collection(Stage.Name)]
public sealed class WebAttackTests(Stage stage, ITestOutputHelper output)
{
    private const string Payload = "\"><img src=x onerror=alert(1)><script>alert(2)</script>'{{7*7}}";

    [Fact]
    public async Task No_return_address_leads_to_another_site()
    {
        string[] hosts = ["evil.example", "evil.example/%2e%2e", "127.0.0.1@evil.example", "evil.example#", "evil.example?", "[::1]", "evil.example\\@localhost"];
        string[] heads = ["https://", "http://", "//", "///", "////", "/\\", "\\\\", "\\/", "/\\/", "https:/", "https:", "http:\\\\", "/%2f", "/%5c", "%2f%2f", "/\t/", "\t//", " //", "/ /", "javascript://", "data:text/html,", "//\u0000", "/\u0009/", "ftp://", "~//", "@", "x://", "HTTPS://", "/.//"];
        var (tries, successes) = (0, new List<string>());
        foreach (var url in heads.SelectMany(h => hosts.Select(x => h + x)))
        {
            tries++;
            using var answer = await stage.Owner.Browser.GetAsync("/login?returnUrl=" + Uri.EscapeDataString(url));
            var to = answer.Headers.TryGetValues("Location", out var values) ? values.Single() : "";
            // As a browser reads it: tabs and line breaks go, backslashes are slashes.
            var read = new string([.. to.Where(c => c > ' ')]).Replace('\\', '/');
            if (answer.StatusCode != HttpStatusCode.Redirect || !Uri.TryCreate(new Uri(stage.Host.Address, "/login"), read, out var target) || target.Authority != stage.Host.Address.Authority || target.Scheme != "http")
            {
                successes.Add($"{url} → {(int)answer.StatusCode} {to}");
            }
        }
        output.WriteLine($"open redirect: {tries} attacks, {successes.Count} successes");
        Assert.True(successes.Count == 0, string.Join('\n', successes));
    }

    [Fact]
    public async Task No_header_makes_us_another_host()
    {
        var (tries, successes) = (0, 0);
        foreach (var name in (string[])["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "169.254.169.254", "argix.example"])
        {
            tries++;
            using var request = new HttpRequestMessage(HttpMethod.Get, "/login") { Headers = { Host = name } };
            using var answer = await stage.Nobody.SendAsync(request);
            successes += answer.StatusCode == HttpStatusCode.BadRequest ? 0 : 1;
        }
        foreach (var (name, value) in ((string, string)[])[("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "host=evil.example;proto=https"),
            ("X-Original-URL", "/settings"), ("X-Rewrite-URL", "/settings"), ("X-HTTP-Method-Override", "DELETE"), ("X-Original-Host", "evil.example")])
        {
            tries++;
            using var request = new HttpRequestMessage(HttpMethod.Get, "/settings");
            request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await stage.Nobody.SendAsync(request);
            var asUsual = answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location is { IsAbsoluteUri: false } to && to.ToString().StartsWith("/login?", StringComparison.Ordinal)
                && !answer.Headers.Contains("Strict-Transport-Security");
            successes += asUsual ? 0 : 1;
        }
        output.WriteLine($"host and forwarded headers: {tries} attacks, {successes} successes");
        Assert.Equal(0, successes);
    }

    [Fact]
    public async Task A_session_that_was_there_before_the_sign_in_is_not_the_one_after_it()
    {
        var victim = await stage.Host.NewPersonAsync("fixation", Roles.Admin);
        // The same browser signs in again, with the cookie that somebody else may know.
        var before = CookieOf(victim);
        await victim.SignInAsync("admin-fixation@argix.example", "three little words and more");
        var after = CookieOf(victim);
        Assert.NotEqual(before, after);
        using var thief = stage.Host.Client(null);
        using var old = new HttpRequestMessage(HttpMethod.Get, "/settings") { Headers = { { "Cookie", before } } };
        using var answer = await thief.SendAsync(old);
        output.WriteLine($"fixation: 1 attack, {(answer.StatusCode == HttpStatusCode.Redirect ? 0 : 1)} successes");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task An_unknown_address_a_wrong_password_and_a_locked_account_hear_the_same()
    {
        var locked = await stage.Host.NewPersonAsync("locked", Roles.Admin);
        await using (var scope = stage.Host.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
            await users.SetLockoutEndDateAsync((await users.FindByIdAsync(locked.Caller.UserId))!, DateTimeOffset.MaxValue);
        }
        var answers = new List<string>
        {
            await TryAsync("nobody@argix.example"), await TryAsync("trader-ours@argix.example"), await TryAsync("admin-locked@argix.example"),
            await TryAsync("admin-locked@argix.example", "three little words and more"), // the right one
        };
        output.WriteLine($"enumeration at sign-in: {answers.Count} attacks, {answers.Distinct().Count() - 1} successes");
        Assert.Single(answers.Distinct());
        Assert.StartsWith("401 ", answers[0], StringComparison.Ordinal);

        async Task<string> TryAsync(string email, string password = "not the right one at all")
        {
            using var browser = stage.Host.Client(null);
            var token = WebUtility.HtmlDecode(HostInside.FormToken().Match(await browser.GetStringAsync("/login")).Groups[1].Value);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Email"] = email, ["Password"] = password, ["__RequestVerificationToken"] = token });
            using var answer = await browser.PostAsync("/login", form);
            var text = await answer.Content.ReadAsStringAsync();
            var page = HostInside.FormToken().Replace(text.Replace(email, "E", StringComparison.Ordinal), "");
            var nonces = System.Text.RegularExpressions.Regex.Replace(page, "(nonce|content|data-correlation)=\"[^\"]*\"|0HN[A-Z0-9:]+", "");
            return $"{(int)answer.StatusCode} {nonces}";
        }
    }

    [Fact]
    public async Task Links_that_are_not_good_hear_the_same()
    {
        var said = new List<string>();
        foreach (var token in (string[])["", "made-up", new string('A', 43), "../../etc/passwd", stage.Owner.Api.DefaultRequestHeaders.Authorization!.Parameter!])
        {
            using var browser = stage.Host.Client(null);
            using var join = await browser.GetAsync("/join?token=" + Uri.EscapeDataString(token));
            using var login = await browser.GetAsync("/login?token=" + Uri.EscapeDataString(token.Length == 0 ? "x" : token));
            using var setup = await browser.GetAsync("/setup?token=" + Uri.EscapeDataString(token));
            said.Add($"{(int)join.StatusCode} {Plain(await join.Content.ReadAsStringAsync())}{(int)login.StatusCode} {Plain(await login.Content.ReadAsStringAsync())}{(int)setup.StatusCode} {setup.Headers.Location}");
        }
        output.WriteLine($"links: {said.Count * 3} attacks, {said.Distinct().Count() - 1} successes");
        Assert.Single(said.Distinct());

        static string Plain(string page) => System.Text.RegularExpressions.Regex.Replace(HostInside.FormToken().Replace(page, ""), "(nonce|content|data-correlation)=\"[^\"]*\"|0HN[A-Z0-9:]+", "");
    }

    [Fact]
    public async Task Every_record_says_who_what_and_when_and_none_says_a_name_or_a_secret()
    {
        var records = (await stage.OwnerAsync(HttpMethod.Get, "/api/v1/audit?limit=500", null)).GetProperty("items").EnumerateArray().ToList();
        var kinds = records.Select(r => r.GetProperty("kind").GetString()!).ToHashSet(StringComparer.Ordinal);
        output.WriteLine($"{records.Count} records of {kinds.Count} kinds: {string.Join(", ", kinds.Order(StringComparer.Ordinal))}");
        Assert.True(kinds.Count >= 5, "too few kinds to say anything");
        foreach (var record in records)
        {
            Assert.Matches("^(user|token|strategy|system|lane|desk|venue)", record.GetProperty("actor").GetString());
            Assert.Equal(TimeSpan.Zero, record.GetProperty("at").GetDateTimeOffset().Offset);
            Assert.True(record.GetProperty("seq").GetInt64() > 0);
            var text = record.GetRawText();
            Assert.DoesNotContain("@argix.example", text, StringComparison.Ordinal);
            Assert.DoesNotContain("three little words", text, StringComparison.Ordinal);
            Assert.DoesNotContain("argix_", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_token_counts_in_its_header_only()
    {
        var token = stage.Owner.Api.DefaultRequestHeaders.Authorization!.Parameter!;
        foreach (var query in (string[])["access_token", "token", "api_key", "apikey", "authorization"])
        {
            using var answer = await stage.Nobody.GetAsync($"/api/v1/orders?{query}={token}");
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Requests_are_bounded()
    {
        using var headers = new HttpRequestMessage(HttpMethod.Get, "/login");
        headers.Headers.TryAddWithoutValidation("X-Long", new string('x', 40 * 1024));
        Assert.Equal(431, (int)(await stage.Nobody.SendAsync(headers)).StatusCode);
        Assert.Equal(414, (int)(await stage.Nobody.GetAsync("/login?" + new string('x', 9 * 1024))).StatusCode);
        using var body = new StringContent(new string(' ', 3 * 1024 * 1024) + "{}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(413, (int)(await stage.Owner.Api.PostAsync("/api/v1/orders/preview", body)).StatusCode);
    }

    [Fact]
    public async Task Names_that_are_markup_are_shown_as_text_on_every_page()
    {
        var connection = await stage.ConnectAsync(Payload);
        await stage.Host.Get<ApiTokens>().CreateAsync(stage.Owner.Caller.WorkspaceId, stage.Owner.Caller.UserId, Payload, ["read"], TimeSpan.FromDays(1));
        await stage.OwnerAsync(HttpMethod.Post, "/api/v1/kill", JsonSerializer.Serialize(new { scope = "connection", id = connection, reason = Payload }), "kill");
        var (shown, raw) = (0, new List<string>());
        var order = stage.Things["order"];
        string[] pages = ["/", "/orders", "/orders?state=all", "/orders/new?connection=" + connection, "/positions", "/risk", "/repairs", "/audit", "/strategies", "/strategies/" + stage.Things["strategy"], "/settings", "/settings/hygiene", "/settings/tokens",
            "/settings/members", "/settings/broker-connections", "/settings/broker-connections/" + connection, $"/settings/broker-connections/{connection}/disconnect", $"/settings/broker-connections/{connection}/disable",
            $"/settings/broker-connections/{connection}/rotate", "/orders/" + order, "/marketplace", "/login?returnUrl=" + Uri.EscapeDataString(Payload), "/orders?symbol=" + Uri.EscapeDataString(Payload), "/marketplace?q=" + Uri.EscapeDataString(Payload), "/" + Uri.EscapeDataString(Payload)];
        foreach (var page in pages)
        {
            var text = await (await stage.Owner.Browser.GetAsync(page)).Content.ReadAsStringAsync();
            shown += text.Contains("&lt;img src=x", StringComparison.Ordinal) || text.Contains("&#x3C;img", StringComparison.Ordinal) ? 1 : 0;
            if (text.Contains("<img src=x", StringComparison.OrdinalIgnoreCase) || text.Contains("<script>alert", StringComparison.OrdinalIgnoreCase))
            {
                raw.Add(page);
            }
        }
        await stage.OwnerAsync(HttpMethod.Post, "/api/v1/kill/release", JsonSerializer.Serialize(new { scope = "connection", id = connection, reason = "test" }), "release");
        output.WriteLine($"markup in names: {pages.Length} pages, shown as text on {shown}, raw on {raw.Count}");
        Assert.True(raw.Count == 0, string.Join('\n', raw));
        Assert.True(shown >= 4, $"the names were shown on {shown} pages only: the test looks at the wrong ones");
    }

    [Fact]
    public async Task Diagnostics_hold_what_is_listed_and_nothing_that_identifies_anybody()
    {
        await stage.OwnerAsync(HttpMethod.Post, $"/api/v1/connections/{stage.Things["connection"]}/test", "{}");
        var connection = await stage.OwnerAsync(HttpMethod.Get, "/api/v1/connections/" + stage.Things["connection"], null);
        var report = await stage.OwnerAsync(HttpMethod.Get, $"/api/v1/connections/{stage.Things["connection"]}/diagnostics", null);
        Assert.Equal(["format", "at", "host", "plugin", "connection", "lastTest", "lane"], report.EnumerateObject().Select(p => p.Name));
        Assert.Equal("paper", report.GetProperty("plugin").GetProperty("id").GetString());
        Assert.True(report.GetProperty("lastTest").GetProperty("ok").GetBoolean());
        Assert.Equal(JsonValueKind.Array, report.GetProperty("lane").GetProperty("quotas").ValueKind);
        var text = report.GetRawText();
        foreach (var secret in (string[])["accountId", "lastFour", "fingerprint", "\"name\":\"Ours\"", connection.GetProperty("accountId").GetString()!, "100000", connection.GetProperty("credentials")[0].GetProperty("fingerprint").GetString()!])
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }
        using var file = await stage.Owner.Browser.GetAsync($"/settings/broker-connections/{stage.Things["connection"]}?handler=diagnostics");
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(1, JsonDocument.Parse(await file.Content.ReadAsStringAsync()).RootElement.GetProperty("format").GetInt32());
        using var others = await stage.Stranger.Browser.GetAsync($"/settings/broker-connections/{stage.Things["connection"]}?handler=diagnostics");
        Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
    }

    [Fact]
    public async Task The_check_list_says_what_is_and_each_item_what_to_do()
    {
        var items = (await stage.OwnerAsync(HttpMethod.Get, "/api/v1/hygiene", null)).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["old_keys", "withdrawal_right", "address_list", "unused", "unused_tokens", "second_factor", "backup"], items.Select(i => i.GetProperty("id").GetString()));
        string StatusOf(string id) => items.Single(i => i.GetProperty("id").GetString() == id).GetProperty("status").GetString()!;
        Assert.Equal(("warning", "ok", "ok"), (StatusOf("second_factor"), StatusOf("withdrawal_right"), StatusOf("unused")));
        Assert.All(items.Where(i => i.GetProperty("status").GetString() != "ok"), i => Assert.NotEqual("", i.GetProperty("whatToDo").GetString()));
        var docs = await stage.Nobody.GetStringAsync("/docs/hygiene");
        Assert.All(items, i => Assert.Contains($"id=\"{i.GetProperty("id").GetString()}\"", docs, StringComparison.Ordinal));
        Assert.Contains("You sign in with a second factor", await stage.Owner.Browser.GetStringAsync("/settings/hygiene"), StringComparison.Ordinal);
    }

    private string CookieOf(Person person)
    {
        var cookies = person.Cookies.GetCookies(stage.Host.Address).Where(c => c.Name.Contains("argix-", StringComparison.Ordinal) && !c.Name.EndsWith("-form", StringComparison.Ordinal));
        return string.Join("; ", cookies.Select(c => $"{c.Name}={c.Value}"));
    }
}
