using Argix.Contracts;

namespace Argix.Strategies;

/// <summary>When the signal of a bar was made: at its close, so that a late bar makes a late signal. A recording's time says nothing about now; there it is when the bar came.</summary>
internal static class BarSignal
{
    public static DateTimeOffset At(Bar bar, TimeSpan size, bool replay, DateTimeOffset now) => replay || bar.Start + size > now ? now : bar.Start + size;
}
