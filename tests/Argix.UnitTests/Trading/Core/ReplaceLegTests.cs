using Argix.Contracts;
using Argix.Trading.Core;
using Conclusion = Argix.Trading.Core.Conclusion;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>An order that a change makes into another one at the venue: its legs, what is late about an earlier one, and what never comes to be.</summary>
public sealed class ReplaceLegTests
{
    private readonly DeskBench _desk = new();

    // Found by the simulator (seed 2708): the late answer of an earlier change's cancel casts doubt, so the next change waits; meanwhile the order fills.
    [Fact]
    public void An_order_that_fills_while_its_change_still_waits_is_over()
    {
        var order = _desk.Working();
        _desk.Decide(new CancelAnswered(_desk.Now, order.Facts.Id, new Conclusion(CoreVerdict.Unknown, "broker_timeout", "no answer came back"), null));
        _desk.Change(order, 15, kind: "cancelNew");
        Assert.True(order.Replace is { Queued: true });
        _desk.See(order, OrderState.Filled, 10, 100, fills: DeskBench.Fill("x1", 10, 100));
        Assert.Equal(("filled", 10m, false, false), (order.StateWord, order.Facts.Quantity, order.Doubt is not null, order.Replace is not null));
    }

    // Found by the simulator (seeds 49706, 71637, 96106): the cancelled event comes before the answer to the cancel, which is then lost, while the new order is on its way.
    [Theory]
    [InlineData(CoreVerdict.Unknown)]
    [InlineData(CoreVerdict.TooLate)]
    public void The_late_answer_to_the_cancel_of_what_an_order_used_to_be_says_nothing_about_what_it_is(CoreVerdict verdict)
    {
        var (order, _) = CancelNew(filled: 4);
        _desk.Decide(new CancelOrder(_desk.Now, "user:1", order.Facts.Id));
        Assert.True(order.CancelPending);
        _desk.Decide(new CancelAnswered(_desk.Now, order.Facts.Id, new Conclusion(verdict, "broker_timeout", "no answer came back"), null, Asked: order.Legs[0].BrokerOrderId));
        Assert.Equal((true, false), (order.CancelPending, order.Doubt is not null));
    }

