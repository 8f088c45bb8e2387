using System.Globalization;
using Argix.Contracts;
using Argix.Errors;

namespace Argix.Strategies.Backtests;

/// <summary>Something odd in a file of bars. <paramref name="Kind"/>: <c>bad_row, duplicate, out_of_order, gap</c>.</summary>
public sealed record CsvIssue(string Kind, int Line, string Text);

/// <summary>Bars from a file, and what was wrong with it: counted in full, and the first of them listed.</summary>
public sealed record ImportedBars(IReadOnlyList<Bar> Bars, int BadRows, int Duplicates, int OutOfOrder, int Gaps, IReadOnlyList<CsvIssue> Issues, TimeSpan Step);

/// <summary>
/// Reads <c>time,open,high,low,close[,volume]</c>. The first line names the columns, in any order; <c>date</c> or <c>timestamp</c> will do for time. Times are ISO 8601 (UTC without an offset) or Unix seconds.
/// A row that cannot be a bar is left out and listed; nothing is repaired.
/// </summary>
public static class CsvBars
{
    private const int MostListed = 100;
    private static readonly string[] Needed = ["time", "open", "high", "low", "close"];

    /// <exception cref="ArgixException"><c>validation_failed</c>: no header, or no bars at all.</exception>
    public static ImportedBars Read(string csv)
    {
        var reader = new Reader();
        var lines = csv.AsSpan().EnumerateLines();
        var number = 0;
        Dictionary<string, int>? columns = null;
        foreach (var line in lines)
        {
            number++;
            if (line.IsWhiteSpace())
            {
                continue;
            }

            if (columns is null)
            {
                columns = Header(line.ToString());
                reader.Columns = columns;
            }
            else
            {
                reader.Take(line, number);
            }
        }

        return reader.Bars.Count > 0 ? reader.Done() : throw new ArgixException("validation_failed", "bars.csv: there is no row that is a bar; the first line must name the columns time,open,high,low,close,volume");
    }

    private static Dictionary<string, int> Header(string line)
    {
        var names = line.TrimStart('\uFEFF').Split(',').Select(n => n.Trim().Trim('"').ToLowerInvariant()).Select(n => n is "date" or "timestamp" or "datetime" ? "time" : n).ToList();
        var columns = names.Select((n, i) => (n, i)).GroupBy(x => x.n).ToDictionary(g => g.Key, g => g.First().i, StringComparer.Ordinal);
        return Needed.FirstOrDefault(n => !columns.ContainsKey(n)) is { } missing
            ? throw new ArgixException("validation_failed", $"bars.csv: the first line names no column {missing}; it must name time,open,high,low,close and may name volume")
            : columns;
    }

    private sealed class Reader
    {
        private readonly List<CsvIssue> _issues = [];
        private readonly Dictionary<long, int> _steps = [];
        private int _bad, _twice, _late;

        public List<Bar> Bars { get; } = [];
        public Dictionary<string, int> Columns { get; set; } = [];

        public void Take(ReadOnlySpan<char> line, int number)
        {
            if (Parse(line) is not { } bar)
            {
                _bad++;
                Add("bad_row", number, "it is no bar: a time and four prices above 0, with high and low around open and close");
            }
            else if (Bars.Count > 0 && bar.Start <= Bars[^1].Start)
            {
                var same = bar.Start == Bars[^1].Start;
                _ = same ? _twice++ : _late++;
                Add(same ? "duplicate" : "out_of_order", number, same ? "the same time as the row before" : "earlier than the row before");
            }
            else
            {
                if (Bars.Count > 0)
                {
                    var step = (bar.Start - Bars[^1].Start).Ticks;
                    _steps[step] = _steps.GetValueOrDefault(step) + 1;
                }

                Bars.Add(bar);
            }
        }

        // The step that is most common is the size of a bar; of several the smallest.
        public ImportedBars Done()
        {
            var step = _steps.Count == 0 ? TimeSpan.FromDays(1) : TimeSpan.FromTicks(_steps.OrderByDescending(s => s.Value).ThenBy(s => s.Key).First().Key);
            var gaps = 0;
            for (var i = 1; i < Bars.Count; i++)
            {
                if (Bars[i].Start - Bars[i - 1].Start > step)
                {
                    gaps++;
                    Add("gap", i, string.Create(CultureInfo.InvariantCulture, $"nothing between {Bars[i - 1].Start:yyyy-MM-dd HH:mm} and {Bars[i].Start:yyyy-MM-dd HH:mm}"));
                }
            }

            return new ImportedBars(Bars, _bad, _twice, _late, gaps, _issues, step);
        }

        private Bar? Parse(ReadOnlySpan<char> line)
        {
            Span<Range> cells = stackalloc Range[32];
            var count = line.Split(cells, ',');
            var volume = Cell(line, cells[..count], "volume");
            if (Time(Cell(line, cells[..count], "time")) is not { } start || Price(line, cells[..count], "open") is not { } open || Price(line, cells[..count], "high") is not { } high
                || Price(line, cells[..count], "low") is not { } low || Price(line, cells[..count], "close") is not { } close)
            {
                return null;
            }

            var traded = volume.IsEmpty ? 0 : Figure(volume) ?? -1;
            return traded >= 0 && high >= Math.Max(open, close) && low <= Math.Min(open, close) ? new Bar(start, open, high, low, close, traded) : null;
        }

        private decimal? Price(ReadOnlySpan<char> line, ReadOnlySpan<Range> cells, string column) => Figure(Cell(line, cells, column)) is > 0 and < 1_000_000_000_000m and var price ? price : null;

        private ReadOnlySpan<char> Cell(ReadOnlySpan<char> line, ReadOnlySpan<Range> cells, string column) =>
            Columns.TryGetValue(column, out var at) && at < cells.Length ? line[cells[at]].Trim().Trim('"') : [];

        private static decimal? Figure(ReadOnlySpan<char> text) => text.Length <= 40 && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : null;

        private static DateTimeOffset? Time(ReadOnlySpan<char> text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 32_503_680_000 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

        private void Add(string kind, int line, string text)
        {
            if (_issues.Count < MostListed)
            {
                _issues.Add(new CsvIssue(kind, line, text));
            }
        }
    }
}
