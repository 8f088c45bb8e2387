using System.Security.Cryptography;
using System.Text;

namespace Argix.Contracts.Testing;

/// <summary>
/// What a scripted venue remembers, and its tiny fill logic: market orders fill whole at the current price after <see cref="FillDelay"/>; limit and stop orders rest until the price moves.
/// Every fact is in the ledger, flushed, before anybody hears of it; opening the same ledger again brings orders, positions and cash back. Thread safe.
/// </summary>
public sealed partial class ScriptedBook(VenueLedger ledger, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly BookMemory _memory = new();
    private readonly Dictionary<string, decimal> _prices = [];

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
    public decimal Cash => _memory.Cash;

    /// <summary>Applies what the ledger holds. Orders that were waiting for a fill wait for the next price or <see cref="FillOpen"/>.</summary>
    public ScriptedBook Restored(decimal startingCash)
    {
        _memory.Cash = startingCash;
        foreach (var line in ledger.Lines)
        {
            _memory.Apply(line);
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
            var order = Write(new LedgerLine(_memory.Seq + 1, clock.GetUtcNow(), "accepted", OrderId(symbol, _memory.Seq + 1, clientOrderId), clientOrderId, symbol, side, type, timeInForce, quantity, limitPrice, stopPrice));
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
            if (_memory.Find(orderId) is not { IsOpen: true } open)
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
            if (_memory.Find(orderId) is not { IsOpen: true } open || quantity <= open.Filled)
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
            if (_memory.Find(orderId) is not { IsOpen: true } old || (countsOn && quantity <= old.Filled) || (clientOrderId != old.ClientOrderId && IsTaken(clientOrderId)))
            {
                return null;
            }
            var id = OrderId(old.Symbol, _memory.Seq + 2, clientOrderId);
            Write(Line(old, "replaced") with { Word = id });
            return Write(Line(old, "accepted") with
            {
                OrderId = id, ClientOrderId = clientOrderId, Quantity = quantity ?? old.Quantity, LimitPrice = limitPrice ?? old.LimitPrice, StopPrice = stopPrice ?? old.StopPrice,
                Cumulative = countsOn && old.Filled > 0 ? old.Filled : null, Price = countsOn ? old.AveragePrice : null, Word = old.Id,
            });
        }
    }

    /// <summary>The order with this id of the venue, or of the client.</summary>
    public BookOrder? Order(string? orderId = null, string? clientOrderId = null)
    {
        lock (_gate)
        {
            return (orderId is null ? null : _memory.Find(orderId)) ?? (clientOrderId is null ? null : _memory.FindByClientId(clientOrderId));
        }
    }

    /// <summary>All orders, oldest first.</summary>
    public IReadOnlyList<BookOrder> Orders()
    {
        lock (_gate)
        {
            return [.. _memory.Orders];
        }
    }

    /// <summary>All fills, oldest first.</summary>
    public IReadOnlyList<LedgerLine> Fills()
    {
        lock (_gate)
        {
            return [.. _memory.Fills];
        }
    }

    /// <summary>Signed quantity and average price of what is held, by symbol.</summary>
    public IReadOnlyDictionary<string, (decimal Quantity, decimal Average)> Positions()
    {
        lock (_gate)
        {
            return _memory.Positions.Where(p => p.Value.Quantity != 0).ToDictionary();
        }
    }

    private LedgerLine Line(BookOrder o, string kind) =>
        new(_memory.Seq + 1, clock.GetUtcNow(), kind, o.Id, o.ClientOrderId, o.Symbol, o.Side, o.Type, o.TimeInForce, o.Quantity, o.LimitPrice, o.StopPrice);

    private BookOrder Write(LedgerLine line)
    {
        ledger.Append(line);
        var order = _memory.Apply(line);
        Happened?.Invoke(new BookEvent(order, line));
        return order;
    }

    private bool IsTaken(string clientOrderId) => Ids != IdScope.None && _memory.FindByClientId(clientOrderId) is { } used && (Ids == IdScope.Forever || used.IsOpen);

    private string OrderId(string symbol, long number, string clientOrderId) => OrderIds(symbol, number) ?? IdOf($"order:{number}:{clientOrderId}");

    /// <summary>Ids are made from what is in the ledger, so a restarted venue never gives one twice and a run can be repeated.</summary>
    private static string IdOf(string seed) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16)).ToString();
}
