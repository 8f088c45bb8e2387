namespace Argix.Trading.Core.Lanes;

/// <summary>
/// How far the venue's clock is ahead of ours. Each answer that tells the venue's time says that it was that time somewhere between our question and its arrival;
/// where those spans overlap is the estimate, and half of the overlap is what it may be wrong by. A span that misses the overlap twice means that a clock was set.
/// </summary>
public sealed class ClockOffset(TimeSpan tolerance)
{
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(10);
    /// <summary>More than this is not believed, only warned of.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromHours(24);

    private sealed record Span(TimeSpan Low, TimeSpan High, DateTimeOffset At);

    private Span? _known;
    private int _misses;

    /// <summary>What to add to our time; zero as long as the clocks may agree.</summary>
    public TimeSpan Value => _known is { } k && (k.Low > TimeSpan.Zero || k.High < TimeSpan.Zero) && Middle(k).Duration() <= Most ? Middle(k) : TimeSpan.Zero;

    /// <summary>Surely further apart than the venue tolerates.</summary>
    public bool Skewed => _known is { } k && (k.Low > tolerance || k.High < -tolerance);

    /// <summary>Takes one sight of the venue's clock. <paramref name="resolution"/>: it was cut to whole seconds, say.</summary>
    public void Saw(DateTimeOffset asked, TimeSpan took, DateTimeOffset venue, TimeSpan resolution)
    {
        if (took > SlowAnswer || took < TimeSpan.Zero)
        {
            return;
        }

        var (low, high) = (venue - asked - took, venue + resolution - asked);
        var overlap = _known is { } k && k.At > asked - Stale && k.At <= asked + Stale ? k with { Low = low > k.Low ? low : k.Low, High = high < k.High ? high : k.High } : new Span(low, high, asked);
        if (overlap.Low <= overlap.High)
        {
            (_known, _misses) = (overlap, 0);
        }
        else if (++_misses >= 2)
        {
            (_known, _misses) = (new Span(low, high, asked), 0);
        }
    }

    private static TimeSpan Middle(Span k) => (k.Low + k.High) / 2;
}
