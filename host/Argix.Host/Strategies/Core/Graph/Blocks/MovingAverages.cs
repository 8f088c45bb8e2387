using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

internal sealed class Sma(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("sma", "Simple moving average", "The mean of the last values.", [Bars("period", 20, "How many bars it looks back.")], w => new Sma(w))
        with { ReadyAfter = s => s.Whole("period") };

    private readonly MovingTotal _total = new(w.Settings.Whole("period"));

    protected override double Next(double value)
    {
        _total.Add(value);
        return _total.Full ? _total.Mean : double.NaN;
    }
}

internal sealed class Ema(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("ema", "Exponential moving average", "A mean in which new values weigh more: weight 2 ÷ (period + 1). It starts from the simple mean of the first period.",
        [Bars("period", 20, "How quickly it forgets.")], w => new Ema(w)) with { ReadyAfter = s => s.Whole("period"), Memory = s => s.Whole("period") * 21 };

    private readonly Smoothed _mean = Smoothed.Exponential(w.Settings.Whole("period"));

    protected override double Next(double value) => _mean.Add(value);
}

internal sealed class Wma(Wiring w) : SeriesBlock(w)
{
    public static readonly BlockType Type = Indicator("wma", "Weighted moving average", "A mean in which the newest value weighs period times, the one before period − 1 times, and so on.",
        [Bars("period", 20, "How many bars it looks back.")], w => new Wma(w)) with { ReadyAfter = s => s.Whole("period") };

    private readonly Window _window = new(w.Settings.Whole("period"));
    private double _weighted, _sum;

    // weighted' = weighted + n × new − sum before; added up anew once a round.
    protected override double Next(double value)
    {
        var n = _window.Length;
        if (!_window.Full)
        {
            _weighted += value * (_window.Count + 1);
            _sum += value;
        }
        else
        {
            _weighted += (n * value) - _sum;
            _sum += value - _window.Oldest;
        }

        _window.Add(value);
        if (_window is { Full: true, Round: true })
        {
            Recount();
        }

        return _window.Full ? _weighted / (n * (n + 1) / 2.0) : double.NaN;
    }

    // When the ring is round, its values stand in order.
    private void Recount()
    {
        (_weighted, _sum) = (0, 0);
        var weight = 0;
        foreach (var v in _window.Unordered)
        {
            _weighted += v * ++weight;
            _sum += v;
        }
    }
}
