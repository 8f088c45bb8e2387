using Argix.Contracts;
using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core;

/// <summary>Ceilings over a sizing; the lowest counts. A ceiling that cannot be measured lets nothing through.</summary>
public static class CeilingSizer
{
    public static Sized Cap(Sized sized, SizeCeilings ceilings, Instrument instrument, decimal? price, SizingFacts facts)
    {
        if (ceilings.Quantity is { } most)
        {
            sized = Under(sized, LotRounding.Down(most, instrument), () => $"ceiling {Amount(most)} units");
        }

        if (ceilings.Notional is { } money)
        {
            sized = Money(sized, money, () => $"ceiling {Amount(money)} {facts.Account}", instrument, price, facts);
        }

        if (ceilings.PercentOfVolume is { } share)
        {
            sized = facts.DailyVolume is > 0 and var volume
                ? Under(sized, LotRounding.Down(volume * share / 100, instrument), () => $"ceiling {Amount(share)} % of a day's {Amount(volume)}")
                : Sized.Nothing($"{sized.Arithmetic}; the average daily volume for the ceiling is not known");
        }

        return ceilings.PercentOfBuyingPower is not { } part ? sized : facts.BuyingPower is { } power
            ? Money(sized, Math.Max(0, power) * part / 100, () => $"ceiling {Amount(part)} % of buying power {Amount(power)}", instrument, price, facts)
            : Sized.Nothing($"{sized.Arithmetic}; the buying power for the ceiling is not known");
    }

    private static Sized Money(Sized sized, decimal money, Func<string> words, Instrument instrument, decimal? price, SizingFacts facts) =>
        price is not > 0 ? Sized.Nothing($"{sized.Arithmetic}; no price for the {words()}")
        : facts.Rate is not > 0 ? Sized.Nothing($"{sized.Arithmetic}; no exchange rate from {instrument.Currency} to {facts.Account} for the {words()}")
        : Under(sized, LotRounding.Fit(money, price.Value * instrument.Multiplier * facts.Rate.Value, instrument), words);

    private static Sized Under(Sized sized, decimal most, Func<string> words) =>
        sized.Quantity <= most ? sized : new Sized(most, () => $"{sized.Arithmetic}; {words()} → {Amount(most)}");
}
