using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;
using static Argix.IntegrationTests.Strategies.StrategyCalls;

namespace Argix.IntegrationTests.Strategies;

/// <summary>Strategies as drawings over the API: made, changed, back-tested, armed, driven by signals, held up by a person and by the throttle. One host for all of it.</summary>
public sealed class GraphTests(ITestOutputHelper output)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_a_template_to_audited_orders()
    {
        var bars = SpyBars.ReadOrSkip(out var file);
        using var folder = new HostFolder();
        folder.Settings["ARGIX_Brokers__paper__Replay__SPY__File"] = file;
        folder.Settings["ARGIX_Brokers__paper__Replay__SPY__Speed"] = "2000";
        await using var host = await HostProcess.StartAsync(folder);
        using var api = host.NewClient(await host.NewTokenAsync());
        using var stranger = host.NewClient();

        var id = await MakeAsync(api);
        await RefuseFaultyAsync(api, id);
        var report = await BacktestAsync(api, id, file);
        var connection = await ConnectAsync(api);
        await SignalAsync(api, stranger, connection);
        await LoopAsync(api, connection);
        await TradeAsync(api, id, connection, bars, report);
        Assert.Equal(0, (await folder.RunAsync(null, "audit", "verify")).ExitCode);
    }

    private static async Task<string> MakeAsync(HttpClient api)
    {
        var templates = (await GetAsync(api, "strategies/templates")).GetProperty("items").EnumerateArray().ToList();
        Assert.True(templates.Count >= 6);
        var made = await SendAsync(api, HttpMethod.Post, "strategies", new { name = "Cross", templateId = "moving_average_cross" }, HttpStatusCode.Created);
        Assert.Equal(("graph", 1, false), (made.GetProperty("kind").GetString(), made.GetProperty("version").GetInt32(), made.GetProperty("armed").GetBoolean()));
        var id = made.GetProperty("id").GetString()!;

        var document = JsonNode.Parse(made.GetProperty("document").GetRawText())!;
        document["nodes"]!.AsArray().Single(n => (string)n!["id"]! == "slow")!["parameters"]!["period"] = 30;
        var changed = await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { document }, HttpStatusCode.OK);
        Assert.Equal(2, changed.GetProperty("version").GetInt32());
        var change = Assert.Single((await GetAsync(api, $"strategies/{id}/diff?from=1&to=2")).GetProperty("items").EnumerateArray());
        Assert.Equal(("slow", "period", "20", "30"), (change.GetProperty("block").GetString(), change.GetProperty("field").GetString(), change.GetProperty("before").GetString(), change.GetProperty("after").GetString()));
        document["nodes"]!.AsArray().Single(n => (string)n!["id"]! == "slow")!["parameters"]!["period"] = 20;
        await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { document }, HttpStatusCode.OK);
        Assert.Equal(made.GetProperty("documentHash").GetString(), (await GetAsync(api, $"strategies/{id}/versions/3")).GetProperty("hash").GetString());
        return id;
    }

    private static async Task RefuseFaultyAsync(HttpClient api, string id)
    {
        var document = JsonNode.Parse((await GetAsync(api, $"strategies/{id}")).GetProperty("document").GetRawText())!;
        document["wires"]!.AsArray().Single(w => (string)w!["to"]! == "enter.size")!["from"] = "fast.value";
        var refused = await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { document }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("validation_failed", refused.GetProperty("code").GetString());
        Assert.Contains(refused.GetProperty("problems").EnumerateArray(), p => p.GetProperty("code").GetString() == "wrong_type" && p.GetProperty("block").GetString() == "enter");
        Assert.Equal(3, (await GetAsync(api, $"strategies/{id}")).GetProperty("version").GetInt32());
        await SendAsync(api, HttpMethod.Post, "strategies", new { name = "<b>", templateId = "moving_average_cross" }, HttpStatusCode.UnprocessableEntity);

        // An unfinished drawing is kept as a draft, and cannot run.
        var draft = await SendAsync(api, HttpMethod.Post, "strategies", new { name = "Draft", document, draft = true }, HttpStatusCode.Created);
        Assert.NotEmpty(draft.GetProperty("problems").EnumerateArray());
        await SendAsync(api, HttpMethod.Post, $"strategies/{draft.GetProperty("id").GetString()}/arm", new { }, HttpStatusCode.UnprocessableEntity);
        using var deleted = await api.DeleteAsync($"/api/v1/strategies/{draft.GetProperty("id").GetString()}", Ct);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    private static async Task<JsonElement> BacktestAsync(HttpClient api, string id, string file)
    {
        var csv = await File.ReadAllTextAsync(file, Ct);
        var reports = new List<string>();
        JsonElement last = default;
        for (var round = 0; round < 2; round++)
        {
            var run = (await SendAsync(api, HttpMethod.Post, $"strategies/{id}/backtest", new { bars = new { csv }, startingCash = 100000, feePercent = 0, slippageTicks = 0 }, HttpStatusCode.Accepted)).GetProperty("runId").GetString();
            await UntilAsync("the back-test ends", async () => (last = await GetAsync(api, $"strategies/{id}/backtests/{run}")).GetProperty("state").GetString() != "running");
            Assert.Equal("completed", last.GetProperty("state").GetString());
            var bytes = JsonNode.Parse(last.GetRawText())!.AsObject();
            _ = (bytes.Remove("runId"), bytes.Remove("startedAt"), bytes.Remove("finishedAt"));
            reports.Add(bytes.ToJsonString());
            Assert.StartsWith("at,equity", await api.GetStringAsync($"/api/v1/strategies/{id}/backtests/{run}/equity.csv", Ct), StringComparison.Ordinal);
        }

        Assert.Equal(reports[0], reports[1]);
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/backtest", new { bars = new { csv = "nothing" }, startingCash = 1 }, HttpStatusCode.UnprocessableEntity);
        return last.GetProperty("report");
    }

    private static async Task SignalAsync(HttpClient api, HttpClient stranger, string connection)
    {
        var id = (await SendAsync(api, HttpMethod.Post, "strategies", new { name = "Follower", templateId = "signal_follower" }, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { parameters = new { connectionId = connection, barSize = "PT1S" } }, HttpStatusCode.OK);
        var secret = (await SendAsync(api, HttpMethod.Post, $"strategies/{id}/signal-secret", new { }, HttpStatusCode.Created)).GetProperty("secret").GetString()!;
        Assert.DoesNotContain(secret, (await GetAsync(api, $"strategies/{id}")).GetRawText(), StringComparison.Ordinal);
        const string Buy = "{\"action\":\"buy\",\"ticker\":\"BTCUSD\"}";
        Assert.Equal(HttpStatusCode.Conflict, await PostSignalAsync(stranger, id, Buy, secret, 0)); // not armed
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/arm", new { }, HttpStatusCode.OK);
        await UntilAsync("it is running", async () => (await GetAsync(api, $"strategies/{id}")).GetProperty("status").GetString() == "running");

        Assert.Equal(HttpStatusCode.Unauthorized, await PostSignalAsync(stranger, id, Buy, "guess", 0));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostSignalAsync(stranger, id, Buy, secret, -301));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PostSignalAsync(stranger, id, "{\"action\":\"buy\",\"ticker\":\"ETHUSD\"}", secret, 0));
        Assert.Equal(HttpStatusCode.Accepted, await PostSignalAsync(stranger, id, Buy, secret, 1));
        Assert.Equal(HttpStatusCode.Conflict, await PostSignalAsync(stranger, id, Buy, secret, 1)); // the very same message
        Assert.Equal(HttpStatusCode.OK, await PostSignalAsync(stranger, id, Buy, secret, 2)); // the same signal, signed anew
        JsonElement bought = default;
        await UntilAsync("the signal has made an order", async () => (bought = (await EvaluationsAsync(api, id)).FirstOrDefault(e => e.GetProperty("signalId").ValueKind == JsonValueKind.String && e.GetProperty("orderId").ValueKind == JsonValueKind.String)).ValueKind == JsonValueKind.Object);
        var trace = await GetAsync(api, $"orders/{bought.GetProperty("orderId").GetString()}/evaluation");
        Assert.Equal((id, "buy"), (trace.GetProperty("strategyId").GetString(), trace.GetProperty("evaluation").GetProperty("decision").GetString()));
        // The record comes from the outbox, a moment after the order.
        await UntilAsync("the audit chain holds the trace's hash", async () => (await GetAsync(api, "audit?after=0&limit=500")).GetProperty("items").EnumerateArray().Any(r => r.GetRawText().Contains(trace.GetProperty("traceHash").GetString()!, StringComparison.Ordinal)));
        Assert.Equal(2, (await GetAsync(api, $"strategies/{id}/signals")).GetProperty("items").GetArrayLength());
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/disarm", new { }, HttpStatusCode.OK);
    }

    // An entry at every bar while flat and an exit at every bar while held; the document allows six orders a day, and each intent to enter waits for a person first.
    private async Task LoopAsync(HttpClient api, string connection)
    {
        var document = JsonNode.Parse((await GetAsync(api, "strategies/templates")).GetProperty("items").EnumerateArray().Single(t => t.GetProperty("id").GetString() == "signal_follower").GetProperty("document").GetRawText())!;
        var (nodes, wires) = (document["nodes"]!.AsArray(), document["wires"]!.AsArray());
        nodes.Remove(nodes.Single(n => (string)n!["id"]! == "signal"));
        nodes.Remove(nodes.Single(n => (string)n!["id"]! == "leave"));
        nodes.Single(n => (string)n!["id"]! == "few")!["parameters"]!["perDay"] = 6;
        nodes.Add(JsonNode.Parse("{\"id\":\"zero\",\"type\":\"constant\",\"parameters\":{\"unit\":\"any\"}}"));
        nodes.Add(JsonNode.Parse("{\"id\":\"always\",\"type\":\"compare\"}"));
        foreach (var wire in wires.Where(w => ((string)w!["from"]!).StartsWith("signal.", StringComparison.Ordinal) || (string)w["from"]! == "leave.is").ToList())
        {
            wires.Remove(wire);
        }

        foreach (var (from, to) in new[] { ("bars.close", "always.a"), ("zero.value", "always.b"), ("always.is", "enter.when"), ("always.is", "exit.when") })
        {
            wires.Add(new JsonObject { ["from"] = from, ["to"] = to });
        }

        var id = (await SendAsync(api, HttpMethod.Post, "strategies", new { name = "Loop", document }, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { parameters = new { connectionId = connection, barSize = "PT1S" }, approval = new { required = true, expiresSeconds = 600 } }, HttpStatusCode.OK);
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/arm", new { }, HttpStatusCode.OK);
        JsonElement waiting = default;
        await UntilAsync("an intent waits for a person", async () => (waiting = (await GetAsync(api, $"approvals?strategyId={id}")).GetProperty("items").EnumerateArray().FirstOrDefault(a => a.GetProperty("state").GetString() == "waiting")).ValueKind == JsonValueKind.Object);
        Assert.Equal(0, (await GetAsync(api, $"strategies/{id}")).GetProperty("orders").GetInt32());
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/disarm", new { }, HttpStatusCode.OK);
        await SendAsync(api, HttpMethod.Post, $"approvals/{waiting.GetProperty("id").GetString()}/approve", new { }, HttpStatusCode.UnprocessableEntity); // it expired with the disarming
        Assert.Equal(0, (await GetAsync(api, $"strategies/{id}")).GetProperty("orders").GetInt32());

        await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { approval = new { required = false } }, HttpStatusCode.OK);
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/arm", new { }, HttpStatusCode.OK);
        JsonElement stopped = default;
        await UntilAsync("the throttle stops the loop", async () => (stopped = (await EvaluationsAsync(api, id)).FirstOrDefault(e => e.GetProperty("code").GetString() == "risk_denied:execution_throttle")).ValueKind == JsonValueKind.Object);
        Assert.Equal("few", stopped.GetProperty("block").GetString());
        var sent = (await GetAsync(api, "orders?limit=500")).GetProperty("items").EnumerateArray().Count(o => o.GetProperty("strategyId").GetString() == id && o.GetProperty("state").GetString() != "denied");
        output.WriteLine($"the loop sent {sent} orders");
        Assert.InRange(sent, 1, 6);
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/disarm", new { }, HttpStatusCode.OK);
    }

    // The replay of the bars that were back-tested: as many intents, and every order has its evaluation.
    private async Task TradeAsync(HttpClient api, string id, string connection, IReadOnlyList<SpyBar> bars, JsonElement report)
    {
        await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { parameters = new { connectionId = connection } }, HttpStatusCode.OK);
        await SendAsync(api, HttpMethod.Post, $"strategies/{id}/arm", new { }, HttpStatusCode.OK);
        await UntilAsync("the last bar has been evaluated", async () =>
            (await GetAsync(api, $"strategies/{id}")).GetProperty("lastBarAt").GetString() is { } at && DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) == bars[^1].Start);
        var intents = (await EvaluationsAsync(api, id)).Where(e => e.GetProperty("intentId").ValueKind == JsonValueKind.String).Select(e => e.GetProperty("intentId").GetString()).Distinct().Count();
        output.WriteLine($"back-test {report.GetProperty("intents").GetInt32()} intents, replay {intents}");
        Assert.Equal(report.GetProperty("intents").GetInt32(), intents);
    }

    private static async Task<List<JsonElement>> EvaluationsAsync(HttpClient api, string id) => [.. (await GetAsync(api, $"strategies/{id}/evaluations?limit=500")).GetProperty("items").EnumerateArray()];

    private static async Task<HttpStatusCode> PostSignalAsync(HttpClient stranger, string id, string body, string secret, int seconds)
    {
        var stamp = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (seconds is 1 or 2)
        {
            // The same stamp for both tries of one message.
            stamp = (Stamp + seconds).ToString(CultureInfo.InvariantCulture);
        }

        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}.{body}")));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/signals/{id}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Argix-Signature", $"t={stamp},v1={signature}");
        using var answer = await stranger.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    private static readonly long Stamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static async Task<string> ConnectAsync(HttpClient api)
    {
        var made = await SendAsync(api, HttpMethod.Post, "connections", new { brokerId = "paper", methodId = "local", environmentId = "paper", credentials = new { }, name = "Paper", access = "trade" }, HttpStatusCode.Created);
        var id = made.GetProperty("id").GetString()!;
        await UntilAsync("the connection is open", async () => (await GetAsync(api, $"connections/{id}")).GetProperty("tradingOpen").GetBoolean());
        return id;
    }
}
