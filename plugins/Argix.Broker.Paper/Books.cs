using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>
/// Orders, cash and positions: nothing but the sum of the ledger's lines. The same <see cref="Apply"/> runs while trading and when the file is read again,
/// so the two can't differ.
/// </summary>
internal sealed class Books(IReadOnlyDictionary<string, PaperListing> listings)
{
    private readonly Dictionary<string, PaperOrder> _byId = [];
    private readonly Dictionary<string, PaperOrder> _byClientId = [];

    public List<PaperOrder> Orders { get; } = [];
    public Dictionary<string, Holding> Holdings { get; } = [];
    public Dictionary<string, DateTimeOffset> LastBars { get; } = [];
    public long Lines { get; private set; }
    public long Executions { get; private set; }
    public decimal Cash { get; private set; }

    /// <summary>Cash held for open buys, value counted for open short sales.</summary>
    public decimal ReservedBuys { get; private set; }
    public decimal ReservedShorts { get; private set; }

    public PaperOrder? ById(string id) => _byId.GetValueOrDefault(id);

    public PaperOrder? ByClientId(string id) => _byClientId.GetValueOrDefault(id);

    public Holding Holding(string symbol)
    {
        if (!Holdings.TryGetValue(symbol, out var holding))
        {
            Holdings.Add(symbol, holding = new Holding());
        }

        return holding;
    }

    /// <summary>Books one line; the order it is about, if any.</summary>
    public PaperOrder? Apply(LedgerLine line)
    {
        Lines = line.Seq;
        switch (line.Kind)
        {
            case LineKind.Opened:
                Cash = line.StartingCash ?? 0;
                return null;
            case LineKind.Bar:
                LastBars[line.Symbol!] = line.At;
                return null;
            case LineKind.Accepted or LineKind.Rejected:
                return Place(line);
        }

        var order = _byId[line.OrderId!];
        (order.ChangedAt, order.TouchedAt) = (line.At, line.RecordedAt);
        Change(order, line);
        return order;
    }

    private PaperOrder Place(LedgerLine line)
    {
        var order = new PaperOrder(line, listings.GetValueOrDefault(line.Symbol!));
        Orders.Add(order);
        _byId.Add(order.Id, order);
        if (order.ClientOrderId is { } clientId)
        {
            _byClientId.Add(clientId, order);
        }

        if (line.Kind == LineKind.Rejected)
        {
            End(order, OrderState.Rejected, line);
        }
        else
        {
            Holding(order.Symbol).AddOpen(order.Side, order.Quantity);
            Reserve(order, order.ReservedAtFirst);
        }

        return order;
    }

    private void Change(PaperOrder order, LedgerLine line)
    {
        switch (line.Kind)
        {
            case LineKind.Triggered:
                order.Triggered = true;
                break;
            case LineKind.Fill:
                Fill(order, line);
                break;
            case LineKind.Replaced:
                Replace(order, line);
                break;
            case LineKind.Cancelled:
                Release(order);
                End(order, OrderState.Cancelled, line);
                break;
            case LineKind.Expired:
                Release(order);
                End(order, OrderState.Expired, line);
                break;
        }
    }

    private void Fill(PaperOrder order, LedgerLine line)
    {
        var (quantity, price, fee) = (line.Quantity!.Value, line.Price!.Value, line.Fee ?? 0);
        Executions++;
        order.Filled += quantity;
        order.Paid += quantity * price;
        order.FilledAt = line.RecordedAt;
        order.Fills.Add(new Fill(line.ExecutionId, FillKind.Trade, null, quantity, price, order.Filled, line.At, [new Money(fee, line.FeeCurrency!)]));
        Cash += (order.Side == Side.Buy ? -(quantity * price) : quantity * price) - fee;
        var holding = Holding(order.Symbol);
        holding.Fill(order.Side, quantity, price);
        holding.AddOpen(order.Side, -quantity);
        Reserve(order, decimal.Round(order.ReservedAtFirst * order.Leaves / order.Quantity, 2));
        if (order.Leaves == 0)
        {
            End(order, OrderState.Filled, line);
        }
    }

    private void Replace(PaperOrder order, LedgerLine line)
    {
        Holding(order.Symbol).AddOpen(order.Side, line.Quantity!.Value - order.Quantity);
        (order.Quantity, order.LimitPrice, order.StopPrice) = (line.Quantity.Value, line.LimitPrice, line.StopPrice);
        order.ReservedAtFirst = (line.Reserved ?? 0) * order.Quantity / order.Leaves;
        Reserve(order, line.Reserved ?? 0);
    }

    private void Release(PaperOrder order)
    {
        Holding(order.Symbol).AddOpen(order.Side, -order.Leaves);
        Reserve(order, 0);
    }

    private void Reserve(PaperOrder order, decimal amount)
    {
        if (order.Side == Side.Buy)
        {
            ReservedBuys += amount - order.Reserved;
        }
        else
        {
            ReservedShorts += amount - order.Reserved;
        }

        order.Reserved = amount;
    }

    private static void End(PaperOrder order, OrderState state, LedgerLine line)
    {
        order.State = state;
        order.Reason = line.Code is { } code ? (code, line.Text ?? "") : null;
    }
}
