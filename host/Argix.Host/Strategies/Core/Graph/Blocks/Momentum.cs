using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

internal sealed class Rsi(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("rsi", "Relative strength index", "100 − 100 ÷ (1 + mean rise ÷ mean fall), smoothed as Wilder did; 50 when nothing moved.",
        [Bars("period", 14, "How many changes it looks back.", 2)], w => new Rsi(w), Units.Oscillator) with { ReadyAfter = s => s.Whole("period") + 1, Memory = s => (s.Whole("period") * 40) + 1 };

    private readonly Smoothed _up = Smoothed.Wilder(w.Settings.Whole("period")), _down = Smoothed.Wilder(w.Settings.Whole("period"));
    private double _before = double.NaN;

    protected override double Next(double value)
    {
        var change = value - _before;
        _before = value;
        if (double.IsNaN(change))
        {
            return double.NaN;
        }

        var (up, down) = (_up.Add(Math.Max(0, change)), _down.Add(Math.Max(0, -change)));
        return !_up.Ready ? double.NaN : up + down == 0 ? 50 : 100 * up / (up + down);
    }
}

internal sealed class Macd(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("macd", "indicator", "MACD", "Fast minus slow exponential average, its own exponential average (signal), and their difference.",
        [Series("in")], [Series("macd"), Series("signal"), Series("histogram")], [Bars("fast", 12, "Period of the fast average."), Bars("slow", 26, "Period of the slow average.", 2), Bars("signal", 9, "Period of the signal.")], w => new Macd(w))
    { OnBars = true, ReadyAfter = s => Math.Max(s.Whole("fast"), s.Whole("slow")) + s.Whole("signal") - 1, Memory = s => (Math.Max(s.Whole("fast"), s.Whole("slow")) + s.Whole("signal")) * 21 };

    private readonly int _in = w.In("in"), _macd = w.Out("macd"), _signalAt = w.Out("signal"), _histogram = w.Out("histogram");
    private readonly Smoothed _fast = Smoothed.Exponential(w.Settings.Whole("fast")), _slow = Smoothed.Exponential(w.Settings.Whole("slow")), _signal = Smoothed.Exponential(w.Settings.Whole("signal"));

    public override void Step()
    {
        var value = V[_in];
        if (double.IsNaN(value))
        {
            V[_macd] = V[_signalAt] = V[_histogram] = double.NaN;
            return;
        }

        V[_macd] = _fast.Add(value) - _slow.Add(value);
        V[_signalAt] = double.IsNaN(V[_macd]) ? double.NaN : _signal.Add(V[_macd]);
        V[_histogram] = V[_macd] - V[_signalAt];
    }
}

internal sealed class RateOfChange(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("roc", "Rate of change", "By how many percent the value differs from the one some bars ago.",
        [Bars("period", 10, "How many bars ago.")], w => new RateOfChange(w), Units.Percent) with { ReadyAfter = s => s.Whole("period") + 1 };

    private readonly Window _window = new(w.Settings.Whole("period"));

    protected override double Next(double value)
    {
        var (before, known) = (_window.Oldest, _window.Full);
        _window.Add(value);
        return known && before != 0 ? (value - before) / before * 100 : double.NaN;
    }
}

internal sealed class Lag(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("lag", "Value some bars ago", "The value as it was so many bars before.", [Bars("bars", 1, "How many bars ago; at least 1.")], w => new Lag(w))
        with { ReadyAfter = s => s.Whole("bars") + 1 };

    private readonly Window _window = new(w.Settings.Whole("bars"));

    protected override double Next(double value)
    {
        var before = _window.Full ? _window.Oldest : double.NaN;
        _window.Add(value);
        return before;
    }
}

internal sealed class Stochastic(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = BarIndicator("stochastic", "Stochastic", "Where the close stands between the lowest low and the highest high (k), smoothed, and its mean (d); 50 when the range is nothing.",
        [Series("k", Units.Oscillator), Series("d", Units.Oscillator)], [Bars("period", 14, "How many bars it looks back."), Bars("smooth", 3, "Bars that k is averaged over; 1 is the raw value."), Bars("signal", 3, "Bars that d is averaged over.")],
        w => new Stochastic(w)) with { ReadyAfter = s => s.Whole("period") + s.Whole("smooth") + s.Whole("signal") - 2 };

    private readonly int _k = w.Out("k"), _d = w.Out("d");
    private readonly MovingPeak _high = new(w.Settings.Whole("period")), _low = new(w.Settings.Whole("period"), -1);
    private readonly MovingTotal _smooth = new(w.Settings.Whole("smooth")), _signal = new(w.Settings.Whole("signal"));

    public override void Step()
    {
        _high.Add(Board.High);
        _low.Add(Board.Low);
        if (!_high.Full)
        {
            return;
        }

        var range = _high.Value - _low.Value;
        _smooth.Add(range > 0 ? 100 * (Board.Close - _low.Value) / range : 50);
        if (_smooth.Full)
        {
            V[_k] = _smooth.Mean;
            _signal.Add(V[_k]);
            V[_d] = _signal.Full ? _signal.Mean : double.NaN;
        }
    }
}
