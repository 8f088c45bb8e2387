using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;
using static Argix.IntegrationTests.Strategies.StrategyCalls;

namespace Argix.IntegrationTests.Strategies;

/// <summary>The main job on real input: the strategy trades a file of daily bars on the paper venue; what it did is held against the venue's own ledger file.</summary>
public sealed class ReplayTests(ITestOutputHelper output)
{
    private const int Fast = 5, Slow = 20, Shares = 10;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_equal_the_crossings_and_every_figure_equals_the_ledger()
    {
        var bars = SpyBars.ReadOrSkip(out var file);
        using var folder = new HostFolder();
        folder.Settings["ARGIX_Brokers__paper__Replay__SPY__File"] = file;
        folder.Settings["ARGIX_Brokers__paper__Replay__SPY__Speed"] = "2000";
        await using var host = await HostProcess.StartAsync(folder);
        using var api = host.NewClient(await host.NewTokenAsync());

        var connection = await ConnectAsync(api);
        var strategy = await ArmAsync(api, connection);
        await UntilAsync("the last bar has been evaluated", async () =>
            (await GetAsync(api, $"strategies/{strategy}")).GetProperty("lastBarAt").GetString() is { } at && Time(at) == bars[^1].Start);

        var ledger = Ledger.Read(folder);
        var wanted = Crossings(bars);
        output.WriteLine($"{bars.Count} bars, {wanted.Count} crossings, {ledger.Accepted.Count} orders at the venue");
        Assert.True(wanted.Count > 100, "the file holds too few crossings to show anything");
        Assert.Empty(ledger.Rejected);
        Assert.Equal(wanted.Select(w => w.Side), ledger.Accepted.Select(o => o.GetProperty("side").GetString()));
        Assert.Equal(wanted.Where(w => w.FillPrice is not null).Select(w => w.FillPrice!.Value), ledger.Fills.Select(f => Figure(f, "price")));
        await AssertFiguresAsync(api, strategy, ledger);
    }

    [Fact]
    public async Task Killed_in_the_middle_it_goes_on_and_repeats_no_order()
    {
        var bars = SpyBars.ReadOrSkip(out var file);
        using var folder = new HostFolder();
        folder.Settings["ARGIX_Brokers__paper__Replay__SPY__File"] = file;
        folder.Settings["ARGIX_Brokers__paper__Replay__SPY__Speed"] = "500";
        string token, strategy;
        await using (var first = await HostProcess.StartAsync(folder))
        {
            using var api = first.NewClient(token = await first.NewTokenAsync());
            strategy = await ArmAsync(api, await ConnectAsync(api));
            await UntilAsync("some orders have been made", async () => (await GetAsync(api, $"strategies/{strategy}")).GetProperty("orders").GetInt32() > 40);
            await first.KillAsync();
        }

        await using var second = await HostProcess.StartAsync(folder);
        using var again = second.NewClient(token);
        await UntilAsync("the last bar has been evaluated", async () =>
            (await GetAsync(again, $"strategies/{strategy}")).GetProperty("lastBarAt").GetString() is { } at && Time(at) == bars[^1].Start);

        var (ledger, wanted) = (Ledger.Read(folder), Crossings(bars));
        output.WriteLine($"{wanted.Count} crossings, {ledger.Accepted.Count} orders at the venue");
        Assert.Equal(wanted.Select(w => w.Side), ledger.Accepted.Select(o => o.GetProperty("side").GetString()));
        Assert.Distinct(ledger.Accepted.Select(o => o.GetProperty("clientOrderId").GetString()));
        await AssertFiguresAsync(again, strategy, ledger);
        Assert.Equal(0, (await folder.RunAsync(null, "audit", "verify")).ExitCode);
    }

    private static async Task AssertFiguresAsync(HttpClient api, string strategy, Ledger ledger)
    {
        List<JsonElement> executions = [];
        await UntilAsync("all executions have been reported", async () => (executions = await AllAsync(api, "executions")).Count >= ledger.Fills.Count);
        Assert.Equal(
            ledger.Fills.Select(f => (f.GetProperty("executionId").GetString(), Figure(f, "quantity"), Figure(f, "price"), Figure(f, "fee"))).Order(),
            executions.Select(e => (e.GetProperty("executionId").GetString(), Figure(e, "quantity"), Figure(e, "price"), Figure(e, "fee"))).Order());

        // What never left (the host died first) says so, and the venue knows nothing of it.
        var orders = await AllAsync(api, "orders");
        Assert.Equal(
            ledger.Accepted.Select(o => o.GetProperty("clientOrderId").GetString()).Order(),
            orders.Where(o => o.GetProperty("state").GetString() != "not_sent").Select(o => o.GetProperty("clientOrderId").GetString()).Order());
        Assert.All(orders, o => Assert.Equal(strategy, o.GetProperty("strategyId").GetString()));

        var positions = (await AllAsync(api, "positions")).Where(p => Figure(p, "quantity") != 0).ToList();
        Assert.Equal(ledger.Net, positions.Sum(p => Figure(p, "quantity")));
        Assert.All(positions, p => Assert.Equal(0, Figure(p, "drift")));
        await UntilAsync($"the balance equals the ledger's cash of {ledger.Cash}", async () => (await AllAsync(api, "balances")).Sum(b => Figure(b, "total")) == ledger.Cash);
    }

