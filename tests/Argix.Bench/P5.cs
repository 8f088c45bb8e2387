using System.Globalization;
using Argix.Contracts;
using Argix.Strategies.Backtests;
using Argix.Strategies.Core.Graph;

namespace Argix.Bench;

/// <summary>Back-tests: the drawn moving-average cross beside the same rule written down plainly. Reading the file is outside of the clock on both sides.</summary>
internal static class P5
{
    private const int Fast = 5, Slow = 20, Quantity = 1000;

    public static Task<Table> RunAsync(Options options)
    {
        var table = new Table("P5: back-test of the moving-average cross", "bars", "blocks", "plain C#", "drawing", "drawing, bars a second", "× plain (median)", "target");
        var document = Templates.Cross(new Instrumented("EUR/USD", "fx", "PT1H"), Fast, Slow, Quantity, null, false);
        var file = Path.Combine(Environment.GetEnvironmentVariable("ARGIX_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "reference", "data"), "bars", "eurusd-hour.csv");
        if (File.Exists(file))
        {
            Row(table, "EUR/USD hours", CsvBars.Read(File.ReadAllText(file)).Bars, document, options.Rounds);
        }
        else
        {
            table.Note($"The EUR/USD hours were left out: {file} is not here (set ARGIX_DATA).");
        }

        Row(table, "synthetic minutes", Synthetic(1_000_000), document, options.Rounds);
        table.Note("Both sides: averages of 5 and 20 closes in doubles, fills at the next open in decimals, equity and drawdown at every close, a list of trades. The drawing besides: validation, warm-up rule, intents with ids and their hash, the paper venue's engine, sizing by the engine's sizers, statistics.");
        table.Note("Processor time of the process (its collector and compiler included), so that neighbours on the machine do not count; one thread, sides in turn, the ratio round by round.");
        return Task.FromResult(table);
    }

    private static void Row(Table table, string name, IReadOnlyList<Bar> bars, GraphDocument document, int rounds)
    {
        List<double> plain = [], drawn = [], ratios = [];

        // Both sides are compiled for speed only after they have run for a while; a short file is run often enough before anything is counted.
        var warm = 1 + (2_000_000 / bars.Count);
        for (var round = 0; round < Math.Max(5, rounds) + warm; round++)
        {
            var (p, d) = (Time(() => Plain(bars)), Time(() => Drawn(bars, document)));
            if (round >= warm)
            {
                plain.Add(p);
                drawn.Add(d);
                ratios.Add(d / p);
            }
        }

        var (slow, fast) = (Figures.Median(drawn), Figures.Median(plain));
        table.Row($"{Figures.N(bars.Count)} ({name})", Figures.N(document.Nodes.Count), Figures.Us(fast), Figures.Us(slow), Figures.N(bars.Count / slow * 1_000_000), Figures.N(Figures.Median(ratios), "N2"), "≤ 5 × plain; ≥ 1,000,000 bars/s");
        var graph = Figures.Median([.. Enumerable.Range(0, 5).Select(_ => Time(() => Graph(bars, document)))]);
        table.Note(string.Create(CultureInfo.InvariantCulture, $"{name}: of the drawing's {Figures.Us(slow)} the graph itself is {Figures.Us(graph)} ({graph / fast:N2} × plain); the rest is intents with their hash, the venue's engine, sizing, the ledger and the equity curve."));
        table.Note(string.Create(CultureInfo.InvariantCulture, $"{name}: final equity {Plain(bars):0.00} (plain) and {Drawn(bars, document):0.00} (drawing)."));
    }

    private static double Time(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
    }

    public static decimal Drawn(IReadOnlyList<Bar> bars, GraphDocument document)
    {
        using var tester = new Backtester(document, new BacktestSettings(1_000_000, 0, 0, 0.00001m, 1));
        for (var i = 0; i < bars.Count; i++)
        {
            tester.Take(bars[i]);
        }

        return tester.Report(new BacktestData("bench", "EUR/USD", "PT1H", bars.Count, null, null, 0, 0, 0, 0, [])).FinalEquity;
    }

    /// <summary>The evaluator alone, told what it would hold; nothing is sized, filled or kept.</summary>
    private static decimal Graph(IReadOnlyList<Bar> bars, GraphDocument document)
    {
        var (machine, asked) = (new GraphMachine(document), 0);
        for (var i = 0; i < bars.Count; i++)
        {
            if (machine.OnBar(bars[i]) is [var intent, ..])
            {
                machine.Know(new Known(intent.Action == "enter" ? Quantity : 0));
                asked++;
            }
        }

        return asked;
    }

    /// <summary>What somebody would write who needs this one rule and nothing else.</summary>
    public static decimal Plain(IReadOnlyList<Bar> bars)
    {
        double fastSum = 0, slowSum = 0, peak = 0, deepest = 0;
        decimal cash = 1_000_000, held = 0, cost = 0;
        var (before, wanted) = (0, 0);
        List<decimal> profits = [];
        for (var i = 0; i < bars.Count; i++)
        {
            var bar = bars[i];
            if (wanted != 0)
            {
                cash -= wanted * Quantity * bar.Open;
                held += wanted * Quantity;
                _ = wanted > 0 ? cost = bar.Open : 0;
                if (wanted < 0)
                {
                    profits.Add(Quantity * (bar.Open - cost));
                }

                wanted = 0;
            }

            var equity = (double)(cash + (held * bar.Close));
            peak = Math.Max(peak, equity);
            deepest = Math.Max(deepest, (peak - equity) / peak);
            fastSum += (double)bar.Close - (i >= Fast ? (double)bars[i - Fast].Close : 0);
            slowSum += (double)bar.Close - (i >= Slow ? (double)bars[i - Slow].Close : 0);
            if (i < Slow - 1)
            {
                continue;
            }

            var distance = (fastSum / Fast) - (slowSum / Slow);
            var now = Math.Abs(distance) < 1e-12 ? 0 : Math.Sign(distance);
            wanted = held == 0 && i >= Slow && before <= 0 && now > 0 ? 1 : held > 0 && now < 0 ? -1 : 0;
            before = now;
        }

        return cash + (held * bars[^1].Close) + ((decimal)deepest * 0) + (profits.Count * 0);
    }

    private static List<Bar> Synthetic(int count)
    {
        var (random, price, bars) = (new Random(5), 1.1m, new List<Bar>(count));
        for (var i = 0; i < count; i++)
        {
            var open = price;
            price = Math.Max(0.5m, price + (random.Next(-50, 51) / 100_000m));
            bars.Add(new Bar(DateTimeOffset.UnixEpoch.AddMinutes(60 * i), open, Math.Max(open, price) + 0.0001m, Math.Min(open, price) - 0.0001m, price, 1));
        }

        return bars;
    }
}
