using Argix.Contracts;

namespace Argix.Venue;

/// <summary>One symbol: its queues, each in the order in which it is served, and its last prices.</summary>
internal sealed class Market(Listing listing)
{
    private List<Working> _taken = [];

    public Listing Listing { get; } = listing;
    public bool IsOpen { get; set; } = true;
    public decimal? Bid { get; set; }
    public decimal? Ask { get; set; }
    public decimal? BidSize { get; set; }
    public decimal? AskSize { get; set; }
    public decimal? Last { get; set; }

    public SortedSet<Working> Bids { get; } = Queue(o => -o.LimitPrice!.Value);
    public SortedSet<Working> Asks { get; } = Queue(o => o.LimitPrice!.Value);
    public SortedSet<Working> BuyStops { get; } = Queue(o => o.Stop);
    public SortedSet<Working> SellStops { get; } = Queue(o => -o.Stop);

    /// <summary>Orders without a price to rest at: they wait for the next quote, bar or session, in order of arrival.</summary>
    public List<Working> Waiting { get; private set; } = [];

    public IEnumerable<Working> All => Bids.Concat(Asks).Concat(BuyStops).Concat(SellStops).Concat(Waiting).OrderBy(o => o.Sequence);

    public void Rest(Working order) => Put(order, order.Side == Side.Buy ? Bids : Asks);

    public void Sleep(Working order) => Put(order, order.Side == Side.Buy ? BuyStops : SellStops);

    public void Wait(Working order)
    {
        Remove(order);
        var place = Waiting.Count;
        while (place > 0 && Waiting[place - 1].Sequence > order.Sequence)
        {
            place--;
        }

        Waiting.Insert(place, order);
        order.Home = Waiting;
    }

    /// <summary>Everybody who waits, in order of arrival; the queue is empty afterwards. The list is good until the next call.</summary>
    public List<Working> TakeWaiting()
    {
        _taken.Clear();
        (Waiting, _taken) = (_taken, Waiting);
        foreach (var order in _taken)
        {
            order.Home = null;
        }

        return _taken;
    }

    /// <summary>The next stop that these prices reach: buys from below, sells from above.</summary>
    public Working? NextStop(decimal? high, decimal? low)
    {
        if (BuyStops.Min is { } buy && high >= buy.Stop)
        {
            return buy;
        }

        return SellStops.Min is { } sell && low <= sell.Stop ? sell : null;
    }

    public static void Remove(Working order)
    {
        order.Home?.Remove(order);
        order.Home = null;
    }

    public MarketState Save() => new(Listing.Symbol, IsOpen, Bid, Ask, BidSize, AskSize, Last);

    public void Load(MarketState saved) =>
        (IsOpen, Bid, Ask, BidSize, AskSize, Last) = (saved.IsOpen, saved.Bid, saved.Ask, saved.BidSize, saved.AskSize, saved.Last);

    private static void Put(Working order, SortedSet<Working> queue)
    {
        Remove(order);
        queue.Add(order);
        order.Home = queue;
    }

    // Price first, then time.
    private static SortedSet<Working> Queue(Func<Working, decimal> price) => new(Comparer<Working>.Create((a, b) =>
        price(a).CompareTo(price(b)) is var byPrice and not 0 ? byPrice : a.Sequence.CompareTo(b.Sequence)));
}
