using System.Globalization;
using Argix.Contracts;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;
using Xunit;

namespace Argix.UnitTests.Strategies;

/// <summary>The template that used to be built in: its drawing must do what its class did.</summary>
public sealed class MovingAverageCrossTests(ITestOutputHelper output)
{
    [Fact]
    public void Says_nothing_before_both_averages_are_ready_and_a_crossing_needs_two_ready_bars()
    {
        var core = new Cross(1, 3);
        Assert.All(Feed(core, 1, 2), s => Assert.False(s.Ready));

        var first = core.OnBar(BarOf(2, 9));

        Assert.True(first.Ready);
        Assert.Null(first.Intent); // above, but nobody knows where it came from
    }

    [Fact]
    public void Buys_when_fast_comes_from_below_or_equal_and_only_once()
    {
        var core = new Cross(1, 2);
        Feed(core, 10, 10);

        var up = core.OnBar(BarOf(2, 11));
        core.Hold(10);

        Assert.Equal((Side.Buy, "enter"), (up.Intent!.Side, up.Intent.Action));
        Assert.All(Feed(core, 12, 13, 13, 14), s => Assert.Null(s.Intent)); // equal and above again: still long, no second buy
    }

    [Fact]
    public void Sells_only_what_it_holds()
    {
        var flat = new Cross(1, 2);
        Assert.All(Feed(flat, 12, 13, 11, 10), s => Assert.Null(s.Intent));

        var holding = new Cross(1, 2);
        holding.Hold(10);
        Assert.Equal([null, null, Side.Sell], Feed(holding, 12, 13, 11).Select(s => s.Intent?.Side));
    }

    [Fact]
    public void Asks_again_for_a_leave_that_was_refused_but_not_for_a_missed_entry()
    {
        var leaving = new Cross(1, 2);
        leaving.Hold(10);
        Assert.Equal([null, Side.Sell, Side.Sell], Feed(leaving, 12, 11, 10).Select(s => s.Intent?.Side));

        var entering = new Cross(1, 2);
        Assert.Equal([null, null, Side.Buy, null], Feed(entering, 12, 11, 13, 14).Select(s => s.Intent?.Side));
    }

    [Fact]
    public void Warm_up_learns_and_asks_for_nothing()
    {
        var core = new Cross(1, 2, enterNow: true);
        Assert.Null(core.OnBar(BarOf(0, 10), warmUp: true).Intent);
        Assert.Null(core.OnBar(BarOf(1, 12), warmUp: true).Intent);

        Assert.Equal(Side.Buy, core.OnBar(BarOf(2, 13)).Intent?.Side); // still above: enterNow takes the position once
        Assert.Null(core.OnBar(BarOf(3, 14)).Intent);
    }

    [Fact]
    public void Shows_its_values()
    {
        var core = new Cross(2, 4);
        var steps = Feed(core, 1, 2, 3, 6);
        Assert.Equal((2.0, 1.5, null), (steps[1].Values["close"], steps[1].Values["fast"], steps[1].Values["slow"]));
        Assert.Equal((4.5, 3.0), (steps[3].Values["fast"], steps[3].Values["slow"]));
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(1, 2)]
    [InlineData(10, 50)]
    public void Equals_averages_that_are_computed_anew_for_each_bar_over_real_prices(int fast, int slow)
    {
        var closes = ClosesOrSkip();
        var (core, incremental) = (new Cross(fast, slow), new List<(int, Side)>());
        for (var i = 0; i < closes.Count; i++)
        {
            if (core.OnBar(BarOf(i, closes[i])).Intent is { } intent)
            {
                core.Hold(intent.Side == Side.Buy ? 10 : 0);
                incremental.Add((i, intent.Side));
            }
        }

        var naive = Naive(closes, fast, slow);
        output.WriteLine($"{closes.Count} bars, {fast}/{slow}: {naive.Count} orders");
        Assert.NotEmpty(naive);
        Assert.Equal(naive, incremental);
    }

    private static List<(int, Side)> Naive(IReadOnlyList<decimal> closes, int fast, int slow)
    {
        List<(int, Side)> orders = [];
        for (var i = slow; i < closes.Count; i++)
        {
            var (before, now, holds) = (Distance(i - 1), Distance(i), orders.Count % 2 == 1);
            if ((!holds && before <= 0 && now > 0) || (holds && before >= 0 && now < 0))
            {
                orders.Add((i, holds ? Side.Sell : Side.Buy));
            }
        }

        return orders;

        // Multiplied out, so that a length of 3 divides nothing by 3.
        decimal Distance(int at) => (Enumerable.Range(at - fast + 1, fast).Sum(k => closes[k]) * slow) - (Enumerable.Range(at - slow + 1, slow).Sum(k => closes[k]) * fast);
    }

    private static List<Step> Feed(Cross core, params decimal[] closes) => [.. closes.Select((c, i) => core.OnBar(BarOf(i, c)))];

    private static Bar BarOf(int at, decimal close) => new(DateTimeOffset.UnixEpoch.AddDays(at), close, close, close, close, 1);

    private sealed record Step(IReadOnlyDictionary<string, double?> Values, bool Ready, GraphIntent? Intent);

    private sealed class Cross(int fast, int slow, bool enterNow = false)
    {
        private readonly GraphMachine _machine = new((CrossParameters.Default with { Fast = fast, Slow = slow, BarSize = "P1D", EnterOnArm = enterNow }).Document(), 1, enterNow);

        public void Hold(decimal quantity) => _machine.Know(new Known(quantity));

        public Step OnBar(Bar bar, bool warmUp = false) => new(Empty, false, _machine.OnBar(bar, warmUp).SingleOrDefault()) { Values = _machine.Values(), Ready = _machine.Ready };

        private static readonly Dictionary<string, double?> Empty = [];
    }

    private static List<decimal> ClosesOrSkip()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Argix.Platform.sln")))
        {
            root = root.Parent;
        }

        var file = Path.Combine(Environment.GetEnvironmentVariable("ARGIX_DATA") ?? Path.Combine(root?.FullName ?? ".", "..", "shared", "reference", "data"), "bars", "spy-daily.csv");
        Assert.SkipUnless(File.Exists(file), $"the bars are not here: {file} (set ARGIX_DATA)");
        return [.. File.ReadLines(file).Skip(1).Where(l => l.Length > 0).Select(l => decimal.Parse(l.Split(',')[4], NumberStyles.Float, CultureInfo.InvariantCulture))];
    }
}
