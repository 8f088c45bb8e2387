using System.Globalization;
using Argix.Contracts;

namespace Argix.UnitTests.Strategies.Graph;

/// <summary>Bars for tests: real ones from the reference data, and made-up ones from a seed.</summary>
internal static class Market
{
    public static string PathOrSkip(params string[] parts)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Argix.Platform.sln")))
        {
            root = root.Parent;
        }

        var folder = Environment.GetEnvironmentVariable("ARGIX_DATA") ?? Path.Combine(root?.FullName ?? ".", "..", "shared", "reference", "data");
        var file = Path.Combine([folder, .. parts]);
        Assert.SkipUnless(File.Exists(file), $"the reference data is not here: {file} (set ARGIX_DATA)");
        return file;
    }

    public static List<Bar> ReadOrSkip(string file) =>
        [.. File.ReadLines(PathOrSkip("bars", file)).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')).Select(c =>
            new Bar(DateTimeOffset.Parse(c[0], CultureInfo.InvariantCulture), D(c[1]), D(c[2]), D(c[3]), D(c[4]), D(c[5])))];

    /// <summary>A random walk; the same seed gives the same bars.</summary>
    public static List<Bar> Walk(int count, int seed = 7, TimeSpan? size = null)
    {
        var (random, price, bars) = (new Random(seed), 100m, new List<Bar>(count));
        for (var i = 0; i < count; i++)
        {
            var open = price;
            price = Math.Max(1, price + Math.Round((decimal)((random.NextDouble() - 0.5) * 2), 2));
            var (high, low) = (Math.Max(open, price) + Math.Round((decimal)random.NextDouble(), 2), Math.Min(open, price) - Math.Round((decimal)random.NextDouble() * 0.5m, 2));
            bars.Add(new Bar(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero) + (i * (size ?? TimeSpan.FromDays(1))), open, high, Math.Max(0.1m, low), price, random.Next(0, 1000)));
        }

        return bars;
    }

    private static decimal D(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
