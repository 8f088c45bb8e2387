using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;
using static Argix.IntegrationTests.Strategies.StrategyCalls;

namespace Argix.IntegrationTests.Strategies;

/// <summary>Intents that wait for a person: a killed host loses none and lets none go, and what is too late stays undone.</summary>
public sealed class ApprovalRestartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_outlives_a_kill_goes_once_when_approved_and_never_when_it_is_too_late()
    {
        using var folder = new HostFolder();
        var token = await folder.NewTokenAsync();
        string strategy, secret, waiting;
        await using (var host = await HostProcess.StartAsync(folder))
        {
            using var api = host.NewClient(token);
            (strategy, secret) = await FollowAsync(api, await ConnectAsync(api), seconds: 3600);
            await SignalAsync(host, strategy, secret, "first");
            waiting = await WaitingAsync(api, strategy);
            await host.KillAsync();
        }

        await using (var host = await HostProcess.StartAsync(folder))
        {
            using var api = host.NewClient(token);
            Assert.Equal(waiting, await WaitingAsync(api, strategy));
            Assert.Equal(0, await OrdersAsync(api));

            Assert.Equal(HttpStatusCode.OK, await PostAsync(api, $"approvals/{waiting}/approve"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(api, $"approvals/{waiting}/approve"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(api, $"approvals/{waiting}/refuse"));
            Assert.Equal(1, await OrdersAsync(api));

            // The next one has ten seconds. The host dies, and nobody answers in time.
            await PostAsync(api, $"strategies/{strategy}/disarm");
            (strategy, secret) = await FollowAsync(api, (await GetAsync(api, "connections")).GetProperty("items")[0].GetProperty("id").GetString()!, seconds: 10);
            await SignalAsync(host, strategy, secret, "second");
            await UntilAsync("the intent is in the queue", async () => (await ApprovalsAsync(api, strategy)).Count > 0);
            await host.KillAsync();
        }

        await using var last = await HostProcess.StartAsync(folder);
        using var again = last.NewClient(token);
        await UntilAsync("it has expired", async () => (await ApprovalsAsync(again, strategy)).Single().GetProperty("state").GetString() == "expired");
        var late = (await ApprovalsAsync(again, strategy)).Single().GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostAsync(again, $"approvals/{late}/approve"));
        Assert.Equal(1, await OrdersAsync(again));
        Assert.Equal(0, (await folder.RunAsync(null, "audit", "verify")).ExitCode);
    }

    private static async Task<(string Id, string Secret)> FollowAsync(HttpClient api, string connection, int seconds)
    {
        var id = (await SendAsync(api, HttpMethod.Post, "strategies", new { name = $"Follower {seconds}", templateId = "signal_follower" })).GetProperty("id").GetString()!;
        await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { parameters = new { connectionId = connection, barSize = "PT1S" }, approval = new { required = true, expiresSeconds = seconds } });
        var secret = (await SendAsync(api, HttpMethod.Post, $"strategies/{id}/signal-secret", new { })).GetProperty("secret").GetString()!;
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/arm", new { });
        await UntilAsync("it is running", async () => (await GetAsync(api, $"strategies/{id}")).GetProperty("status").GetString() == "running");
        return (id, secret);
    }

    private static async Task SignalAsync(HostProcess host, string strategy, string secret, string id)
    {
        var body = $$"""{"action":"buy","ticker":"BTCUSD","id":"{{id}}"}""";
        var stamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}.{body}")));
        using var stranger = host.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/signals/{strategy}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Argix-Signature", $"t={stamp},v1={signature}");
        using var answer = await stranger.SendAsync(request, Ct);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private static async Task<string> WaitingAsync(HttpClient api, string strategy)
    {
        JsonElement waiting = default;
        await UntilAsync("an intent waits for a person", async () => (waiting = (await ApprovalsAsync(api, strategy)).FirstOrDefault(a => a.GetProperty("state").GetString() == "waiting")).ValueKind == JsonValueKind.Object);
        return waiting.GetProperty("id").GetString()!;
    }

    private static async Task<List<JsonElement>> ApprovalsAsync(HttpClient api, string strategy) => [.. (await GetAsync(api, $"approvals?strategyId={strategy}")).GetProperty("items").EnumerateArray()];

    private static async Task<int> OrdersAsync(HttpClient api) => (await GetAsync(api, "orders?limit=500")).GetProperty("items").GetArrayLength();

    private static async Task<string> ConnectAsync(HttpClient api)
    {
        var made = await SendAsync(api, HttpMethod.Post, "connections", new { brokerId = "paper", methodId = "local", environmentId = "paper", credentials = new { }, name = "Paper", access = "trade" });
        var id = made.GetProperty("id").GetString()!;
        await UntilAsync("the connection is open", async () => (await GetAsync(api, $"connections/{id}")).GetProperty("tradingOpen").GetBoolean());
        return id;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient api, string path)
    {
        using var answer = await api.PostAsJsonAsync("/api/v1/" + path, new { }, Ct);
        return answer.StatusCode;
    }
}
