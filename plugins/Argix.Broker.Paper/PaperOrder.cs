using Argix.Contracts;
using Argix.Venue;

namespace Argix.Broker.Paper;

/// <summary>An order as the venue knows it, open or long over.</summary>
internal sealed class PaperOrder(LedgerLine placed, PaperListing? listing)
{
    public string Id { get; } = placed.OrderId!;
    public string? ClientOrderId { get; } = placed.ClientOrderId;
    public string Symbol { get; } = placed.Symbol!;
    public PaperListing? Listing { get; } = listing;
    public Side Side { get; } = placed.Side ?? Side.Unknown;
    public OrderType Type { get; } = placed.Type ?? OrderType.Unknown;
    public TimeInForce TimeInForce { get; } = placed.TimeInForce ?? TimeInForce.Unknown;
    public decimal Quantity { get; set; } = placed.Quantity ?? 0;
    public decimal? LimitPrice { get; set; } = placed.LimitPrice;
    public decimal? StopPrice { get; set; } = placed.StopPrice;
    public DateTimeOffset PlacedAt { get; } = placed.At;

    public OrderState State { get; set; } = OrderState.Working;
    public bool Triggered { get; set; }
    public decimal Filled { get; set; }
    public decimal Paid { get; set; }
    public List<Fill> Fills { get; } = [];
    public (string Code, string Text)? Reason { get; set; }

    /// <summary>The venue's time of the newest change; for a replayed symbol that is long ago.</summary>
    public DateTimeOffset ChangedAt { get; set; } = placed.At;

    /// <summary>The clock's time of the newest change: what "since" means in a read.</summary>
    public DateTimeOffset TouchedAt { get; set; } = placed.RecordedAt;

    /// <summary>The clock's time of the newest fill.</summary>
    public DateTimeOffset? FilledAt { get; set; }

    /// <summary>Cash held for the rest of an opening buy, or value counted for the rest of a short sale.</summary>
    public decimal Reserved { get; set; }

    /// <summary>For the whole quantity.</summary>
    public decimal ReservedAtFirst { get; set; } = placed.Reserved ?? 0;
    public bool IsOpen => State == OrderState.Working;
    public decimal Leaves => Quantity - Filled;

    public OpenOrder ForEngine(long sequence) => new(Id, Symbol, Side, Type, TimeInForce, Quantity, LimitPrice, StopPrice, sequence, Filled, Triggered);
}
