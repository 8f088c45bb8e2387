using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Orders of a strategy that the broker refused, or did not answer, one after the other: something is wrong that more orders will not mend.</summary>
public static class RejectStorm
{
    public const string Id = "reject_storm";

    private static readonly Verdict Person = Verdict.Pass(Id, "not sent by a strategy");

    public static Verdict Judge(GateInput i)
    {
        if (i.Facts.StrategyId is not { } strategy)
        {
            return Person;
        }

        if (i.Limit(Id) is not { } limit)
        {
            return Verdict.Pass(Id, "no limit set");
        }

        var row = i.Desk.Strategies.RefusedInARow(strategy);
        var words = new Words(Phrase.Refused, row, limit.Value);
        return row >= limit.Value || i.Desk.Strategies.Stopped(strategy, Id) ? Verdict.Deny(Id, $"{words}; a person must look at it and re-arm it on the Risk page", row, limit) : Verdict.Pass(Id, words, row, limit);
    }
}
