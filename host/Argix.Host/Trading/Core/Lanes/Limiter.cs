namespace Argix.Trading.Core.Lanes;

/// <summary>The venue's quota as a bucket that refills evenly. A share is kept for cancels, so they go even when orders have used the rest.</summary>
public sealed class Limiter(int quota, TimeSpan per, decimal reserveForCancels)
{
    private double _tokens = quota;
    private DateTimeOffset? _at;
    private DateTimeOffset _pausedUntil;

    public bool TakeForOrder(DateTimeOffset now) => Take(now, (double)(quota * reserveForCancels));

    public bool TakeForCancel(DateTimeOffset now) => Take(now, 0);

    /// <summary>The venue asked for a break (429): nothing leaves until then.</summary>
    public void Pause(DateTimeOffset now, TimeSpan span) => _pausedUntil = now + span > _pausedUntil ? now + span : _pausedUntil;

    private bool Take(DateTimeOffset now, double keep)
    {
        if (quota <= 0)
        {
            return true;
        }

        var passed = now - (_at ?? now);
        _at = now;
        _tokens = Math.Min(quota, _tokens + Math.Max(0, passed / per) * quota);
        if (now < _pausedUntil || _tokens - 1 < keep)
        {
            return false;
        }

        _tokens -= 1;
        return true;
    }
}
