using Argix.Contracts;

namespace Argix.Venue;

/// <summary>Orders against orders: best price first, at one price the earliest first, always at the price of the order that rested.</summary>
internal static class BookRules
{
    public static void Take(Market market, Working order, Tape tape)
    {
        TakeOne(market, order, tape);

        // A trade may reach stops, whose trades may reach further stops.
        while (market.NextStop(market.Last, market.Last) is { } stop)
        {
            tape.Trigger(stop);
            TakeOne(market, stop, tape);
        }
    }

    private static void TakeOne(Market market, Working order, Tape tape)
    {
        var against = order.Side == Side.Buy ? market.Asks : market.Bids;
        if (order.TimeInForce == TimeInForce.Fok && Reachable(against, order) < order.Leaves)
        {
            tape.Cancel(order, Reasons.FillOrKill);
            return;
        }

        while (order.Leaves > 0 && against.Min is { LimitPrice: { } price } best && order.Takes(price))
        {
            var quantity = Math.Min(order.Leaves, best.Leaves);
            tape.Fill(market.Listing, best, quantity, price, maker: true);
            tape.Fill(market.Listing, order, quantity, price, maker: false);
            market.Last = price;
        }

        KeepOrCancel(market, order, tape);
    }

    private static decimal Reachable(SortedSet<Working> against, Working order) =>
        against.TakeWhile(o => order.Takes(o.LimitPrice!.Value)).Sum(o => o.Leaves);

    private static void KeepOrCancel(Market market, Working order, Tape tape)
    {
        if (order.Leaves == 0)
        {
            return;
        }

        if (order.IsImmediate)
        {
            tape.Cancel(order, Reasons.ImmediateOrCancel);
        }
        else if (order.LimitPrice is null)
        {
            tape.Cancel(order, Reasons.NoLiquidity);
        }
        else
        {
            market.Rest(order);
        }
    }
}
