using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>A signal that comes too late is not acted upon.</summary>
public static class StaleSignal
{
    public const string Id = "stale_signal";

    private static readonly Verdict Person = Verdict.Pass(Id, "not sent by a strategy");

    public static Verdict Judge(GateInput i)
    {
        if (i.Facts.StrategyId is null)
        {
            return Person;
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
        var words = new Words(Phrase.SignalAge, age, limit.Value);
        return age > limit.Value ? Verdict.Deny(Id, words, age, limit) : Verdict.Pass(Id, words, age, limit);
    }
}
