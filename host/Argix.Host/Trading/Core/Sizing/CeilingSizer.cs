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
            sized = Under(sized, LotRounding.Down(most, instrument), static c => $"ceiling {Amount(c.Most)} units", new(most, facts));
        }

        if (ceilings.Notional is { } money)
        {
            sized = Money(sized, money, instrument, price, static c => $"ceiling {Amount(c.Most)} {c.Facts.Account}", new(money, facts));
        }

        if (ceilings.PercentOfVolume is { } share)
        {
            sized = facts.DailyVolume is > 0 and var volume
                ? Under(sized, LotRounding.Down(volume * share / 100, instrument), static c => $"ceiling {Amount(c.Most)} % of a day's {Amount(c.Facts.DailyVolume!.Value)}", new(share, facts))
                : Sized.Nothing($"{sized.Arithmetic}; the average daily volume for the ceiling is not known");
        }

        return ceilings.PercentOfBuyingPower is not { } part ? sized : facts.BuyingPower is { } power
            ? Money(sized, Math.Max(0, power) * part / 100, instrument, price, static c => $"ceiling {Amount(c.Most)} % of buying power {Amount(c.Facts.BuyingPower!.Value)}", new(part, facts))
            : Sized.Nothing($"{sized.Arithmetic}; the buying power for the ceiling is not known");
    }

    private static Sized Money(Sized sized, decimal money, Instrument instrument, decimal? price, Func<Ceiling, string> words, Ceiling ceiling) =>
        price is not > 0 ? Sized.Nothing($"{sized.Arithmetic}; no price for the {words(ceiling)}")
        : ceiling.Facts.Rate is not > 0 ? Sized.Nothing($"{sized.Arithmetic}; no exchange rate from {instrument.Currency} to {ceiling.Facts.Account} for the {words(ceiling)}")
        : Under(sized, LotRounding.Fit(money, price.Value * instrument.Multiplier * ceiling.Facts.Rate.Value, instrument), words, ceiling);

    private static Sized Under(Sized sized, decimal most, Func<Ceiling, string> words, Ceiling ceiling) => sized.Quantity <= most ? sized : Less(sized, most, words, ceiling);

    private static Sized Less(Sized sized, decimal most, Func<Ceiling, string> words, Ceiling ceiling) => new(most, () => $"{sized.Arithmetic}; {words(ceiling)} → {Amount(most)}");

    // What the words of a ceiling are made of. Most orders are below it, so nothing is built for them.
    private readonly record struct Ceiling(decimal Most, SizingFacts Facts);
}
