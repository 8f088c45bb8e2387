using System.Text;
using Argix.Contracts;
using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Backtests;
using Argix.Strategies.Core.Graph;

namespace Argix.UnitTests.Strategies.Graph;

public sealed class BacktestTests(ITestOutputHelper output)
{
    private static readonly BacktestSettings Free = new(100_000, 0, 0, 0.01m, 1);

    [Fact]
    public void A_crumb_of_a_double_is_no_fall_and_no_drawdown()
    {
        var curve = new EquityCurve(100);
        foreach (var equity in new[] { 110, 110 * (1 - 2e-15), 110 * (1 + 2e-15), 120 })
        {
            curve.Moved(equity);
            curve.Next();
        }

        Assert.Equal((4, 0, 0), (curve.Count, curve.FallDeviation, curve.MaxDrawdown));
        curve.Moved(90);
        curve.Next();
        Assert.Equal((0.25 / Math.Sqrt(5), 25), (curve.FallDeviation, curve.MaxDrawdown));
        Assert.Equal(((0.1 + (120.0 / 110) - 1 - 0.25) / 5, true), (curve.MeanReturn, curve.Deviation > 0.1));
    }

    [Fact]
    public void The_cross_over_real_bars_makes_the_trades_that_plain_arithmetic_makes()
    {
        var bars = Market.ReadOrSkip("spy-daily.csv");
        var report = Run(Templates.Cross(new("SPY", "equity", "P1D"), 5, 20, 10, null, false), bars, Free);
        var (cash, held, trades) = Plain(bars, 5, 20, 10, 100_000, 0);
        output.WriteLine($"{bars.Count} bars, {report.Fills} fills, final {report.FinalEquity}");
        Assert.True(trades > 100);
        Assert.Equal((trades, cash + (held * bars[^1].Close)), (report.TradeCount, report.FinalEquity));
    }

    [Fact]
    public void Fees_and_slippage_cost_what_they_say()
    {
        var bars = Market.ReadOrSkip("spy-daily.csv");
        var document = Templates.Cross(new("SPY", "equity", "P1D"), 5, 20, 10, null, false);
        var (free, slipped, taxed) = (Run(document, bars, Free), Run(document, bars, Free with { SlippageTicks = 3 }), Run(document, bars, Free with { FeePercent = 0.1m }));
        Assert.Equal(free.FinalEquity - (free.Fills * 10 * 0.03m), slipped.FinalEquity);
        Assert.Equal(free.FinalEquity - taxed.Fees, taxed.FinalEquity);
        Assert.True(taxed.Fees > 0);
        Assert.Equal(free.IntentHash, slipped.IntentHash); // the strategy does not know what it costs
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        var bars = Market.Walk(3000, 21);
        foreach (var template in Templates.All)
        {
            Assert.Equal(Run(template.Document, bars, Free).Write(), Run(template.Document, bars, Free).Write());
        }
    }

