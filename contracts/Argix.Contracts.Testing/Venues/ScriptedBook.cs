using System.Security.Cryptography;
using System.Text;

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

/// <summary>
/// What a scripted venue remembers, and its tiny fill logic: market orders fill whole at the current price after <see cref="FillDelay"/>; limit and stop orders rest until the price moves.
/// Every fact is in the ledger, flushed, before anybody hears of it; opening the same ledger again brings orders, positions and cash back. Thread safe.
/// </summary>
public sealed class ScriptedBook(VenueLedger ledger, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<BookOrder> _orders = [];
    private readonly Dictionary<string, int> _byId = [];
    private readonly Dictionary<string, int> _byClientId = [];
    private readonly List<LedgerLine> _fills = [];
    private readonly Dictionary<string, decimal> _prices = [];
    private readonly Dictionary<string, (decimal Quantity, decimal Average)> _positions = [];
    private long _seq;

    /// <summary>Called after each fact, in order, inside the book's lock: queue it, don't work in it.</summary>
    public Action<BookEvent>? Happened { get; set; }

    /// <summary>How long a marketable order waits for its fill; null = until <see cref="FillOpen"/> or <see cref="Fill"/>.</summary>
    public TimeSpan? FillDelay { get; set; } = TimeSpan.Zero;

    /// <summary>How the venue guards client order ids.</summary>
    public IdScope Ids { get; set; } = IdScope.Forever;

    /// <summary>How the venue writes the id of an order, from its symbol and a number that no other order or fill has; null = a UUID.</summary>
    public Func<string, long, string?> OrderIds { get; set; } = (_, _) => null;

    /// <summary>The same of fills.</summary>
    public Func<string, long, string?> FillIds { get; set; } = (_, _) => null;

    /// <summary>Cash: the start less what was bought, plus what was sold.</summary>
    public decimal Cash { get; private set; } = 100_000m;

    /// <summary>Applies what the ledger holds. Orders that were waiting for a fill wait for the next price or <see cref="FillOpen"/>.</summary>
    public ScriptedBook Restored(decimal startingCash)
    {
        Cash = startingCash;
        foreach (var line in ledger.Lines)
        {
            Apply(line);
        }
        return this;
    }

    /// <summary>The order is taken: in the ledger, then in the book. Null: the client order id was used before.</summary>
    public BookOrder? Accept(string clientOrderId, string symbol, string side, string type, string timeInForce, decimal quantity, decimal? limitPrice, decimal? stopPrice)
    {
        lock (_gate)
        {
            if (IsTaken(clientOrderId))
            {
                return null;
            }
            var order = Write(new LedgerLine(_seq + 1, clock.GetUtcNow(), "accepted", OrderId(symbol, _seq + 1, clientOrderId), clientOrderId, symbol, side, type, timeInForce, quantity, limitPrice, stopPrice));
            if (FillDelay is { } delay)
            {
                _ = MatchLaterAsync(order.Id, delay);
            }
            return order;
        }
    }

    /// <summary>Ends an open order. False: there is none, or it has ended.</summary>
    public bool End(string orderId, string how = "canceled", string? word = null)
    {
        lock (_gate)
        {
            if (Find(orderId) is not { IsOpen: true } open)
            {
                return false;
            }
            Write(Line(open, how) with { Word = word });
            return true;
        }
    }

    /// <summary>Changes an open order where it stands; null leaves a figure as it is. False: there is none, or it has filled beyond the new quantity.</summary>
    public bool Change(string orderId, decimal? quantity = null, decimal? limitPrice = null, decimal? stopPrice = null)
    {
        lock (_gate)
        {
            if (Find(orderId) is not { IsOpen: true } open || quantity <= open.Filled)
            {
                return false;
            }
            Write(Line(open, "changed") with { Quantity = quantity ?? open.Quantity, LimitPrice = limitPrice ?? open.LimitPrice, StopPrice = stopPrice ?? open.StopPrice });
            return true;
        }
    }

    /// <summary>Ends an open order as <c>replaced</c> and takes a new one in its place; with <paramref name="countsOn"/> the new one goes on counting what has filled. Null: there is none, or the id is taken.</summary>
    public BookOrder? Replace(string orderId, string clientOrderId, decimal? quantity = null, decimal? limitPrice = null, decimal? stopPrice = null, bool countsOn = true)
    {
        lock (_gate)
        {
            if (Find(orderId) is not { IsOpen: true } old || (countsOn && quantity <= old.Filled) || (clientOrderId != old.ClientOrderId && IsTaken(clientOrderId)))
            {
                return null;
            }
            var id = OrderId(old.Symbol, _seq + 2, clientOrderId);
            Write(Line(old, "replaced") with { Word = id });
            return Write(Line(old, "accepted") with
            {
                OrderId = id, ClientOrderId = clientOrderId, Quantity = quantity ?? old.Quantity, LimitPrice = limitPrice ?? old.LimitPrice, StopPrice = stopPrice ?? old.StopPrice,
                Cumulative = countsOn && old.Filled > 0 ? old.Filled : null, Price = countsOn ? old.AveragePrice : null, Word = old.Id,
            });
        }
    }

    /// <summary>Fills an open order by this much (its rest when null) at this price (the current one when null).</summary>
    public bool Fill(string orderId, decimal? quantity = null, decimal? price = null)
    {
        lock (_gate)
        {
            return Find(orderId) is { IsOpen: true } open && FillNow(open, quantity ?? open.Quantity - open.Filled, price ?? PriceOf(open.Symbol));
        }
    }

    /// <summary>Fills all that can be filled at current prices, delay or not.</summary>
    public void FillOpen()
    {
        lock (_gate)
        {
            foreach (var id in _orders.Where(o => o.IsOpen).Select(o => o.Id).ToArray())
            {
                Match(id);
            }
        }
    }

    /// <summary>Moves a price, and fills what rests and may now be filled (unless fills are held).</summary>
    public void SetPrice(string symbol, decimal price)
    {
        lock (_gate)
        {
            _prices[symbol] = price;
            foreach (var id in FillDelay is null ? [] : _orders.Where(o => o.IsOpen && o.Symbol == symbol).Select(o => o.Id).ToArray())
            {
                Match(id);
            }
        }
    }

    /// <summary>The current price; 0 for a symbol that was never priced.</summary>
    public decimal PriceOf(string symbol)
    {
        lock (_gate)
        {
            return _prices.GetValueOrDefault(symbol);
        }
    }

    /// <summary>The order with this id of the venue, or of the client.</summary>
    public BookOrder? Order(string? orderId = null, string? clientOrderId = null)
    {
        lock (_gate)
        {
            return (orderId is null ? null : Find(orderId)) ?? (clientOrderId is not null && _byClientId.TryGetValue(clientOrderId, out var at) ? _orders[at] : null);
        }
    }

    /// <summary>All orders, oldest first.</summary>
    public IReadOnlyList<BookOrder> Orders()
    {
        lock (_gate)
        {
            return [.. _orders];
        }
    }

    /// <summary>All fills, oldest first.</summary>
    public IReadOnlyList<LedgerLine> Fills()
    {
        lock (_gate)
        {
            return [.. _fills];
        }
    }

    /// <summary>Signed quantity and average price of what is held, by symbol.</summary>
    public IReadOnlyDictionary<string, (decimal Quantity, decimal Average)> Positions()
    {
        lock (_gate)
        {
            return _positions.Where(p => p.Value.Quantity != 0).ToDictionary();
        }
    }

    private async Task MatchLaterAsync(string orderId, TimeSpan delay)
    {
        await Task.Delay(delay, clock);
        await Task.Yield();
        lock (_gate)
        {
            if (FillDelay is not null)
            {
                Match(orderId);
            }
        }
    }

    private void Match(string orderId)
    {
        var order = Find(orderId);
        var price = order is null ? 0 : PriceOf(order.Symbol);
        if (order is not { IsOpen: true } || price <= 0)
        {
            return;
        }
        var reached = order.Triggered || order.StopPrice is not { } stop || (order.Sign > 0 ? price >= stop : price <= stop);
        if (reached && (order.LimitPrice is not { } limit || (order.Sign > 0 ? price <= limit : price >= limit)))
        {
            FillNow(order, order.Quantity - order.Filled, price);
        }
        else if (reached && order.StopPrice is not null)
        {
            _orders[_byId[order.Id]] = order with { Triggered = true };
        }
        else if (order.TimeInForce is "ioc" or "fok")
        {
            Write(Line(order, "canceled"));
        }
    }

    private bool FillNow(BookOrder order, decimal quantity, decimal price)
    {
        if (quantity <= 0 || quantity > order.Quantity - order.Filled)
        {
            return false;
        }
        Write(Line(order, "fill") with { Quantity = quantity, Price = price, Cumulative = order.Filled + quantity, ExecutionId = FillIds(order.Symbol, _seq + 1) ?? IdOf($"fill:{_seq + 1}:{order.Id}") });
        return true;
    }

    private LedgerLine Line(BookOrder o, string kind) =>
        new(_seq + 1, clock.GetUtcNow(), kind, o.Id, o.ClientOrderId, o.Symbol, o.Side, o.Type, o.TimeInForce, o.Quantity, o.LimitPrice, o.StopPrice);

    private BookOrder Write(LedgerLine line)
    {
        ledger.Append(line);
        var order = Apply(line);
        Happened?.Invoke(new BookEvent(order, line));
        return order;
    }

    private BookOrder Apply(LedgerLine line)
    {
        _seq = line.Seq;
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

    private bool IsTaken(string clientOrderId) => Ids != IdScope.None && _byClientId.TryGetValue(clientOrderId, out var at) && (Ids == IdScope.Forever || _orders[at].IsOpen);

    private BookOrder? Find(string orderId) => _byId.TryGetValue(orderId, out var at) ? _orders[at] : null;

    private string OrderId(string symbol, long number, string clientOrderId) => OrderIds(symbol, number) ?? IdOf($"order:{number}:{clientOrderId}");

    /// <summary>Ids are made from what is in the ledger, so a restarted venue never gives one twice and a run can be repeated.</summary>
    private static string IdOf(string seed) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16)).ToString();
}
