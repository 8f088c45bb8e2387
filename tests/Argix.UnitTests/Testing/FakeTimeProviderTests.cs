using Argix.Contracts.Testing;
using Xunit;

namespace Argix.UnitTests.Testing;

public class FakeTimeProviderTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Time_stands_still_until_it_is_moved()
    {
        var clock = new FakeTimeProvider(Start);
        var stamp = clock.GetTimestamp();
        Assert.Equal(Start, clock.GetUtcNow());
        clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Equal(Start.AddMilliseconds(1500), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMilliseconds(1500), clock.GetElapsedTime(stamp));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Timers_fire_in_due_order_and_see_their_own_time()
    {
        var clock = new FakeTimeProvider(Start);
        var fired = new List<(string, DateTimeOffset)>();
        using var late = clock.CreateTimer(_ => fired.Add(("late", clock.GetUtcNow())), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var beat = clock.CreateTimer(_ => fired.Add(("beat", clock.GetUtcNow())), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([("beat", Start.AddSeconds(1)), ("late", Start.AddSeconds(3)), ("beat", Start.AddSeconds(3)), ("beat", Start.AddSeconds(5))], fired);
        Assert.Equal(1, clock.PendingTimers);
    }

    [Fact]
    public void A_disposed_or_stopped_timer_does_not_fire()
    {
        var clock = new FakeTimeProvider(Start);
        var fired = 0;
        var gone = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using var stopped = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        gone.Dispose();
        Assert.True(stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, fired);
        Assert.False(gone.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void A_callback_may_set_the_next_timer_within_the_same_advance()
    {
        var clock = new FakeTimeProvider(Start);
        var fired = new List<DateTimeOffset>();
        ITimer? timer = null;
        timer = clock.CreateTimer(_ =>
        {
            fired.Add(clock.GetUtcNow());
            timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([Start.AddSeconds(1), Start.AddSeconds(2), Start.AddSeconds(3)], fired);
    }

    [Fact]
    public async Task Delays_and_timed_cancellations_follow_it()
    {
        var clock = new FakeTimeProvider(Start);
        var waits = Task.Run(() => Task.Delay(TimeSpan.FromMinutes(1), clock, Ct), Ct);
        await clock.WhenTimersAsync(1, Ct);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2), clock);
        Assert.True(clock.AdvanceToNextTimer());
        await waits;
        Assert.False(deadline.IsCancellationRequested);
        Assert.True(clock.AdvanceToNextTimer());
        Assert.True(deadline.IsCancellationRequested);
        Assert.False(clock.AdvanceToNextTimer());
        Assert.Equal(Start.AddMinutes(2), clock.GetUtcNow());
    }

    [Fact]
    public async Task Two_threads_that_advance_lose_no_time_and_no_beat()
    {
        var clock = new FakeTimeProvider(Start);
        var beats = 0;
        using var beat = clock.CreateTimer(_ => Interlocked.Increment(ref beats), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 250; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }, Ct)));
        Assert.Equal(Start.AddSeconds(1000), clock.GetUtcNow());
        Assert.Equal(1000, beats);
    }
}
