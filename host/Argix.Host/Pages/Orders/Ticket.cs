using Argix.Trading.Orders;

namespace Argix.Pages.Orders;

/// <summary>The ticket as typed. Figures stay text until they are read, so that a refused form still shows what was written.</summary>
public sealed class Ticket
{
    public string? Connection { get; set; }
    public string? Symbol { get; set; }
    public string? AssetClass { get; set; }
    public string? Side { get; set; }
    public string? Type { get; set; }

    /// <summary><c>quantity</c> or <c>money</c>: what <see cref="Amount"/> counts.</summary>
    public string? SizeBy { get; set; }
    public string? Amount { get; set; }
    public string? LimitPrice { get; set; }
    public string? StopPrice { get; set; }
    public string? TimeInForce { get; set; }
    public bool ReduceOnly { get; set; }

    /// <summary>The order that is meant.</summary>
    /// <exception cref="Errors.ArgixException"><c>validation_failed</c>.</exception>
    public OrderRequest Read()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Guid.TryParse(Connection, out var connection))
        {
            errors["connectionId"] = "choose a connection";
        }

        var amount = TradeWords.Figure(Amount, "quantity", errors);
        var (limit, stop) = (TradeWords.Figure(LimitPrice, "limitPrice", errors), TradeWords.Figure(StopPrice, "stopPrice", errors));
        if (string.IsNullOrWhiteSpace(Amount))
        {
            errors["quantity"] = "say how much";
        }

        if (errors.Count > 0)
        {
            throw TradeWords.Invalid(errors);
        }

        var byMoney = SizeBy == "money";
        return new OrderRequest(connection, (Symbol ?? "").Trim(), AssetClass ?? "", Side ?? "", Type ?? "", byMoney ? null : amount, limit, stop,
            string.IsNullOrEmpty(TimeInForce) ? null : TimeInForce, ReduceOnly, byMoney ? amount : null);
    }
}
