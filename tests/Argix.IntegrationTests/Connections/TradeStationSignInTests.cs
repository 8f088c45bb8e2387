using System.Net.Http.Json;
using System.Net;
using System.Text.Json;
using Argix.IntegrationTests.Trading;
using Argix.UnitTests.Connections.OAuth;

namespace Argix.IntegrationTests.Connections;

/// <summary>The real host with the TradeStation plugin, its sign-in page and its API on loopback: begun with a token, finished in a browser session of the same user.</summary>
public sealed class TradeStationSignInTests
{
    [Fact]
    public async Task A_sign_in_reads_the_account_dies_and_is_signed_in_again_under_the_same_id()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Get = (path, authorization) => authorization.StartsWith("Bearer access-", StringComparison.Ordinal) ? Venue(path) : null;
        // A short life, so that the dead grant is met soon.
        provider.Answer(200, FakeProvider.Good(expiresIn: 12, scope: "openid offline_access MarketData ReadAccount"));
        using var folder = new HostFolder();
        Point(folder, provider.Url);
        await using var host = await HostProcess.StartAsync(folder);
        using var api = host.NewClient(await host.NewTokenAsync());
        using var browser = host.NewClient();

        var state = await BeginAsync(api);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(Callback(state))).StatusCode);
        Assert.Empty(provider.TokenRequests);
        await BrokerSignIn.LogInAsync(browser, "owner@argix.example");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.GetAsync(Callback(state + "x"))).StatusCode);

        var back = await browser.GetAsync(Callback(state));
        Assert.Equal(HttpStatusCode.SeeOther, back.StatusCode);
        Assert.DoesNotContain("code=", back.Headers.Location!.ToString());
        Assert.Equal(back.Headers.Location, (await browser.GetAsync(Callback(state))).Headers.Location);
        Assert.Single(provider.TokenRequests);

        var waiting = (await api.GetFromJsonAsync<JsonElement>("/api/v1/connections")).GetProperty("items")[0];
        var id = waiting.GetProperty("id").GetString();
        Assert.Equal(("connecting", 2), (waiting.GetProperty("status").GetString(), waiting.GetProperty("accounts").GetArrayLength()));
        Assert.True((await api.PostAsJsonAsync($"/api/v1/connections/{id}/account", new { accountId = "SIM2" })).IsSuccessStatusCode);
        await UntilAsync(api, id!, "connected");

        // The grant dies; whoever next asks for the token finds out, and so does every page.
        provider.Answer(400, "{\"error\":\"invalid_grant\"}");
        await api.PostAsync($"/api/v1/connections/{id}/reconnect", null);
        await UntilAsync(api, id!, "reauth_required");
        Assert.Contains("data-banner=\"reauth\"", await browser.GetStringAsync("/orders"));

        provider.Answer(200, FakeProvider.Good("access-3", "refresh-3"));
        var again = await (await api.PostAsync($"/api/v1/connections/{id}/reconnect", null)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync(Callback(BrokerSignIn.StateOf(again)))).StatusCode);
        await UntilAsync(api, id!, "connected");

        await api.DeleteAsync($"/api/v1/connections/{id}");
        Assert.Equal("refresh-3", Assert.Single(provider.Revocations)["token"]);
    }

    private static async Task<string> BeginAsync(HttpClient api)
    {
        var begun = await api.PostAsJsonAsync("/api/v1/connections/authorize", new { brokerId = "tradestation", methodId = "oauth", environmentId = "sim", access = "read", name = "TS" });
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        return BrokerSignIn.StateOf(await begun.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string Callback(string state) => BrokerSignIn.Callback("tradestation", state);

    private static string? Venue(string path) => path.Contains("/stream/", StringComparison.Ordinal) ? "{\"StreamStatus\":\"EndSnapshot\"}\n" : path.Split('/')[^1] switch
    {
        "accounts" => """{"Accounts":[{"AccountID":"SIM1","AccountType":"Cash","Currency":"USD","Status":"Active"},{"AccountID":"SIM2","AccountType":"Margin","Currency":"USD","Status":"Active"}]}""",
        "balances" => """{"Balances":[{"AccountID":"SIM2","CashBalance":"1000.5","BuyingPower":"2000","Equity":"1000.5"}]}""",
        "positions" => """{"Positions":[]}""",
        "orders" or "historicalorders" => """{"Orders":[]}""",
        _ => null,
    };

    private static void Point(HostFolder folder, string url)
    {
        folder.Settings["ARGIX_Brokers__tradestation__OAuth__ClientId"] = "client";
        foreach (var (name, path) in new[] { ("rest", ""), ("authorize", "/authorize"), ("token", "/token"), ("revoke", "/revoke") })
        {
            folder.Settings[$"ARGIX_Brokers__tradestation__Endpoints__sim__{name}"] = url + path;
        }
    }

    // The stream of this venue ends as soon as it has begun, and a connection without its stream works but is degraded.
    private static Task UntilAsync(HttpClient api, string id, string status) => Wait.ForAsync(
        async () => (await api.GetFromJsonAsync<JsonElement>($"/api/v1/connections/{id}")).GetProperty("status").GetString(), s => s == status || (status == "connected" && s == "degraded"), $"the connection is {status}");
}
