using System.Diagnostics;
using System.Globalization;

namespace Argix.Bench;

/// <summary>Times of one side in one round, in microseconds.</summary>
internal sealed class Figures
{
    private readonly List<double> _times = [];

    public void Add(IEnumerable<double> times) => _times.AddRange(times);

    public double P50 => At(0.50);
    public double P99 => At(0.99);

    public double At(double part)
    {
        var sorted = _times.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(part * sorted.Count))];
    }

    public static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    public static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }

    public static double Median(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } s ? (s[(s.Count - 1) / 2] + s[s.Count / 2]) / 2 : double.NaN;

    public static string Us(double microseconds) => microseconds < 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{microseconds:N0} µs") : string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000:N1} ms");

    public static string N(double value, string format = "N0") => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>Rounds of two or more sides that took turns. The ratio is taken round by round and its median told: what disturbs the machine disturbs both.</summary>
internal sealed class Rounds
{
    private readonly Dictionary<string, List<Figures>> _sides = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Sides => _sides.Keys;

    public void Add(string side, Figures figures) => (_sides.TryGetValue(side, out var list) ? list : _sides[side] = []).Add(figures);

    public double Median(string side, Func<Figures, double> figure) => Figures.Median(_sides[side].Select(figure));

    public double Ratio(string side, string to, Func<Figures, double> figure) =>
        Figures.Median(_sides[side].Zip(_sides[to], (a, b) => figure(a) / figure(b)));
}
