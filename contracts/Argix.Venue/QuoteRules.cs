using Argix.Contracts;

namespace Argix.Venue;

/// <summary>
/// Orders against an outside quote. An arriving order takes the ask (buy) or the bid (sell). A resting limit order fills once the quote comes to its price,
/// at its own price and not the better one: whoever moved the quote there would have met the order first.
/// Stops look at the side they would trade on: a buy stop at the ask, a sell stop at the bid.
/// </summary>
internal static class QuoteRules
{
    public static void OnQuote(Market market, Quoted quote, Tape tape)
    {
        (market.Bid, market.Ask, market.BidSize, market.AskSize) = (quote.Bid, quote.Ask, quote.BidSize, quote.AskSize);
        if (!market.IsOpen)
        {
            return;
        }

        while (market.NextStop(market.Ask, market.Bid) is { } stop)
        {
            tape.Trigger(stop);
            Take(market, stop, tape);
        }

        foreach (var order in market.TakeWaiting())
        {
            Take(market, order, tape);
        }

        FillResting(market, market.Bids, tape);
        FillResting(market, market.Asks, tape);
    }

    public static void Take(Market market, Working order, Tape tape)
    {
        var price = order.Side == Side.Buy ? market.Ask : market.Bid;
        var quantity = price is { } p && order.Takes(p) ? Math.Min(order.Leaves, Size(market, order.Side)) : 0;
        if (order.TimeInForce == TimeInForce.Fok && quantity < order.Leaves)
        {
            tape.Cancel(order, Reasons.FillOrKill);
            return;
        }

        if (quantity > 0)
        {
            Fill(market, order, quantity, price!.Value, maker: false, tape);
        }

        if (order.Leaves > 0)
        {
            KeepOrCancel(market, order, tape);
        }
    }

    private static void KeepOrCancel(Market market, Working order, Tape tape)
    {
        if (order.IsImmediate)
        {
            tape.Cancel(order, Reasons.ImmediateOrCancel);
        }
        else if (order.LimitPrice is null)
        {
            market.Wait(order);
        }
        else
        {
            market.Rest(order);
        }
    }

    private static void FillResting(Market market, SortedSet<Working> queue, Tape tape)
    {
        while (queue.Min is { LimitPrice: { } limit } order && (order.Side == Side.Buy ? market.Ask : market.Bid) is { } price && order.Takes(price))
        {
            var quantity = Math.Min(order.Leaves, Size(market, order.Side));
            if (quantity <= 0)
            {
                return;
            }

            Fill(market, order, quantity, limit, maker: true, tape);
        }
    }

    private static decimal Size(Market market, Side side) => (side == Side.Buy ? market.AskSize : market.BidSize) ?? decimal.MaxValue;

    private static void Fill(Market market, Working order, decimal quantity, decimal price, bool maker, Tape tape)
    {
        if (order.Side == Side.Buy)
        {
            market.AskSize -= quantity;
        }
        else
        {
            market.BidSize -= quantity;
        }

        market.Last = price;
        tape.Fill(market.Listing, order, quantity, price, maker);
    }
}
