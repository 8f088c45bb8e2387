using System.Text;
using Argix.Contracts;
using Argix.Strategies.Core.Graph;
using static Argix.UnitTests.Strategies.Graph.Drawings;

namespace Argix.UnitTests.Strategies.Graph;

public sealed class GraphMachineTests
{
    [Fact]
    public void Nothing_is_asked_for_before_every_block_is_ready()
    {
        var machine = new GraphMachine(Logic(Condition().Block("slow", "sma", null, "period", "5").Block("over", "compare", null, "is", "above_or_equal").Block("any", "or").Wire("bars.close", "slow.in", "over.a").Wire("slow.value", "over.b").Wire("up.is", "any.in").Wire("over.is", "any.in"), "any.is"));
        var first = Enumerable.Range(0, 10).First(i => machine.OnBar(BarAt(i, 20)).Count > 0);
        Assert.Equal((4, 5), (first, machine.ReadyAfter)); // "up" alone would have been true at the first bar
    }

    [Fact]
    public void An_intent_id_follows_from_version_bar_and_order_block()
    {
        var document = Logic(Condition(), "up.is");
        var intent = Assert.Single(new GraphMachine(document, 7).OnBar(BarAt(3, 11)));
        Assert.Equal("v7:20240104T000000:buy", intent.Id);
        Assert.Equal(new DateTimeOffset(2024, 1, 5, 0, 0, 0, TimeSpan.Zero), intent.At);
        Assert.Equal(Encoding.UTF8.GetString(intent.Bytes()), Encoding.UTF8.GetString(Assert.Single(new GraphMachine(document, 7).OnBar(BarAt(3, 11))).Bytes()));
    }

    [Fact]
    public void A_bar_that_comes_twice_or_late_changes_nothing()
    {
        var bars = Market.Walk(300);
        var (clean, dirty) = (new GraphMachine(Templates.Find("rsi_reversion")!.Document), new GraphMachine(Templates.Find("rsi_reversion")!.Document));
        foreach (var (bar, i) in bars.Select((b, i) => (b, i)))
        {
            clean.OnBar(bar);
            dirty.OnBar(bar);
            dirty.OnBar(bars[Math.Max(0, i - 3)] with { Close = 1 });
        }

        Assert.Equal(clean.Values(), dirty.Values());
        Assert.Equal(300, dirty.Late);
    }

    [Fact]
    public void A_later_bar_changes_no_earlier_decision()
    {
        var bars = Market.Walk(400, 11);
        foreach (var template in Templates.All)
        {
            var whole = Intents(template.Document, bars);
            var cut = Intents(template.Document, bars.Take(250).Concat(Market.Walk(400, 12).Skip(250)));
            Assert.Equal(whole.Where(i => i.At <= bars[249].Start.AddDays(1)).Select(Text), cut.Where(i => i.At <= bars[249].Start.AddDays(1)).Select(Text));
        }
    }

    [Fact]
    public void Restarted_from_bars_it_decides_as_if_it_had_never_stopped()
    {
        foreach (var template in Templates.All.Where(t => t.Id is not ("signal_follower" or "session_momentum")))
        {
            var bars = Market.Walk(3000, 5);
            var through = new GraphMachine(template.Document);
            var again = new GraphMachine(template.Document);
            var from = bars.Count - 300;
            bars.Take(from).ToList().ForEach(b => through.OnBar(b, warmUp: true));
            bars.Skip(Math.Max(0, from - again.WarmUp)).Take(Math.Min(from, again.WarmUp)).ToList().ForEach(b => again.OnBar(b, warmUp: true));
            Assert.Equal(Trade(through, bars.Skip(from)).Select(Text), Trade(again, bars.Skip(from)).Select(Text));
        }
    }

    [Fact]
    public void Every_so_manyth_bar_decides_and_a_restart_counts_the_same()
    {
        var document = Logic(Condition(), "up.is") with { EvaluateEvery = 3 };
        List<int> Decided(int from)
        {
            var machine = new GraphMachine(document);
            return [.. Enumerable.Range(from, 20).Where(i => machine.OnBar(BarAt(i, 11)).Count > 0)];
        }

        Assert.All(Decided(0).Zip(Decided(0).Skip(1)), p => Assert.Equal(3, p.Second - p.First));
        Assert.Equal(Decided(0).Where(i => i is >= 7 and < 20), Decided(7).Where(i => i < 20));
    }

