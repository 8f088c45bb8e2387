using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>
/// One symbol driven by a file, at the reader's pace: the next bar opens only when every reader has asked for it AND 1/speed seconds have passed since the last one.
/// So a strategy that waits for its order's acknowledgement before it asks on is filled at the next bar's open, every time.
/// Touched by the pump's thread only.
/// </summary>
internal sealed class Replay(IReadOnlyList<Bar> bars, decimal speed, DateTimeOffset? continueAfter)
{
    // A timer is coarser than a fast replay; up to this much lost time is made good.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _size = ReplayFile.SizeOf(bars);
    private readonly TimeSpan _interval = TimeSpan.FromTicks((long)(TimeSpan.TicksPerSecond / speed));
    private readonly List<Reader> _readers = [];
    private int _next = continueAfter is { } last ? bars.Count(b => b.Start <= last) : 0;
    private DateTimeOffset? _due;
    private bool _left;

    public bool Ended => _next >= bars.Count;

    /// <summary>The venue's time of this symbol: the end of the last bar, before the first one its start.</summary>
    public DateTimeOffset Now => _next == 0 ? bars[0].Start : bars[_next - 1].Start + _size;

    /// <summary>The last close; before the first bar its open.</summary>
    public decimal Price => _next == 0 ? bars[0].Open : bars[_next - 1].Close;

    public IEnumerable<Bar> Closed => bars.Take(_next);

    /// <summary>When the next bar may open as far as time goes; null while it waits for a person or has ended.</summary>
    public DateTimeOffset? Due => Ended || _left || _readers.Exists(r => r.Asked is null) ? null : _due;

    /// <summary>Somebody acts: a reader comes, or an order.</summary>
    public void Start(DateTimeOffset clock)
    {
        _due ??= clock + _interval;
        _left = false;
    }

    public Bar Advance(DateTimeOffset clock)
    {
        var (earliest, late) = (_due!.Value + _interval, clock + _interval - Slack);
        _due = earliest > late ? earliest : late;
        return bars[_next++];
    }

    /// <summary>Whether the bar just played was its day's last, so that day orders end.</summary>
    public bool DayEnded => Ended || bars[_next].Start.UtcDateTime.Date != bars[_next - 1].Start.UtcDateTime.Date;

    public Reader Join(DateTimeOffset clock)
    {
        Start(clock);
        var reader = new Reader();
        _readers.Add(reader);
        return reader;
    }

    /// <summary>When the last reader leaves, the replay stands still until somebody acts again: a strategy that comes back must not have missed bars.</summary>
    public void Leave(Reader reader)
    {
        _readers.Remove(reader);
        _left = _readers.Count == 0;
    }

    public void Ask(Reader reader, TaskCompletionSource<Bar?> answer)
    {
        reader.Asked = answer;
        if (Ended)
        {
            reader.Give(null);
        }
    }

    /// <summary>Everybody who waits for the next element. Taken now, told after the flush.</summary>
    public IReadOnlyList<TaskCompletionSource<Bar?>> TakeAsked() => [.. _readers.Select(r => r.Take()).OfType<TaskCompletionSource<Bar?>>()];

    internal sealed class Reader
    {
        public TaskCompletionSource<Bar?>? Asked { get; set; }

        public TaskCompletionSource<Bar?>? Take()
        {
            var asked = Asked;
            Asked = null;
            return asked;
        }

        public void Give(Bar? bar) => Take()?.TrySetResult(bar);
    }
}
