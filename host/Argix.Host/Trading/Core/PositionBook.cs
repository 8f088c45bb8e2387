using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>A position of one connection in one symbol, by average cost.</summary>
public sealed class PositionLine(Guid connectionId, Instrument instrument)
{
    public Guid ConnectionId { get; } = connectionId;
    public Instrument Instrument { get; } = instrument;

    /// <summary>Signed.</summary>
    public decimal Quantity { get; private set; }

    /// <summary>Quantity × average price, signed, before the multiplier.</summary>
    public decimal Cost { get; private set; }

    /// <summary>Realised result in the instrument's currency, multiplier included, fees not.</summary>
    public decimal Realized { get; private set; }

    public decimal? AveragePrice => Quantity == 0 ? null : Cost / Quantity;

    /// <summary>Takes a signed quantity at a price. What closes is realised at average cost; what is left of a flip opens anew.</summary>
    internal void Trade(decimal signed, decimal price)
    {
        var closing = Math.Sign(signed) == -Math.Sign(Quantity) ? Math.Min(Math.Abs(signed), Math.Abs(Quantity)) * Math.Sign(signed) : 0;
        if (closing != 0)
        {
            var average = Cost / Quantity;
            Realized += (average - price) * closing * Instrument.Multiplier;
            Cost += closing * average;
        }

        Quantity += signed;
        Cost = Quantity == 0 ? 0 : Cost + (signed - closing) * price;
    }

    /// <summary>Another connection of the same account holds it from now on; what was realised here stays.</summary>
    internal void Leave() => (Quantity, Cost) = (0, 0);

    /// <summary>The same quantity turned out to have cost this much more (signed notional): a fill known only by its level got its real price.</summary>
    internal void Reprice(decimal signedNotional)
    {
        if (Quantity != 0 && Math.Sign(Quantity) == Math.Sign(Cost + signedNotional))
        {
            Cost += signedNotional;
        }
        else
        {
            Realized -= signedNotional * Instrument.Multiplier;
        }
    }
}
