using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

internal sealed class Atr(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = BarIndicator("atr", "Average true range", "How far a bar usually moves, gaps counted, smoothed as Wilder did.",
        [Series("value", Units.Price)], [Bars("period", 14, "How many bars it looks back.")], w => new Atr(w)) with { ReadyAfter = s => s.Whole("period"), Memory = s => s.Whole("period") * 40 };

    private readonly int _out = w.Out("value");
    private readonly Smoothed _mean = Smoothed.Wilder(w.Settings.Whole("period"));
    private double _before = double.NaN;

    public override void Step()
    {
        V[_out] = _mean.Add(TrueRange(Board, _before));
        _before = Board.Close;
    }

    internal static double TrueRange(Board bar, double before) =>
        double.IsNaN(before) ? bar.High - bar.Low : Math.Max(bar.High, before) - Math.Min(bar.Low, before);
}

internal sealed class Adx(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = BarIndicator("adx", "Average directional index", "How strong a trend is (adx), and which way it goes (plus, minus), as Wilder reckoned it.",
        [Series("adx", Units.Oscillator), Series("plus", Units.Oscillator), Series("minus", Units.Oscillator)], [Bars("period", 14, "How many bars it looks back.", 2)], w => new Adx(w))
        with { ReadyAfter = s => s.Whole("period") * 2, Memory = s => s.Whole("period") * 80 };

    private readonly int _adx = w.Out("adx"), _plus = w.Out("plus"), _minus = w.Out("minus");
    private readonly Smoothed _range = Smoothed.Wilder(w.Settings.Whole("period")), _up = Smoothed.Wilder(w.Settings.Whole("period")), _down = Smoothed.Wilder(w.Settings.Whole("period")), _index = Smoothed.Wilder(w.Settings.Whole("period"));
    private double _close = double.NaN, _high, _low;

    public override void Step()
    {
        if (!double.IsNaN(_close))
        {
            Directions(Board.High - _high, _low - Board.Low);
        }

        (_close, _high, _low) = (Board.Close, Board.High, Board.Low);
    }

    private void Directions(double up, double down)
    {
        _range.Add(Atr.TrueRange(Board, _close));
        _up.Add(up > down && up > 0 ? up : 0);
        _down.Add(down > up && down > 0 ? down : 0);
        if (_range.Ready)
        {
            var (plus, minus) = _range.Value > 0 ? (100 * _up.Value / _range.Value, 100 * _down.Value / _range.Value) : (0, 0);
            (V[_plus], V[_minus]) = (plus, minus);
            V[_adx] = _index.Add(plus + minus > 0 ? 100 * Math.Abs(plus - minus) / (plus + minus) : 0);
        }
    }
}
