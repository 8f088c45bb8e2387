using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Xunit;
using static Argix.IntegrationTests.Strategies.StrategyCalls;

namespace Argix.IntegrationTests.Strategies;

/// <summary>One drawing over one file of bars: tested on the past, then traded by the real host, which is killed and must neither forget, repeat nor change what it asks for.</summary>
public sealed class SameIntentsTests(ITestOutputHelper output)
{
    private const int Bars = 260;
    private static readonly DateTimeOffset First = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_through_the_host_asks_for_the_back_tests_intents_byte_for_byte()
    {
        using var folder = NewFolder(out var csv, speed: 1000);
        await using var host = await HostProcess.StartAsync(folder);
        using var api = host.NewClient(await host.NewTokenAsync());
        var strategy = await DrawAsync(api, await ConnectAsync(api));
        var report = await BacktestAsync(api, strategy, csv);
        await ArmAsync(api, strategy);
        await UntilAsync("the last bar has been evaluated", () => IsDoneAsync(api, strategy));

        var intents = (await IntentsAsync(api, strategy)).Select(i => i.Json).ToList();
        output.WriteLine($"{intents.Count} intents; the first: {intents[0]}");
        Assert.Equal((report.GetProperty("intents").GetInt32(), report.GetProperty("intentHash").GetString()), (intents.Count, HashOf(intents)));
    }

    [Fact]
    public async Task A_live_replay_after_promotion_asks_for_the_back_tests_intents_byte_for_byte()
    {
        using var plugin = new LivePaper();
        using var folder = NewFolder(out var csv, speed: 1000);
        plugin.Settings(folder, Path.Combine(folder.Root, "bars.csv"), speed: 1000);
        var token = await folder.NewTokenAsync();
        var (strategy, live) = ("", "");
        await using (var host = await HostProcess.StartAsync(folder))
        {
            using var paper = host.NewClient(token);
            strategy = await DrawAsync(paper, await ConnectAsync(paper));
            live = await ConnectAsync(paper, LivePaper.Id, "live");
            await ArmAsync(paper, strategy);
            await UntilAsync("the last bar has been evaluated on paper", () => IsDoneAsync(paper, strategy));
            await SendAsync(paper, HttpMethod.Post, $"strategies/{strategy}/disarm", new { });
            await SendAsync(paper, HttpMethod.Put, $"strategies/{strategy}", new { parameters = new { connectionId = live } });
            await SendAsync(paper, HttpMethod.Put, "risk/limits", new { scope = "strategy", id = strategy, limits = new { max_value = "5000" } });
            await SendAsync(paper, HttpMethod.Put, "risk/limits", new { scope = "environment_kind", id = "live", limits = new { message_rate = new { perSecond = 1000, perMinute = 10000 } } });
            var early = await SendAsync(paper, HttpMethod.Post, $"strategies/{strategy}/arm", new { confirmLive = true }, HttpStatusCode.UnprocessableEntity);
            Assert.Contains("of 5 days", early.ToString(), StringComparison.Ordinal);
            await host.StopAsync();
        }

        TurnBackSixDays(folder);
        await using var again = await HostProcess.StartAsync(folder);
        using var api = again.NewClient(token);
        await UntilAsync("the connection is open again", () => IsOpenAsync(api, live));
        await SendAsync(api, HttpMethod.Post, $"strategies/{strategy}/arm", new { }, HttpStatusCode.UnprocessableEntity); // nobody confirmed
        var report = await BacktestAsync(api, strategy, csv);
        var version = (await SendAsync(api, HttpMethod.Post, $"strategies/{strategy}/arm", new { confirmLive = true })).GetProperty("version").GetInt32();
        List<string> intents = [];
        await UntilAsync("as many intents are there as in the back-test", async () =>
            (intents = [.. (await IntentsAsync(api, strategy)).Where(i => i.Id.StartsWith($"v{version}:", StringComparison.Ordinal)).Select(i => i.Json)]).Count >= report.GetProperty("intents").GetInt32());
        await UntilAsync("the last order has filled", async () => (await LiveOrdersAsync(api, live)).Count(s => s == "filled") == intents.Count);

        output.WriteLine($"{intents.Count} intents; the first: {intents[0]}");
        Assert.Equal((report.GetProperty("intents").GetInt32(), report.GetProperty("intentHash").GetString()), (intents.Count, HashOf(intents)));
        Assert.All(await LiveOrdersAsync(api, live), s => Assert.Equal("filled", s));
    }

