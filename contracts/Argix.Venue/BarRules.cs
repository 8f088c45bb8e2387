using Argix.Contracts;

namespace Argix.Venue;

/// <summary>
/// Orders against a whole bar, told to the disadvantage of the order wherever a bar does not say what happened inside it:
/// <list type="number">
/// <item>At the open: market orders fill at the open; a limit order that the open reaches fills at the open (so a buy pays min(open, limit));
/// a stop beyond the open is triggered and fills at the open (so a buy stop pays max(open, stop)). Immediate orders that the open does not serve are cancelled.</item>
/// <item>On the way, stops before limits (what hurts happens first): a stop that high or low touches fills at its stop price; a stop-limit fills there only if its limit allows that price, else it rests from the NEXT bar on.</item>
/// <item>A resting limit fills at its own price, and only if the bar went THROUGH it: a touch does not show that the queue before it was served.</item>
/// </list>
/// Bars bound no quantity: every fill is whole.
/// </summary>
internal static class BarRules
{
    public static void OnBar(Market market, BarPassed bar, Tape tape)
    {
        if (market.IsOpen)
        {
            AtOpen(market, bar.Open, tape);
            tape.At = bar.ClosesAt;

            // Mostly the open has served the only order there was.
            if (tape.Open.Count > 0)
            {
                OnTheWay(market, bar, tape);
            }
        }

        market.Last = bar.Close;
    }

    private static void AtOpen(Market market, decimal open, Tape tape)
    {
        while (market.NextStop(open, open) is { } stop)
        {
            tape.Trigger(stop);
            TakeAt(market, stop, open, tape);
        }

        foreach (var order in market.TakeWaiting())
        {
            TakeAt(market, order, open, tape);
        }

        FillReached(market, market.Bids, open, tape);
        FillReached(market, market.Asks, open, tape);
    }

    private static void OnTheWay(Market market, BarPassed bar, Tape tape)
    {
        List<Working>? restLater = null;
        while (market.NextStop(bar.High, bar.Low) is { } stop)
        {
            tape.Trigger(stop);
            if (stop.Takes(stop.Stop) || stop.IsImmediate)
            {
                TakeAt(market, stop, stop.Stop, tape);
            }
            else
            {
                (restLater ??= []).Add(stop);
            }
        }

        while (market.Bids.Min is { } bid && bid.LimitPrice > bar.Low)
        {
            tape.Fill(market.Listing, bid, bid.Leaves, bid.LimitPrice.Value, maker: true);
        }

        while (market.Asks.Min is { } ask && ask.LimitPrice < bar.High)
        {
            tape.Fill(market.Listing, ask, ask.Leaves, ask.LimitPrice.Value, maker: true);
        }

        restLater?.ForEach(market.Rest);
    }

    private static void TakeAt(Market market, Working order, decimal price, Tape tape)
    {
        if (order.Takes(price))
        {
            tape.Fill(market.Listing, order, order.Leaves, price, maker: false);
        }
        else if (order.IsImmediate)
        {
            tape.Cancel(order, order.TimeInForce == TimeInForce.Fok ? Reasons.FillOrKill : Reasons.ImmediateOrCancel);
        }
        else
        {
            market.Rest(order);
        }
    }

    private static void FillReached(Market market, SortedSet<Working> queue, decimal open, Tape tape)
    {
        while (queue.Min is { } order && order.Takes(open))
        {
            tape.Fill(market.Listing, order, order.Leaves, open, maker: true);
        }
    }
}
