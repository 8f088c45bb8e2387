using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

internal sealed class StandardDeviation(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("stddev", "Standard deviation", "How far the last values lie from their mean (of the whole population, divided by the period).",
        [Bars("period", 20, "How many bars it looks back.", 2)], w => new StandardDeviation(w)) with { ReadyAfter = s => s.Whole("period") };

    private readonly MovingSpread _spread = new(w.Settings.Whole("period"));

    protected override double Next(double value)
    {
        _spread.Add(value);
        return _spread.Full ? _spread.Deviation : double.NaN;
    }
}

internal sealed class ZScore(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("zscore", "Z-score", "How many standard deviations the value is from the mean of the last values; 0 when nothing moved.",
        [Bars("period", 20, "How many bars it looks back.", 2)], w => new ZScore(w), Units.Deviations) with { ReadyAfter = s => s.Whole("period") };

    private readonly MovingSpread _spread = new(w.Settings.Whole("period"));

    protected override double Next(double value)
    {
        _spread.Add(value);
        return !_spread.Full ? double.NaN : _spread.Deviation is > 1e-12 and var d ? (value - _spread.Mean) / d : 0;
    }
}

internal sealed class Bollinger(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("bollinger", "indicator", "Bollinger bands", "The mean of the last values, and lines so many standard deviations above and below it.",
        [Series("in")], [Series("upper"), Series("middle"), Series("lower")], [Bars("period", 20, "How many bars it looks back.", 2), Figure("deviations", 2, 0.1m, 10, "How many standard deviations away the lines are.")], w => new Bollinger(w))
    { OnBars = true, ReadyAfter = s => s.Whole("period") };

    private readonly int _in = w.In("in"), _upper = w.Out("upper"), _middle = w.Out("middle"), _lower = w.Out("lower");
    private readonly double _times = w.Settings.Number("deviations");
    private readonly MovingSpread _spread = new(w.Settings.Whole("period"));

    public override void Step()
    {
        var value = V[_in];
        if (!double.IsNaN(value))
        {
            _spread.Add(value);
        }

        var ready = _spread.Full && !double.IsNaN(value);
        var (mean, away) = ready ? (_spread.Mean, _spread.Deviation * _times) : (double.NaN, double.NaN);
        (V[_upper], V[_middle], V[_lower]) = (mean + away, mean, mean - away);
    }
}

internal sealed class Highest(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("highest", "Highest", "The highest of the last values.", [Bars("period", 20, "How many bars it looks back.")], w => new Highest(w)) with { ReadyAfter = s => s.Whole("period") };

    private readonly MovingPeak _peak = new(w.Settings.Whole("period"));

    protected override double Next(double value)
    {
        _peak.Add(value);
        return _peak.Full ? _peak.Value : double.NaN;
    }
}

internal sealed class Lowest(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("lowest", "Lowest", "The lowest of the last values.", [Bars("period", 20, "How many bars it looks back.")], w => new Lowest(w)) with { ReadyAfter = s => s.Whole("period") };

    private readonly MovingPeak _peak = new(w.Settings.Whole("period"), -1);

    protected override double Next(double value)
    {
        _peak.Add(value);
        return _peak.Full ? _peak.Value : double.NaN;
    }
}

internal sealed class Donchian(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = BarIndicator("donchian", "Donchian channel", "The highest high and the lowest low of the last bars, and the middle between them. Put a lag behind it to ask whether a bar broke out of what came before.",
        [Series("upper", Units.Price), Series("middle", Units.Price), Series("lower", Units.Price)], [Bars("period", 20, "How many bars it looks back.")], w => new Donchian(w)) with { ReadyAfter = s => s.Whole("period") };

    private readonly int _upper = w.Out("upper"), _middle = w.Out("middle"), _lower = w.Out("lower");
    private readonly MovingPeak _high = new(w.Settings.Whole("period")), _low = new(w.Settings.Whole("period"), -1);

    public override void Step()
    {
        _high.Add(Board.High);
        _low.Add(Board.Low);
        if (_high.Full)
        {
            (V[_upper], V[_middle], V[_lower]) = (_high.Value, (_high.Value + _low.Value) / 2, _low.Value);
        }
    }
}