    [Fact]
    public void A_new_order_of_the_venue_is_a_leg_of_ours_whoever_tells_of_it_first()
    {
        var order = _desk.Working();
        var old = order.BrokerOrderId;
        _desk.Change(order, 12, 101, "newId");
        var next = _desk.Report(order, OrderState.Working, 5, 100, [DeskBench.Fill("x1", 5, 100)]) with { BrokerOrderId = "V-2", ClientOrderId = order.Replace!.ClientOrderId, ReplacesId = old };
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, next, "executions", "stream", _desk.NewId()));
        _desk.ChangeAnswer(order, CoreVerdict.Unknown); // our own call never got its answer
        Assert.Equal(("V-2", "partially_filled", 12m), (order.BrokerOrderId, order.StateWord, order.Facts.Quantity));
        Assert.Single(_desk.State.OrdersOldestFirst);
        Assert.Equal(5, _desk.State.Position(DeskBench.Connection, "AAPL"));
    }

    // Found by the simulator (seeds 1846, 19988, 28923, 33767): a proxy repeated a change that had been refused, and the second copy was taken, while the next change was on its way.
    [Fact]
    public void A_new_order_of_the_venue_that_bears_the_id_of_an_earlier_change_is_not_the_change_on_its_way()
    {
        var order = _desk.Working();
        var old = order.BrokerOrderId;
        _desk.Change(order, 12, 101, "newId");
        var first = order.Replace!.ClientOrderId;
        _desk.ChangeAnswer(order, CoreVerdict.Refused);
        _desk.Change(order, 15, 102, "newId");
        var next = _desk.Report(order, OrderState.Working, 0, null, []) with { BrokerOrderId = "V-2", ClientOrderId = first, ReplacesId = old, Quantity = 12, LimitPrice = 101 };
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, next, "executions", "stream", _desk.NewId()));
        Assert.Equal(("V-2", "working", 12m, 101m), (order.BrokerOrderId, order.StateWord, order.Facts.Quantity, order.Facts.LimitPrice));
        _desk.ChangeAnswer(order, CoreVerdict.TooLate, asked: 2);
        Assert.Equal(("working", false), (order.StateWord, order.Doubt is not null));
    }

    [Fact]
    public void The_old_order_of_the_venue_is_not_over_for_us_before_it_is_known_what_took_its_place()
    {
        var order = _desk.Working();
        _desk.Change(order, 12, 101, "newId");
        _desk.ChangeAnswer(order, CoreVerdict.Unknown);
        _desk.See(order, OrderState.Cancelled, 0);
        Assert.False(order.IsFinal);
        _desk.Decide(new LookupEmpty(_desk.Now, order.Facts.Id, true, 2, _desk.Now, "words", Unchanged: true));
        _desk.See(order, OrderState.Cancelled, 0);
        Assert.Equal("cancelled", order.StateWord);
    }

    [Fact]
    public void A_refused_new_order_of_the_venue_leaves_the_old_one()
    {
        var order = _desk.Working();
        _desk.Change(order, 12, 101, "newId");
        var next = _desk.Report(order, OrderState.Rejected, 0, null, []) with { BrokerOrderId = "V-2", ClientOrderId = order.Replace!.ClientOrderId };
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, next, "executions", "stream", _desk.NewId()));
        Assert.Equal(("working", 10m), (order.StateWord, order.Facts.Quantity));
    }

    [Fact]
    public void Cancel_and_new_sends_the_rest_under_a_new_id_once_the_venue_says_how_much_has_filled()
    {
        var (order, first) = CancelNew(filled: 4);
        Assert.Equal(("pending_submit", 8m, 12m), (order.StateWord, order.LegQuantity, order.Facts.Quantity));
        Assert.NotEqual(first, order.Facts.ClientOrderId);
        _desk.Answer(order, CoreVerdict.Accepted, "V-2");
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, _desk.Report(order, OrderState.Filled, 8, 101, [DeskBench.Fill("x2", 8, 101)]) with { Quantity = 8 }, "executions", "stream", _desk.NewId()));
        Assert.Equal(("filled", 12m), (order.StateWord, _desk.State.Position(DeskBench.Connection, "AAPL")));
    }

    [Fact]
    public void A_late_answer_for_the_first_leg_says_nothing_about_the_second()
    {
        var (order, first) = CancelNew(filled: 4);
        _desk.Decide(new SubmitAnswered(_desk.Now, order.Facts.Id, new Conclusion(CoreVerdict.Accepted, "", ""), null, order.Legs[0].BrokerOrderId, null, ClientOrderId: first));
        Assert.Equal(("pending_submit", null), (order.StateWord, order.BrokerOrderId));
    }

    [Fact]
    public void Cancel_and_new_waits_while_the_venue_does_not_say_how_much_has_filled()
    {
        var order = _desk.Working();
        _desk.Change(order, 12, 101, "cancelNew");
        _desk.See(order, OrderState.Cancelled);
        Assert.Equal("pending_replace", order.StateWord);
    }

    [Theory]
    [InlineData(CoreVerdict.NotSent)]
    [InlineData(CoreVerdict.Refused)]
    public void A_next_leg_that_does_not_come_to_be_leaves_a_cancelled_order(CoreVerdict verdict)
    {
        var (order, _) = CancelNew(filled: 4);
        _desk.Answer(order, verdict);
        Assert.Equal(("cancelled", 4m), (order.StateWord, order.Fills.Filled));
    }

    [Theory]
    [InlineData("executions")]
    [InlineData("cumulative")]
    public void A_late_fill_of_a_former_leg_counts_once_beside_those_of_the_newest(string truth)
    {
        var (order, _) = CancelNew(filled: 4, truth);
        var first = order.Legs[0].BrokerOrderId;
        _desk.Answer(order, CoreVerdict.Accepted, "V-2");
        void Newest(decimal filled, params Fill[] fills) => _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, _desk.Report(order, OrderState.Working, filled, 101, fills) with { Quantity = 8 }, truth, "stream", _desk.NewId()));
        void Former(decimal filled, params Fill[] fills) => _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, _desk.Report(order, OrderState.Cancelled, filled, 100, fills) with { BrokerOrderId = first }, truth, "resync", _desk.NewId()));
        var ids = truth == "executions";
        Newest(2, ids ? [DeskBench.Fill("y1", 2, 101)] : []);
        Former(5, ids ? [DeskBench.Fill("x1", 4, 100), DeskBench.Fill("x2", 1, 100)] : []);
        Former(5, ids ? [DeskBench.Fill("x2", 1, 100)] : []);
        Newest(6, ids ? [DeskBench.Fill("y2", 4, 101)] : []);
        Assert.Equal(11, order.Fills.Filled);
        Assert.Equal(11, _desk.State.Position(DeskBench.Connection, "AAPL"));
    }

    [Fact]
    public void A_cancel_that_came_too_late_for_the_old_id_is_sent_to_the_new_one()
    {
        var order = _desk.Working();
        _desk.Change(order, 12, 101, "newId");
        _desk.Decide(new CancelOrder(_desk.Now, "user:1", order.Facts.Id));
        _desk.Decide(new CancelAnswered(_desk.Now, order.Facts.Id, new Conclusion(CoreVerdict.TooLate, "order_not_cancellable", "replaced"), null));
        _desk.ChangeAnswer(order, CoreVerdict.Accepted, "V-2");
        Assert.Equal(("pending_cancel", "V-2"), (order.StateWord, order.BrokerOrderId));
    }

    [Fact]
    public void A_new_connection_of_the_account_knows_all_that_the_order_was_at_the_venue()
    {
        var next = Guid.Parse("00000000-0000-0000-0000-00000000c0c1");
        var (order, _) = CancelNew(filled: 4);
        _desk.Answer(order, CoreVerdict.Accepted, "V-2");
        var first = order.Legs[0].BrokerOrderId;
        _desk.Decide(new LaneOpened(_desk.Now, [next], [(DeskBench.Connection, next)]));
        Assert.Same(order, _desk.State.Match(next, first, null));
        Assert.Same(order, _desk.State.Match(next, "V-2", null));
    }

    private (TrackedOrder Order, string FirstClientId) CancelNew(decimal filled, string truth = "executions")
    {
        var order = _desk.Working();
        var first = order.Facts.ClientOrderId;
        _desk.Change(order, 12, 101, "cancelNew");
        _desk.See(order, OrderState.Cancelled, filled, 100, truth, truth == "executions" ? [DeskBench.Fill("x1", filled, 100)] : []);
        return (order, first);
    }
}
