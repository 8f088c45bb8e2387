namespace Argix.Trading.Core.Lanes;

/// <summary>Whose quota a call counts in, where a quota is not the whole login's.</summary>
public readonly record struct QuotaKey(string? Account, string? Instrument);

/// <summary>
/// All quotas of one login. An operation leaves only when every quota that it counts in has room, and then counts in all of them.
/// Time comes from the caller. One lock, because reads are let through by whoever makes them.
/// </summary>
public sealed class Limiter(IReadOnlyList<QuotaRule> rules, Limiter? shared = null)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Bucket, string Key), Quota> _quotas = [];
    private DateTimeOffset _bannedUntil;
    private int _refusals;

    public Limiter(int quota, TimeSpan per, decimal reserveForCancels) : this(quota > 0 ? [new QuotaRule("all", quota, per, reserveForCancels)] : [])
    {
    }

    /// <summary>The quotas that all logins of a broker on this node share (by address, by application).</summary>
    public Limiter? Shared => shared;

    public bool TakeForOrder(DateTimeOffset now, QuotaKey key = default) => Take(now, "submit", key, null, 1, forCancel: false);

    public bool TakeForCancel(DateTimeOffset now, QuotaKey key = default) => Take(now, "cancel", key, null, 1, forCancel: true);

    public bool TakeForRead(DateTimeOffset now, string? bucket, int weight) => Take(now, "read", default, bucket, weight, forCancel: false);

    /// <summary>Whether a read would find room now; takes nothing.</summary>
    public bool HasRoomForRead(DateTimeOffset now)
    {
        lock (_gate)
        {
            return Room(now, Costs("read", default, null, 1), forCancel: false) && shared?.HasRoomForRead(now) != false;
        }
    }

    /// <summary>How full each quota is; several of one bucket (per account, per instrument) stand side by side.</summary>
    public IReadOnlyList<QuotaLook> Look(DateTimeOffset now)
    {
        lock (_gate)
        {
            Every(_ => true);
            return [.. _quotas.Values.Select(q => q.Look(now)).OrderBy(q => q.Bucket, StringComparer.Ordinal), .. shared?.Look(now) ?? []];
        }
    }

    /// <summary>When a read that found no room should ask again.</summary>
    public DateTimeOffset NextRead(DateTimeOffset now, string? bucket, int weight)
    {
        lock (_gate)
        {
            var next = Costs("read", default, bucket, weight).Where(c => !c.Quota.Room(now, c.Cost, false)).Select(c => c.Quota.NextAt(now)).Append(_bannedUntil).Max();
            return shared?.NextRead(now, bucket, weight) is { } theirs && theirs > next ? theirs : next;
        }
    }

    /// <summary>The venue asked for a break: no orders, cancels or unnamed reads until then.</summary>
    public void Pause(DateTimeOffset now, TimeSpan span)
    {
        lock (_gate)
        {
            Break(Every(r => r.Weights is not { Count: 0 }), now + span, all: rules.Count == 0);
        }
    }

    /// <summary>What an answer said of quotas.</summary>
    public void Heard(DateTimeOffset now, QuotaNews news)
    {
        lock (_gate)
        {
            foreach (var count in news.Counts)
            {
                foreach (var quota in Every(r => r.Bucket == count.Bucket))
                {
                    quota.Learn(now, count.Limit, count.Used, count.Remaining, count.Reset);
                }
            }

            if (news.Refused is null)
            {
                _refusals = 0;
            }
            else
            {
                Refused(now, news);
            }
        }

        shared?.Heard(now, news);
    }

    // Without a word on how long, each refusal in a row waits twice as long as the one before.
    private void Refused(DateTimeOffset now, QuotaNews news)
    {
        var span = news.RetryAfter ?? TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, _refusals)) * (news.Refused!.Ban ? 60 : 1));
        _refusals = Math.Min(_refusals + 1, 6);
        var counted = Every(r => r.Cost(news.Refused!.Operation, news.Refused.Bucket) > 0);
        Break(counted, now + (span > LongestPause ? LongestPause : span), news.Refused!.Ban || counted.Count == 0);
    }

    private void Break(List<Quota> quotas, DateTimeOffset until, bool all)
    {
        quotas.ForEach(q => q.Pause(until));
        _bannedUntil = all && until > _bannedUntil ? until : _bannedUntil;
    }

    private bool Take(DateTimeOffset now, string operation, QuotaKey key, string? bucket, int weight, bool forCancel)
    {
        lock (_gate)
        {
            var costs = Costs(operation, key, bucket, weight).ToList();
            if (!Room(now, costs, forCancel) || shared?.Take(now, operation, key, bucket, weight, forCancel) == false)
            {
                return false;
            }

            costs.ForEach(c => c.Quota.Take(now, c.Cost));
            return true;
        }
    }

    private bool Room(DateTimeOffset now, IEnumerable<(Quota Quota, double Cost)> costs, bool forCancel) =>
        now >= _bannedUntil && costs.All(c => c.Quota.Room(now, c.Cost, forCancel));

    private IEnumerable<(Quota Quota, double Cost)> Costs(string operation, QuotaKey key, string? bucket, int weight) =>
        rules.Select(r => (Rule: r, Cost: r.Cost(operation, bucket, weight))).Where(c => c.Cost > 0).Select(c => (Of(c.Rule, key), (double)c.Cost));

    // An answer does not say of which account or instrument it speaks: all of the bucket hear it.
    private List<Quota> Every(Func<QuotaRule, bool> which)
    {
        foreach (var rule in rules.Where(which))
        {
            Of(rule, default);
        }

        return [.. _quotas.Where(q => rules.Any(r => r.Bucket == q.Key.Bucket && which(r))).Select(q => q.Value)];
    }

    private Quota Of(QuotaRule rule, QuotaKey key)
    {
        var of = (rule.Bucket, rule.Scope switch { "account" => key.Account ?? "", "instrument" => key.Instrument ?? "", _ => "" });
        return _quotas.TryGetValue(of, out var quota) ? quota : _quotas[of] = new Quota(rule);
    }
}

/// <summary>How full one quota is: <paramref name="Used"/> of <paramref name="Limit"/>.</summary>
public sealed record QuotaLook(string Bucket, string Scope, double Limit, double Used, DateTimeOffset? PausedUntil);

/// <summary>The venue's own count of one quota, from an answer's headers.</summary>
public sealed record QuotaCount(string Bucket, double? Limit, double? Used, double? Remaining, DateTimeOffset? Reset);

/// <summary>An operation that the venue refused because of a quota. <paramref name="Ban"/>: it will hear nothing at all for a while.</summary>
public sealed record QuotaRefusal(string Operation, string? Bucket, bool Ban);

/// <summary>What one answer said of quotas.</summary>
public sealed record QuotaNews(IReadOnlyList<QuotaCount> Counts, QuotaRefusal? Refused, TimeSpan? RetryAfter);
