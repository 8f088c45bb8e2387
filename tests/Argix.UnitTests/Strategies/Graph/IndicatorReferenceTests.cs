using System.Globalization;
using Argix.Contracts;

namespace Argix.UnitTests.Strategies.Graph;

/// <summary>Indicators against values that others published beside their inputs, to the digits that are given there.</summary>
public sealed class IndicatorReferenceTests
{
    [Theory]
    [InlineData("spy_with_indicators.txt", "SMA14", "sma", "value", 300, "period", "14")]
    [InlineData("spy_with_indicators.txt", "EMA14", "ema", "value", 300, "period", "14")]
    [InlineData("spy_with_indicators.txt", "RSI 14 Wilder", "rsi", "value", 300, "period", "14")]
    [InlineData("spy_ema.csv", "EMA14", "ema", "value", 200, "period", "14")]
    [InlineData("spy_with_macd.txt", "MACD", "macd", "macd", 100)]
    [InlineData("spy_with_macd.txt", "Signal", "macd", "signal", 100)]
    [InlineData("spy_with_macd.txt", "Histogram", "macd", "histogram", 100)]
    [InlineData("spy_atr_wilder.txt", "Average True Range 14", "atr", "value", 300, "period", "14")]
    [InlineData("spy_bollinger_bands.txt", "Moving Average 20", "bollinger", "middle", 300)]
    [InlineData("spy_bollinger_bands.txt", "Bollinger Bands® 20 2 Top", "bollinger", "upper", 300)]
    [InlineData("spy_bollinger_bands.txt", "Bollinger Bands® 20 2 Bottom", "bollinger", "lower", 300)]
    [InlineData("spy_with_roc50.txt", "Rate of Change 50", "roc", "value", 300, "period", "50")]
    [InlineData("spy_with_don50.txt", "Donchian Channels 50 Top", "donchian", "upper", 300, "period", "50")]
    [InlineData("spy_with_don50.txt", "Donchian Channels 50 Bottom", "donchian", "lower", 300, "period", "50")]
    [InlineData("spy_with_don50.txt", "Donchian Channels 50 Mean", "donchian", "middle", 300, "period", "50")]
    [InlineData("spy_with_obv.txt", "OBV", "obv", "value", 300)]
    public void Equals_what_was_published(string file, string column, string type, string output, int least, params string[] settings)
    {
        var (bars, published) = Read(file, column);
        var reckoned = Drawings.Run(Drawings.Around(type, output, settings), bars, output);
        if (type == "roc")
        {
            // That column is the plain difference; ours is in percent of the value before.
            reckoned = [.. reckoned.Select((v, i) => i < 50 ? double.NaN : v / 100 * (double)bars[i - 50].Close)];
        }

        var compared = 0;
        for (var i = 0; i < bars.Count; i++)
        {
            if (published[i] is not { } text || double.IsNaN(reckoned[i]))
            {
                continue;
            }

            compared++;
            var wanted = double.Parse(text, CultureInfo.InvariantCulture);
            Assert.True(Math.Abs(reckoned[i] - wanted) <= LastDigit(text) + ((double)bars[i].Close * SinglePrecision) + (type == "obv" ? HalfOfAVolume * (i + 1) : 0), $"row {i + 1}: {reckoned[i]:R} is not {text}");
        }

        Assert.True(compared >= least, $"only {compared} rows could be compared");
    }

    // What was published was reckoned in single precision: its crumbs are a 2⁻²³ of the prices.
    private const double SinglePrecision = 1.2e-7;

    // Volumes are given to a hundred, so each adds half of that to what a running sum of them can be off.
    private const double HalfOfAVolume = 50;

    // The published prices are rounded themselves, so the last digit that is given may differ by one; a text such as -1.3324610000000001 has six that mean something.
    private static double LastDigit(string text)
    {
        var parts = text.Split('E', 'e');
        var decimals = parts[0].Contains('.', StringComparison.Ordinal) ? parts[0].Length - parts[0].IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var power = (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0) - (decimals > 15 ? 6 : Math.Min(decimals, 9));
        return 1.01 * Math.Pow(10, power);
    }

    private static (List<Bar> Bars, List<string?> Published) Read(string file, string column)
    {
        var lines = File.ReadAllLines(Market.PathOrSkip("indicators", file)).Where(l => l.Length > 0).Select(l => l.Split(',')).ToList();
        var head = lines[0].Select(h => h.Trim()).ToList();
        int At(string name) => head.FindIndex(h => string.Equals(h, name, StringComparison.OrdinalIgnoreCase));
        var (close, wanted) = (At("close"), head.FindIndex(h => h == column || (column.Contains('®', StringComparison.Ordinal) && h.EndsWith(column.Split(' ')[^1], StringComparison.Ordinal) && h.StartsWith("Bollinger", StringComparison.Ordinal))));
        Assert.True(close >= 0 && wanted >= 0, $"{file} has no column {column}");
        decimal Figure(string[] row, int at, decimal otherwise) => at >= 0 && at < row.Length && decimal.TryParse(row[at], NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : otherwise;
        List<Bar> bars = [];
        List<string?> published = [];
        foreach (var row in lines.Skip(1))
        {
            var c = Figure(row, close, 0);
            bars.Add(new Bar(DateTimeOffset.UnixEpoch.AddDays(bars.Count), Figure(row, At("open"), c), Figure(row, At("high"), c), Figure(row, At("low"), c), c, Figure(row, At("volume"), 0)));
            var text = wanted < row.Length ? row[wanted].Trim() : "";
            published.Add(text.Length == 0 || text == "NaN" ? null : text);
        }

        return (bars, published);
    }
}
