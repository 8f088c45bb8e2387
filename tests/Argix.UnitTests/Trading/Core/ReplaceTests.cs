using Argix.Contracts;
using Argix.Trading.Core;
using Conclusion = Argix.Trading.Core.Conclusion;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Changes of working orders: the worst of old and new counts until the venue's word, and the word decides.</summary>
public sealed class ReplaceTests
{
    private readonly DeskBench _desk = new();

    [Theory]
    [InlineData(20, 20)]
    [InlineData(4, 10)]
    public void While_a_change_is_on_its_way_the_larger_of_both_may_fill(int wanted, int leaves)
    {
        var order = _desk.Working();
        _desk.Change(order, wanted);
        Assert.Equal(("pending_replace", leaves), (order.StateWord, order.Leaves));
        Assert.Equal(leaves, _desk.State.WorstPosition(DeskBench.Connection, "AAPL", 0.0001m) - 0.0001m);
    }

    [Fact]
    public void Exposure_is_counted_at_the_worse_price()
    {
        var order = _desk.Working();
        _desk.Change(order, 10, 103);
        Assert.Equal(1030, order.Exposure);
        _desk.ChangeAnswer(order, CoreVerdict.Refused);
        Assert.Equal(1000, order.Exposure);
    }

    [Fact]
    public void The_gate_judges_a_change_without_counting_the_order_twice()
    {
        var order = _desk.Working(900); // worth 90,000 of the 100,000 that one order and the 250,000 that a position may be worth
        Assert.Null(_desk.Change(order, 980, 100).RefusalCode);
        _desk.ChangeAnswer(order, CoreVerdict.Accepted);
        var denied = _desk.Change(order, 1010, 100);
        Assert.Equal("risk_denied:max_value", Assert.IsType<ReplaceDenied>(Assert.Single(denied.Events)).Code);
        Assert.Equal((980m, "working"), (order.Facts.Quantity, order.StateWord));
    }

    [Fact]
    public void A_refused_change_leaves_the_order_as_its_fills_say()
    {
        var order = _desk.Working();
        _desk.Change(order);
        _desk.See(order, OrderState.Working, 4, 100, fills: DeskBench.Fill("x1", 4, 100));
        _desk.ChangeAnswer(order, CoreVerdict.Refused);
        Assert.Equal(("partially_filled", 10m, 6m), (order.StateWord, order.Facts.Quantity, order.Leaves));
    }

    // Found by the simulator (seeds 7148, 11094, 19902): the stream told of the first change, the next one is on its way, and only now the first one's answer comes.
    [Theory]
    [InlineData(CoreVerdict.Accepted)]
    [InlineData(CoreVerdict.Refused)]
    [InlineData(CoreVerdict.Unknown)]
    [InlineData(CoreVerdict.NotSent)]
    public void The_late_answer_of_an_earlier_change_says_nothing_about_the_next_one(CoreVerdict late)
    {
        var order = _desk.Working();
        _desk.Change(order, 12);
        See(_desk.Report(order, OrderState.Working, 0, null, []) with { Quantity = 12, LimitPrice = 101 });
        _desk.Change(order, 15, 102);
        _desk.ChangeAnswer(order, late, asked: 1);
        Assert.Equal(("pending_replace", 12m, 101m), (order.StateWord, order.Facts.Quantity, order.Facts.LimitPrice));
        Assert.Null(order.Doubt);
        _desk.ChangeAnswer(order, CoreVerdict.Accepted, asked: 2);
        Assert.Equal(("working", 15m, 102m), (order.StateWord, order.Facts.Quantity, order.Facts.LimitPrice));
    }

    // Found by the simulator (seed 5763): the answer to the change is lost, and by the time of the question the smaller order has filled whole.
    [Fact]
    public void A_smaller_order_that_filled_whole_while_nobody_answered_for_the_change_is_over()
    {
        var order = _desk.Working();
        _desk.Change(order, 6);
        _desk.ChangeAnswer(order, CoreVerdict.Unknown);
        _desk.See(order, OrderState.Filled, 6, 100, "cumulative");
        Assert.Equal(("filled", 6m, 6m, false), (order.StateWord, order.Facts.Quantity, order.Fills.Filled, order.Doubt is not null));
    }

