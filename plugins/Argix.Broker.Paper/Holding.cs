using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>A position and what open orders would do to it.</summary>
internal sealed class Holding
{
    public decimal Quantity { get; private set; }
    public decimal AveragePrice { get; private set; }
    public decimal OpenBuys { get; set; }
    public decimal OpenSells { get; set; }

    /// <summary>Books a fill. Adding averages the price, reducing keeps it, crossing zero starts at the fill's price.</summary>
    public void Fill(Side side, decimal quantity, decimal price)
    {
        var (before, change) = (Quantity, side == Side.Buy ? quantity : -quantity);
        Quantity = before + change;
        if (Quantity == 0)
        {
            AveragePrice = 0;
        }
        else if (before == 0 || Math.Sign(before) != Math.Sign(Quantity))
        {
            AveragePrice = price;
        }
        else if (Math.Sign(before) == Math.Sign(change))
        {
            AveragePrice = ((AveragePrice * before) + (price * change)) / Quantity;
        }
    }

    /// <summary>How much of a new order would open something instead of closing what is held (and not yet being closed by another order).</summary>
    public decimal Opens(Side side, decimal quantity)
    {
        var closable = side == Side.Buy ? -Quantity - OpenBuys : Quantity - OpenSells;
        return Math.Max(0, quantity - Math.Max(0, closable));
    }

    public void AddOpen(Side side, decimal quantity)
    {
        if (side == Side.Buy)
        {
            OpenBuys += quantity;
        }
        else
        {
            OpenSells += quantity;
        }
    }
}