    private static async Task<string> ConnectAsync(HttpClient api)
    {
        var made = await SendAsync(api, HttpMethod.Post, "connections", new { brokerId = "paper", methodId = "local", environmentId = "paper", credentials = new { }, name = "Replay", access = "trade" });
        var id = made.GetProperty("id").GetString()!;
        await UntilAsync("the connection is open", async () => (await GetAsync(api, $"connections/{id}")).GetProperty("tradingOpen").GetBoolean());
        return id;
    }

    private static async Task<string> ArmAsync(HttpClient api, string connection)
    {
        var id = (await GetAsync(api, "strategies")).GetProperty("items")[0].GetProperty("id").GetString()!;
        var parameters = new { connectionId = connection, symbol = "SPY", assetClass = "equity", barSize = "P1D", fast = Fast, slow = Slow, size = new { quantity = Shares } };
        await SendAsync(api, HttpMethod.Put, $"strategies/{id}", new { parameters });
        Assert.True((await SendAsync(api, HttpMethod.Post, $"strategies/{id}/arm", new { })).GetProperty("armed").GetBoolean());
        return id;
    }

    // Independent of the strategy: every average is computed anew from the closes. Long or flat; the order fills at the next bar's open.
    private static List<(string Side, decimal? FillPrice)> Crossings(IReadOnlyList<SpyBar> bars)
    {
        List<(string, decimal?)> orders = [];
        for (var (i, holds) = (Slow, false); i < bars.Count; i++)
        {
            var (before, now) = (Distance(bars, i - 1), Distance(bars, i));
            if ((!holds && before <= 0 && now > 0) || (holds && before >= 0 && now < 0))
            {
                holds = !holds;
                orders.Add((holds ? "buy" : "sell", i + 1 < bars.Count ? bars[i + 1].Open : null));
            }
        }

        return orders;
    }

    private static decimal Distance(IReadOnlyList<SpyBar> bars, int at) =>
        bars.Skip(at - Fast + 1).Take(Fast).Average(b => b.Close) - bars.Skip(at - Slow + 1).Take(Slow).Average(b => b.Close);

    private static async Task<List<JsonElement>> AllAsync(HttpClient api, string what)
    {
        List<JsonElement> all = [];
        for (var cursor = ""; ;)
        {
            var page = await GetAsync(api, what is "orders" or "executions" ? $"{what}?limit=500{cursor}" : what);
            all.AddRange(page.GetProperty("items").EnumerateArray());
            if (!page.TryGetProperty("nextCursor", out var next) || next.GetString() is not { } more)
            {
                return all;
            }

            cursor = "&cursor=" + Uri.EscapeDataString(more);
        }
    }

    internal static decimal Figure(JsonElement e, string name) => decimal.Parse(e.GetProperty(name).GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The venue's file, read without the venue's code.</summary>
    private sealed record Ledger(List<JsonElement> Accepted, List<JsonElement> Rejected, List<JsonElement> Fills, decimal Cash, decimal Net)
    {
        public static Ledger Read(HostFolder folder)
        {
            var path = Assert.Single(Directory.GetFiles(folder.Data, "ledger.jsonl", SearchOption.AllDirectories));
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement.Clone()).ToLookup(l => l.GetProperty("kind").GetString());
            var fills = lines["fill"].ToList();
            var cash = Figure(lines["opened"].Single(), "startingCash") + fills.Sum(f => -Sign(f) * Figure(f, "quantity") * Figure(f, "price") - Figure(f, "fee"));
            return new Ledger([.. lines["accepted"]], [.. lines["rejected"]], fills, cash, fills.Sum(f => Sign(f) * Figure(f, "quantity")));
        }

        private static int Sign(JsonElement fill) => fill.GetProperty("side").GetString() == "buy" ? 1 : -1;
    }
}
