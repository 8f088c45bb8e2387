using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>kill −9 in the middle of a stream of orders; the venue's own ledger judges afterwards.</summary>
public class PowerCutTests(ITestOutputHelper output)
{
    private const int Orders = 60;
    private const int Callers = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task After_a_power_cut_ledger_and_platform_agree_on_the_scripted_alpaca(int seed)
    {
        await using var all = await AlpacaDesk.StartAsync();
        var answers = await CutInTheMiddleAsync(all.Platform, all.Desk, all.Connection.Id, seed);
        await SettleAsync(all.Platform, all.Desk, all.Connection.Id);

        var accepted = all.Venue.Accepted();
        var ours = await all.Desk.OrdersAsync();
        Report(seed, answers, ours, accepted.Count);
        AssertAgree(answers, ours, [.. accepted.Keys], all.Venue.Filled);
        Assert.Equal(all.Venue.Positions().Where(p => p.Value != 0).OrderBy(p => p.Key), await PositionsAsync(all.Desk));
        // A request that died with the host half way is a call without an acceptance; nothing was ever sent a second time.
        Assert.InRange((await all.Venue.CallsAsync()).Count(c => c is { Method: "POST", Path: "/v2/orders" }), accepted.Count, ours.Count);
        Assert.True((await all.Desk.VerifyAsync()).Ok);
    }

    [Theory]
    [InlineData(3, "SQLite")]
    [InlineData(11, "SQLite")]
    [InlineData(5, "PostgreSQL")]
    public async Task After_a_power_cut_ledger_and_platform_agree_on_the_paper_venue(int seed, string store)
    {
        await using var platform = store == "PostgreSQL" ? await Platform.StartOnPostgresAsync() : await Platform.StartAsync();
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var answers = await CutInTheMiddleAsync(platform, desk, connection.Id, seed);
        await SettleAsync(platform, desk, connection.Id);

        var ledger = platform.PaperLedger();
        var ours = await desk.OrdersAsync();
        Report(seed, answers, ours, ledger.Accepted.Count());
        AssertAgree(answers, ours, [.. ledger.ClientIds.Values], ledger.Filled);
        await PaperPathTests.AssertEqualsLedgerAsync(desk, ledger);
        Assert.True((await desk.VerifyAsync()).Ok);
    }

    // The callers use a key each, so that what they could not hear the end of can be asked for again.
    private static async Task<Dictionary<string, Answer?>> CutInTheMiddleAsync(Platform platform, Desk desk, Guid connection, int seed)
    {
        var random = new Random(seed);
        var (at, begun) = (random.Next(Orders / 6, Orders * 3 / 4), 0);
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = new Dictionary<string, Answer?>(StringComparer.Ordinal);
        async Task CallAsync(int caller)
        {
            for (var i = caller; i < Orders; i += Callers)
            {
                if (Interlocked.Increment(ref begun) == at)
                {
                    cut.TrySetResult();
                }

                var answer = await TryAsync(desk, Body(connection, i), Key(i));
                lock (answers)
                {
                    answers[Key(i)] = answer;
                }
            }
        }

        var calling = Enumerable.Range(0, Callers).Select(CallAsync).ToArray();
        await cut.Task;
        await platform.Host.KillAsync();
        await Task.WhenAll(calling);
        Assert.Contains(answers.Values, a => a is null);
        return answers;
    }

    private static string Key(int i) => $"order-{i}";

    private static object Body(Guid connection, int i) => (i % 3) switch
    {
        0 => Desk.Order(connection, quantity: "2"),
        1 => Desk.Order(connection, type: "limit", limitPrice: "100", timeInForce: "gtc"),
        _ => Desk.Order(connection, "sell", symbol: "MSFT"),
    };

    private static async Task<Answer?> TryAsync(Desk desk, object body, string key)
    {
        try
        {
            return await desk.PlaceAsync(body, key);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return null; // what became of it is for the platform to find out
        }
    }

    private static async Task SettleAsync(Platform platform, Desk desk, Guid connection)
    {
        await platform.StartAgainAsync();
        await desk.ReadyAsync(connection);
        await Wait.ForAsync(desk.OrdersAsync, o => o.All(x => x.IsFinal || (x.State == "working" && x.Type == "limit")), "every order is concluded or works");
    }

    private void Report(int seed, Dictionary<string, Answer?> answers, IReadOnlyList<OrderJson> ours, int atVenue) =>
        output.WriteLine($"seed {seed}: {answers.Values.Count(a => a is not null)} answered, {answers.Values.Count(a => a is null)} not; {atVenue} at the venue; ours: {string.Join(", ", ours.GroupBy(o => o.State).Select(g => $"{g.Count()} {g.Key}"))}");

    private static void AssertAgree(Dictionary<string, Answer?> answers, IReadOnlyList<OrderJson> ours, IReadOnlyList<string> atVenue, Func<string, decimal> filled)
    {
        Assert.Equal(atVenue.Count, atVenue.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(atVenue.Order(StringComparer.OrdinalIgnoreCase), ours.Where(o => o.State is not ("not_sent" or "denied")).Select(o => o.ClientOrderId).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(ours, o => o.External);
        Assert.All(ours, o => Assert.Equal((o.ClientOrderId, filled(o.ClientOrderId)), (o.ClientOrderId, o.FilledQuantity)));
        // Durable before it is answered: nothing that was confirmed may be missing.
        Assert.All(answers.Values.Where(a => a?.Status == 201), a => Assert.Contains(ours, o => o.Id == a!.Read<OrderJson>().Id));
    }

    private static async Task<IOrderedEnumerable<KeyValuePair<string, decimal>>> PositionsAsync(Desk desk) =>
        (await desk.PositionsAsync()).Where(p => p.Quantity != 0).ToDictionary(p => p.Instrument.Symbol, p => p.Quantity).OrderBy(p => p.Key);
}
