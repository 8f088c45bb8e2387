using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>What somebody wants. Quantity comes from the sizer. Prices are in the instrument's currency.</summary>
/// <param name="Key">Idempotency key; binds for ever within the workspace.</param>
/// <param name="BodyHash">Hash of the parsed request, to tell a repetition from a conflict.</param>
/// <param name="Source"><c>api</c>, <c>hand</c> or <c>strategy</c>.</param>
/// <param name="Actor">Opaque id of the person, token or strategy behind it.</param>
/// <param name="SignalAt">When a strategy decided that it wants this.</param>
/// <param name="Override">The refusal that a person overrides with it.</param>
public sealed record OrderIntent(string? Key, string BodyHash, Guid ConnectionId, Instrument Instrument, Side Side, OrderType Type, TimeInForce TimeInForce,
    Sizing Sizing, decimal? LimitPrice, decimal? StopPrice, bool ReduceOnly, string Source, string Actor, Guid? StrategyId = null, DateTimeOffset? SignalAt = null, Override? Override = null);

/// <summary>How much: a quantity in base units, or an amount of money turned into a quantity at the reference price.</summary>
public abstract record Sizing;

/// <summary>Exactly this quantity.</summary>
public sealed record FixedQuantity(decimal Quantity) : Sizing;

/// <summary>As much as this amount in the instrument's currency buys, rounded down to the lot.</summary>
public sealed record FixedNotional(decimal Amount) : Sizing;

/// <summary>The price that limits are measured at, and where it came from: <c>limit</c>, <c>quote</c>, <c>last_known</c>.</summary>
public sealed record ReferencePrice(decimal Price, DateTimeOffset At, string Source);

/// <summary>What never changes about an order once it is decided.</summary>
public sealed record OrderFacts(Guid Id, Guid ConnectionId, string ClientOrderId, Instrument Instrument, Side Side, Effect Effect, OrderType Type, TimeInForce TimeInForce,
    decimal Quantity, decimal? LimitPrice, decimal? StopPrice, bool ReduceOnly, string Source, string Actor, Guid? StrategyId,
    string? Key, string? BodyHash, DateTimeOffset CreatedAt, DateTimeOffset? SendBy, ReferencePrice? Reference, bool External = false)
{
    /// <summary>Quantity with the side's sign.</summary>
    public decimal Signed(decimal quantity) => Side == Side.Sell ? -quantity : quantity;

    /// <summary>Money at stake for a quantity at the order's own price, else at the reference; null with neither.</summary>
    public decimal? Notional(decimal quantity) =>
        (LimitPrice ?? StopPrice ?? Reference?.Price) is { } price ? quantity * price * Instrument.Multiplier : null;
}
