namespace Argix.Contracts.Testing;

/// <summary>
/// A clock that stands still until it is told to move. Timers (and so <c>Task.Delay</c>, <c>PeriodicTimer</c> and timed cancellation sources made with it) fire inside
/// <see cref="Advance"/>, in the order of their due times, on the thread that advances, each seeing its own due time as now.
/// </summary>
/// <remarks>
/// Thread safe: every member may be called from any thread at any time; callbacks run outside the lock and may use the clock, make timers and even advance it.
/// Two threads that advance at once both do so: the time ends at the sum. A timer fires at most once per due time. Disposing a timer does not wait for a callback that has begun.
/// What a callback merely continues (an awaiting task) may still be running when <see cref="Advance"/> returns.
/// </remarks>
public sealed class FakeTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly Lock _advancing = new();
    private readonly List<FakeTimer> _timers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private DateTimeOffset _now;
    private long _made;

    /// <summary>Starts at 2026-01-05 14:30 UTC, a Monday within every market's hours, unless told otherwise.</summary>
    public FakeTimeProvider(DateTimeOffset? start = null) => _now = (start ?? new DateTimeOffset(2026, 1, 5, 14, 30, 0, TimeSpan.Zero)).ToUniversalTime();

    /// <summary>UTC: results do not depend on the machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timestamps count 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are waiting for a due time.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the time on and fires what falls due on the way, the end included.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        // One after another, or two threads would start from the same moment; a callback that advances is the same thread and passes.
        lock (_advancing)
        {
            AdvanceAlone(by);
        }
    }

    private void AdvanceAlone(TimeSpan by)
    {
        DateTimeOffset end;
        lock (_gate)
        {
            end = _now + by;
        }
        while (NextDue(end) is { } due)
        {
            due.Fire();
        }
        lock (_gate)
        {
            _now = end > _now ? end : _now;
        }
    }

    /// <summary>Moves on to the next due time, if any timer waits; false = none does.</summary>
    public bool AdvanceToNextTimer()
    {
        TimeSpan by;
        lock (_gate)
        {
            if (_timers.Count == 0)
            {
                return false;
            }
            by = _timers.Min(t => t.Due) - _now;
        }
        Advance(by > TimeSpan.Zero ? by : TimeSpan.Zero);
        return true;
    }

    /// <summary>Completes once at least so many timers wait: the way to know, without sleeping, that the code under test has begun its wait.</summary>
    public Task WhenTimersAsync(int atLeast, CancellationToken ct = default)
    {
        lock (_gate)
        {
            if (_timers.Count >= atLeast)
            {
                return Task.CompletedTask;
            }
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((atLeast, reached));
            return reached.Task.WaitAsync(ct);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private FakeTimer? NextDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _timers.Where(t => t.Due <= end).MinBy(t => (t.Due, t.Order));
            if (next is null)
            {
                return null;
            }
            _now = next.Due > _now ? next.Due : _now;
            // Put off before the callback runs, so that a callback that advances finds it there only for its next turn.
            if (next.Period > TimeSpan.Zero)
            {
                next.Due += next.Period;
            }
            else
            {
                _timers.Remove(next);
            }
            return next;
        }
    }

    private bool Schedule(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        var fire = false;
        lock (_gate)
        {
            _timers.Remove(timer);
            if (timer.Disposed)
            {
                return false;
            }
            if (dueTime >= TimeSpan.Zero)
            {
                (timer.Due, timer.Period, timer.Order) = (_now + dueTime, period, _made++);
                fire = dueTime == TimeSpan.Zero;
                if (!fire || period > TimeSpan.Zero)
                {
                    timer.Due += fire ? period : TimeSpan.Zero;
                    _timers.Add(timer);
                }
                foreach (var reached in _waiting.Where(w => _timers.Count >= w.Count).ToArray())
                {
                    _waiting.Remove(reached);
                    reached.Reached.SetResult();
                }
            }
        }
        if (fire)
        {
            // As a real timer does: due at once means soon on the pool, never inside the call that asked for it.
            ThreadPool.QueueUserWorkItem(static t => t.Fire(), timer, preferLocal: false);
        }
        return true;
    }

    private sealed class FakeTimer(FakeTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due;
        public TimeSpan Period;
        public long Order;
        public volatile bool Disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Valid(dueTime, nameof(dueTime));
            Valid(period, nameof(period));
            return clock.Schedule(this, dueTime, period);
        }

        public void Fire()
        {
            if (!Disposed)
            {
                callback(state);
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                Disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private static void Valid(TimeSpan time, string name)
        {
            if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(name, time, "not negative, or infinite");
            }
        }
    }
}