    [Theory]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(1)", "\"'@SUM(1)\"")]
    [InlineData("crossed, up", "\"crossed, up\"")]
    public void No_text_of_an_export_is_a_formula(string entry, string cell)
    {
        var report = Run(Templates.Find("bollinger_reversion")!.Document, Market.Walk(2000, 4), Free);
        var trade = report.Trades[0] with { Entry = entry };
        Assert.Contains("," + cell + ",", (report with { Trades = [trade] }).TradesCsv(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_comes_back_from_its_text_and_says_how_each_figure_is_reckoned()
    {
        var report = Run(Templates.Find("bollinger_reversion")!.Document, Market.Walk(2000, 4), Free with { FeePercent = 0.05m });
        Assert.Equal(report.Write(), BacktestReport.Read(report.Write()).Write());
        Assert.All(report.Statistics, s => Assert.True(s.Formula.Length > 10));
        Assert.Equal(report.Equity.Count + 1, report.EquityCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(report.TradeCount + 1, report.TradesCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(report.NetProfit, Math.Round(report.Trades.Sum(t => t.Profit) + (report.FinalEquity - 100_000 - report.Trades.Sum(t => t.Profit)), 20));
    }

    [Fact]
    public void Drawdown_and_equity_equal_a_reckoning_over_the_whole_curve()
    {
        var report = Run(Templates.Find("macd_trend")!.Document, Market.Walk(1500, 8), Free);
        double peak = 0, deepest = 0;
        foreach (var equity in report.Equity.Select(p => (double)p.Equity))
        {
            peak = Math.Max(peak, equity);
            deepest = Math.Max(deepest, (peak - equity) / peak * 100);
        }

        Assert.Equal(1500, report.Equity.Count);
        Assert.Equal(deepest, report.Statistics.Single(s => s.Id == "maxDrawdown").Value!.Value, 4);
        Assert.Equal(report.FinalEquity, report.Equity[^1].Equity);
    }

    [Fact]
    public void A_limit_that_does_not_fill_in_time_is_cancelled()
    {
        var sketch = Drawings.Condition().Block("size", "fixed_quantity").Block("enter", "enter").Block("risk", "max_position").Block("buy", "limit", null, "goodForBars", "2").Block("at", "constant", null, "value", "9", "unit", "price")
            .Wire("up.is", "enter.when").Wire("size.size", "enter.size").Wire("enter.intent", "risk.intent").Wire("risk.intent", "buy.intent").Wire("at.value", "buy.limit").Done();
        Bar[] bars = [Drawings.BarAt(0, 11), Drawings.BarAt(1, 9.5m), Drawings.BarAt(2, 9.5m), Drawings.BarAt(3, 8)];
        Assert.Equal((1, 0), (Run(sketch, bars, Free).Orders, Run(sketch, bars, Free).Fills));
        Bar[] sooner = [Drawings.BarAt(0, 11), Drawings.BarAt(1, 9.5m), Drawings.BarAt(2, 8)];
        Assert.Equal((1, 1), (Run(sketch, sooner, Free).Orders, Run(sketch, sooner, Free).Fills));
    }

    [Fact]
    public void What_cannot_be_paid_is_not_bought()
    {
        var report = Run(Templates.Cross(new("SPY", "equity", "P1D"), 2, 5, 100_000, null, false), Market.Walk(300, 2), Free);
        Assert.Equal(0, report.Orders);
        Assert.True(report.Denied > 0);
        Assert.Contains("not enough cash", report.Reasons.Keys);
    }

    [Fact]
    public void A_short_strategy_earns_when_prices_fall()
    {
        var down = Enumerable.Range(0, 50).Select(i => Drawings.BarAt(i, i == 0 ? 9 : 100 - i)).ToList();
        var sketch = Drawings.Condition().Block("size", "fixed_quantity", null, "quantity", "10").Block("enter", "enter", null, "side", "sell").Block("risk", "max_position").Block("go", "market").Wire("up.is", "enter.when").Wire("size.size", "enter.size").Wire("enter.intent", "risk.intent").Wire("risk.intent", "go.intent").Done();
        var report = Run(sketch, down, Free);
        Assert.Equal(100_000 + (10 * (98 - 51)), report.FinalEquity); // sold at the open of day 2 (98), marked at the close of the last (51)
    }

    [Fact]
    public void A_file_says_what_is_wrong_with_it()
    {
        var read = CsvBars.Read("time,open,high,low,close,volume\n2024-01-01,1,2,1,2,5\n2024-01-02,1,2,1,2,5\n2024-01-02,1,2,1,2,5\n2024-01-01,1,2,1,2,5\n2024-01-03,1,x,1,2,5\n2024-01-04,3,2,1,2,5\n2024-01-05,1,2,1,2,-5\n2024-01-06,1,2,1,2,5\n2024-01-07,1,2,1,2\n");
        Assert.Equal((4, 3, 1, 1, 1), (read.Bars.Count, read.BadRows, read.Duplicates, read.OutOfOrder, read.Gaps));
        Assert.Equal(TimeSpan.FromDays(1), read.Step);
        Assert.Equal([("duplicate", 4), ("out_of_order", 5), ("bad_row", 6), ("bad_row", 7), ("bad_row", 8)], read.Issues.Where(i => i.Kind != "gap").Select(i => (i.Kind, i.Line)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,2,3,4,5")]
    [InlineData("time,open,high,low\n2024-01-01,1,2,1")]
    [InlineData("time,open,high,low,close\nno,1,2,1,2")]
    public void A_file_without_bars_is_refused(string csv) => Assert.Equal("validation_failed", Assert.Throws<ArgixException>(() => CsvBars.Read(csv)).Code);

    [Fact]
    public void Columns_may_stand_in_any_order_and_times_may_be_unix_seconds()
    {
        var read = CsvBars.Read("Close,Low,High,Open,Timestamp\r\n2,1,3,1.5,86400\r\n");
        Assert.Equal(new Bar(DateTimeOffset.UnixEpoch.AddDays(1), 1.5m, 3, 1, 2, 0), Assert.Single(read.Bars));
    }

    [Fact]
    public void Many_bars_make_a_bounded_report()
    {
        using var tester = new Backtester(Templates.Cross(new("SPY", "equity", "PT1M"), 2, 3, 10, null, false), Free);
        foreach (var bar in Market.Walk(100_000, 9, TimeSpan.FromMinutes(1)))
        {
            tester.Take(bar);
        }

        var report = tester.Report(Data);
        Assert.InRange(report.Equity.Count, 1000, 4001);
        Assert.True(report.Trades.Count <= 5000 && report.TradeCount > report.Trades.Count);
    }

    private static readonly BacktestData Data = new("csv", "SPY", "P1D", 0, null, null, 0, 0, 0, 0, []);

    private static BacktestReport Run(GraphDocument document, IEnumerable<Bar> bars, BacktestSettings settings)
    {
        using var tester = new Backtester(document, settings);
        foreach (var bar in bars)
        {
            tester.Take(bar);
        }

        return tester.Report(Data);
    }

    // Averages anew for each bar; decided on a close, filled at the next open.
    private static (decimal Cash, decimal Held, int Trades) Plain(List<Bar> bars, int fast, int slow, decimal quantity, decimal cash, decimal fee)
    {
        decimal Distance(int at) => (Enumerable.Range(at - fast + 1, fast).Sum(k => bars[k].Close) * slow) - (Enumerable.Range(at - slow + 1, slow).Sum(k => bars[k].Close) * fast);
        var (held, trades) = (0m, 0);
        for (var i = slow; i < bars.Count - 1; i++)
        {
            var (before, now) = (Distance(i - 1), Distance(i));
            if (held == 0 && before <= 0 && now > 0)
            {
                (held, cash) = (quantity, cash - (quantity * bars[i + 1].Open) - fee);
            }
            else if (held > 0 && now < 0)
            {
                (held, cash, trades) = (0, cash + (quantity * bars[i + 1].Open) - fee, trades + 1);
            }
        }

        return (cash, held, trades);
    }
}
