using Argix.Contracts;
using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core;

/// <summary>The difference to a target position.</summary>
public static class TargetSizer
{
    public static Sized Delta(TargetPosition s, Instrument instrument, SizingFacts facts)
    {
        var delta = s.Quantity - facts.Expected;
        string Words() => $"target {Amount(s.Quantity)} − {Amount(facts.Expected)} held or on its way";
        if (delta == 0 || delta > 0 != (facts.Side == Side.Buy))
        {
            return Sized.Nothing($"{Words()} = {Amount(delta)}: nothing to {OrderWords.Of(facts.Side)}");
        }

        var whole = LotRounding.Down(Math.Abs(delta), instrument);
        return new Sized(whole, () => $"{Words()} {LotRounding.Words(Math.Abs(delta), whole, instrument)}");
    }
}
