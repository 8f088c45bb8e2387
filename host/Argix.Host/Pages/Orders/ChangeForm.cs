using Argix.Trading.Orders;

namespace Argix.Pages.Orders;

/// <summary>A change of an order as typed; what is left empty stays.</summary>
public sealed class ChangeForm
{
    public string? Quantity { get; set; }
    public string? LimitPrice { get; set; }
    public string? StopPrice { get; set; }

    /// <exception cref="Errors.ArgixException"><c>validation_failed</c>.</exception>
    public OrderChange Read()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var change = new OrderChange(TradeWords.Figure(Quantity, "quantity", errors), TradeWords.Figure(LimitPrice, "limitPrice", errors), TradeWords.Figure(StopPrice, "stopPrice", errors), null);
        return errors.Count > 0 ? throw TradeWords.Invalid(errors) : change;
    }
}
