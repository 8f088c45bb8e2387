using System.Globalization;
using Xunit;

namespace Argix.IntegrationTests.Strategies;

internal sealed record SpyBar(DateTimeOffset Start, decimal Open, decimal Close);

/// <summary>Real daily bars, read where they stand.</summary>
internal static class SpyBars
{
    public static IReadOnlyList<SpyBar> ReadOrSkip(out string file)
    {
        file = Path.Combine(Environment.GetEnvironmentVariable("ARGIX_DATA") ?? Path.Combine(Root(), "..", "shared", "reference", "data"), "bars", "spy-daily.csv");
        Assert.SkipUnless(File.Exists(file), $"the bars are not here: {file} (set ARGIX_DATA)");
        return [.. File.ReadLines(file).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(',')).Select(c => new SpyBar(
            DateTimeOffset.Parse(c[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), Number(c[1]), Number(c[4])))];
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
