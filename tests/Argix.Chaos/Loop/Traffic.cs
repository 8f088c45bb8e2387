using Argix.Contracts.Testing;
using Argix.IntegrationTests.Trading;

namespace Argix.Chaos;

/// <summary>Callers that place, repeat, change and cancel orders, and the venue's own hand that fills and ends what rests there.</summary>
internal sealed class Traffic(Desk desk, Guid alpaca, Guid paper, ScriptedVenueProcess venue, Intentions intentions, int seed)
{
    private const int Callers = 4;
    private static readonly string[] Symbols = ["AAPL", "MSFT", "SPY", "TSLA"];
    private static readonly Dictionary<string, decimal> Prices = new(StringComparer.Ordinal) { ["AAPL"] = 200, ["MSFT"] = 400, ["SPY"] = 500, ["TSLA"] = 250 };

    /// <summary>Until the token ends.</summary>
    public Task RunAsync(int round, CancellationToken over) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(c => CallAsync(round, c, over)).Append(HandAsync(round, over)));

    /// <summary>Something happens at the venue, whether we listen or not.</summary>
    public async Task HandAsync(Random random)
    {
        if (intentions.Resting.Where(o => o.ConnectionId == alpaca).OrderBy(o => o.Id).ToArray() is not { Length: > 0 } resting)
        {
            return;
        }

        var order = resting[random.Next(resting.Length)];
        switch (random.Next(4))
        {
            case 0:
                await venue.FillAsync(order.ClientOrderId, 1, order.LimitPrice); // maybe a part, maybe the rest
                return;
            case 1:
                await venue.EndAsync(order.ClientOrderId, random.Next(2) == 0 ? "expired" : "canceled");
                break;
            default:
                await venue.FillAsync(order.ClientOrderId, null, order.LimitPrice);
                break;
        }

        intentions.Forget(order.Id);
    }

    /// <summary>Every question that has no answer yet is asked once more.</summary>
    public async Task AskAgainAsync()
    {
        foreach (var (key, body) in intentions.Open.OrderBy(o => o.Key, StringComparer.Ordinal).ToArray())
        {
            await intentions.AskAsync(desk, key, body);
        }
    }

    private async Task HandAsync(int round, CancellationToken over)
    {
        var random = Seeds.For(seed, round, 50);
        while (await PauseAsync(20 + random.Next(150), over))
        {
            await HandAsync(random);
        }
    }

    private async Task CallAsync(int round, int caller, CancellationToken over)
    {
        var random = Seeds.For(seed, round, 10 + caller);
        for (var i = 0; !over.IsCancellationRequested; i++)
        {
            var waiting = intentions.Open.OrderBy(o => o.Key, StringComparer.Ordinal).FirstOrDefault(o => !o.Key.StartsWith($"{round}.", StringComparison.Ordinal));
            var resting = intentions.Resting.OrderBy(o => o.Id).ToArray();
            switch (random.Next(20))
            {
                case < 4 when waiting.Key is not null:
                    await intentions.AskAsync(desk, waiting.Key, waiting.Value);
                    break;
                case < 7 when resting.Length > 0:
                    await CancelAsync(resting[random.Next(resting.Length)]);
                    break;
                case < 10 when resting.Length > 0:
                    await ChangeAsync(resting[random.Next(resting.Length)], random);
                    break;
                default:
                    await intentions.AskAsync(desk, $"{round}.{caller}.{i}", Body(random));
                    break;
            }

            await PauseAsync(random.Next(60), over);
        }
    }

    private async Task CancelAsync(OrderJson order)
    {
        if (await Intentions.TryAsync(() => desk.PostAsync($"/orders/{order.Id}/cancel")) is { Status: 409 })
        {
            intentions.Forget(order.Id); // has ended
        }
    }

    // Larger or smaller, nearer or farther, or both; never through the market.
    private async Task ChangeAsync(OrderJson order, Random random)
    {
        var (kind, quantity, passive) = (random.Next(3), 1 + random.Next(6), Prices[order.Instrument.Symbol] * (order.Side == "buy" ? 0.97m - random.Next(3) / 100m : 1.03m + random.Next(3) / 100m));
        if (intentions.Changed.Contains(order.Id))
        {
            await intentions.LookAsync(desk, order.Id);
        }

        await intentions.ChangeAsync(desk, order, kind switch { 0 => new { quantity }, 1 => new { limitPrice = passive }, _ => (object)new { quantity, limitPrice = passive } });
    }

    private object Body(Random random)
    {
        var (connection, symbol, side, quantity) = (random.Next(4) == 0 ? paper : alpaca, Symbols[random.Next(Symbols.Length)], random.Next(2) == 0 ? "buy" : "sell", 1 + random.Next(5));
        var passive = Prices[symbol] * (side == "buy" ? 0.97m : 1.03m);
        return random.Next(5) < 2
            ? Desk.Order(connection, side, quantity, "limit", passive, symbol: symbol, timeInForce: random.Next(2) == 0 ? "gtc" : "day")
            : Desk.Order(connection, side, quantity, symbol: symbol);
    }

    private static async Task<bool> PauseAsync(int milliseconds, CancellationToken over)
    {
        await Task.Delay(milliseconds, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !over.IsCancellationRequested;
    }
}
