using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Order messages of the workspace per second and per minute.</summary>
public static class MessageRateControl
{
    public const string Id = "message_rate";

    public static Verdict Judge(GateInput i)
    {
        LimitFound? minute = null;
        foreach (var (seconds, pick, span) in new (int, Func<LimitItem, decimal?>, string)[] { (1, l => l.MessageRate?.PerSecond, "second"), (60, l => l.MessageRate?.PerMinute, "minute") })
        {
            minute = LimitBook.Tightest(pick, i.Applying);
            var with = i.Desk.Messages.Since(i.Now.AddSeconds(-seconds)) + 1;
            if (minute is { } limit && with > limit.Value)
            {
                return limit.On(Verdict.Deny(Id, $"{Count(with, "message")} in one {span}, limit {Amount(limit.Value)}", with));
            }
        }

        var passed = Verdict.Pass(Id, $"{Count(i.Desk.Messages.Since(i.Now.AddSeconds(-60)) + 1, "message")} in the last minute, this one included", i.Desk.Messages.Since(i.Now.AddSeconds(-60)) + 1);
        return minute is null ? passed : minute.On(passed);
    }
}
