namespace Argix.Contracts.Testing;

// What the venue fills, and when.
public sealed partial class ScriptedBook
{
    /// <summary>Fills an open order by this much (its rest when null) at this price (the current one when null).</summary>
    public bool Fill(string orderId, decimal? quantity = null, decimal? price = null)
    {
        lock (_gate)
        {
            return _memory.Find(orderId) is { IsOpen: true } open && FillNow(open, quantity ?? open.Quantity - open.Filled, price ?? PriceOf(open.Symbol));
        }
    }

    /// <summary>Fills all that can be filled at current prices, delay or not.</summary>
    public void FillOpen()
    {
        lock (_gate)
        {
            foreach (var id in _memory.Orders.Where(o => o.IsOpen).Select(o => o.Id).ToArray())
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
            foreach (var id in FillDelay is null ? [] : _memory.Orders.Where(o => o.IsOpen && o.Symbol == symbol).Select(o => o.Id).ToArray())
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
        var order = _memory.Find(orderId);
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
            _memory.Trigger(order);
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
        Write(Line(order, "fill") with { Quantity = quantity, Price = price, Cumulative = order.Filled + quantity, ExecutionId = FillIds(order.Symbol, _memory.Seq + 1) ?? IdOf($"fill:{_memory.Seq + 1}:{order.Id}") });
        return true;
    }
}
