using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>
/// Keeps the first price that was seen of each position on a UTC day, and tells when prices alone take the day's loss to its limit: latched for the day, and a person is told.
/// What is known already writes nothing.
/// </summary>
internal static class DayDecider
{
    public static Decision Decide(DeskState desk, PricesSeen p)
    {
        var day = DateOnly.FromDateTime(p.At.UtcDateTime);
        var first = p.Marks.Where(m => desk.Days.MarkOf(p.ConnectionId, m.Key, day) is null && desk.Position(p.ConnectionId, m.Key) != 0).ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        List<DeskEvent> events = first.Count == 0 ? [] : [new DayMarked(p.ConnectionId, day, first)];
        if (Loss(desk, p, day) is { } loss && LossLimit.Of(desk, p.Kind, p.ConnectionId) is { } limit && loss >= limit && !(desk.Days.Reached(p.ConnectionId, p.At) >= limit))
        {
            events.Add(new LossReached(p.ConnectionId, day, loss, limit));
            events.Add(new Alarmed(null, "loss", $"today's loss has reached {RiskWords.Short(loss)} % of equity, limit {RiskWords.Amount(limit)} %: only reducing is allowed until midnight UTC"));
        }

        return new Decision(events);
    }

    // Only what can be measured without a doubt: every line in the account's currency, each with a price now and one of the day's beginning.
    private static decimal? Loss(DeskState desk, PricesSeen p, DateOnly day)
    {
        var sum = 0m;
        foreach (var line in desk.Positions.Where(l => l.ConnectionId == p.ConnectionId && (l.Quantity != 0 || desk.Days.TradedOn(l, p.At))))
        {
            decimal? mark = p.Marks.TryGetValue(line.Instrument.Symbol, out var now) ? now : null;
            if (line.Instrument.Currency != p.Currency || desk.Days.Result(line, p.At, mark, desk.Days.MarkOf(p.ConnectionId, line.Instrument.Symbol, day) ?? mark) is not { } result)
            {
                return null;
            }

            sum += result;
        }

        return p.Equity is not { } equity || sum >= 0 ? null : equity - sum <= 0 ? 100 : -sum / (equity - sum) * 100;
    }
}