    [Fact]
    public async Task Killed_at_several_moments_it_repeats_no_intent_and_makes_every_order_of_the_back_test()
    {
        using var folder = NewFolder(out var csv, speed: 100);
        var token = await folder.NewTokenAsync();
        string strategy = "";
        JsonElement report = default;

        // Orders that are there when the host dies: between its first and its last, and in the midst of one (as soon as it is seen).
        foreach (var moment in new[] { 1, 6, 7, 15 })
        {
            await using var host = await HostProcess.StartAsync(folder);
            using var api = host.NewClient(token);
            if (moment == 1)
            {
                strategy = await DrawAsync(api, await ConnectAsync(api));
                report = await BacktestAsync(api, strategy, csv);
                await ArmAsync(api, strategy);
            }

            await UntilAsync($"{moment} orders are there", async () => (await GetAsync(api, $"strategies/{strategy}")).GetProperty("orders").GetInt32() >= moment);
            await host.KillAsync();
        }

        await using var last = await HostProcess.StartAsync(folder);
        using var again = last.NewClient(token);
        await UntilAsync("the last bar has been evaluated", () => IsDoneAsync(again, strategy));
        var orders = (await GetAsync(again, "orders?limit=500")).GetProperty("items").EnumerateArray().Where(o => o.GetProperty("state").GetString() != "not_sent").ToList();
        var sides = orders.OrderBy(o => o.GetProperty("createdAt").GetString(), StringComparer.Ordinal).Select(o => o.GetProperty("side").GetString()).ToList();
        output.WriteLine($"back-test {report.GetProperty("intents").GetInt32()} intents, {orders.Count} orders at the venue, 4 kills");

        Assert.Equal(report.GetProperty("intents").GetInt32(), orders.Count);
        Assert.Distinct(orders.Select(o => o.GetProperty("clientOrderId").GetString()));
        Assert.Equal(Enumerable.Range(0, orders.Count).Select(i => i % 2 == 0 ? "buy" : "sell"), sides);

        // An evaluation that is made again after a kill is the same one: one text for one id, and no two orders for it.
        var intents = await IntentsAsync(again, strategy);
        Assert.Distinct(intents.Select(i => i.Id));
        Assert.Equal(0, (await folder.RunAsync(null, "audit", "verify")).ExitCode);
    }

    private static HostFolder NewFolder(out string csv, int speed)
    {
        var folder = new HostFolder();
        var file = Path.Combine(folder.Root, "bars.csv");
        File.WriteAllText(file, csv = Csv());
        folder.Settings["ARGIX_Brokers__paper__Replay__SPY__File"] = file;
        folder.Settings["ARGIX_Brokers__paper__Replay__SPY__Speed"] = speed.ToString(CultureInfo.InvariantCulture);
        return folder;
    }

    // Two waves over each other, so that averages cross at uneven distances. The last bars are flat: nothing is open when the file ends.
    private static string Csv()
    {
        var text = new StringBuilder("time,open,high,low,close,volume\n");
        var before = 100m;
        for (var i = 0; i < Bars; i++)
        {
            var close = i > Bars - 20 ? 80m : decimal.Round(100m + (10m * (decimal)Math.Sin(i / 2.3)) + (6m * (decimal)Math.Sin(i / 5.7)), 2);
            text.Append(CultureInfo.InvariantCulture, $"{First.AddDays(i):yyyy-MM-dd'T'HH:mm:ss'Z'},{before},{Math.Max(before, close) + 1},{Math.Min(before, close) - 1},{close},1000\n");
            before = close;
        }

        return text.ToString();
    }

