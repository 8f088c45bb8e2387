using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>What one order may be worth.</summary>
public static class MaxValue
{
    public const string Id = "max_value";

    public static Verdict Judge(GateInput i) => Measure(i, Id, i.Facts.Notional(i.Facts.Quantity), "order value");

    /// <summary>Money in the instrument's currency against a limit in the account's.</summary>
    internal static Verdict Measure(GateInput i, string id, decimal? money, string what)
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

        var from = i.Facts.Instrument.Currency == i.Connection.Currency ? "" : $"{Amount(own)} {i.Facts.Instrument.Currency} = ";
        var text = $"{what} {from}{Amount(value)} {i.Connection.Currency}, limit {Amount(limit.Value)}";
        return limit.On(value > limit.Value ? Verdict.Deny(id, text, value) : Verdict.Pass(id, text, value));
    }
}
