namespace Argix.Contracts.Testing;

/// <summary>
/// An order as a scripted venue holds it. <see cref="Status"/>: <c>accepted</c>, <c>partially_filled</c>, <c>filled</c>, <c>canceled</c>, <c>expired</c>, <c>rejected</c>, <c>replaced</c>,
/// or a word that nobody knows: a dialect hands such a one on as it is.
/// </summary>
public sealed record BookOrder(string Id, string ClientOrderId, string Symbol, string Side, string Type, string TimeInForce, decimal Quantity, decimal? LimitPrice, decimal? StopPrice,
    DateTimeOffset At, string Status = "accepted", decimal Filled = 0, decimal? AveragePrice = null, DateTimeOffset? ChangedAt = null, bool Triggered = false,
    string? ReplacesId = null, string? ReplacedById = null)
{
    /// <summary>Not ended yet.</summary>
    public bool IsOpen => Status is "accepted" or "partially_filled";

    /// <summary>+1 for a buy, −1 for a sell.</summary>
    public int Sign => Side == "buy" ? 1 : -1;
}

/// <summary>How long a client order id counts as used.</summary>
public enum IdScope
{
    /// <summary>A second order with the id is refused, ever.</summary>
    Forever,
    /// <summary>While the order with it is open.</summary>
    OpenOrders,
    /// <summary>It is a mere label: any number of orders may carry it.</summary>
    None,
}

/// <summary>What happened to an order; <see cref="Line"/> is its ledger line, so a fill's own figures stand there.</summary>
public sealed record BookEvent(BookOrder Order, LedgerLine Line);
