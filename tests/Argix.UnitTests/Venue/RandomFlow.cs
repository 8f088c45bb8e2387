using System.Globalization;
using Argix.Contracts;
using Argix.Venue;

namespace Argix.UnitTests.Venue;

/// <summary>A seeded stream of commands over all three kinds of liquidity: the same seed, the same commands.</summary>
internal static class RandomFlow
{
    public static IReadOnlyList<Command> Make(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => One(random, i))];
    }

    private static Command One(Random random, int i)
    {
        var at = Floor.Start.AddSeconds(i);
        var symbol = random.Next(3) switch { 0 => Floor.Book, 1 => Floor.Quotes, _ => Floor.Bars };
        return random.Next(100) switch
        {
            < 65 => new Submit(Order(random, i, symbol), at),
            < 75 => new Cancel(Id(random.Next(Math.Max(1, i))), at),
            < 87 => Quote(random, at),
            < 97 => Bar(random, at),
            < 98 => new SessionClosed(symbol, at),
            _ => new SessionOpened(symbol, at),
        };
    }

    private static NewOrder Order(Random random, int i, string symbol)
    {
        var type = (OrderType)random.Next(1, 5);
        var tif = (TimeInForce)random.Next(1, 5);
        decimal? limit = type is OrderType.Limit or OrderType.StopLimit ? Price(random) : null;
        decimal? stop = type is OrderType.Stop or OrderType.StopLimit ? Price(random) : null;
        return new NewOrder(Id(i), symbol, random.Next(2) == 0 ? Side.Buy : Side.Sell, type, tif, random.Next(0, 20), limit, stop);
    }

    private static Quoted Quote(Random random, DateTimeOffset at)
    {
        var bid = Price(random);
        return new Quoted(Floor.Quotes, bid, bid + 0.02m, at, random.Next(2) == 0 ? null : random.Next(0, 15), random.Next(2) == 0 ? null : random.Next(0, 15));
    }

    private static BarPassed Bar(Random random, DateTimeOffset at)
    {
        decimal[] p = [Price(random), Price(random), Price(random), Price(random)];
        return new BarPassed(Floor.Bars, p[0], p.Max(), p.Min(), p[1], at, at.AddMilliseconds(500));
    }

    private static decimal Price(Random random) => 100m + (random.Next(-20, 21) * 0.05m);

    private static string Id(int i) => i.ToString(CultureInfo.InvariantCulture);
}
