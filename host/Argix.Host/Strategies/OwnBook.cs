using Argix.Trading.Desks;

namespace Argix.Strategies;

/// <summary>A strategy's own book, reckoned from its orders: several strategies can trade one symbol of one account and each knows what is its own.</summary>
internal static class OwnBook
{
    /// <param name="orders">Orders of all strategies on this connection and symbol, newest first.</param>
    /// <param name="held">What the account holds of the symbol.</param>
    public static Holding Of(IReadOnlyList<OrderView> orders, Guid strategy, decimal held, decimal? price, DateTimeOffset now)
    {
        var mine = orders.Where(o => o.StrategyId == strategy).OrderBy(o => o.CreatedAt).ToList();
        var own = mine.Sum(Signed);
        var mostOfMine = held - orders.Where(o => o.StrategyId != strategy).Sum(Signed);

        // The position may have been closed by hand; what is not there any more must not be sold short.
        var net = own > 0 ? Math.Clamp(mostOfMine, 0, own) : Math.Clamp(mostOfMine, own, 0);
        var (average, profit) = Result(mine, price, now);
        return new Holding(net, mine.LastOrDefault(o => !o.IsFinal)?.Id, mine.Count == 0 ? null : mine[^1].CreatedAt, net == 0 ? null : average, profit, mine.Count(o => o.CreatedAt > now.AddMinutes(-1)));
    }

    private static decimal Signed(OrderView o) => o.Side == "buy" ? o.FilledQuantity : -o.FilledQuantity;

    // Average cost; what was won or lost today (UTC) is the change of realised + unrealised since the day's first fill. Fees are the account's.
    private static (decimal? Average, decimal? DayProfit) Result(List<OrderView> mine, decimal? price, DateTimeOffset now)
    {
        decimal quantity = 0, cost = 0, today = 0;
        foreach (var o in mine.Where(o => o is { FilledQuantity: > 0, AveragePrice: not null }))
        {
            var (signed, at) = (Signed(o), o.AveragePrice!.Value);
            if (quantity == 0 || decimal.Sign(quantity) == decimal.Sign(signed))
            {
                (quantity, cost) = (quantity + signed, cost + (signed * at));
                continue;
            }

            var average = cost / quantity;
            var closed = decimal.Sign(signed) * Math.Min(Math.Abs(signed), Math.Abs(quantity));
            today += o.UpdatedAt.UtcDateTime.Date == now.UtcDateTime.Date ? -closed * (at - average) : 0;
            var rest = signed - closed;
            (quantity, cost) = rest == 0 ? (quantity + closed, (quantity + closed) * average) : (rest, rest * at);
        }

        return (quantity == 0 ? null : cost / quantity, quantity == 0 ? today : price is { } p ? today + (quantity * p) - cost : null);
    }
}
