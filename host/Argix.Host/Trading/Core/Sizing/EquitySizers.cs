using Argix.Contracts;
using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core;

/// <summary>Sizings by a part of the account's equity: to spend, to lose at the stop, or to swing with volatility.</summary>
public static class EquitySizers
{
    public static Sized OfEquity(PercentOfEquity s, Instrument instrument, decimal price, SizingFacts facts) =>
        Divide(s.Percent, price, () => Amount(price), instrument, facts);

    public static Sized ToStop(RiskToStop s, Instrument instrument, decimal price, SizingFacts facts)
    {
        var distance = facts.Side == Side.Buy ? price - s.StopPrice : s.StopPrice - price;
        string Words() => facts.Side == Side.Buy ? $"({Amount(price)} − {Amount(s.StopPrice)})" : $"({Amount(s.StopPrice)} − {Amount(price)})";
        return distance > 0 && s.StopPrice > 0
            ? Divide(s.Percent, distance, Words, instrument, facts)
            : Sized.Nothing($"the stop {Amount(s.StopPrice)} is not {(facts.Side == Side.Buy ? "below" : "above")} the price {Amount(price)}, so there is no distance to risk");
    }

    public static Sized ByVolatility(VolatilityTarget s, Instrument instrument, SizingFacts facts) => s.AverageTrueRange > 0 && s.Multiple > 0
        ? Divide(s.Percent, s.AverageTrueRange * s.Multiple, () => s.Multiple == 1 ? $"ATR {Amount(s.AverageTrueRange)}" : $"({Amount(s.Multiple)} × ATR {Amount(s.AverageTrueRange)})", instrument, facts)
        : Sized.Nothing("the average true range is not known");

    // equity × percent ÷ (each × multiplier × rate)
    private static Sized Divide(decimal percent, decimal each, Func<string> eachWords, Instrument instrument, SizingFacts facts)
    {
        if (facts.Equity is not > 0)
        {
            return Sized.Nothing("the account's equity is not known, or is nothing");
        }

        if (facts.Rate is not > 0)
        {
            return Sized.Nothing($"no exchange rate from {instrument.Currency} to {facts.Account} is known, so there is no order");
        }

        if (percent <= 0)
        {
            return Sized.Nothing("the percentage must be more than 0");
        }

        var (equity, unit) = (facts.Equity.Value, each * instrument.Multiplier * facts.Rate.Value);
        var budget = equity * percent / 100;
        var whole = LotRounding.Fit(budget, unit, instrument);
        var exact = budget / unit;
        return new Sized(whole, () => $"{Amount(equity)} × {Amount(percent)} % ÷ {Each(eachWords(), instrument, facts)} {LotRounding.Words(exact, whole, instrument)}");
    }

    private static string Each(string each, Instrument instrument, SizingFacts facts)
    {
        var times = (instrument.Multiplier == 1 ? "" : $" × {Amount(instrument.Multiplier)}") + (facts.Rate == 1 ? "" : $" × {Amount(facts.Rate ?? 1)} {facts.Account}/{instrument.Currency}");
        return times.Length == 0 ? each : $"({each}{times})";
    }
}
