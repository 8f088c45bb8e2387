using Argix.Contracts;

namespace Argix.Venue;

/// <summary>An open order inside the engine; <see cref="Home"/> is the queue it stands in.</summary>
internal sealed class Working(OpenOrder order)
{
    public string Id => order.Id;
    public string Symbol => order.Symbol;
    public Side Side => order.Side;
    public TimeInForce TimeInForce => order.TimeInForce;
    public long Sequence { get; set; } = order.Sequence;
    public decimal? LimitPrice => order.LimitPrice;
    public decimal Stop => order.StopPrice ?? 0;
    public decimal Filled { get; set; } = order.Filled;
    public bool Triggered { get; set; } = order.Triggered;
    public SortedSet<Working>? Home { get; set; }

    public decimal Leaves => order.Quantity - Filled;
    public bool IsSleepingStop => order.Type is OrderType.Stop or OrderType.StopLimit && !Triggered;
    public bool IsImmediate => TimeInForce is TimeInForce.Ioc or TimeInForce.Fok;

    /// <summary>Whether it may trade at this price: a market order at any.</summary>
    public bool Takes(decimal price) => LimitPrice is not { } limit || (Side == Side.Buy ? price <= limit : price >= limit);

    public OpenOrder Save(Market market) => order with { Sequence = Sequence, Filled = Filled, Triggered = Triggered, Waiting = Home == market.Waiting };
}
