namespace Argix.Connections.Egress;

/// <summary>Time as a venue sees it: ours plus what was measured between the two clocks. Spans and timers are not shifted.</summary>
public sealed class ShiftedClock(TimeProvider inner) : TimeProvider
{
    private long _offset;

    /// <summary>How far the venue's clock is ahead; zero until measured.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _offset));
        set => Volatile.Write(ref _offset, value.Ticks);
    }

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;
    public override long TimestampFrequency => inner.TimestampFrequency;
    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;
    public override long GetTimestamp() => inner.GetTimestamp();
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
