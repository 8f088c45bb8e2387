using Argix.Contracts;

namespace Argix.Venue;

/// <summary>
/// A venue without anything around it: commands in, events out. No clock, no I/O, no tasks; the same commands always make the same events.
/// Not safe for several threads at once; whoever owns it is its single writer.
/// </summary>
public sealed class Engine
{
    private readonly Dictionary<string, Market> _markets;
    private static readonly (string Code, string Text) Duplicate = (ErrorCodes.DuplicateOrder, "an order with this id is open");
    private readonly Tape _tape = new();

    /// <summary>A venue that lists these symbols, empty or as it was saved.</summary>
    public Engine(IEnumerable<Listing> listings, EngineState? state = null)
    {
        _markets = listings.ToDictionary(l => l.Symbol, l => new Market(l));
        Load(state ?? EngineState.Empty);
    }

    /// <summary>Open orders in order of arrival.</summary>
    public IEnumerable<OpenOrder> Open => _tape.Open.Values.OrderBy(o => o.Sequence).Select(Save);

    /// <summary>How many orders are open.</summary>
    public int OpenCount => _tape.Open.Count;

    /// <summary>The open order with this id.</summary>
    public OpenOrder? Find(string orderId) => _tape.Open.TryGetValue(orderId, out var order) ? Save(order) : null;

    /// <summary>Why this order would not be taken (an <see cref="ErrorCodes"/> word and a sentence), or null. Changes nothing.</summary>
    public (string Code, string Text)? Check(NewOrder order) =>
        OrderRules.Refuse(order, _markets.GetValueOrDefault(order.Symbol)) ?? (_tape.Open.ContainsKey(order.Id) ? Duplicate : null);

    /// <summary>Why this change would not be made, or null. Changes nothing.</summary>
    public (string Code, string Text)? CheckChange(Replace change)
    {
        if (Find(change.OrderId) is not { } o)
        {
            return (ErrorCodes.OrderNotFound, "no open order has this id");
        }

        return OrderRules.Refuse(new NewOrder(o.Id, o.Symbol, o.Side, o.Type, o.TimeInForce, change.Quantity, change.LimitPrice, change.StopPrice), _markets[o.Symbol])
            ?? (change.Quantity <= o.Filled ? (ErrorCodes.InvalidOrder, FormattableString.Invariant($"{o.Filled} have filled already")) : null);
    }

    /// <summary>Carries a command out and says what came of it.</summary>
    public IReadOnlyList<EngineEvent> Handle(Command command)
    {
        _tape.At = command.At;
        switch (command)
        {
            case Submit c:
                OnSubmit(c.Order);
                break;
            case Cancel c:
                OnCancel(c);
                break;
            case Replace c:
                OnReplace(c);
                break;
            case Quoted c when _markets.TryGetValue(c.Symbol, out var market):
                QuoteRules.OnQuote(market, c, _tape);
                break;
            case BarPassed c when _markets.TryGetValue(c.Symbol, out var market):
                BarRules.OnBar(market, c, _tape);
                break;
            case SessionOpened c when _markets.TryGetValue(c.Symbol, out var market):
                OnOpened(market);
                break;
            case SessionClosed c when _markets.TryGetValue(c.Symbol, out var market):
                OnClosed(market);
                break;
            default:
                throw new ArgumentException($"no such command or symbol: {command}", nameof(command));
        }

        return _tape.Take();
    }

    /// <summary>Everything, as plain data.</summary>
    public EngineState Save() => new(_tape.Sequence, _tape.Executions, [.. Open], [.. _markets.Values.OrderBy(m => m.Listing.Symbol, StringComparer.Ordinal).Select(m => m.Save())]);

    private void OnSubmit(NewOrder order)
    {
        var working = new Working(order, _tape.Sequence + 1);
        var market = _markets.GetValueOrDefault(order.Symbol);
        if ((OrderRules.Refuse(order, market) ?? (_tape.Open.TryAdd(order.Id, working) ? null : Duplicate)) is { } why)
        {
            _tape.Write(new Rejected(order.Id, why.Code, why.Text, _tape.At));
            return;
        }

        _tape.Sequence++;
        _tape.Write(new Accepted(order.Id, _tape.At));
        Arrive(market!, working);
    }

    private void OnCancel(Cancel c)
    {
        if (_tape.Open.TryGetValue(c.OrderId, out var order))
        {
            _tape.Cancel(order, Reasons.Requested);
        }
        else
        {
            _tape.Write(new CancelRejected(c.OrderId, ErrorCodes.OrderNotFound, _tape.At));
        }
    }

    private void OnReplace(Replace c)
    {
        if (CheckChange(c) is { } why)
        {
            _tape.Write(new ReplaceRejected(c.OrderId, why.Code, why.Text, _tape.At));
            return;
        }

        var old = _tape.Open[c.OrderId];
        var changed = new Working(Save(old) with { Quantity = c.Quantity, LimitPrice = c.LimitPrice, StopPrice = c.StopPrice, Sequence = ++_tape.Sequence, Waiting = false });
        Market.Remove(old);
        _tape.Open[c.OrderId] = changed;
        _tape.Write(new Replaced(c.OrderId, c.Quantity, c.LimitPrice, c.StopPrice, _tape.At));
        Arrive(_markets[old.Symbol], changed);
    }

    private void OnOpened(Market market)
    {
        market.IsOpen = true;
        foreach (var order in market.TakeWaiting())
        {
            Arrive(market, order);
        }
    }

    private void OnClosed(Market market)
    {
        market.IsOpen = false;
        foreach (var order in market.All.Where(o => o.TimeInForce == TimeInForce.Day).ToArray())
        {
            _tape.Expire(order);
        }
    }

    private void Arrive(Market market, Working order)
    {
        if (!market.IsOpen)
        {
            market.Wait(order);
        }
        else if (order.IsSleepingStop)
        {
            market.Sleep(order);
            WakeStops(market);
        }
        else if (market.Listing.Liquidity == Liquidity.Book)
        {
            BookRules.Take(market, order, _tape);
        }
        else if (market.Listing.Liquidity == Liquidity.Quotes)
        {
            QuoteRules.Take(market, order, _tape);
        }
        else
        {
            market.Wait(order);
        }
    }

    // A stop that is already beyond its price fires at once; with bars the next open decides.
    private void WakeStops(Market market)
    {
        var quotes = market.Listing.Liquidity == Liquidity.Quotes;
        while (market.Listing.Liquidity != Liquidity.Bars && market.NextStop(quotes ? market.Ask : market.Last, quotes ? market.Bid : market.Last) is { } stop)
        {
            _tape.Trigger(stop);
            Arrive(market, stop);
        }
    }

    private OpenOrder Save(Working order) => order.Save(_markets[order.Symbol]);

    private void Load(EngineState state)
    {
        (_tape.Sequence, _tape.Executions) = (state.Sequence, state.Executions);
        foreach (var saved in state.Markets)
        {
            _markets[saved.Symbol].Load(saved);
        }

        foreach (var saved in state.Orders)
        {
            Place(_markets[saved.Symbol], new Working(saved), saved.Waiting);
        }
    }

    private void Place(Market market, Working order, bool waiting)
    {
        _tape.Open.Add(order.Id, order);
        if (waiting || (!order.IsSleepingStop && (order.LimitPrice is null || order.IsImmediate)))
        {
            market.Wait(order);
        }
        else if (order.IsSleepingStop)
        {
            market.Sleep(order);
        }
        else
        {
            market.Rest(order);
        }
    }
}
