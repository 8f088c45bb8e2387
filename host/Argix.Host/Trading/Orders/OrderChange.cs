using Argix.Errors;
using Argix.Trading.Core;

namespace Argix.Trading.Orders;

/// <summary>What somebody wants changed of an order; what is null stays. <paramref name="Quantity"/> is the whole order's, with what has filled.</summary>
public sealed record OrderChange(decimal? Quantity, decimal? LimitPrice, decimal? StopPrice, string? TimeInForce)
{
    /// <summary>The order as a request with the change in it, so that it is checked by the same rules as a new one.</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c>: nothing is to be changed.</exception>
    public OrderRequest On(OrderFacts f) => this is { Quantity: null, LimitPrice: null, StopPrice: null, TimeInForce: null }
        ? throw new ArgixException("validation_failed", "give at least one of quantity, limitPrice, stopPrice, timeInForce")
        : new OrderRequest(f.ConnectionId, f.Instrument.Symbol, OrderWords.Of(f.Instrument.AssetClass), OrderWords.Of(f.Side), OrderWords.Of(f.Type), Quantity ?? f.Quantity,
            LimitPrice ?? f.LimitPrice, StopPrice ?? f.StopPrice, TimeInForce ?? OrderWords.Of(f.TimeInForce), f.ReduceOnly);
}
