namespace Argix.Trading.Core.Lanes;

/// <summary>What the manifest says of one quota. <paramref name="Decay"/>: per second, for a counter that falls; null for a window.</summary>
public sealed record QuotaRule(string Bucket, int Limit, TimeSpan Per, decimal Reserve, string Scope = "login", double? Decay = null, IReadOnlyDictionary<string, int>? Weights = null)
{
    /// <summary>How much an operation counts here; 0 = nothing. <paramref name="named"/>: the bucket that the call itself names.</summary>
    public int Cost(string operation, string? named = null, int weight = 1)
    {
        var own = Weights is not null && Weights.TryGetValue(operation, out var w) ? w : (int?)null;
        return named == Bucket ? (own ?? 1) * weight : own is { } o ? o * weight : Weights is null && named is null ? weight : 0;
    }
}

/// <summary>
/// One count of one quota. A window rolls: within any span of its length no more than the limit leaves, so that a venue whose window begins at another moment
/// sees no excess either. Orders and reads leave the reserved share alone; cancels may use everything.
/// </summary>
internal sealed class Quota(QuotaRule rule)
{
    private const int Slots = 50;
    private readonly Queue<(DateTimeOffset Until, double Weight)> _taken = new();
    private double _used;
    private double _limit = rule.Limit;
    private DateTimeOffset? _at;
    private DateTimeOffset _slotEnd;
    private double _slot;

    public DateTimeOffset PausedUntil { get; private set; }

    public QuotaLook Look(DateTimeOffset now)
    {
        Forget(now);
        return new(rule.Bucket, rule.Scope, Math.Round(_limit, 1), Math.Round(_used, 1), now < PausedUntil ? PausedUntil : null);
    }

    public bool Room(DateTimeOffset now, double cost, bool forCancel)
    {
        Forget(now);
        return now >= PausedUntil && _used + cost <= _limit - (forCancel ? 0 : Kept) + 1e-9;
    }

    public void Take(DateTimeOffset now, double cost)
    {
        Forget(now);
        Count(now, cost, now + rule.Per);
    }

    /// <summary>The venue's own count. What it knows and we do not (another program with the same key) is taken over; what it has not counted yet is not forgotten.</summary>
    public void Learn(DateTimeOffset now, double? limit, double? used, double? remaining, DateTimeOffset? reset)
    {
        Forget(now);
        _limit = limit is > 0 ? limit.Value : _limit;
        var theirs = used ?? (remaining is { } r ? _limit - r : 0);
        if (theirs > _used)
        {
            Count(now, theirs - _used, reset is { } at && at > now && at < now + rule.Per ? at : now + rule.Per);
        }
    }

    public void Pause(DateTimeOffset until) => PausedUntil = until > PausedUntil ? until : PausedUntil;

    /// <summary>When there may be room again; not before.</summary>
    public DateTimeOffset NextAt(DateTimeOffset now) =>
        now < PausedUntil ? PausedUntil : rule.Decay is { } d ? now + TimeSpan.FromSeconds(Math.Min(1, 1 / d)) : _taken.Select(t => t.Until).Append(_slotEnd + rule.Per).Where(t => t > now).DefaultIfEmpty(now).Min();

    // At least one call, so that a small quota keeps something as well.
    private double Kept => rule.Reserve > 0 && _limit > 1 ? Math.Max(1, (double)rule.Reserve * _limit) : 0;

    private void Count(DateTimeOffset now, double cost, DateTimeOffset until)
    {
        _used += cost;
        if (rule.Decay is not null)
        {
            return;
        }

        if (until != now + rule.Per)
        {
            _taken.Enqueue((until, cost));
            return;
        }

        if (now >= _slotEnd)
        {
            Close();
            _slotEnd = now + rule.Per / Slots;
        }

        _slot += cost;
    }

    // Calls of one slot are forgotten together, when the youngest possible of them is old enough.
    private void Close()
    {
        if (_slot > 0)
        {
            _taken.Enqueue((_slotEnd + rule.Per, _slot));
            _slot = 0;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        if (rule.Decay is { } decay)
        {
            _used = Math.Max(0, _used - decay * Math.Max(0, (now - (_at ?? now)).TotalSeconds));
            _at = now;
            return;
        }

        if (now >= _slotEnd)
        {
            Close();
        }

        // What the venue told us may end earlier than what stands before it, so it is not enough to look at the first.
        for (var n = _taken.Count; n > 0; n--)
        {
            var one = _taken.Dequeue();
            if (one.Until > now)
            {
                _taken.Enqueue(one);
            }
            else
            {
                _used = Math.Max(0, _used - one.Weight);
            }
        }
    }
}
