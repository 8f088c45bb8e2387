using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Today's result of the account, realised and not, as a part of the equity the day began with.</summary>
public static class LossLimit
{
    public const string Id = "loss";

    public static Verdict Judge(GateInput i)
    {
        if (i.Limit(Id) is not { } limit)
        {
            return Verdict.Pass(Id, "no limit set");
        }

        if (i.Desk.Days.Reached(i.Connection.Id, i.Now) is { } reached && reached >= limit.Value)
        {
            var words = $"a loss of {Short(reached)} % of equity was reached today, limit {Amount(limit.Value)} %; it holds until midnight UTC, also when prices recover";
            return limit.On(i.Reduces ? Verdict.Warn(Id, words + "; reducing is allowed", reached, limit.Value) : Verdict.Deny(Id, words, reached, limit.Value));
        }

        var (result, unknown, carried) = Today(i);
        if (unknown is not null)
        {
            return limit.On(i.Unknown(Id, unknown));
        }

        var said = Said(i, result, limit.Value);
        return limit.On(said.Status == "passed" && carried > 0 ? said with { Status = "warning", Detail = $"{said.Detail}; {Count(carried, "older position")} without a price left out" } : said);
    }

    /// <summary>The limit of a connection, whatever is ordered on it.</summary>
    internal static decimal? Of(DeskState desk, string kind, Guid connection) =>
        LimitBook.Tightest(LimitFigures.Of(Id), desk.Limits.Applying(kind, connection, null, ""))?.Value;

    private static Verdict Said(GateInput i, decimal result, decimal limit)
    {
        var today = new Words(Phrase.Today, result, S: i.Connection.Currency);
        if (result >= 0)
        {
            return Verdict.Pass(Id, today, 0, limit);
        }

        if (i.Connection.Equity is not { } equity)
        {
            return i.Unknown(Id, $"{today}, but the account's equity is not known");
        }

        var percent = equity - result <= 0 ? 100 : -result / (equity - result) * 100;
        var text = $"{today}, a loss of {Short(percent)} % of equity, limit {Amount(limit)} %";
        return percent < limit ? Verdict.Pass(Id, text, percent, limit)
            : i.Reduces ? Verdict.Warn(Id, text + "; reducing is allowed", percent, limit) : Verdict.Deny(Id, text, percent, limit);
    }

    // A line traded today must have a price. One carried over without a price is left out with a warning, or a broker that gives none could never be traded.
    private static (decimal Result, string? Unknown, int Carried) Today(GateInput i)
    {
        var (sum, carried) = (0m, 0);
        foreach (var line in i.Desk.Lines)
        {
            if (line.ConnectionId != i.Connection.Id)
            {
                continue;
            }

            var traded = i.Desk.Days.TradedOn(line, i.Now);
            if (line.Quantity == 0 && !traded)
            {
                continue;
            }

            var result = i.Desk.Days.Result(line, i.Now, Price(i.Connection.Market?.Marks, line), i.Desk.Days.MarkOf(line.ConnectionId, line.Instrument.Symbol, DateOnly.FromDateTime(i.Now.UtcDateTime)) ?? Price(i.Connection.Market?.DayMarks, line));
            if (result is null || i.Connection.RateOf(line.Instrument.Currency) is not { } rate)
            {
                if (traded)
                {
                    return (0, $"no price or exchange rate for {line.Instrument.Symbol}, which was traded today, so the day's result is not known", 0);
                }

                carried++;
                continue;
            }

            sum += result.Value * rate;
        }

        return (sum, null, carried);
    }

    private static decimal? Price(IReadOnlyDictionary<string, decimal>? prices, PositionLine line) => prices?.TryGetValue(line.Instrument.Symbol, out var price) == true ? price : null;
}
