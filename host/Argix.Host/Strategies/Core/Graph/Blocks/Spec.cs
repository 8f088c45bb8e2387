namespace Argix.Strategies.Core.Graph.Blocks;

/// <summary>Short words for describing blocks.</summary>
internal static class Spec
{
    public static readonly PortSpec[] None = [];

    public static PortSpec Series(string name, string unit = Units.Same) => new(name, PortType.Series, unit);
    public static PortSpec Number(string name, string unit = Units.Same, bool required = true) => new(name, PortType.Number, unit, required);
    public static PortSpec Boolean(string name, bool required = true, bool many = false) => new(name, PortType.Boolean, Units.Any, required, many);
    public static PortSpec Event(string name) => new(name, PortType.Event);
    public static PortSpec Quantity(string name) => new(name, PortType.Quantity);
    public static PortSpec Intent(string name) => new(name, PortType.Intent);

    /// <summary>A length in bars.</summary>
    public static ParameterSpec Bars(string name, int standard, string help, int least = 1) => new(name, ParameterKind.Whole, Spelling.Of(standard), help, least, 1000, LooksBack: true);
    public static ParameterSpec Whole(string name, int standard, int least, int most, string help) => new(name, ParameterKind.Whole, Spelling.Of(standard), help, least, most);
    public static ParameterSpec Figure(string name, decimal standard, decimal least, decimal most, string help) => new(name, ParameterKind.Number, Spelling.Of(standard), help, least, most);
    public static ParameterSpec Choice(string name, string help, params string[] choices) => new(name, ParameterKind.Choice, choices[0], help, Choices: choices);
    public static ParameterSpec Flag(string name, bool standard, string help) => new(name, ParameterKind.Flag, standard ? "true" : "false", help);
    public static ParameterSpec Zone() => new("timeZone", ParameterKind.TimeZone, "UTC", "The time zone it counts in, such as America/New_York.");
    public static ParameterSpec Time(string name, string standard, string help) => new(name, ParameterKind.Time, standard, help);

    /// <summary>An indicator over one series.</summary>
    public static BlockType Indicator(string id, string title, string does, ParameterSpec[] parameters, Func<Wiring, Block> make, string unit = Units.Same) =>
        new(id, "indicator", title, does, [Series("in")], [Series("value", unit)], parameters, make) { OnBars = true };

    /// <summary>An indicator over whole bars: it takes high, low, close and volume from the strategy's bars itself.</summary>
    public static BlockType BarIndicator(string id, string title, string does, PortSpec[] outputs, ParameterSpec[] parameters, Func<Wiring, Block> make) =>
        new(id, "indicator", title, does, [Series("in", Units.Price)], outputs, parameters, make) { OnBars = true };
}

/// <summary>An indicator over one series, one value a bar.</summary>
internal abstract class SeriesBlock(Wiring w) : Block
{
    private readonly double[] _values = w.Board.Values;
    private readonly int _in = w.In("in"), _out = w.Out("value");

    public sealed override void Step()
    {
        var value = _values[_in];
        _values[_out] = double.IsNaN(value) ? double.NaN : Next(value);
    }

    /// <summary>Takes a value; not a number = not ready.</summary>
    protected abstract double Next(double value);
}

/// <summary>What lies below every block that reads and writes slots by itself.</summary>
internal abstract class SlotBlock(Wiring w) : Block
{
    protected double[] V { get; } = w.Board.Values;
    protected Board Board { get; } = w.Board;

    protected static double Truth(bool value) => value ? 1 : 0;
}
