using Argix.Contracts;

namespace Argix.Strategies.Core;

/// <summary>
/// Two simple moving averages of closing prices. Let d = fast average − slow average at a bar's close, known from the bar on that completes the slow window.
/// <list type="bullet">
/// <item>Enter: not long, d of the bar before ≤ 0 and d now &gt; 0; both must be known.</item>
/// <item>Leave: long and d now &lt; 0. As it enters only while d &gt; 0, this is the first bar whose d goes from ≥ 0 to &lt; 0; and a leave that was refused is asked for again.</item>
/// <item>So it is long or flat, never short: no second buy while long, no sell while flat. d = 0 changes nothing.</item>
/// </list>
/// Averages are compared without dividing (sum × other length), so ties are exact. With <paramref name="enterNow"/> the first ready bar counts as a crossing if d &gt; 0.
/// </summary>
public sealed class MovingAverageCross(int fast, int slow, bool enterNow = false) : IStrategyCore
{
    private readonly MovingSum _fast = new(fast), _slow = new(slow);
    private int? _before;
    private bool _enterOwed = enterNow;
    private TargetKind _held;

    public int WarmUp => slow + 1;

    public void Hold(TargetKind held) => _held = held;

    public StrategyStep OnBar(Bar bar, bool warmUp = false)
    {
        _fast.Add(bar.Close);
        _slow.Add(bar.Close);
        if (!_slow.Ready)
        {
            return new StrategyStep(Values(bar), false, null);
        }

        var (before, now) = (_before, decimal.Sign((_fast.Sum * slow) - (_slow.Sum * fast)));
        _before = now;
        if (warmUp)
        {
            return new StrategyStep(Values(bar), true, null);
        }

        var step = new StrategyStep(Values(bar), true, Decide(before, now));
        _enterOwed = false;
        return step;
    }

    private StrategyIntent? Decide(int? before, int now) => (_held, now) switch
    {
        (TargetKind.Long, < 0) => new StrategyIntent(Side.Sell, TargetKind.Flat, before >= 0 ? "fast crossed below slow" : "fast is below slow and the position is still held"),
        (TargetKind.Flat, > 0) when before <= 0 => new StrategyIntent(Side.Buy, TargetKind.Long, "fast crossed above slow"),
        (TargetKind.Flat, > 0) when _enterOwed => new StrategyIntent(Side.Buy, TargetKind.Long, "fast is above slow at arming (enterOnArm)"),
        _ => null,
    };

    private Dictionary<string, double?> Values(Bar bar) => new()
    {
        ["close"] = (double)bar.Close,
        ["fast"] = _fast.Ready ? (double)(_fast.Sum / fast) : null,
        ["slow"] = _slow.Ready ? (double)(_slow.Sum / slow) : null,
    };
}
