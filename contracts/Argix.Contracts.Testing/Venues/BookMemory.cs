namespace Argix.Contracts.Testing;

/// <summary>Orders, fills, positions and cash as the lines of a ledger make them: the same lines give the same memory. Not thread safe.</summary>
internal sealed class BookMemory
{
    private readonly List<BookOrder> _orders = [];
    private readonly Dictionary<string, int> _byId = [];
    private readonly Dictionary<string, int> _byClientId = [];
    private readonly List<LedgerLine> _fills = [];
    private readonly Dictionary<string, (decimal Quantity, decimal Average)> _positions = [];

    public IReadOnlyList<BookOrder> Orders => _orders;
    public IReadOnlyList<LedgerLine> Fills => _fills;
    public IReadOnlyDictionary<string, (decimal Quantity, decimal Average)> Positions => _positions;
    public decimal Cash { get; set; } = 100_000m;

    /// <summary>The number of the last line.</summary>
    public long Seq { get; private set; }

    public BookOrder? Find(string orderId) => _byId.TryGetValue(orderId, out var at) ? _orders[at] : null;

    /// <summary>The newest order with this id of the client.</summary>
    public BookOrder? FindByClientId(string clientOrderId) => _byClientId.TryGetValue(clientOrderId, out var at) ? _orders[at] : null;

    /// <summary>A stop price was reached. No fact of the ledger: after a restart it is reached again or not.</summary>
    public void Trigger(BookOrder order) => _orders[_byId[order.Id]] = order with { Triggered = true };

    /// <summary>Takes one fact in; the order as it is after it.</summary>
    public BookOrder Apply(LedgerLine line)
    {
        Seq = line.Seq;
        if (line.Kind == "accepted")
        {
            _byId[line.OrderId] = _byClientId[line.ClientOrderId] = _orders.Count;
            var counted = line.Cumulative ?? 0;
            _orders.Add(new BookOrder(line.OrderId, line.ClientOrderId, line.Symbol, line.Side, line.Type, line.TimeInForce, line.Quantity, line.LimitPrice, line.StopPrice, line.At,
                counted > 0 ? "partially_filled" : "accepted", counted, line.Price, ReplacesId: line.Word));
            return _orders[^1];
        }
        var at = _byId[line.OrderId];
        var order = _orders[at];
        return _orders[at] = line.Kind switch
        {
            "fill" => Filled(order, line),
            "changed" => order with { Quantity = line.Quantity, LimitPrice = line.LimitPrice, StopPrice = line.StopPrice, ChangedAt = line.At },
            "replaced" => order with { Status = "replaced", ReplacedById = line.Word, ChangedAt = line.At },
            var ended => order with { Status = ended, ChangedAt = line.At },
        };
    }

    private BookOrder Filled(BookOrder order, LedgerLine line)
    {
        var (quantity, price, after) = (line.Quantity, line.Price ?? 0, line.Cumulative ?? 0);
        _fills.Add(line);
        Cash -= order.Sign * quantity * price;
        var (held, average) = _positions.GetValueOrDefault(order.Symbol);
        var now = held + order.Sign * quantity;
        var grows = held == 0 || Math.Sign(held) == order.Sign;
        var turned = now != 0 && Math.Sign(now) == order.Sign && !grows;
        _positions[order.Symbol] = (now, grows ? (Math.Abs(held) * average + quantity * price) / Math.Abs(now) : turned ? price : average);
        return order with
        {
            Filled = after,
            AveragePrice = ((order.AveragePrice ?? 0) * order.Filled + price * quantity) / after,
            Status = after >= order.Quantity ? "filled" : order.IsOpen ? "partially_filled" : order.Status,
            ChangedAt = line.At,
        };
    }
}
