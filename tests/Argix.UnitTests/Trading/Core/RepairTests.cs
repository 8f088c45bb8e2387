using Argix.Contracts;
using Argix.Trading.Core;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

public sealed class RepairTests
{
    private readonly DeskBench _desk = new();

    [Fact]
    public void A_person_is_asked_when_the_venue_has_not_been_made_to_answer_for_half_a_minute()
    {
        var order = InDoubt();
        Ask(order, seconds: 10, asked: 3);
        Assert.Null(order.Repair);
        Ask(order, seconds: 31, asked: 5);
        Assert.NotNull(order.Repair);
    }

    [Fact]
    public void A_clock_that_was_set_back_does_not_keep_the_person_waiting()
    {
        var order = InDoubt();
        Ask(order, seconds: -3600, asked: 6);
        Assert.NotNull(order.Repair);
    }

    [Fact]
    public void The_venues_own_word_closes_the_repair()
    {
        var order = InDoubt();
        Ask(order, 31, 6);
        _desk.See(order, OrderState.Working, 0);
        Assert.Equal(("working", null), (order.StateWord, order.Repair));
    }

    [Fact]
    public void Never_sent_ends_the_order_with_the_evidence_in_the_journal()
    {
        var order = InDoubt();
        Assert.Null(Resolve(order, "not_sent").RefusalCode);
        Assert.Equal("not_sent", order.StateWord);
        Assert.Equal(("seen on the broker's page", "user:1"), (_desk.All.OfType<RepairResolved>().Single().Evidence, _desk.All.OfType<RepairResolved>().Single().Actor));
    }

    [Fact]
    public void What_the_broker_has_had_cannot_have_been_never_sent()
    {
        var order = _desk.Working();
        _desk.Decide(new LookupEmpty(_desk.Now, order.Facts.Id, false, 2, _desk.Now, "gone", NotOpen: true));
        Assert.Equal("validation_failed", Resolve(order, "not_sent").RefusalCode);
        Assert.Equal("validation_failed", Resolve(order, "linked", "V-9").RefusalCode);
    }

    [Fact]
    public void An_end_takes_the_fills_that_the_person_saw_and_no_fewer_than_the_venue_confirmed()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 4, 100, fills: DeskBench.Fill("x1", 4, 100));
        _desk.Decide(new LookupEmpty(_desk.Now, order.Facts.Id, false, 2, _desk.Now, "gone", NotOpen: true));
        Assert.Equal("validation_failed", Resolve(order, "ended", filled: 3).RefusalCode);
        Assert.Equal("validation_failed", Resolve(order, "ended", filled: 7).RefusalCode);
        Assert.Null(Resolve(order, "ended", filled: 7, average: 101).RefusalCode);
        Assert.Equal(("cancelled", 7m, 7m), (order.StateWord, order.Fills.Filled, _desk.State.Position(DeskBench.Connection, "AAPL")));
    }

    [Fact]
    public void A_link_brings_what_the_venue_had_said_of_the_stranger()
    {
        var order = InDoubt();
        var stranger = new OrderReport("A-1", "V-9", null, OrderState.Filled, "filled", DeskBench.Apple, "AAPL", Side.Buy, OrderType.Limit, TimeInForce.Day, 10, 100, null, 10, 100, [DeskBench.Fill("x1", 10, 100)], _desk.Now);
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, stranger, "executions", "stream", _desk.NewId()));
        Assert.Null(Resolve(order, "linked", "V-9").RefusalCode);
        Assert.Equal(("filled", 10m), (order.StateWord, _desk.State.Position(DeskBench.Connection, "AAPL")));
    }

    [Fact]
    public void A_late_word_of_the_venue_still_counts()
    {
        var order = InDoubt();
        Resolve(order, "not_sent");
        _desk.See(order, OrderState.Filled, 10, 100, fills: DeskBench.Fill("x1", 10, 100));
        Assert.Equal(("filled", 10m), (order.StateWord, _desk.State.Position(DeskBench.Connection, "AAPL")));
        Assert.Contains(_desk.All, e => e is Alarmed { Code: "order_reopened" });
    }

    private TrackedOrder InDoubt()
    {
        var order = _desk.Approve();
        _desk.Answer(order, CoreVerdict.Unknown);
        return order;
    }

    private void Ask(TrackedOrder order, int seconds, int asked) =>
        _desk.Decide(new LookupEmpty(_desk.Now.AddSeconds(seconds), order.Facts.Id, false, asked, _desk.Now, "the question was not answered"));

    private Decision Resolve(TrackedOrder order, string outcome, string? brokerId = null, decimal? filled = null, decimal? average = null) =>
        _desk.Decide(new ResolveDoubt(_desk.Now, "user:1", order.Facts.Id, outcome, "seen on the broker's page", brokerId, filled, average));
}
