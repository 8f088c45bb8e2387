using Argix.Contracts;
using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>An open order of the same account on the other side that this one would meet.</summary>
public static class SelfMatch
{
    public const string Id = "self_match";

    public static Verdict Judge(GateInput i)
    {
        var meets = i.Desk.OpenOf(i.Connection.Id).FirstOrDefault(o => o != i.Replaces && o.Facts.Instrument.Symbol == i.Facts.Instrument.Symbol && o.Facts.Side != i.Facts.Side && o.Leaves > 0 && Crosses(i.Facts, o.Facts));
        if (meets is null)
        {
            return Verdict.Pass(Id, "no open order on the other side would meet it");
        }

        var text = $"would meet an open order of yours: {OrderWords.Of(meets.Facts.Side)} {Amount(meets.Leaves)}" + (meets.Facts.LimitPrice is { } p ? $" at {Amount(p)}" : "");
        return i.Facts.StrategyId is null ? Verdict.Warn(Id, text) : Verdict.Deny(Id, text);
    }

    // A stop waits; it meets nobody until it is triggered.
    private static bool Crosses(OrderFacts mine, OrderFacts other)
    {
        if (mine.Type is OrderType.Stop or OrderType.StopLimit || other.Type is OrderType.Stop or OrderType.StopLimit)
        {
            return false;
        }

        return mine.LimitPrice is not { } own || other.LimitPrice is not { } theirs || (mine.Side == Side.Buy ? own >= theirs : own <= theirs);
    }
}
