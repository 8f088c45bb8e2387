using Argix.Connections;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Lanes;
using Conclusion = Argix.Trading.Core.Conclusion;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Public failures of other engines, by their number, held against ours. The Knight day has a class of its own; a fill that a healthy stream skips is also tested on the real host.</summary>
public sealed class PeerRegressionTests
{
    private static readonly LaneRules Rules = new(TimeSpan.FromSeconds(10), true, true, true, 0, TimeSpan.FromSeconds(1), 0);
    private readonly DeskBench _desk = new();

    [Fact]
    public void Hummingbot_8457_questions_that_fail_in_an_outage_are_no_word_that_the_orders_do_not_exist()
    {
        var sells = Enumerable.Range(0, 6).Select(_ => _desk.Approve(1, Side.Sell)).ToList();
        var lane = new LaneCore(Rules);
        foreach (var order in sells)
        {
            _desk.Answer(order, CoreVerdict.Unknown);
            Fail(lane, lane.Step(new QuestionRaised(_desk.Now, order.Facts.Id)));
        }

        for (var n = 0; n < 200; n++)
        {
            _desk.Now += TimeSpan.FromSeconds(1);
            Fail(lane, lane.Step(new Tick(_desk.Now)));
        }

        Assert.All(sells, o => Assert.Equal(("unknown", 1m, true), (o.StateWord, o.Leaves, o.Doubt!.Asked > 5)));
        foreach (var (order, n) in sells.Select((o, n) => (o, n)))
        {
            _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, _desk.Report(order, OrderState.Filled, 1, 100, [DeskBench.Fill($"x{n}", 1, 100)]) with { BrokerOrderId = $"V-{n}" }, "executions", "resync", _desk.NewId()));
        }

        Assert.Equal(-6, _desk.State.Position(DeskBench.Connection, "AAPL"));
    }

    [Fact]
    public void Hummingbot_7294_asking_again_with_the_same_key_is_the_same_order_and_its_fill_counts_once()
    {
        var first = _desk.State.Order(_desk.Submit(5, key: "k1").OrderId!.Value)!;
        _desk.Answer(first, CoreVerdict.Unknown);
        var again = _desk.Submit(5, key: "k1");
        Assert.Equal((first.Facts.Id, true), (again.OrderId!.Value, again.Existing));
        _desk.See(first, OrderState.Filled, 5, 100, fills: DeskBench.Fill("x1", 5, 100));
        Assert.Equal((1, 5m), (_desk.State.OrdersOldestFirst.Count, _desk.State.Position(DeskBench.Connection, "AAPL")));
    }

    [Fact]
    public void Nautilus_3870_an_order_that_has_gone_from_the_open_ones_is_not_rejected()
    {
        var order = _desk.Working();
        _desk.Decide(new LookupEmpty(_desk.Now, order.Facts.Id, false, 5, _desk.Now, "no longer listed", NotOpen: true));
        Assert.Equal(("unknown", DoubtAbout.End, 10m), (order.StateWord, order.Doubt?.About, order.Leaves));
        _desk.See(order, OrderState.Filled, 10, 100, fills: DeskBench.Fill("x1", 10, 100));
        Assert.Equal(("filled", 10m), (order.StateWord, _desk.State.Position(DeskBench.Connection, "AAPL")));
    }

    [Fact]
    public void Nautilus_4522_a_fill_is_marked_and_applied_in_one_event()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 4, 100, fills: DeskBench.Fill("x1", 4, 100));
        // The journal may end after any event: whatever has marked the execution as seen has moved the position too.
        for (var kept = 0; kept <= _desk.All.Count; kept++)
        {
            var state = new DeskState();
            state.Apply(1, DeskBench.Start, [.. _desk.All.Take(kept)]);
            Assert.Equal(state.Order(order.Facts.Id)?.Fills.Has("x1") == true ? 4 : 0, state.Position(DeskBench.Connection, "AAPL"));
        }
    }

    [Fact]
    public void Lean_InteractiveBrokers_249_what_filled_while_the_line_was_down_lies_in_the_window_that_is_read_again()
    {
        var order = _desk.Working();
        var lost = _desk.Now + TimeSpan.FromMinutes(1);
        _desk.Now += TimeSpan.FromHours(3);
        Assert.True(ResyncRules.Since(_desk.State, DeskBench.Connection, _desk.Now) < lost);
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, _desk.Report(order, OrderState.Unknown, null, null, [DeskBench.Fill("x1", 4, 100)]) with { Partial = true }, "executions", "resync", _desk.NewId()));
        Assert.Equal(4, order.Fills.Filled);
    }

    [Theory]
    [InlineData(CoreVerdict.NoSuchOrder)]
    [InlineData(CoreVerdict.Unknown)]
    public void Lean_InteractiveBrokers_256_a_cancel_that_is_late_or_not_found_stops_nothing_and_ends_nothing(CoreVerdict verdict)
    {
        var order = _desk.Working();
        _desk.Decide(new CancelOrder(_desk.Now, "user:1", order.Facts.Id));
        _desk.Decide(new CancelAnswered(_desk.Now, order.Facts.Id, new Conclusion(verdict, "order_not_found", "10147"), null));
        Assert.Equal(("pending_cancel", DoubtAbout.Cancel), (order.StateWord, order.Doubt?.About));
        Assert.Null(_desk.Submit(1).RefusalCode);
        _desk.See(order, OrderState.Cancelled, 0);
        Assert.Equal("cancelled", order.StateWord);
    }

    [Fact]
    public void TradeStation_101_a_fill_that_the_stream_skipped_is_counted_once_and_shown_until_then()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 3, 100, fills: DeskBench.Fill("x1", 3, 100));
        Positions(7);
        Assert.Equal((3m, 4m), (_desk.State.Position(DeskBench.Connection, "AAPL"), _desk.State.Drift(DeskBench.Connection, "AAPL")));
        _desk.See(order, OrderState.Working, 7, 100, fills: [DeskBench.Fill("x1", 3, 100), DeskBench.Fill("x2", 4, 100)]);
        Positions(7);
        Assert.Equal((7m, 0m), (_desk.State.Position(DeskBench.Connection, "AAPL"), _desk.State.Drift(DeskBench.Connection, "AAPL")));
    }

    [Fact]
    public void Kite_400_a_status_without_a_rule_of_the_manifest_refuses_nothing()
    {
        var manifest = new BrokerManifest
        {
            Id = "kite", Name = "Kite", Version = "1.0.0",
            Errors = [new ErrorRule { Op = "submit", Status = 400, Code = "InputException", Means = "invalid_order", Verdict = "refused" }],
        };
        Outcome Said(string code) => new(CoreVerdict.Refused, new Evidence(Sent.Yes, 400, code, "timed out"));
        Assert.Equal(CoreVerdict.Unknown, ErrorRules.Conclude(manifest, Op.Submit, Said("NetworkException")).Verdict);
        Assert.Equal(CoreVerdict.Refused, ErrorRules.Conclude(manifest, Op.Submit, Said("InputException")).Verdict);
        var order = _desk.Approve();
        _desk.Decide(Answers.Submit(_desk.Now, order.Facts, manifest, Said("NetworkException"), false, null));
        Assert.Equal("unknown", order.StateWord);
    }

    // Every question ends without an answer, as when names cannot be resolved.
    private void Fail(LaneCore lane, IReadOnlyList<LaneAction> actions)
    {
        foreach (var asked in actions.OfType<AskVenue>())
        {
            foreach (var told in lane.Step(new LookupEnded(_desk.Now, asked.OrderId, false, null)).OfType<TellEmpty>())
            {
                _desk.Decide(new LookupEmpty(_desk.Now, told.OrderId, told.Conclusive, told.Asked, told.NextAt, told.Reason, told.NotOpen));
            }
        }
    }

    private void Positions(decimal quantity) => _desk.Decide(new PositionsRead(_desk.Now, DeskBench.Connection, [new BaselineLine(DeskBench.Apple, quantity, 100)], new HashSet<string> { "AAPL" }));
}
