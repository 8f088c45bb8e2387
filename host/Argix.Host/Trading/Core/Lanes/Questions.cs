using Argix.Contracts;

namespace Argix.Trading.Core.Lanes;

/// <summary>
/// Orders that we must ask about, when, and which answer is conclusive. "Not found" concludes by one formula only: the look-up covered open and closed orders
/// with all pages, was answered after the last moment a byte could have left plus the venue's longest processing time, and came back empty twice, at least 2 s apart.
/// </summary>
public sealed class Questions(LaneRules rules)
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);
    private static readonly double[] Gaps = [0.5, 1, 2, 4, 8, 15, 30, 60];
    private readonly Dictionary<Guid, Item> _items = [];

    private sealed class Item
    {
        public DateTimeOffset QuietSince;
        public DateTimeOffset NextAt;
        public DateTimeOffset? FirstEmpty;
        public int Asked;
        public bool InFlight;
    }

    public int Count => _items.Count;
    public DateTimeOffset? NextAt => _items.Values.Where(i => !i.InFlight).Select(i => (DateTimeOffset?)i.NextAt).Min();

    public void Raise(Guid orderId, DateTimeOffset quietSince, DateTimeOffset firstAt)
    {
        if (!_items.TryGetValue(orderId, out var item))
        {
            _items[orderId] = new Item { QuietSince = quietSince, NextAt = firstAt };
        }
        else if (quietSince > item.QuietSince)
        {
            item.QuietSince = quietSince;
            item.FirstEmpty = null;
        }
    }

    public void Settle(Guid orderId) => _items.Remove(orderId);

    public IEnumerable<Guid> Due(DateTimeOffset now)
    {
        foreach (var (id, item) in _items.Where(i => !i.Value.InFlight && i.Value.NextAt <= now).OrderBy(i => i.Value.NextAt).Take(10))
        {
            yield return id;
        }
    }

    public void Asking(Guid orderId) => _items[orderId].InFlight = true;

    /// <summary>Takes an answer that did not show the order; null when nobody asks any more.</summary>
    public TellEmpty? Empty(Guid orderId, Coverage? coverage, DateTimeOffset now, bool stillSending)
    {
        if (!_items.TryGetValue(orderId, out var item))
        {
            return null;
        }

        item.InFlight = false;
        item.Asked++;
        var counts = coverage is not null && !stillSending && Counts(coverage, item.QuietSince);
        if (counts && item.FirstEmpty is { } first && coverage!.AsOf - first >= Apart)
        {
            return new TellEmpty(orderId, true, item.Asked, now, "the venue was asked twice after every delay it can have, and has no such order");
        }

        item.FirstEmpty = counts ? item.FirstEmpty ?? coverage!.AsOf : null;
        item.NextAt = now + Gap(item, now);
        return new TellEmpty(orderId, false, item.Asked, item.NextAt, coverage is null ? "the question was not answered" : "the venue does not show it yet");
    }

    private TimeSpan Gap(Item item, DateTimeOffset now)
    {
        var gap = TimeSpan.FromSeconds(Gaps[Math.Min(item.Asked, Gaps.Length) - 1]);
        if (item.FirstEmpty is not null)
        {
            return Apart;
        }

        // The first answer that can count should not be missed by a long gap.
        var counting = item.QuietSince + (rules.MaxProcessingDelay ?? TimeSpan.Zero) - now;
        return counting > TimeSpan.Zero && counting < gap ? counting : gap;
    }

    private bool Counts(Coverage coverage, DateTimeOffset quietSince) =>
        rules.MaxProcessingDelay is { } delay && coverage.AsOf >= quietSince + delay && coverage.AllPages && (rules.LookupCoversAll || (coverage.Open && coverage.Closed));
}
