using Argix.Contracts;

namespace Argix.Strategies.Core.Graph;

/// <summary>How much an entry wants; the engine's sizers turn it into a quantity.</summary>
public abstract record GraphSize;

public sealed record FixedUnits(decimal Quantity) : GraphSize;
public sealed record FixedMoney(decimal Amount) : GraphSize;
public sealed record EquityShare(decimal Percent) : GraphSize;
public sealed record RiskShare(decimal Percent, decimal StopPrice) : GraphSize;
public sealed record VolatilityShare(decimal Percent, decimal AverageTrueRange, decimal Multiple) : GraphSize;
public sealed record TargetUnits(decimal Quantity) : GraphSize;

/// <summary>Another size with ceilings over it; null = none.</summary>
public sealed record Limited(GraphSize Inner, decimal? Quantity = null, decimal? Notional = null, decimal? PercentOfVolume = null, decimal? PercentOfBuyingPower = null) : GraphSize;

/// <summary>
/// What a strategy asks for. <paramref name="Id"/> follows from the version, the bar (or signal) and the order block, so the same evaluation gives the same id wherever and whenever it runs.
/// </summary>
/// <param name="Action"><c>enter, exit</c> or <c>target</c>. An exit has no size: it is whatever is held.</param>
/// <param name="GoodForBars">A resting order is cancelled at the close of this many bars after its own.</param>
/// <param name="Guards">The risk blocks it passed.</param>
public sealed record GraphIntent(string Id, string Block, DateTimeOffset At, string Action, Side Side, GraphSize? Size, OrderType Type, decimal? LimitPrice, decimal? StopPrice, int GoodForBars,
    string Because, IReadOnlyList<string> Guards)
{
    /// <summary>The intent as canonical JSON, to be compared byte for byte and kept in the trace.</summary>
    public byte[] Bytes()
    {
        var writer = new IntentWriter();
        writer.Write(this);
        return writer.Written.ToArray();
    }

    /// <summary>A size in words.</summary>
    public static string Words(GraphSize? size) => size switch
    {
        null => "all that is held",
        FixedUnits s => $"{Spelling.Of(s.Quantity)} units",
        FixedMoney s => $"for {Spelling.Of(s.Amount)}",
        EquityShare s => $"{Spelling.Of(s.Percent)} % of equity",
        RiskShare s => $"{Spelling.Of(s.Percent)} % of equity at risk to {Spelling.Of(s.StopPrice)}",
        VolatilityShare s => $"{Spelling.Of(s.Percent)} % of equity per {Spelling.Of(s.Multiple)} × ATR {Spelling.Of(s.AverageTrueRange)}",
        TargetUnits s => $"to a position of {Spelling.Of(s.Quantity)}",
        Limited s => Words(s.Inner) + Ceiling("units", s.Quantity) + Ceiling("in money", s.Notional) + Ceiling("% of a day's volume", s.PercentOfVolume) + Ceiling("% of buying power", s.PercentOfBuyingPower),
        _ => "unknown",
    };

    private static string Ceiling(string words, decimal? most) => most is { } m ? $", at most {Spelling.Of(m)} {words}" : "";
}
