using Argix.Contracts;

namespace Argix.Venue;

/// <summary>An open order inside the engine; <see cref="Home"/> is the queue it stands in.</summary>
internal sealed class Working(NewOrder order, long sequence, decimal filled = 0, bool triggered = false)
{
    public Working(OpenOrder saved)
        : this(new NewOrder(saved.Id, saved.Symbol, saved.Side, saved.Type, saved.TimeInForce, saved.Quantity, saved.LimitPrice, saved.StopPrice), saved.Sequence, saved.Filled, saved.Triggered)
    {
    }

    public string Id => order.Id;
    public string Symbol => order.Symbol;
    public Side Side => order.Side;
    public TimeInForce TimeInForce => order.TimeInForce;
    public long Sequence { get; set; } = sequence;
    public decimal? LimitPrice => order.LimitPrice;
    public decimal Stop => order.StopPrice ?? 0;
    public decimal Filled { get; set; } = filled;
    public bool Triggered { get; set; } = triggered;
    public ICollection<Working>? Home { get; set; }

    public decimal Leaves => order.Quantity - Filled;
    public bool IsSleepingStop => order.Type is OrderType.Stop or OrderType.StopLimit && !Triggered;
    public bool IsImmediate => TimeInForce is TimeInForce.Ioc or TimeInForce.Fok;

    /// <summary>Whether it may trade at this price: a market order at any.</summary>
    public bool Takes(decimal price) => LimitPrice is not { } limit || (Side == Side.Buy ? price <= limit : price >= limit);

    public OpenOrder Save(Market market) => new(Id, Symbol, Side, order.Type, TimeInForce, order.Quantity, LimitPrice, order.StopPrice, Sequence, Filled, Triggered, Home == market.Waiting);
}