    [Fact]
    public void After_a_long_gap_everything_warms_up_anew_where_the_drawing_says_so()
    {
        var document = Around("sma", "value", "period", "3");
        document = document with { Nodes = [.. document.Nodes.Select(n => n.Type == "bars" ? n with { Parameters = new Dictionary<string, string> { ["resetAfterGap"] = "2" } } : n)] };
        var values = Run(document, [BarAt(0, 1), BarAt(1, 2), BarAt(2, 3), BarAt(4, 4), BarAt(9, 10), BarAt(10, 20), BarAt(11, 30)], "value");
        Assert.Equal([double.NaN, double.NaN, 2, 3, double.NaN, double.NaN, 20], values);
    }

    [Fact]
    public void What_is_not_ready_is_neither_true_nor_false()
    {
        var machine = new GraphMachine(Logic(Condition().Block("slow", "sma", null, "period", "3").Block("over", "compare").Block("no", "not").Wire("bars.close", "slow.in", "over.a").Wire("slow.value", "over.b").Wire("over.is", "no.in").Block("both", "and").Wire("no.is", "both.in").Wire("up.is", "both.in"), "both.is"));
        machine.OnBar(BarAt(0, 20));
        Assert.Null(machine.Values()["no"]);
        machine.OnBar(BarAt(1, 20));
        machine.OnBar(BarAt(2, 20));
        Assert.Equal(1, machine.Values()["no"]);
    }

    [Theory]
    [InlineData("for_bars", "is", new[] { "bars", "3" }, "111011110", "001000110")]
    [InlineData("became_true", "now", new string[0], "110101", "000101")]
    [InlineData("cooldown", "now", new[] { "bars", "2" }, "1111111", "1001001")]
    [InlineData("not", "is", new string[0], "1101", "0010")]
    public void Logic_over_time(string type, string output, string[] settings, string given, string wanted)
    {
        var machine = new GraphMachine(Logic(Condition().Block("x", type, null, settings).Wire("up.is", "x.in"), $"x.{output}"));
        var seen = string.Concat(given.Select((c, i) =>
        {
            machine.OnBar(BarAt(i, c == '1' ? 11 : 9));
            return machine.Values()["x"] == 1 ? '1' : '0';
        }));
        Assert.Equal(wanted, seen);
    }

    [Fact]
    public void A_latch_holds_until_it_is_reset()
    {
        var machine = new GraphMachine(Logic(Condition().Block("low", "constant", null, "value", "5").Block("down", "compare", null, "is", "below").Block("x", "latch").Wire("bars.close", "down.a").Wire("low.value", "down.b").Wire("up.is", "x.set").Wire("down.is", "x.reset"), "x.is"));
        Assert.Equal([0, 1, 1, 0, 0, 1], new[] { 9m, 11, 9, 4, 9, 12 }.Select((c, i) =>
        {
            machine.OnBar(BarAt(i, c));
            return (int)machine.Values()["x"]!.Value;
        }));
    }

    [Fact]
    public void Once_a_session_means_once_a_day_of_its_zone()
    {
        var document = Logic(Condition().Block("x", "once_per_session", null, "timeZone", "America/New_York").Wire("up.is", "x.in"), "x.now");
        document = document with { Nodes = [.. document.Nodes.Select(n => n.Type == "bars" ? n with { Parameters = new Dictionary<string, string> { ["timeframe"] = "PT1H" } } : n)] };
        var machine = new GraphMachine(document);
        var hours = Enumerable.Range(0, 48).Where(h =>
        {
            machine.OnBar(BarAt(h, 11, TimeSpan.FromHours(1)));
            return machine.Values()["x"] == 1;
        }).ToList();
        Assert.Equal([0, 5, 29], hours); // New York is five hours behind: its days begin at 05:00 UTC
    }

    [Fact]
    public void A_session_follows_daylight_saving_and_knows_its_weekend()
    {
        var sketch = new Sketch().Block("bars", "bars", null, "timeframe", "PT30M").Block("x", "session", null, "timeZone", "America/New_York", "opens", "09:30", "closes", "16:00", "weekends", "false");
        var machine = new GraphMachine(Logic(sketch, "x.opened"));
        var opened = new List<DateTimeOffset>();
        var start = new DateTimeOffset(2024, 3, 8, 0, 0, 0, TimeSpan.Zero); // a Friday; clocks change on Sunday the 10th
        for (var at = start; at < start.AddDays(4); at = at.AddMinutes(30))
        {
            machine.OnBar(new Bar(at, 11, 11, 11, 11, 1));
            if (machine.Values()["x.opened"] == 1)
            {
                opened.Add(at);
            }
        }

        Assert.Equal([start.AddHours(14.5), start.AddDays(3).AddHours(13.5)], opened);
    }

