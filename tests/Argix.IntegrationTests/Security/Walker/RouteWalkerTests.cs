using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Argix.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;

namespace Argix.IntegrationTests.Security.Walker;

/// <summary>
/// Every endpoint of the running host, from its own endpoint data source, asked by everybody who must not: nobody, an ended token and session, a viewer, a trader,
/// another workspace, another site. The table says what each must hear; what is not in the table fails.
/// </summary>
[Collection(Stage.Name)]
public sealed partial class RouteWalkerTests(Stage stage, ITestOutputHelper output)
{
    private readonly List<string> wrong = [];
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
    private Dictionary<string, string> Things => stage.Things;
    private HostInside Host => stage.Host;

    [Fact]
    public async Task Every_route_answers_each_kind_of_caller_as_the_table_says()
    {
        var (calls, pages) = Routes();
        var forms = await FormsAsync(pages);
        Complete("calls", calls.Keys, RouteTable.Calls.Keys);
        Complete("pages", pages.Keys, RouteTable.Pages.Keys);
        Complete("forms", forms.Keys, RouteTable.Forms.Keys);
        foreach (var (key, (method, path)) in calls.Where(c => RouteTable.Calls.ContainsKey(c.Key)))
        {
            await WalkCallAsync(key, method, path, RouteTable.Calls[key]);
        }
        foreach (var pattern in pages.Keys.Where(RouteTable.Pages.ContainsKey))
        {
            await WalkPageAsync(pattern, RouteTable.Pages[pattern]);
        }
        foreach (var (key, path) in forms.Where(f => RouteTable.Forms.ContainsKey(f.Key)))
        {
            await WalkFormAsync(key, path, RouteTable.Forms[key]);
        }
        output.WriteLine($"{calls.Count} calls, {pages.Count} pages, {forms.Count} forms; asked {counts.Values.Sum()} times: {string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))}; wrong {wrong.Count}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task WalkCallAsync(string key, HttpMethod method, string path, Row row)
    {
        if (row.Needs == Needs.Anyone)
        {
            await ExpectAsync("anonymous", key, stage.Nobody, method, path, s => row.Owner is { } told ? s == told : s is not (401 or 403 or 404));
        }
        else
        {
            await ExpectAsync("anonymous", key, stage.Nobody, method, path, s => s == 401);
            await ExpectAsync("ended token", key, stage.Gone.Api, method, path, s => s == 401);
            await ExpectAsync("viewer", key, stage.Viewer.Api, method, path, s => row.Needs is Needs.Read ? s is not (401 or 403) : s == 403);
            if (row.Needs == Needs.Admin)
            {
                await ExpectAsync("trader", key, stage.Trader.Api, method, path, s => s == 403);
            }
            // A cookie that the browser sends by itself moves nothing.
            var stream = key == "GET /api/v1/events";
            await ExpectAsync("cookie", key, stage.Owner.Browser, method, path, s => stream ? s == 200 : s == 401);
        }
        if (row.Of is not null)
        {
            await ExpectAsync("other workspace", key, stage.Stranger.Api, method, path, s => s == 404);
        }
        if (method == HttpMethod.Get)
        {
            await ExpectAsync("owner", key, stage.Owner.Api, method, path, s => s == (row.Owner ?? 200));
        }
        else
        {
            await CrossSiteAsync(key, stage.Owner.Api, () => Request(method, path, "{}"));
        }
    }

    private async Task WalkPageAsync(string pattern, Row row)
    {
        var path = Fill(pattern);
        await ExpectAsync("anonymous", pattern, stage.Nobody, HttpMethod.Get, path, s => row.Needs == Needs.Anyone ? s is 200 or 302 or 401 or 404 : s == 302, redirectsToLogin: row.Needs != Needs.Anyone);
        if (row.Needs != Needs.Anyone)
        {
            await ExpectAsync("ended session", pattern, stage.Gone.Browser, HttpMethod.Get, path, s => s == 302, redirectsToLogin: true);
            // A token opens no page.
            await ExpectAsync("token", pattern, stage.Owner.Api, HttpMethod.Get, path, s => s == 302, redirectsToLogin: true);
        }
        await ExpectAsync("viewer", pattern, stage.Viewer.Browser, HttpMethod.Get, path, s => s is 200 or 302 or 403 or 404 or 422);
        if (row.Of is not null)
        {
            await ExpectAsync("other workspace", pattern, stage.Stranger.Browser, HttpMethod.Get, path, s => s == 404);
        }
        await ExpectAsync("owner", pattern, stage.Owner.Browser, HttpMethod.Get, path, s => s == (row.Owner ?? 200));
    }

    private async Task WalkFormAsync(string key, string path, Row row)
    {
        var cookies = row.Needs == Needs.Anyone ? stage.Nobody : stage.Owner.Browser;
        await ExpectAsync("without form token", key, cookies, () => Form(path, null), s => s == 400);
        await CrossSiteAsync(key, cookies, () => Form(path, stage.Owner.FormToken));
        if (row.Needs == Needs.Anyone)
        {
            return;
        }
        await ExpectAsync("anonymous", key, stage.Nobody, () => Form(path, null), s => s == 302, redirectsToLogin: true);
        await ExpectAsync("ended session", key, stage.Gone.Browser, () => Form(path, stage.Gone.FormToken), s => s == 302, redirectsToLogin: true);
        if (row.Self)
        {
            return;
        }
        await ExpectAsync("viewer", key, stage.Viewer.Browser, () => Form(path, stage.Viewer.FormToken), s => row.Needs == Needs.Read ? s is 200 or 302 or 403 or 422 : s == 403);
        if (row.Needs == Needs.Admin)
        {
            await ExpectAsync("trader", key, stage.Trader.Browser, () => Form(path, stage.Trader.FormToken), s => s == 403);
        }
        if (row.Of is not null)
        {
            await ExpectAsync("other workspace", key, stage.Stranger.Browser, () => Form(path, stage.Stranger.FormToken), s => s == 404);
        }
    }

    // What another site's page makes the owner's browser (or a script with the owner's token) send.
    private async Task CrossSiteAsync(string key, HttpClient client, Func<HttpRequestMessage> make)
    {
        foreach (var (header, value) in ((string, string)[])[("Origin", "https://evil.example"), ("Origin", "null"), ("Origin", "http://127.0.0.1:1"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site")])
        {
            await ExpectAsync("cross-site", $"{key} ({header}: {value})", client, () =>
            {
                var request = make();
                request.Headers.TryAddWithoutValidation(header, value);
                return request;
            }, s => s == 400);
        }
    }

    private Task ExpectAsync(string who, string key, HttpClient client, HttpMethod method, string path, Func<int, bool> right, bool redirectsToLogin = false) =>
        ExpectAsync(who, key, client, () => Request(method, path, method == HttpMethod.Get ? null : "{}"), right, redirectsToLogin);

    private async Task ExpectAsync(string who, string key, HttpClient client, Func<HttpRequestMessage> make, Func<int, bool> right, bool redirectsToLogin = false)
    {
        using var request = make();
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var (status, to) = ((int)answer.StatusCode, answer.Headers.Location?.ToString() ?? "");
        counts[who] = counts.GetValueOrDefault(who) + 1;
        if (!right(status) || (redirectsToLogin && !to.StartsWith("/login?returnUrl=", StringComparison.Ordinal)))
        {
            wrong.Add($"{who}: {key} answered {status} {to}");
        }
        Headers(key, answer);
    }

    // On every answer whatever: refusals, redirects and errors too.
    private void Headers(string key, HttpResponseMessage answer)
    {
        foreach (var (name, value) in Always)
        {
            if (!answer.Headers.TryGetValues(name, out var values) || !string.Join(",", values).Contains(value, StringComparison.Ordinal))
            {
                wrong.Add($"{key}: {name} is not {value} on a {(int)answer.StatusCode}");
            }
        }
        if (answer.Headers.Contains("Server") || answer.Headers.Contains("X-Powered-By"))
        {
            wrong.Add($"{key}: says what it is made of");
        }
        if (answer.Headers.CacheControl is not { NoStore: true })
        {
            wrong.Add($"{key}: may be cached ({answer.Headers.CacheControl})");
        }
    }

    private static readonly (string Name, string Value)[] Always =
    [
        ("Content-Security-Policy", "frame-ancestors 'none'"), ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=()"), ("Referrer-Policy", ""), ("X-Correlation-Id", ""),
    ];

    private (Dictionary<string, (HttpMethod Method, string Path)> Calls, Dictionary<string, PageActionDescriptor> Pages) Routes()
    {
        var (calls, pages) = (new Dictionary<string, (HttpMethod, string)>(StringComparer.Ordinal), new Dictionary<string, PageActionDescriptor>(StringComparer.Ordinal));
        foreach (var endpoint in Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                if (!pattern.EndsWith("/Index", StringComparison.OrdinalIgnoreCase)) // the same page by its second name
                {
                    pages[pattern.ToLowerInvariant().Replace("brokerid", "brokerId", StringComparison.Ordinal)] = page;
                }
                continue;
            }
            var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods;
            foreach (var method in methods is { Count: > 0 } ? methods : ["*"])
            {
                calls[$"{method} {pattern}"] = (method == "*" ? HttpMethod.Get : new HttpMethod(method), Fill(pattern) + (pattern.EndsWith("/diff", StringComparison.Ordinal) ? "?from=1&to=1" : ""));
            }
        }
        return (calls, pages);
    }

    private async Task<Dictionary<string, string>> FormsAsync(Dictionary<string, PageActionDescriptor> pages)
    {
        var (loader, forms) = (Host.Get<PageLoader>(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (pattern, page) in pages)
        {
            foreach (var handler in (await loader.LoadAsync(page, EndpointMetadataCollection.Empty)).HandlerMethods.Where(h => h.HttpMethod != "Get"))
            {
                forms[$"{pattern} {handler.Name}"] = Fill(pattern) + (handler.Name is null ? "" : "?handler=" + handler.Name);
            }
        }
        return forms;
    }

    private void Complete(string what, IEnumerable<string> found, IEnumerable<string> declared)
    {
        wrong.AddRange(found.Except(declared).Select(r => $"{what}: {r} is not in the table: say who may use it"));
        wrong.AddRange(declared.Except(found).Select(r => $"{what}: {r} is in the table and not in the host"));
    }

    private string Fill(string pattern)
    {
        var (thing, broker) = (pattern.Contains("approvals", StringComparison.Ordinal) ? "connection" : pattern.Contains("order", StringComparison.Ordinal) || pattern.Contains("repairs", StringComparison.Ordinal) ? "order" : pattern.Contains("strategies", StringComparison.Ordinal) ? "strategy"
            : pattern.Contains("positions", StringComparison.Ordinal) ? "position" : "connection", pattern.Contains("brokers/", StringComparison.Ordinal) || pattern.Contains("docs/broker", StringComparison.Ordinal));
        return Placeholder().Replace(pattern, m => m.Value switch
        {
            "{brokerId}" => "paper",
            "{strategyId}" => Things["strategy"],
            "{runId}" => Things["order"],
            "{version:int}" => "1",
            "{handler?}" => "",
            "{*path:nonfile}" => "no/such/call",
            _ => broker ? "paper" : Things[thing],
        });
    }

    internal static HttpRequestMessage Request(HttpMethod method, string path, string? body) =>
        new(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };

    private static HttpRequestMessage Form(string path, string? token) =>
        new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(token is null ? [] : new Dictionary<string, string> { ["__RequestVerificationToken"] = token }) };

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();
}