    private static async Task<string> DrawAsync(HttpClient api, string connection)
    {
        var id = (await SendAsync(api, HttpMethod.Post, "strategies", new { name = "Cross", templateId = "moving_average_cross" })).GetProperty("id").GetString()!;
        await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { parameters = new { connectionId = connection } });
        return id;
    }

    private static async Task<JsonElement> BacktestAsync(HttpClient api, string id, string csv)
    {
        var run = (await SendAsync(api, HttpMethod.Post, $"strategies/{id}/backtest", new { bars = new { csv }, startingCash = 100000, feePercent = 0, slippageTicks = 0 })).GetProperty("runId").GetString();
        JsonElement last = default;
        await UntilAsync("the back-test ends", async () => (last = await GetAsync(api, $"strategies/{id}/backtests/{run}")).GetProperty("state").GetString() != "running");
        Assert.Equal("completed", last.GetProperty("state").GetString());
        Assert.True(last.GetProperty("report").GetProperty("intents").GetInt32() > 18, "the bars hold too few crossings to show anything");
        return last.GetProperty("report");
    }

    private static Task ArmAsync(HttpClient api, string id) => SendAsync(api, HttpMethod.Post, $"strategies/{id}/arm", new { });

    private static async Task<bool> IsDoneAsync(HttpClient api, string id) =>
        (await GetAsync(api, $"strategies/{id}")).GetProperty("lastBarAt").GetString() is { } at && DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) == First.AddDays(Bars - 1);

    /// <summary>What was asked for, oldest first; asked again after a kill it counts once, and its text must be the same.</summary>
    private static async Task<List<(string Id, string Json)>> IntentsAsync(HttpClient api, string id) =>
        [.. (await GetAsync(api, $"strategies/{id}/evaluations?limit=500")).GetProperty("items").EnumerateArray().Where(e => e.GetProperty("intent").ValueKind == JsonValueKind.String)
            .OrderBy(e => e.GetProperty("barStart").GetString(), StringComparer.Ordinal).Select(e => (e.GetProperty("intentId").GetString()!, e.GetProperty("intent").GetString()!)).Distinct()];

    private static string HashOf(IEnumerable<string> intents) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(intents))));

    private static async Task<string> ConnectAsync(HttpClient api, string broker = "paper", string environment = "paper")
    {
        var made = await SendAsync(api, HttpMethod.Post, "connections",
            new { brokerId = broker, methodId = "local", environmentId = environment, credentials = new { }, name = broker, access = "trade", confirmLive = environment == "live" });
        var id = made.GetProperty("id").GetString()!;
        await UntilAsync("the connection is open", () => IsOpenAsync(api, id));
        return id;
    }

    private static async Task<bool> IsOpenAsync(HttpClient api, string connection) => (await GetAsync(api, $"connections/{connection}")).GetProperty("tradingOpen").GetBoolean();

    private static async Task<List<string>> LiveOrdersAsync(HttpClient api, string connection) =>
        [.. (await GetAsync(api, "orders?limit=500")).GetProperty("items").EnumerateArray().Where(o => o.GetProperty("connectionId").GetString() == connection).Select(o => o.GetProperty("state").GetString()!)];

    // The way to live takes five days on paper; a test has none of them, so it moves the day on which they began.
    private static void TurnBackSixDays(HostFolder folder)
    {
        using var db = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder.Data, "argix.db"), Pooling = false }.ToString());
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = "UPDATE \"Strategies\" SET \"Parameters\" = json_set(\"Parameters\", '$.firstArmedAt', $at) WHERE json_extract(\"Parameters\", '$.firstArmedAt') IS NOT NULL";
        command.Parameters.AddWithValue("$at", DateTimeOffset.UtcNow.AddDays(-6).ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
