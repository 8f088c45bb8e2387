namespace Argix.Seams;

/// <summary>
/// Wall time that does not jump: it follows small corrections and ignores steps of the clock. What waits for a span (how long a venue may take, how far two
/// questions are apart) must not be cut short because somebody set the clock.
/// </summary>
public sealed class SteadyTime(TimeProvider inner) : TimeProvider
{
    /// <summary>Corrections up to this are followed; larger ones are steps.</summary>
    public static readonly TimeSpan Follow = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private DateTimeOffset _wall = inner.GetUtcNow();
    private long _stamp = inner.GetTimestamp();

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            var (wall, stamp) = (inner.GetUtcNow(), inner.GetTimestamp());
            var steady = _wall + inner.GetElapsedTime(_stamp, stamp);
            _wall = (wall - steady).Duration() <= Follow ? wall : steady;
            _stamp = stamp;
            return _wall;
        }
    }

    public override long GetTimestamp() => inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
