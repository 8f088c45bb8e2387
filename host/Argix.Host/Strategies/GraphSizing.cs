using Argix.Strategies.Core.Graph;
using Argix.Trading.Core;

namespace Argix.Strategies;

/// <summary>A graph's size in the words of the engine's sizers.</summary>
public static class GraphSizing
{
    public static Sizing Of(GraphSize size) => size switch
    {
        FixedUnits s => new FixedQuantity(s.Quantity),
        FixedMoney s => new FixedNotional(s.Amount),
        EquityShare s => new PercentOfEquity(s.Percent),
        RiskShare s => new RiskToStop(s.Percent, s.StopPrice),
        VolatilityShare s => new VolatilityTarget(s.Percent, s.AverageTrueRange, s.Multiple),
        TargetUnits s => new TargetPosition(s.Quantity),
        Limited s => new Capped(Of(s.Inner), new SizeCeilings(s.Quantity, s.Notional, s.PercentOfVolume, s.PercentOfBuyingPower)),
        _ => throw new ArgumentOutOfRangeException(nameof(size)),
    };
}
