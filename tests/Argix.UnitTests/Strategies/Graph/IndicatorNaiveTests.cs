using Argix.Contracts;

namespace Argix.UnitTests.Strategies.Graph;

/// <summary>Indicators against the plainest reckoning there is: each value anew from the whole past.</summary>
public sealed class IndicatorNaiveTests
{
    private static readonly List<Bar> Bars = Market.Walk(600, size: TimeSpan.FromHours(1));
    private static readonly double[] Closes = [.. Bars.Select(b => (double)b.Close)];
    private static readonly double[] Highs = [.. Bars.Select(b => (double)b.High)];
    private static readonly double[] Lows = [.. Bars.Select(b => (double)b.Low)];

    [Fact]
    public void Simple_average() => Same("sma", "value", 7, i => i < 6 ? double.NaN : Last(Closes, i, 7).Average(), "period", "7");

    [Fact]
    public void Weighted_average() => Same("wma", "value", 9, i => i < 8 ? double.NaN : Last(Closes, i, 9).Select((v, k) => v * (k + 1)).Sum() / 45, "period", "9");

    [Fact]
    public void Standard_deviation() => Same("stddev", "value", 12, i => i < 11 ? double.NaN : Deviation(Last(Closes, i, 12)), "period", "12");

    [Fact]
    public void Z_score() => Same("zscore", "value", 12, i => i < 11 ? double.NaN : (Closes[i] - Last(Closes, i, 12).Average()) / Deviation(Last(Closes, i, 12)), "period", "12");

    [Fact]
    public void Highest_and_lowest()
    {
        Same("highest", "value", 13, i => i < 12 ? double.NaN : Last(Closes, i, 13).Max(), "period", "13");
        Same("lowest", "value", 13, i => i < 12 ? double.NaN : Last(Closes, i, 13).Min(), "period", "13");
    }

    [Fact]
    public void Value_some_bars_ago() => Same("lag", "value", 5, i => i < 4 ? double.NaN : Closes[i - 4], "bars", "4");

    [Fact]
    public void Rate_of_change() => Same("roc", "value", 9, i => i < 8 ? double.NaN : (Closes[i] / Closes[i - 8] * 100) - 100, "period", "8");

    [Fact]
    public void Stochastic()
    {
        double Raw(int i) => 100 * (Closes[i] - Last(Lows, i, 10).Min()) / (Last(Highs, i, 10).Max() - Last(Lows, i, 10).Min());
        double K(int i) => i < 11 ? double.NaN : (Raw(i) + Raw(i - 1) + Raw(i - 2)) / 3;
        Same("stochastic", "k", 12, K, "period", "10");
        Same("stochastic", "d", 14, i => i < 13 ? double.NaN : (K(i) + K(i - 1) + K(i - 2)) / 3, "period", "10");
    }

    [Fact]
    public void Directional_index()
    {
        const int N = 5;
        var (plus, minus, index) = (new double[Bars.Count], new double[Bars.Count], new double[Bars.Count]);
        double Wilder(Func<int, double> value, int from, int at) => at < from + N - 1 ? double.NaN : at == from + N - 1 ? Enumerable.Range(from, N).Average(value) : ((Wilder(value, from, at - 1) * (N - 1)) + value(at)) / N;
        double Range(int i) => Math.Max(Highs[i], Closes[i - 1]) - Math.Min(Lows[i], Closes[i - 1]);
        double Up(int i) => Highs[i] - Highs[i - 1] is var u && u > Lows[i - 1] - Lows[i] && u > 0 ? u : 0;
        double Down(int i) => Lows[i - 1] - Lows[i] is var d && d > Highs[i] - Highs[i - 1] && d > 0 ? d : 0;
        for (var i = N; i < 120; i++)
        {
            (plus[i], minus[i]) = (100 * Wilder(Up, 1, i) / Wilder(Range, 1, i), 100 * Wilder(Down, 1, i) / Wilder(Range, 1, i));
            index[i] = 100 * Math.Abs(plus[i] - minus[i]) / (plus[i] + minus[i]);
        }

        Same("adx", "plus", N + 1, i => i < N ? double.NaN : plus[i], 120, "period", "5");
        Same("adx", "minus", N + 1, i => i < N ? double.NaN : minus[i], 120, "period", "5");
        Same("adx", "adx", 2 * N, i => Wilder(k => index[k], N, i), 120, "period", "5");
    }

    [Fact]
    public void Volume_weighted_price_begins_anew_each_day_of_its_zone()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        DateTime Day(int i) => TimeZoneInfo.ConvertTime(Bars[i].Start, zone).Date;
        double Naive(int i)
        {
            var today = Enumerable.Range(0, i + 1).Where(k => Day(k) == Day(i)).ToList();
            return today.Sum(k => (Highs[k] + Lows[k] + Closes[k]) / 3 * (double)Bars[k].Volume) / today.Sum(k => (double)Bars[k].Volume);
        }

        Same("vwap", "value", 1, Naive, "timeZone", "America/New_York");
    }

    [Fact]
    public void On_balance_volume() => Same("obv", "value", 1, i => Enumerable.Range(0, i + 1).Sum(k => k == 0 || Closes[k] > Closes[k - 1] ? (double)Bars[k].Volume : Closes[k] < Closes[k - 1] ? -(double)Bars[k].Volume : 0));

    [Fact]
    public void A_long_run_piles_up_no_crumbs()
    {
        var bars = Market.Walk(100_000, 3, TimeSpan.FromMinutes(1));
        var average = Drawings.Run(Drawings.Around("sma", "value", "period", "20"), bars, "value")[^1];
        Assert.Equal((double)bars.TakeLast(20).Average(b => b.Close), average, 12);
    }

    private static void Same(string type, string output, int ready, Func<int, double> naive, params string[] settings) => Same(type, output, ready, naive, Bars.Count, settings);

    private static void Same(string type, string output, int ready, Func<int, double> naive, int count, params string[] settings)
    {
        var reckoned = Drawings.Run(Drawings.Around(type, output, settings), Bars.Take(count), output);
        Assert.All(reckoned.Take(ready - 1), v => Assert.True(double.IsNaN(v)));
        for (var i = ready - 1; i < count; i++)
        {
            var wanted = naive(i);
            Assert.True(Math.Abs(reckoned[i] - wanted) <= 1e-9 * Math.Max(1, Math.Abs(wanted)), $"{type}.{output} at bar {i}: {reckoned[i]:R} is not {wanted:R}");
        }
    }

    private static ArraySegment<double> Last(double[] values, int at, int count) => new(values, at - count + 1, count);

    private static double Deviation(ArraySegment<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Count);
    }
}
