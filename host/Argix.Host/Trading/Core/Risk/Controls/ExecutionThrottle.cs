using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>
/// Orders that a strategy may send in a UTC day before a person looks. Once the count is reached it stays reached: midnight and a restart do not re-arm it, only a person does.
/// </summary>
public static class ExecutionThrottle
{
    public const string Id = "execution_throttle";

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

        var (today, most) = i.Desk.Strategies.Orders(strategy, i.Now);
        if (most < limit.Value && i.Desk.Strategies.Stopped(strategy, Id))
        {
            return limit.On(Verdict.Deny(Id, $"the strategy was stopped after {Count(most, "order")} in one day, and a limit raised since does not start it again; a person must re-arm it on the Risk page", most));
        }

        return most >= limit.Value
            ? Verdict.Deny(Id, $"the strategy sent {Count(most, "order")} in one day, limit {Amount(limit.Value)}; a person must look at it and re-arm it on the Risk page", most, limit)
            : Verdict.Pass(Id, new Words(Phrase.OrdersToday, today + 1, limit.Value), today + 1, limit);
    }
}
