using Argix.Contracts;
using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

/// <summary>A sizing block does nothing until an order asks it.</summary>
internal abstract class SizeBlock(Wiring w) : SlotBlock(w), ISizes
{
    protected Settings Settings { get; } = w.Settings;

    public sealed override void Step()
    {
    }

    public abstract GraphSize? Size(Side side);

    protected static BlockType Sizer(string id, string title, string does, PortSpec[] inputs, ParameterSpec[] parameters, Func<Wiring, Block> make) => new(id, "sizing", title, does, inputs, [Quantity("size")], parameters, make);

    protected static ParameterSpec Percent(decimal standard, string help) => Figure("percent", standard, 0.0001m, 100, help);
}

internal sealed class FixedQuantityBlock(Wiring w) : SizeBlock(w)
{
    public static readonly BlockType Type = Sizer("fixed_quantity", "Fixed quantity", "Always so many units.", None, [Figure("quantity", 1, 0.00000001m, 1_000_000_000m, "Units (shares, coins, contracts).")], w => new FixedQuantityBlock(w));

    private readonly FixedUnits _size = new(w.Settings.Figure("quantity"));

    public override GraphSize Size(Side side) => _size;
}

internal sealed class FixedNotionalBlock(Wiring w) : SizeBlock(w)
{
    public static readonly BlockType Type = Sizer("fixed_notional", "Fixed amount", "As many units as this much money buys, rounded down to the lot.", None, [Figure("amount", 1000, 0.01m, 1_000_000_000m, "Money, in the instrument's currency.")], w => new FixedNotionalBlock(w));

    private readonly FixedMoney _size = new(w.Settings.Figure("amount"));

    public override GraphSize Size(Side side) => _size;
}

internal sealed class EquityPercentBlock(Wiring w) : SizeBlock(w)
{
    public static readonly BlockType Type = Sizer("equity_percent", "Percent of equity", "As many units as this part of the account's equity buys.", None, [Percent(10, "Percent of equity.")], w => new EquityPercentBlock(w));

    private readonly EquityShare _size = new(w.Settings.Figure("percent"));

    public override GraphSize Size(Side side) => _size;
}

internal sealed class RiskToStopBlock(Wiring w) : SizeBlock(w)
{
    public static readonly BlockType Type = Sizer("risk_to_stop", "Risk per trade", "As many units as lose this part of equity if the price goes to the stop.", [Number("stop", Units.Price)], [Percent(1, "Percent of equity to lose at the stop.")], w => new RiskToStopBlock(w));

    private readonly int _stop = w.In("stop");

    public override GraphSize? Size(Side side) => Spelling.Money(V[_stop]) is > 0 and var stop ? new RiskShare(Settings.Figure("percent"), stop) : null;
}

internal sealed class VolatilityTargetBlock(Wiring w) : SizeBlock(w)
{
    public static readonly BlockType Type = Sizer("volatility_target", "Volatility target", "As many units as move by this part of equity when the price moves by its average true range.", [Number("atr", Units.Price)],
        [Percent(1, "Percent of equity that one such move is worth."), Figure("multiple", 1, 0.1m, 100, "How many average true ranges a move is.")], w => new VolatilityTargetBlock(w));

    private readonly int _atr = w.In("atr");

    public override GraphSize? Size(Side side) => Spelling.Money(V[_atr]) is > 0 and var atr ? new VolatilityShare(Settings.Figure("percent"), atr, Settings.Figure("multiple")) : null;
}

internal sealed class TargetPositionBlock(Wiring w) : SizeBlock(w)
{
    public static readonly BlockType Type = Sizer("target_quantity", "Target position", "What is missing to this position; for the target block. Negative is short.", None, [Figure("quantity", 1, -1_000_000_000m, 1_000_000_000m, "The position to be at.")], w => new TargetPositionBlock(w));

    private readonly TargetUnits _size = new(w.Settings.Figure("quantity"));

    public override GraphSize Size(Side side) => _size;
}

internal sealed class CeilingBlock(Wiring w) : SizeBlock(w)
{
    public static readonly BlockType Type = Sizer("ceiling", "Ceiling", "Another size, but never more than these; 0 = no such ceiling.", [Quantity("of")],
        [
            Figure("quantity", 0, 0, 1_000_000_000m, "Units."), Figure("notional", 0, 0, 1_000_000_000m, "Money, in account currency."),
            Figure("percentOfVolume", 0, 0, 100, "Percent of an average day's volume."), Figure("percentOfBuyingPower", 0, 0, 100, "Percent of what is free to spend."),
        ], w => new CeilingBlock(w));

    private readonly ISizes? _of = w.Source("of") as ISizes;

    public override GraphSize? Size(Side side) => _of?.Size(side) is { } size ? new Limited(size, Or("quantity"), Or("notional"), Or("percentOfVolume"), Or("percentOfBuyingPower")) : null;

    private decimal? Or(string name) => Settings.Figure(name) is > 0 and var most ? most : null;
}
