using Argix.Strategies.Core.Graph.Blocks;

namespace Argix.Strategies.Core.Graph;

/// <summary>Every kind of block there is. A document names them by id; an id never changes its meaning.</summary>
public static class BlockCatalogue
{
    public static IReadOnlyList<BlockType> All { get; } =
    [
        Bars.Type, QuoteBlock.Type, ClockBlock.Type, SessionBlock.Type, SignalBlock.Type, PositionBlock.Type, AccountBlock.Type, ArmedBlock.Type,
        Sma.Type, Ema.Type, Wma.Type, Rsi.Type, Macd.Type, Bollinger.Type, Atr.Type, Stochastic.Type, Adx.Type, Vwap.Type, Obv.Type, Donchian.Type, RateOfChange.Type,
        StandardDeviation.Type, Highest.Type, Lowest.Type, ZScore.Type, Lag.Type,
        Compare.Type, CrossesAbove.Type, CrossesBelow.Type, And.Type, Or.Type, Not.Type, ForBars.Type, Between.Type, OncePerSession.Type, Cooldown.Type, Latch.Type, BecameTrue.Type,
        Arithmetic.Type, Constant.Type,
        FixedQuantityBlock.Type, FixedNotionalBlock.Type, EquityPercentBlock.Type, RiskToStopBlock.Type, VolatilityTargetBlock.Type, TargetPositionBlock.Type, CeilingBlock.Type,
        Enter.Type, Exit.Type, TargetAction.Type,
        MaxPosition.Type, MaxDailyLoss.Type, MaxOrders.Type, TradingHours.Type, PriceCollarBlock.Type, SymbolList.Type, Protect.Type,
        MarketOrder.Type, LimitOrder.Type, StopOrder.Type, StopLimitOrder.Type,
    ];

    private static readonly Dictionary<string, BlockType> ById = All.ToDictionary(t => t.Id, StringComparer.Ordinal);

    /// <summary>In the order in which they follow each other in a drawing.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["source", "indicator", "logic", "sizing", "action", "risk", "order"];

    public static BlockType? Find(string id) => ById.GetValueOrDefault(id);
}
