using Argix.Contracts;

namespace Argix.Trading.Core.Lanes;

/// <summary>
/// Orders that we must ask about, when, and which answer is conclusive. "Not found" concludes by one formula only: the look-up covered open and closed orders
/// with all pages, was asked after the last moment a byte could have left plus the venue's longest processing time, and came back empty twice, at least 2 s apart.
/// An answer that covers open orders only can show that an order is no longer open; how it ended it cannot say.
/// All times are the lane's own: neither the venue's clock nor a step of ours can shorten a wait.
/// </summary>
public sealed class Questions(LaneRules rules)
{
    // Not shorter than an order may take to leave: a process that has lost the journal to this one may still send for so long what it had written down before.
    private static readonly TimeSpan Apart = Decider.SendWithin;
    private static readonly double[] Gaps = [0.5, 1, 2, 4, 8, 15, 15, 15, 15, 60];
    private readonly Dictionary<Guid, Item> _items = [];

    private sealed class Item
    {
        public DateTimeOffset QuietSince;
        public DateTimeOffset NextAt;
        public DateTimeOffset AskedAt;
        public DateTimeOffset? FirstEmpty;
        public DateTimeOffset? FirstNotOpen;
        public DateTimeOffset? FirstUnlisted;
        public bool SurelyUnlisted;
        public bool Unchanged;
        public int Asked;
        public bool InFlight;
    }

    public int Count => _items.Count;
    public DateTimeOffset? NextAt => _items.Values.Where(i => !i.InFlight).Select(i => (DateTimeOffset?)i.NextAt).Min();

    /// <summary>Begins to ask about an order; once begun, being raised again changes nothing.</summary>
    public void Raise(Guid orderId, DateTimeOffset now, DateTimeOffset firstAt) => _items.TryAdd(orderId, new Item { QuietSince = now, NextAt = firstAt });

    /// <summary>Something was said of it just now: asked soon and often again.</summary>
    public void Hurry(Guid orderId, DateTimeOffset now, DateTimeOffset firstAt)
    {
        Raise(orderId, now, firstAt);
        var item = _items[orderId];
        (item.Asked, item.NextAt) = (0, item.NextAt < firstAt ? item.NextAt : firstAt);
    }

    /// <summary>The call that could still send it has only now ended.</summary>
    public void Quiet(Guid orderId, DateTimeOffset now)
    {
        if (_items.TryGetValue(orderId, out var item))
        {
            (item.QuietSince, item.FirstEmpty, item.FirstNotOpen) = (now, null, null);
        }
    }

    /// <summary>A whole reading of the list of open orders did not show these.</summary>
    public void Unlisted(IReadOnlyList<Guid> orders, DateTimeOffset askedAt, DateTimeOffset now)
    {
        foreach (var (id, item) in _items)
        {
            item.FirstUnlisted = orders.Contains(id) ? item.FirstUnlisted : null;
        }

        foreach (var id in orders)
        {
            Raise(id, askedAt, now);
            var item = _items[id];
            var late = item.FirstUnlisted is { } first && rules.MaxProcessingDelay is { } delay && askedAt - first >= delay;
            (item.FirstUnlisted, item.SurelyUnlisted, item.NextAt) = (item.FirstUnlisted ?? askedAt, late, late && !item.SurelyUnlisted ? now : item.NextAt);
        }
    }

    public void Settle(Guid orderId) => _items.Remove(orderId);

    public IEnumerable<Guid> Due(DateTimeOffset now) =>
        _items.Where(i => !i.Value.InFlight && i.Value.NextAt <= now).OrderBy(i => i.Value.NextAt).ThenBy(i => i.Key).Take(10).Select(i => i.Key);

    public void Asking(Guid orderId, DateTimeOffset now) => (_items[orderId].InFlight, _items[orderId].AskedAt) = (true, now);

    /// <summary>Takes an answer that did not show the order, or not the change that was asked for; null when nobody asks any more.</summary>
    public TellEmpty? Empty(Guid orderId, Coverage? coverage, DateTimeOffset now, bool stillSending, bool unchanged = false)
    {
        if (!_items.TryGetValue(orderId, out var item))
        {
            return null;
        }

        item.InFlight = false;
        item.Asked++;
        item.FirstEmpty = unchanged == item.Unchanged ? item.FirstEmpty : null;
        item.Unchanged = unchanged;
        var late = rules.MaxProcessingDelay is { } delay && item.AskedAt >= item.QuietSince + delay && !stillSending && coverage is { AllPages: true };
        var all = late && (unchanged || rules.LookupCoversAll || coverage is { Open: true, Closed: true });
        var (conclusive, notOpen) = (Twice(ref item.FirstEmpty, all, item.AskedAt), Twice(ref item.FirstNotOpen, late && !unchanged && coverage!.Open, item.AskedAt) || (item.SurelyUnlisted && !unchanged));
        item.NextAt = now + Gap(item, now);
        return new TellEmpty(orderId, conclusive, item.Asked, item.NextAt, conclusive ? "the venue was asked twice after every delay it can have, and has no such order"
            : notOpen ? "the venue no longer lists it as open, and cannot be asked how it ended"
            : coverage is null ? "the question was not answered" : unchanged ? "the venue does not show the change yet" : "the venue does not show it yet", notOpen, unchanged);
    }

    private static bool Twice(ref DateTimeOffset? first, bool counts, DateTimeOffset askedAt)
    {
        var twice = counts && first is { } f && askedAt - f >= Apart;
        first = counts ? first ?? askedAt : null;
        return twice;
    }

    private TimeSpan Gap(Item item, DateTimeOffset now)
    {
        if (item.FirstEmpty is not null)
        {
            return Apart;
        }

        // The first answer that can count should not be missed by a long gap.
        var gap = TimeSpan.FromSeconds(Gaps[Math.Min(item.Asked, Gaps.Length) - 1]);
        var counting = item.QuietSince + (rules.MaxProcessingDelay ?? TimeSpan.Zero) - now;
        return counting > TimeSpan.Zero && counting < gap ? counting : gap;
    }
}
