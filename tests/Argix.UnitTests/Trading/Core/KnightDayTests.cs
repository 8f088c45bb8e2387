using Argix.Contracts;
using Argix.Trading.Core;

namespace Argix.UnitTests.Trading.Core;

/// <summary>The day on which a router sent millions of orders for a few hundred: a strategy that loops, at a venue that fills everything.</summary>
public sealed class KnightDayTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("paper", 250_000)]
    [InlineData("live", 25_000)]
    public void A_looping_strategy_sends_no_more_than_the_throttle_and_holds_no_more_than_the_limit(string kind, int limit)
    {
        var bench = new ControlBench { Kind = kind };
        var sent = 0;
        for (var n = 0; n < 10_000; n++)
        {
            bench.Desk.Now += TimeSpan.FromSeconds(2.7); // 45 minutes would be faster; this is the whole day, with the rate control never in the way
            bench.Market = bench.Market! with { Marks = new Dictionary<string, decimal> { ["AAPL"] = 100 } };
            var order = bench.Send(1 + n % 7);
            if (order.StateWord == "pending_submit")
            {
                sent++;
                bench.Fill(order, 100);
            }
        }

        var notional = bench.Desk.State.Position(DeskBench.Connection, "AAPL") * 100;
        output.WriteLine($"Knight day on {kind}: 10,000 intents, {sent} orders sent (throttle 500), notional {notional:#,##0} (limit {limit:#,##0})");
        Assert.InRange(sent, 1, 500);
        Assert.InRange(notional, 1, limit);
        Assert.Equal(kind == "paper", sent == 500);
    }
}
