using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

/// <summary>Doubles carry crumbs of rounding, and a crumb must not decide: what is within 10⁻¹² of each other (relatively) is equal.</summary>
internal static class Sign
{
    private const double Crumb = 1e-12;

    /// <summary>−1, 0 or 1; not a number when either is.</summary>
    public static double Of(double a, double b)
    {
        var d = a - b;
        return double.IsNaN(d) ? double.NaN : Math.Abs(d) <= Crumb * Math.Abs(a) || Math.Abs(d) <= Crumb * Math.Abs(b) ? 0 : d > 0 ? 1 : -1;
    }
}

internal sealed class Compare(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("compare", "logic", "Compare", "Whether a is above, below or equal to b.", [Number("a"), Number("b")], [Boolean("is")],
        [Choice("is", "What must hold.", "above", "above_or_equal", "below", "below_or_equal", "equal", "not_equal")], w => new Compare(w));

    private readonly int _a = w.In("a"), _b = w.In("b"), _out = w.Out("is");
    private readonly (double Low, double High, bool Not) _wanted = w.Settings.Text("is") switch
    {
        "above" => (1, 1, false),
        "above_or_equal" => (0, 1, false),
        "below" => (-1, -1, false),
        "below_or_equal" => (-1, 0, false),
        "equal" => (0, 0, false),
        _ => (0, 0, true),
    };

    public override void Step()
    {
        var sign = Sign.Of(V[_a], V[_b]);
        V[_out] = double.IsNaN(sign) ? double.NaN : Truth(sign >= _wanted.Low && sign <= _wanted.High != _wanted.Not);
    }
}

/// <summary>A crossing: on the other side, or equal, at the bar before, and on this side now. At the first bar that is ready nobody knows where it came from, so nothing has crossed.</summary>
internal abstract class Crosses(Wiring w, double up) : SlotBlock(w)
{
    private readonly int _a = w.In("a"), _b = w.In("b"), _out = w.Out("now");
    private double _before = double.NaN;

    public sealed override void Step()
    {
        var now = Sign.Of(V[_a], V[_b]);
        V[_out] = double.IsNaN(now) ? double.NaN : Truth(_before * up <= 0 && now == up);
        _before = now;
    }
}

internal sealed class CrossesAbove(Wiring w) : Crosses(w, 1)
{
    public static readonly BlockType Type = new("crosses_above", "logic", "Crosses above", "Happens when a was not above b at the bar before and is above it now.", [Number("a"), Number("b")], [Event("now")], [], w => new CrossesAbove(w)) { OnBars = true, Memory = _ => 2 };
}

internal sealed class CrossesBelow(Wiring w) : Crosses(w, -1)
{
    public static readonly BlockType Type = new("crosses_below", "logic", "Crosses below", "Happens when a was not below b at the bar before and is below it now.", [Number("a"), Number("b")], [Event("now")], [], w => new CrossesBelow(w)) { OnBars = true, Memory = _ => 2 };
}

internal sealed class Between(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("between", "logic", "Between", "Whether the value lies between low and high, both included.", [Number("value"), Number("low"), Number("high")], [Boolean("is")], [], w => new Between(w));

    private readonly int _value = w.In("value"), _low = w.In("low"), _high = w.In("high"), _out = w.Out("is");

    public override void Step()
    {
        var (low, high) = (Sign.Of(V[_value], V[_low]), Sign.Of(V[_value], V[_high]));
        V[_out] = double.IsNaN(low) || double.IsNaN(high) ? double.NaN : Truth(low >= 0 && high <= 0);
    }
}
