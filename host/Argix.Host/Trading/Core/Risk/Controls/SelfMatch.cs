using Argix.Contracts;
using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>An open order of the same account on the other side that this one would meet.</summary>
public static class SelfMatch
{
    public const string Id = "self_match";

    private static readonly Verdict None = Verdict.Pass(Id, "no open order on the other side would meet it");

    public static Verdict Judge(GateInput i)
    {
        var meets = Meets(i);
        if (meets is null)
        {
            return None;
        }

        var text = $"would meet an open order of yours: {OrderWords.Of(meets.Facts.Side)} {Amount(meets.Leaves)}" + (meets.Facts.LimitPrice is { } p ? $" at {Amount(p)}" : "");
        return i.Facts.StrategyId is null ? Verdict.Warn(Id, text) : Verdict.Deny(Id, text);
    }

    private static TrackedOrder? Meets(GateInput i)
    {
        foreach (var o in i.Desk.Open)
        {
            if (o.Facts.Side != i.Facts.Side && o.Facts.ConnectionId == i.Connection.Id && o.Facts.Instrument.Symbol == i.Facts.Instrument.Symbol && o != i.Replaces && Crosses(i.Facts, o.Facts) && o.Leaves > 0)
            {
                return o;
            }
        }

        return null;
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
