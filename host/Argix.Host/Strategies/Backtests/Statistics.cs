namespace Argix.Strategies.Backtests;

/// <summary>The figures of a report, each with its formula. Null where it has no meaning.</summary>
internal static class Statistics
{
    private const double DaysInYear = 365.25;

    public static IReadOnlyList<Statistic> Of(EquityCurve curve, decimal start, decimal final, IReadOnlyList<decimal> profits, double years, long barsHeld)
    {
        var (wins, losses) = (profits.Where(p => p > 0).ToList(), profits.Where(p => p < 0).ToList());
        var perYear = years > 0 ? curve.Count / years : 0;
        var growth = (double)(final / start);
        return
        [
            new("return", "Return", R(((double)final / (double)start - 1) * 100), "(final equity ÷ starting cash − 1) × 100 %"),
            new("cagr", "Growth a year", years > 0.02 && growth > 0 ? R((Math.Pow(growth, 1 / years) - 1) * 100) : null, "((final ÷ start) ^ (1 ÷ years) − 1) × 100 %, a year of 365.25 days"),
            new("maxDrawdown", "Deepest drawdown", R(curve.MaxDrawdown), "the largest (highest equity so far − equity) ÷ highest equity so far × 100 %, at closes"),
            new("sharpe", "Sharpe ratio", curve.Deviation > 0 ? R(curve.MeanReturn / curve.Deviation * Math.Sqrt(perYear)) : null, "mean return a bar ÷ its standard deviation (n − 1) × √(bars a year); risk-free rate 0"),
            new("sortino", "Sortino ratio", curve.FallDeviation > 0 ? R(curve.MeanReturn / curve.FallDeviation * Math.Sqrt(perYear)) : null, "mean return a bar ÷ √(mean of squared negative returns) × √(bars a year)"),
            new("trades", "Trades", profits.Count, "positions opened and closed again"),
            new("winRate", "Winners", profits.Count > 0 ? R(100.0 * wins.Count / profits.Count) : null, "trades with a profit after fees ÷ trades × 100 %"),
            new("profitFactor", "Profit factor", losses.Count > 0 ? R((double)(wins.Sum() / -losses.Sum())) : null, "sum of profits ÷ sum of losses"),
            new("averageWin", "Average winner", wins.Count > 0 ? R((double)wins.Average()) : null, "mean profit of winners"),
            new("averageLoss", "Average loser", losses.Count > 0 ? R((double)losses.Average()) : null, "mean result of losers"),
            new("expectancy", "Expectancy", profits.Count > 0 ? R((double)profits.Average()) : null, "mean result of a trade, after fees"),
            new("exposure", "Time in the market", curve.Count > 0 ? R(100.0 * barsHeld / curve.Count) : null, "bars at whose close something was held ÷ bars × 100 %"),
        ];
    }

    public static double Years(DateTimeOffset from, DateTimeOffset to) => (to - from).TotalDays / DaysInYear;

    private static double R(double value) => Math.Round(value, 6);
}
