using Argix.Contracts;
using static Argix.Trading.Core.OrderWords;

namespace Argix.Trading.Core;

/// <summary>Turns a sizing into a quantity and keeps the arithmetic in words. Rounds down to the lot, so rounding never adds risk.</summary>
public static class Sizer
{
    /// <summary>Quantity (0 = nothing to trade) and how it came about.</summary>
    public static (decimal Quantity, string Arithmetic) Size(Sizing sizing, Instrument instrument, ReferencePrice? reference) => sizing switch
    {
        FixedQuantity q => (q.Quantity, $"fixed quantity {Figure(q.Quantity)}"),
        FixedNotional n when reference is null => (0, $"no price to turn {Figure(n.Amount)} {instrument.Currency} into a quantity"),
        FixedNotional n => Notional(n.Amount, instrument, reference!),
        _ => (0, "unknown sizing"),
    };

    private static (decimal, string) Notional(decimal amount, Instrument instrument, ReferencePrice reference)
    {
        var exact = amount / (reference.Price * instrument.Multiplier);
        var lot = instrument.Lot > 0 ? instrument.Lot : 1m;
        var whole = Math.Floor(exact / lot) * lot;
        return (whole, $"{Figure(amount)} ÷ {Figure(reference.Price)} = {Figure(Math.Round(exact, 8))} → lot {Figure(lot)} → {Figure(whole)}");
    }
}
