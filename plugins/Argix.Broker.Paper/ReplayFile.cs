using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>Bars from a file with the header <c>time,open,high,low,close,volume</c>.</summary>
internal static class ReplayFile
{
    public static IReadOnlyList<Bar> Read(string path)
    {
        List<Bar> bars = [];
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (bars.Count == 0 && line.StartsWith("time,", StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                if (line.Length > 0)
                {
                    bars.Add(Parse(line, bars.Count > 0 ? bars[^1].Start : DateTimeOffset.MinValue, path));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad($"can't read {path}: {e.Message}");
        }

        return bars.Count > 0 ? bars : throw Bad($"{path} holds no bars");
    }

    /// <summary>The shortest step between two bars: the size of a bar (weekends and nights make longer steps).</summary>
    public static TimeSpan SizeOf(IReadOnlyList<Bar> bars) =>
        bars.Count < 2 ? TimeSpan.FromDays(1) : bars.Zip(bars.Skip(1), (a, b) => b.Start - a.Start).Min();

    private static Bar Parse(string line, DateTimeOffset after, string path)
    {
        var cells = line.Split(',');
        if (cells.Length != 6 || !DateTimeOffset.TryParse(cells[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var start))
        {
            throw Bad($"{path}: '{line}' is not time,open,high,low,close,volume");
        }

        var bar = new Bar(start, Number(1), Number(2), Number(3), Number(4), Number(5));
        var (top, bottom) = (Math.Max(bar.Open, bar.Close), Math.Min(bar.Open, bar.Close));
        return start > after && bar.Low > 0 && bar.High >= top && bar.Low <= bottom ? bar : throw Bad($"{path}: the bar '{line}' goes back in time or its prices contradict each other");

        decimal Number(int i) => decimal.TryParse(cells[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw Bad($"{path}: '{cells[i]}' is not a number");
    }

    private static VenueException Bad(string message) => new(ErrorCodes.BrokerUnavailable, "replay: " + message, new Evidence(Sent.No, 0, ErrorCodes.BrokerUnavailable, message));
}
