using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Order messages of the workspace per second and per minute.</summary>
public static class MessageRateControl
{
    public const string Id = "message_rate";

    public static Verdict Judge(GateInput i)
    {
        var second = i.Desk.Messages.Since(i.Now.AddSeconds(-1)) + 1;
        if (i.Limits.PerSecond is { } most && second > most.Value)
        {
            return Verdict.Deny(Id, $"{Count(second, "message")} in one second, limit {Amount(most.Value)}", second, most);
        }

        var minute = i.Desk.Messages.Since(i.Now.AddSeconds(-60)) + 1;
        if (i.Limits.PerMinute is { } limit && minute > limit.Value)
        {
            return Verdict.Deny(Id, $"{Count(minute, "message")} in one minute, limit {Amount(limit.Value)}", minute, limit);
        }

        var words = new Words(Phrase.Messages, minute);
        return i.Limits.PerMinute is { } set ? Verdict.Pass(Id, words, minute, set) : Verdict.Pass(Id, words, minute);
    }
}
