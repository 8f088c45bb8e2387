using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>What one order may be worth.</summary>
public static class MaxValue
{
    public const string Id = "max_value";

    public static Verdict Judge(GateInput i) => Measure(i, Id, i.Facts.Notional(i.Facts.Quantity), "order value");

    /// <summary>Money in the instrument's currency against a limit in the account's.</summary>
    internal static Verdict Measure(GateInput i, string id, decimal? money, string what, decimal? position = null)
    {
        if (i.Limit(id) is not { } limit)
        {
            return Verdict.Pass(id, "no limit set");
        }

        if (money is not { } own)
        {
            return limit.On(GateInput.NoPrice(id));
        }

        if (i.InAccount(own) is not { } value)
        {
            return limit.On(i.NoRate(id));
        }

        var foreign = i.Facts.Instrument.Currency != i.Connection.Currency;
        Words words = foreign ? $"{what} {(position is { } p ? $"of up to {Amount(p)}, worth " : "")}{Amount(own)} {i.Facts.Instrument.Currency} = {Amount(value)} {i.Connection.Currency}, limit {Amount(limit.Value)}"
            : position is { } worst ? new Words(Phrase.Worst, value, limit.Value, what, i.Connection.Currency, worst)
            : new Words(Phrase.Value, value, limit.Value, what, i.Connection.Currency);
        return value > limit.Value ? Verdict.Deny(id, words, value, limit) : Verdict.Pass(id, words, value, limit);
    }
}