    [Fact]
    public void Risk_blocks_stop_entries_and_say_why_and_let_exits_go()
    {
        var sketch = Condition().Block("loss", "max_daily_loss", null, "amount", "100").Block("size", "fixed_quantity").Block("enter", "enter").Block("exit", "exit").Block("buy", "market").Block("sell", "market").Block("out", "max_daily_loss", null, "amount", "100")
            .Wire("up.is", "enter.when", "exit.when").Wire("size.size", "enter.size").Wire("enter.intent", "loss.intent").Wire("loss.intent", "buy.intent").Wire("exit.intent", "out.intent").Wire("out.intent", "sell.intent");
        var machine = new GraphMachine(sketch.Done());
        machine.Know(new Known(0, DayProfit: -100));
        Assert.Empty(machine.OnBar(BarAt(0, 11)));
        Assert.Equal(("loss", "loss"), (machine.Stops[0].Block, machine.Stops[0].Control));
        machine.Know(new Known(0)); // not known is not fine
        Assert.Empty(machine.OnBar(BarAt(1, 11)));
        machine.Know(new Known(5, 10, DayProfit: -500));
        Assert.Equal(("exit", Side.Sell), (Assert.Single(machine.OnBar(BarAt(2, 11))).Action, Side.Sell));
    }

    [Fact]
    public void A_stop_loss_asks_for_an_exit_at_the_close_that_is_beyond_it()
    {
        var document = Templates.Find("rsi_reversion")!.Document;
        var machine = new GraphMachine(document);
        for (var i = 0; i < machine.ReadyAfter; i++)
        {
            machine.OnBar(BarAt(i, 100));
        }

        machine.Know(new Known(10, 100));
        Assert.Empty(machine.OnBar(BarAt(1000, 95.01m)));
        var exit = Assert.Single(machine.OnBar(BarAt(1001, 95)));
        Assert.Equal(("exit", Side.Sell, OrderType.Market, "stop-loss"), (exit.Action, exit.Side, exit.Type, exit.Because));
    }

    [Fact]
    public void A_signal_acts_between_bars_and_moves_no_indicator()
    {
        var machine = new GraphMachine(Templates.Find("signal_follower")!.Document);
        machine.OnBar(BarAt(0, 100));
        var intent = Assert.Single(machine.OnSignal(new SignalIn("abc", DateTimeOffset.UnixEpoch, "buy")));
        Assert.Equal("v1:signal-abc:buy", intent.Id);
        Assert.Empty(machine.OnSignal(new SignalIn("abd", DateTimeOffset.UnixEpoch, "sell"))); // nothing is held
        machine.Know(new Known(3));
        Assert.Equal("exit", Assert.Single(machine.OnSignal(new SignalIn("abe", DateTimeOffset.UnixEpoch, "sell"))).Action);
        Assert.Empty(machine.OnBar(BarAt(1, 100)));
    }

    [Fact]
    public void A_limit_price_is_rounded_to_the_tick_and_never_to_the_worse_side()
    {
        var sketch = Condition().Block("size", "fixed_quantity").Block("enter", "enter").Block("risk", "max_position").Block("buy", "limit", null, "tick", "0.05", "goodForBars", "2").Block("at", "constant", null, "value", "11.09", "unit", "price")
            .Wire("up.is", "enter.when").Wire("size.size", "enter.size").Wire("enter.intent", "risk.intent").Wire("risk.intent", "buy.intent").Wire("at.value", "buy.limit");
        var intent = Assert.Single(new GraphMachine(sketch.Done()).OnBar(BarAt(0, 12)));
        Assert.Equal((OrderType.Limit, 11.05m, 2), (intent.Type, intent.LimitPrice, intent.GoodForBars));
    }

    private static string Text(GraphIntent intent) => Encoding.UTF8.GetString(intent.Bytes());

    private static List<GraphIntent> Intents(GraphDocument document, IEnumerable<Bar> bars) => Trade(new GraphMachine(document), bars);

    // Long after an entry, flat after an exit, as if every order filled.
    private static List<GraphIntent> Trade(GraphMachine machine, IEnumerable<Bar> bars)
    {
        List<GraphIntent> all = [];
        foreach (var bar in bars)
        {
            foreach (var intent in machine.OnBar(bar).ToList())
            {
                all.Add(intent);
                machine.Know(new Known(intent.Action == "exit" ? 0 : 10, bar.Close, 100_000, 100_000, 0));
            }
        }

        return all;
    }
}