    // Found by the simulator (seeds 5887, 53991): a change is sent twice by the network, the second copy is refused because of the first, and the order fills as the first made it.
    [Theory]
    [InlineData("cumulative")]
    [InlineData("executions")]
    public void An_order_that_the_venue_calls_filled_is_over_when_all_its_fills_are_here_though_we_hold_it_for_more(string truth)
    {
        var order = _desk.Working();
        _desk.Change(order, 6);
        _desk.ChangeAnswer(order, CoreVerdict.Refused);
        var filled = _desk.Report(order, OrderState.Filled, 6, 100, truth == "executions" ? [DeskBench.Fill("x1", 4, 100)] : []) with { Quantity = 6 };
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, filled with { Quantity = 10 }, truth, "stream", _desk.NewId()));
        Assert.Equal("partially_filled", order.StateWord); // words that do not fit together end nothing
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, filled, truth, "stream", _desk.NewId()));
        Assert.Equal(("filled", 6m, 6m), (order.StateWord, order.Facts.Quantity, order.Fills.Filled));
    }

    [Fact]
    public void A_smaller_order_that_has_filled_so_far_and_is_still_open_waits_for_the_word_about_its_change()
    {
        var order = _desk.Working();
        _desk.Change(order, 6);
        _desk.ChangeAnswer(order, CoreVerdict.Unknown);
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, _desk.Report(order, OrderState.Working, 6, 100, []) with { Quantity = 10 }, "cumulative", "stream", _desk.NewId()));
        Assert.Equal("pending_replace", order.StateWord);
    }

    [Fact]
    public void A_larger_order_is_not_over_when_the_old_quantity_has_filled()
    {
        var order = _desk.Working();
        _desk.Change(order, 15);
        _desk.See(order, OrderState.Working, 10, 100, fills: DeskBench.Fill("x1", 10, 100));
        Assert.False(order.IsFinal);
        _desk.ChangeAnswer(order, CoreVerdict.Refused);
        Assert.Equal("filled", order.StateWord);
    }

    [Fact]
    public void A_smaller_order_is_over_when_the_venue_has_taken_the_change()
    {
        var order = _desk.Working();
        _desk.Change(order, 6);
        _desk.See(order, OrderState.Working, 6, 100, fills: DeskBench.Fill("x1", 6, 100));
        Assert.False(order.IsFinal);
        _desk.ChangeAnswer(order, CoreVerdict.Accepted);
        Assert.Equal("filled", order.StateWord);
    }

    [Fact]
    public void A_change_of_an_order_in_doubt_waits_for_the_venues_word()
    {
        var order = _desk.Approve();
        _desk.Answer(order, CoreVerdict.Unknown);
        _desk.Change(order);
        Assert.True(order.Replace!.Queued);
        _desk.Answer(order, CoreVerdict.Accepted, "V-1");
        Assert.False(order.Replace!.Queued);
        Assert.Equal("pending_replace", order.StateWord);
    }

    [Fact]
    public void Terms_of_before_change_nothing_and_those_of_another_hand_are_taken_over()
    {
        var order = _desk.Working();
        var before = _desk.Report(order, OrderState.Working, 0, null, []);
        _desk.Change(order);
        _desk.ChangeAnswer(order, CoreVerdict.Accepted);
        See(before);
        Assert.Equal((12m, 101m), (order.Facts.Quantity, order.Facts.LimitPrice));
        See(before with { Quantity = 20, LimitPrice = 99 });
        Assert.Equal((20m, 99m), (order.Facts.Quantity, order.Facts.LimitPrice));
    }

    [Theory]
    [InlineData("inPlace", "replace")]
    [InlineData("newId", "replace")]
    [InlineData("cancelNew", "cancel")]
    public void A_change_on_its_way_at_a_restart_is_in_doubt(string kind, string about)
    {
        var order = _desk.Working();
        _desk.Change(order, 12, 101, kind);
        _desk.Decide(new Restarted(_desk.Now));
        Assert.Equal(about, order.Doubt?.About.ToString().ToLowerInvariant());
    }

    [Theory]
    [InlineData("inPlace", "replace")]
    [InlineData("cancelNew", "cancel")]
    public void A_change_that_a_closed_lane_may_not_have_sent_is_asked_about_when_a_lane_opens(string kind, string about)
    {
        var order = _desk.Working();
        _desk.Change(order, 12, 101, kind);
        _desk.Decide(new LaneOpened(_desk.Now, [DeskBench.Connection], []));
        Assert.Equal(about, order.Doubt?.About.ToString().ToLowerInvariant());
    }

    [Fact]
    public void What_cannot_be_changed_says_why()
    {
        var order = _desk.Working();
        Assert.Equal("order_type_unsupported", _desk.Change(order, 12, 101, "none").RefusalCode);
        Assert.Equal("connection_not_ready", _desk.Change(order, with: f => f with { TradingOpen = false }).RefusalCode);
        _desk.See(order, OrderState.Working, 4, 100, fills: DeskBench.Fill("x1", 4, 100));
        Assert.Equal("invalid_order", _desk.Change(order, 4).RefusalCode);
        Assert.Empty(_desk.Change(order, 10, 100).Events); // what it is already
        _desk.Change(order);
        Assert.Equal("order_not_cancellable", _desk.Change(order, 13).RefusalCode);
        Assert.Empty(_desk.Change(order).Events); // asked twice, sent once
        _desk.Decide(new PressKill(_desk.Now, "user:1", "tenant", null, "stop", CancelOpen: false));
        _desk.ChangeAnswer(order, CoreVerdict.Refused);
        Assert.Equal("kill_switch", _desk.Change(order, 14).RefusalCode);
    }

    [Theory]
    [InlineData("newId", null, "cancelNew")]
    [InlineData("newId", "remaining", "cancelNew")]
    [InlineData("newId", "total", "newId")]
    [InlineData("inPlace", null, "inPlace")]
    [InlineData("none", null, "none")]
    public void A_venue_whose_new_order_may_count_from_zero_is_not_asked_to_replace(string kind, string? means, string rule) => Assert.Equal(rule, ReplaceRule.Of(kind, means).Kind);

    private void See(OrderReport report) => _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, report, "executions", "resync", _desk.NewId()));
}
