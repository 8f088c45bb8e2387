using Argix.Contracts;
using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core;

/// <summary>Turns a sizing into a quantity and keeps the arithmetic in words. Rounds down to the lot, so rounding never adds risk.</summary>
public static class Sizer
{
    /// <summary>Quantity (0 = nothing to trade) and how it came about.</summary>
    public static Sized Size(Sizing sizing, Instrument instrument, ReferencePrice? reference, SizingFacts? known = null)
    {
        try
        {
            return Size(sizing, instrument, reference?.Price is > 0 and var price ? price : null, known ?? new SizingFacts(instrument.Currency, Side.Buy, 1));
        }
        catch (ArithmeticException)
        {
            return Sized.Nothing("the figures are too large or too small to size by");
        }
    }

    private static Sized Size(Sizing sizing, Instrument instrument, decimal? price, SizingFacts facts) => sizing switch
    {
        FixedQuantity q => new Sized(q.Quantity, () => $"fixed quantity {Amount(q.Quantity)}"),
        FixedNotional n when price is null => Sized.Nothing($"no price to turn {Amount(n.Amount)} {instrument.Currency} into a quantity"),
        FixedNotional n => Notional(n.Amount, instrument, price.Value),
        PercentOfEquity or RiskToStop when price is null => Sized.Nothing("no price to size by"),
        PercentOfEquity p => EquitySizers.OfEquity(p, instrument, price.Value, facts),
        RiskToStop r => EquitySizers.ToStop(r, instrument, price.Value, facts),
        VolatilityTarget v => EquitySizers.ByVolatility(v, instrument, facts),
        TargetPosition t => TargetSizer.Delta(t, instrument, facts),
        Capped c => CeilingSizer.Cap(Size(c.Inner, instrument, price, facts), c.Ceilings, instrument, price, facts),
        _ => Sized.Nothing("unknown sizing"),
    };

    private static Sized Notional(decimal amount, Instrument instrument, decimal price)
    {
        var unit = price * instrument.Multiplier;
        var whole = LotRounding.Fit(amount, unit, instrument);
        var exact = amount / unit;
        return new Sized(whole, () => $"{Amount(amount)} ÷ {(instrument.Multiplier == 1 ? Amount(price) : $"({Amount(price)} × {Amount(instrument.Multiplier)})")} {LotRounding.Words(exact, whole, instrument)}");
    }
}
