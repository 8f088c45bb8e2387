using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

internal sealed class Arithmetic(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("arithmetic", "logic", "Arithmetic", "a and b added, subtracted, multiplied or divided, or the smaller or larger of them. Dividing by nothing is not ready.",
        [Number("a"), Number("b")], [new("value", PortType.Series, Units.Same)], [Choice("operation", "What is done.", "add", "subtract", "multiply", "divide", "smaller", "larger")], w => new Arithmetic(w))
    { MixesUnits = s => s.Text("operation") is "multiply" or "divide" };

    private readonly int _a = w.In("a"), _b = w.In("b"), _out = w.Out("value");
    private readonly string _operation = w.Settings.Text("operation");

    public override void Step()
    {
        var (a, b) = (V[_a], V[_b]);
        V[_out] = _operation switch
        {
            "add" => a + b,
            "subtract" => a - b,
            "multiply" => a * b,
            "divide" => b == 0 ? double.NaN : a / b,
            "smaller" => Math.Min(a, b),
            _ => Math.Max(a, b),
        };
    }
}

internal sealed class Constant(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("constant", "logic", "Constant", "A fixed number, and what it measures.", None, [Number("value")],
        [Figure("value", 0, -1_000_000_000_000m, 1_000_000_000_000m, "The number."), Choice("unit", "What it measures; any fits everything.", [.. Units.Constants])], w => new Constant(w))
    { SaysUnit = s => s.Text("unit") };

    private readonly int _out = w.Out("value");
    private readonly double _value = w.Settings.Number("value");

    public override void Step() => V[_out] = _value;
}
