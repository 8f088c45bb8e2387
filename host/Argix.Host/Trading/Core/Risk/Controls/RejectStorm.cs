using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Orders of a strategy that the broker refused, or did not answer, one after the other: something is wrong that more orders will not mend.</summary>
public static class RejectStorm
{
    public const string Id = "reject_storm";

    public static Verdict Judge(GateInput i)
    {
        if (i.Facts.StrategyId is not { } strategy)
        {
            return Verdict.Pass(Id, "not sent by a strategy");
        }

        if (i.Limit(Id) is not { } limit)
        {
            return Verdict.Pass(Id, "no limit set");
        }

        var row = i.Desk.Strategies.RefusedInARow(strategy);
        var text = $"{Count(row, "order")} of the strategy refused or unanswered in a row, limit {Amount(limit.Value)}";
        return limit.On(row >= limit.Value || i.Desk.Strategies.Stopped(strategy, Id) ? Verdict.Deny(Id, text + "; a person must look at it and re-arm it on the Risk page", row) : Verdict.Pass(Id, text, row));
    }
}
