using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>Callers that order, a host that is killed in the middle, and what must be true afterwards.</summary>
internal static class PowerCut
{
    private const int Callers = 4;

    // The callers use a key each, so that what they could not hear the end of can be asked for again.
    public static async Task<Dictionary<string, Answer?>> CutInTheMiddleAsync(Platform platform, Desk desk, Guid connection, int seed, int orders = 60)
    {
        var random = new Random(seed);
        var (at, begun) = (random.Next(orders / 6, orders * 3 / 4), 0);
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = new Dictionary<string, Answer?>(StringComparer.Ordinal);
        async Task CallAsync(int caller)
        {
            for (var i = caller; i < orders; i += Callers)
            {
                if (Interlocked.Increment(ref begun) == at)
                {
                    cut.TrySetResult();
                }

                var answer = await TryAsync(desk, Body(connection, i), Key(seed, i));
                lock (answers)
                {
                    answers[Key(seed, i)] = answer;
                }
            }
        }

        var calling = Enumerable.Range(0, Callers).Select(CallAsync).ToArray();
        await cut.Task;
        await platform.Host.KillAsync();
        await Task.WhenAll(calling);
        return answers;
    }

    private static string Key(int seed, int i) => $"order-{seed}-{i}";

    private static object Body(Guid connection, int i) => (i % 3) switch
    {
        0 => Desk.Order(connection, quantity: "2"),
        1 => Desk.Order(connection, type: "limit", limitPrice: "100", timeInForce: "gtc"),
        _ => Desk.Order(connection, "sell", symbol: "MSFT"),
    };

    public static async Task<Answer?> TryAsync(Desk desk, object body, string key)
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

    public static async Task SettleAsync(Platform platform, Desk desk, Guid connection)
    {
        await platform.StartAgainAsync();
        await desk.ReadyAsync(connection);
        await Wait.ForAsync(desk.OrdersAsync, o => o.All(x => x.IsFinal || (x.State == "working" && x.Type == "limit")), "every order is concluded or works");
    }

    public static string Words(int seed, Dictionary<string, Answer?> answers, IReadOnlyList<OrderJson> ours, int atVenue) =>
        ($"seed {seed}: {answers.Values.Count(a => a is not null)} answered, {answers.Values.Count(a => a is null)} not; {atVenue} at the venue; ours: {string.Join(", ", ours.GroupBy(o => o.State).Select(g => $"{g.Count()} {g.Key}"))}");

    public static void AssertAgree(Dictionary<string, Answer?> answers, IReadOnlyList<OrderJson> ours, IReadOnlyList<string> atVenue, Func<string, decimal> filled)
    {
        Assert.Equal(atVenue.Count, atVenue.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(atVenue.Order(StringComparer.OrdinalIgnoreCase), ours.Where(o => o.State is not ("not_sent" or "denied")).Select(o => o.ClientOrderId).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(ours, o => o.External);
        Assert.All(ours, o => Assert.Equal((o.ClientOrderId, filled(o.ClientOrderId)), (o.ClientOrderId, o.FilledQuantity)));
        // Durable before it is answered: nothing that was confirmed may be missing.
        Assert.All(answers.Values.Where(a => a?.Status == 201), a => Assert.Contains(ours, o => o.Id == a!.Read<OrderJson>().Id));
    }

    public static async Task<IOrderedEnumerable<KeyValuePair<string, decimal>>> PositionsAsync(Desk desk) =>
        (await desk.PositionsAsync()).Where(p => p.Quantity != 0).ToDictionary(p => p.Instrument.Symbol, p => p.Quantity).OrderBy(p => p.Key);
}
