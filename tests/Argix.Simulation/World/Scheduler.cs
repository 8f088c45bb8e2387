namespace Argix.Simulation;

/// <summary>Simulated time and everything that waits for it. One thread; equal times run in the order in which they were asked for.</summary>
public sealed class Scheduler
{
    private readonly PriorityQueue<Action, (long At, long Order)> _queue = new(Comparer<(long At, long Order)>.Create((a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Order.CompareTo(b.Order)));
    private long _order;

    /// <summary>Ticks since the beginning; never goes back.</summary>
    public long Now { get; private set; }
    public long Steps { get; private set; }

    public void In(TimeSpan delay, Action action) => _queue.Enqueue(action, (Now + Math.Max(0, delay.Ticks), _order++));

    /// <summary>Runs the next thing, if it is due before <paramref name="until"/>.</summary>
    public bool Step(long until)
    {
        if (!_queue.TryPeek(out var action, out var when) || when.At > until)
        {
            Now = Math.Max(Now, until);
            return false;
        }

        _queue.Dequeue();
        Now = when.At;
        Steps++;
        action();
        return true;
    }
}
