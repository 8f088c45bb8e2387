using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>A signal that comes too late is not acted upon.</summary>
public static class StaleSignal
{
    public const string Id = "stale_signal";

    public static Verdict Judge(GateInput i)
    {
        if (i.Facts.StrategyId is null)
        {
            return Verdict.Pass(Id, "not sent by a strategy");
        }

        if (i.Limit(Id) is not { } limit)
        {
            return Verdict.Pass(Id, "no limit set");
        }

        if (i.SignalAt is not { } at)
        {
            return limit.On(i.Unknown(Id, "the strategy did not say when its signal was made"));
        }

        var age = Math.Max(0, Math.Round((decimal)(i.Now - at).TotalSeconds, 1));
        var text = $"the signal is {Count(age, "second")} old, limit {Amount(limit.Value)}";
        return limit.On(age > limit.Value ? Verdict.Deny(Id, text, age) : Verdict.Pass(Id, text, age));
    }
}
