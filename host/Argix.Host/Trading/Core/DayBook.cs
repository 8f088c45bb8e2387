namespace Argix.Trading.Core;

/// <summary>
/// What each position line did today (UTC): the quantity the day began with and the money that flowed. With a price now and one from the day's beginning that is
/// the day's result, realised and unrealised, whatever was lost or won before.
/// </summary>
public sealed class DayBook
{
    private readonly Dictionary<(Guid Connection, string Symbol), DayLine> _lines = [];
    private readonly Dictionary<(Guid Connection, string Symbol), (DateOnly Day, decimal Price)> _marks = [];
    private readonly Dictionary<Guid, (DateOnly Day, decimal Percent)> _latched = [];

    /// <summary>The first price that was seen on a day; null = none.</summary>
    public decimal? MarkOf(Guid connection, string symbol, DateOnly day) => _marks.TryGetValue((connection, symbol), out var mark) && mark.Day == day ? mark.Price : null;

    /// <summary>The largest loss of the day in percent of equity at which the limit was reached; null = it was not. A better price later does not take it back.</summary>
    public decimal? Reached(Guid connection, DateTimeOffset now) =>
        _latched.TryGetValue(connection, out var latch) && latch.Day >= DateOnly.FromDateTime(now.UtcDateTime) ? latch.Percent : null;

    /// <summary>The day's result in the instrument's currency; null = a price is missing that it needs.</summary>
    public decimal? Result(PositionLine line, DateTimeOffset now, decimal? mark, decimal? dayMark)
    {
        var (start, flow) = Of(line, now) is { } today ? (today.Start, today.Flow) : (line.Quantity, 0m);
        if ((line.Quantity != 0 && mark is null) || (start != 0 && dayMark is null))
        {
            return null;
        }

        return flow + ((line.Quantity * (mark ?? 0)) - (start * (dayMark ?? 0))) * line.Instrument.Multiplier;
    }

    public bool TradedOn(PositionLine line, DateTimeOffset now) => Of(line, now) is not null;

    /// <summary>An event is about to change an order: what its line holds and has cost by now.</summary>
    internal static (TrackedOrder Order, decimal Held, decimal Filled, decimal Notional)? Before(DeskState desk, DeskEvent e) =>
        e is FillApplied or FillLevelRaised or FillBusted && e.About is { } id && desk.Order(id) is { } o && !desk.InFirstPositions(o) ? (o, desk.Position(o.Facts.ConnectionId, o.Facts.Instrument.Symbol), o.Fills.Filled, o.Fills.Notional) : null;

    internal void After((TrackedOrder Order, decimal Held, decimal Filled, decimal Notional)? before, DeskEvent e, DateTimeOffset at)
    {
        if (before is not { } b || (b.Order.Fills.Filled == b.Filled && b.Order.Fills.Notional == b.Notional))
        {
            return;
        }

        var facts = b.Order.Facts;
        var (key, day) = ((facts.ConnectionId, facts.Instrument.Symbol), DateOnly.FromDateTime(at.UtcDateTime));
        var line = _lines.GetValueOrDefault(key) is { } known && known.Day >= day ? known : new DayLine(day, b.Held, 0);
        var fee = e is FillApplied { Execution: var x } && x.FeeCurrency == facts.Instrument.Currency ? x.Fee : 0;
        _lines[key] = line with { Flow = line.Flow - facts.Signed(b.Order.Fills.Notional - b.Notional) * facts.Instrument.Multiplier - fee };
    }

    /// <summary>Connections whose loss limit was reached today.</summary>
    public IEnumerable<Guid> Reached(DateTimeOffset now) => _latched.Keys.Where(c => Reached(c, now) is not null);

    internal void Mark(DayMarked marked)
    {
        foreach (var (symbol, price) in marked.Marks)
        {
            _marks[(marked.ConnectionId, symbol)] = (marked.Day, price);
        }
    }

    internal void Latch(Guid connection, DateOnly day, decimal percent)
    {
        if (!_latched.TryGetValue(connection, out var known) || day > known.Day || percent > known.Percent)
        {
            _latched[connection] = (day > known.Day ? day : known.Day, percent);
        }
    }

    /// <summary>A verdict that stands in the journal: the limit was reached, whether the order was denied or, since it only reduced, not.</summary>
    internal void Judged(OrderFacts order, IReadOnlyList<Verdict> verdicts)
    {
        if (Loss(verdicts) is { Status: not "passed", Value: { } percent, Limit: { } limit } && percent >= limit)
        {
            Latch(order.ConnectionId, DateOnly.FromDateTime(order.CreatedAt.UtcDateTime), percent);
        }
    }

    private static Verdict? Loss(IReadOnlyList<Verdict> verdicts)
    {
        for (var n = 0; n < verdicts.Count; n++)
        {
            if (verdicts[n].Control == Risk.LossLimit.Id)
            {
                return verdicts[n];
            }
        }

        return null;
    }

    private DayLine? Of(PositionLine line, DateTimeOffset now) =>
        _lines.GetValueOrDefault((line.ConnectionId, line.Instrument.Symbol)) is { } known && known.Day >= DateOnly.FromDateTime(now.UtcDateTime) ? known : null;

    private sealed record DayLine(DateOnly Day, decimal Start, decimal Flow);
}
