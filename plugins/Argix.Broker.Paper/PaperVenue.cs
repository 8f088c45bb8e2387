using System.Globalization;
using Argix.Contracts;
using Argix.Venue;

namespace Argix.Broker.Paper;

/// <summary>
/// The venue itself: engine, books, ledger and markets. Every member runs on the pump's thread. Whatever the engine says becomes a ledger line first and is then
/// applied to the books; the pump tells nobody before the line is on disk.
/// </summary>
internal sealed class PaperVenue
{
    public const string AccountId = "PAPER-1";

    private readonly Engine _engine;
    private readonly Ledger _ledger;
    private readonly TimeProvider _clock;
    private readonly DeadMan _deadMan;
    private DateTime _day;

    public PaperVenue(Ledger ledger, IReadOnlyList<LedgerLine> lines, Markets markets, decimal startingCash, TimeProvider clock, DeadMan? deadMan = null)
    {
        (_ledger, _clock, Markets, _deadMan) = (ledger, clock, markets, deadMan ?? new DeadMan());
        Books = new Books(markets.Listings);
        foreach (var line in lines)
        {
            Books.Apply(line);
        }

        if (lines.Count == 0)
        {
            Write(Line(LineKind.Opened, Now) with { AccountId = AccountId, StartingCash = startingCash, Currency = "USD" });
            _ledger.Flush();
        }

        markets.Continue(Books.LastBars);
        OpenOrder[] open = [.. Books.Orders.Where(o => o.IsOpen).Select((o, i) => o.ForEngine(i + 1))];
        _engine = new Engine(markets.ForEngine, new EngineState(Books.Orders.Count, Books.Executions, open, []));
        _day = Books.Orders.Where(o => o.IsOpen && o.TimeInForce == TimeInForce.Day && markets.Replay(o.Symbol) is null).Select(o => o.PlacedAt).DefaultIfEmpty(Now).Min().UtcDateTime.Date;
        WatchDeadMan();
        _ledger.Flush();
    }

    /// <summary>Told of every change, in order; whoever listens waits for the flush.</summary>
    public Action<PaperOrder>? Changed { get; set; }
    public Markets Markets { get; }
    public Books Books { get; }
    public DateTimeOffset Now => _clock.GetUtcNow();

    public Outcome Submit(Order order)
    {
        if (order.Account.Id != AccountId)
        {
            return new Outcome(Verdict.Refused, Map.Said(ErrorCodes.WrongAccount, $"there is only the account {AccountId}"));
        }

        if (order.ClientOrderId.Length is 0 or > 128)
        {
            return new Outcome(Verdict.Refused, Map.Said(ErrorCodes.InvalidOrder, "the client order id must have 1 to 128 characters"));
        }

        if (Books.ByClientId(order.ClientOrderId) is { } known)
        {
            return Map.Answer(Verdict.Duplicate, known, Map.Said(ErrorCodes.DuplicateOrder, "this client order id was used before"));
        }

        Quote(order.Instrument.Symbol);
        var id = string.Create(CultureInfo.InvariantCulture, $"PAPER-{Books.Orders.Count + 1}");
        var request = new NewOrder(id, order.Instrument.Symbol, order.Side, order.Type, order.TimeInForce, order.Quantity, order.LimitPrice, order.StopPrice);
        var reserved = 0m;
        var refusal = Late(order) ?? _engine.Check(request) ?? Funds.Refuse(this, request, out reserved);
        var placed = Placed(request, order.ClientOrderId);
        if (refusal is { } why)
        {
            var rejected = Write(placed with { Kind = LineKind.Rejected, Code = why.Code, Text = why.Text })!;
            return Map.Answer(Verdict.Refused, rejected, Map.Said(why.Code, why.Text));
        }

        Run(new Submit(request, placed.At), placed with { Reserved = reserved });
        return Map.Answer(Verdict.Accepted, Books.ById(id)!);
    }

    public Outcome Cancel(OrderRef reference)
    {
        if (Find(reference) is not { } order)
        {
            return new Outcome(Verdict.NoSuchOrder, Map.Said(ErrorCodes.OrderNotFound, "no such order here"));
        }

        Quote(order.Symbol);
        if (!order.IsOpen)
        {
            return Map.Answer(Verdict.TooLate, order, Map.Said(ErrorCodes.OrderNotCancellable, $"the order is {order.State.ToString().ToLowerInvariant()}"));
        }

        Run(new Cancel(order.Id, TimeOf(order.Symbol)));
        return Map.Answer(Verdict.Accepted, order);
    }

    public Outcome Replace(OrderRef reference, Order wanted)
    {
        if (Find(reference) is not { } order)
        {
            return new Outcome(Verdict.NoSuchOrder, Map.Said(ErrorCodes.OrderNotFound, "no such order here"));
        }

        Quote(order.Symbol);
        if (!order.IsOpen)
        {
            return Map.Answer(Verdict.TooLate, order, Map.Said(ErrorCodes.OrderNotCancellable, $"the order is {order.State.ToString().ToLowerInvariant()}"));
        }

        var reserved = 0m;
        var change = new Replace(order.Id, wanted.Quantity, wanted.LimitPrice, wanted.StopPrice, TimeOf(order.Symbol));
        var request = new NewOrder(order.Id, order.Symbol, order.Side, order.Type, order.TimeInForce, wanted.Quantity, wanted.LimitPrice, wanted.StopPrice);
        (string Code, string Text)? fixedTime = wanted.TimeInForce == order.TimeInForce ? null : (ErrorCodes.OrderTypeUnsupported, "the time in force of an order can't be changed here");
        if ((fixedTime ?? Late(wanted) ?? _engine.CheckChange(change) ?? Funds.RefuseChange(this, order, request, out reserved)) is { } why)
        {
            return Map.Answer(Verdict.Refused, order, Map.Said(why.Code, why.Text));
        }

        Run(change, Line(LineKind.Replaced, change.At) with
        {
            OrderId = order.Id, ClientOrderId = order.ClientOrderId, Symbol = order.Symbol, Quantity = wanted.Quantity, LimitPrice = wanted.LimitPrice, StopPrice = wanted.StopPrice, Reserved = reserved,
        });
        return Map.Answer(Verdict.Accepted, order);
    }

    public PaperOrder? Find(OrderRef reference) =>
        (reference.BrokerOrderId is { } id ? Books.ById(id) : null) ?? Books.ByClientId(reference.Order.ClientOrderId);

    /// <summary>Each second: ends the day's orders at midnight UTC and shows open orders the new quotes.</summary>
    public void Tick()
    {
        WatchDeadMan();
        // Read once: midnight may pass while the symbols are gone through, and no day's end may be missed.
        var now = Now;
        foreach (var symbol in Markets.Quoted)
        {
            if (now.UtcDateTime.Date > _day)
            {
                EndDay(symbol, now);
            }

            Quote(symbol);
        }

        _day = now.UtcDateTime.Date;
    }

    /// <summary>Open orders are cancelled when nothing is heard for this long; zero = no more.</summary>
    public DateTimeOffset? Arm(TimeSpan after) => _deadMan.Arm(Now, after);

    /// <summary>Plays one bar of a replay: opens it, moves through it, closes it.</summary>
    public Bar Play(string symbol, Replay replay)
    {
        var bar = replay.Advance(Now);
        Write(Line(LineKind.Bar, bar.Start) with { Symbol = symbol, Price = bar.Close });
        Run(new BarPassed(symbol, bar.Open, bar.High, bar.Low, bar.Close, bar.Start, replay.Now));
        if (replay.DayEnded && !replay.Ended)
        {
            EndDay(symbol, replay.Now);
        }

        return bar;
    }

    private void WatchDeadMan()
    {
        if (_deadMan.GoesOff(Now))
        {
            foreach (var order in Books.Orders.Where(o => o.IsOpen).ToList())
            {
                Run(new Cancel(order.Id, TimeOf(order.Symbol)));
            }
        }
    }

    // The newest quote decides about open orders before anything new does. Bars speak for themselves.
    private void Quote(string symbol)
    {
        if (Markets.Listings.TryGetValue(symbol, out var listing) && Markets.Replay(symbol) is null)
        {
            var quote = Markets.Quote(listing, Now);
            Run(new Quoted(symbol, quote.Bid!.Value, quote.Ask!.Value, Now));
        }
    }

    private void EndDay(string symbol, DateTimeOffset at)
    {
        Run(new SessionClosed(symbol, at));
        Run(new SessionOpened(symbol, at));
    }

    private void Run(Command command, LedgerLine? placed = null)
    {
        foreach (var e in _engine.Handle(command))
        {
            Write(e is Accepted or Replaced ? placed! : LineOf(e));
        }
    }

    private PaperOrder? Write(LedgerLine line)
    {
        // Numbered here, so that the order of lines is the order of what happened.
        var numbered = line with { Seq = Books.Lines + 1 };
        _ledger.Append(numbered);
        var order = Books.Apply(numbered);
        if (order is not null)
        {
            Changed?.Invoke(order);
        }

        return order;
    }

    private LedgerLine LineOf(EngineEvent e)
    {
        var order = Books.ById(e.OrderId)!;
        var line = Line(LineKind.Unknown, e.At) with { OrderId = order.Id, ClientOrderId = order.ClientOrderId, Symbol = order.Symbol };
        return e switch
        {
            Filled f => line with { Kind = LineKind.Fill, ExecutionId = f.ExecutionId, Side = f.Side, Quantity = f.Quantity, Price = f.Price, Fee = f.Fee, FeeCurrency = f.FeeCurrency },
            Triggered => line with { Kind = LineKind.Triggered },
            Cancelled c => line with { Kind = LineKind.Cancelled, Code = c.Reason },
            Expired => line with { Kind = LineKind.Expired },
            _ => throw new InvalidOperationException($"unexpected {e}"),
        };
    }

    private LedgerLine Placed(NewOrder o, string clientOrderId) => Line(LineKind.Accepted, TimeOf(o.Symbol)) with
    {
        OrderId = o.Id,
        ClientOrderId = clientOrderId,
        Symbol = o.Symbol,
        Side = Known(o.Side),
        Type = Known(o.Type),
        TimeInForce = Known(o.TimeInForce),
        Quantity = o.Quantity,
        LimitPrice = o.LimitPrice,
        StopPrice = o.StopPrice,
    };

    private static T Known<T>(T value) where T : struct, Enum => Enum.IsDefined(value) ? value : default;

    private LedgerLine Line(LineKind kind, DateTimeOffset at) => new(0, kind, at, Now);

    private DateTimeOffset TimeOf(string symbol) => Markets.Replay(symbol)?.Now ?? Now;

    private (string Code, string Text)? Late(Order order) =>
        order.DieAfter < Now ? ("too_late", "the order arrived after the time at which it was to die") : null;
}
