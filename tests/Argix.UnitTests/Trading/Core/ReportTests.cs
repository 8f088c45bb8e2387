using Argix.Contracts;
using Argix.Trading.Core;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

public sealed class ReportTests
{
    private readonly DeskBench _desk = new();

    [Fact]
    public void EachExecutionCountsOnceWhateverTheSource()
    {
        var order = _desk.Working();
        for (var i = 0; i < 5; i++)
        {
            _desk.See(order, OrderState.Working, null, null, "executions", DeskBench.Fill("x1", 4, 100));
        }

        Assert.Equal(4, _desk.State.Position(DeskBench.Connection, "AAPL"));
        Assert.Equal("partially_filled", order.StateWord);
    }

    [Fact]
    public void TwoFillsThatLookAlikeBothCount()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, null, null, "executions", DeskBench.Fill("x1", 3, 100), DeskBench.Fill("x2", 3, 100));
        Assert.Equal(6, order.Fills.Filled);
    }

    [Fact]
    public void TheVenuesLevelLeadsAndLaterExecutionsAreAbsorbed()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 6, 101);
        Assert.Equal((6m, 101m), (order.Fills.Filled, order.Fills.AveragePrice));
        _desk.See(order, OrderState.Working, 6, 101, "executions", DeskBench.Fill("x1", 2, 100), DeskBench.Fill("x2", 4, 101.5m));
        Assert.Equal(6, order.Fills.Filled);
        Assert.Equal(101, order.Fills.AveragePrice);
        Assert.Equal(6, _desk.State.Position(DeskBench.Connection, "AAPL"));
        Assert.Equal(606, _desk.State.Positions.Single().Cost);
    }

    [Fact]
    public void AnOlderSnapshotTakesNothingBack()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Filled, 10, 100, "executions", DeskBench.Fill("x1", 10, 100));
        _desk.See(order, OrderState.Working, 4, 100);
        _desk.See(order, OrderState.Pending);
        Assert.Equal("filled", order.StateWord);
        Assert.Equal(10, _desk.State.Position(DeskBench.Connection, "AAPL"));
    }

    [Fact]
    public void FillBeforeAcknowledgementEndsTheSame()
    {
        var order = _desk.Approve();
        _desk.See(order, OrderState.Filled, 10, 100, "executions", DeskBench.Fill("x1", 10, 100));
        _desk.Answer(order, CoreVerdict.Accepted, "V-1");
        Assert.Equal("filled", order.StateWord);
        Assert.Equal(10, _desk.State.Position(DeskBench.Connection, "AAPL"));
    }

    [Fact]
    public void EveryOrderOfMessagesEndsInTheSameStateAndPosition()
    {
        var messages = new Action<DeskBench, TrackedOrder>[]
        {
            (d, o) => d.Answer(o, CoreVerdict.Accepted, "V-1"),
            (d, o) => d.See(o, OrderState.Working),
            (d, o) => d.See(o, OrderState.Working, 4, 100, "executions", DeskBench.Fill("x1", 4, 100, 4)),
            (d, o) => d.See(o, OrderState.Working, null, null, "executions", DeskBench.Fill("x1", 4, 100, 4)),
            (d, o) => d.See(o, OrderState.Filled, 10, 100.6m, "executions", DeskBench.Fill("x2", 6, 101, 10)),
            (d, o) => d.Decide(new CancelOrder(d.Now, "user:1", o.Facts.Id)),
        };
        foreach (var permutation in Permutations([.. Enumerable.Range(0, messages.Length)]))
        {
            var desk = new DeskBench();
            var order = desk.Approve();
            permutation.ForEach(i => messages[i](desk, order));
            Assert.Equal("filled", order.StateWord);
            Assert.Equal(10, desk.State.Position(DeskBench.Connection, "AAPL"));
            Assert.Equal(1006, desk.State.Positions.Single().Cost);
        }
    }

    [Fact]
    public void ALateFillOnACancelledOrderIsAppliedAndAlarmed()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Cancelled);
        _desk.See(order, OrderState.Cancelled, 4, 100, "executions", DeskBench.Fill("x1", 4, 100));
        Assert.Equal("cancelled", order.StateWord);
        Assert.Equal(4, order.Fills.Filled);
        Assert.Equal(4, _desk.State.Position(DeskBench.Connection, "AAPL"));
        Assert.Contains(_desk.All.OfType<Alarmed>(), a => a.Code == "late_fill");
    }

    [Fact]
    public void AnOrderShownAfterNotSentIsReopenedWithAnAlarm()
    {
        var order = _desk.Approve();
        _desk.Answer(order, CoreVerdict.NotSent);
        _desk.See(order, OrderState.Working);
        Assert.Equal("working", order.StateWord);
        Assert.Contains(order, _desk.State.OpenOrders);
        Assert.Contains(_desk.All.OfType<Alarmed>(), a => a.Code == "order_reopened");
    }

    [Fact]
    public void ConclusivelyAbsentIsNotSentButNeverForAnOrderTheVenueHadShown()
    {
        var lost = _desk.Approve();
        _desk.Answer(lost, CoreVerdict.Unknown);
        _desk.Decide(new LookupEmpty(_desk.Now, lost.Facts.Id, false, 1, _desk.Now, "not yet"));
        Assert.Equal(1, lost.Doubt?.Asked);
        _desk.Decide(new LookupEmpty(_desk.Now, lost.Facts.Id, true, 2, _desk.Now, "twice"));
        Assert.Equal("not_sent", lost.StateWord);

        var shown = _desk.Working();
        _desk.Decide(new LookupEmpty(_desk.Now, shown.Facts.Id, true, 2, _desk.Now, "twice"));
        Assert.Equal("unknown", shown.StateWord);
    }

    [Fact]
    public void CumulativeVenuesGetDerivedExecutionsFromTheLevel()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 3, 100, "cumulative");
        _desk.See(order, OrderState.Working, 3, 100, "cumulative");
        _desk.See(order, OrderState.Working, 1, 100, "cumulative");
        _desk.See(order, OrderState.Filled, 10, 100.7m, "cumulative");
        Assert.Equal(2, order.Fills.Executions.Count);
        Assert.Equal(1007, order.Fills.Executions.Sum(x => x.Quantity * x.Price));
        Assert.Equal("filled", order.StateWord);
    }

    [Fact]
    public void AnExternalOrderIsAdoptedAndItsNewFillsCount()
    {
        var report = new OrderReport("A-1", "V-9", "theirs", OrderState.Working, "new", DeskBench.Apple, "AAPL", Side.Sell, OrderType.Limit, TimeInForce.Day, 5, 100, null, 2, 100, [DeskBench.Fill("x1", 2, 100)], _desk.Now);
        _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, report, "executions", "resync", _desk.NewId()));
        var order = Assert.Single(_desk.State.OpenOrders);
        Assert.True(order.Facts.External);
        Assert.Equal(-2, _desk.State.Position(DeskBench.Connection, "AAPL"));
    }

    [Fact]
    public void WhatAnExternalOrderFilledBeforeTheFirstPositionsIsInThem()
    {
        var desk = new DeskBench(baselined: false);
        var report = new OrderReport("A-1", "V-9", "theirs", OrderState.Working, "new", DeskBench.Apple, "AAPL", Side.Buy, OrderType.Limit, TimeInForce.Day, 5, 100, null, 2, 100, [DeskBench.Fill("x1", 2, 100)], desk.Now);
        desk.Decide(new ReportSeen(desk.Now, DeskBench.Connection, report, "executions", "resync", desk.NewId()));
        desk.Decide(new PositionsRead(desk.Now, DeskBench.Connection, [new BaselineLine(DeskBench.Apple, 2, 100)], new HashSet<string>()));
        Assert.Equal(2, desk.State.Position(DeskBench.Connection, "AAPL"));
        desk.Decide(new ReportSeen(desk.Now, DeskBench.Connection, report with { Filled = 5, AveragePrice = 100, State = OrderState.Filled, Fills = [DeskBench.Fill("x1", 2, 100), DeskBench.Fill("x2", 3, 100)] }, "executions", "resync", desk.NewId()));
        Assert.Equal(5, desk.State.Position(DeskBench.Connection, "AAPL"));
    }

    private static IEnumerable<List<int>> Permutations(List<int> items) => items.Count <= 1
        ? [items]
        : items.SelectMany(i => Permutations([.. items.Where(x => x != i)]).Select(rest => (List<int>)[i, .. rest]));

    [Fact]
    public void AStrangerThatLooksLikeAnOrderOnItsWayIsHeldUntilTheVenueSaysWhoseItIs()
    {
        var desk = new DeskBench();
        var id = desk.Approve(5).Facts.Id;
        var stranger = new OrderReport("A-1", "V-9", null, OrderState.Filled, "filled", DeskBench.Apple, "AAPL", Side.Buy, OrderType.Limit, TimeInForce.Day, 5, 100, null, 5, 100, [DeskBench.Fill("x1", 5, 100)], desk.Now);
        desk.Decide(new ReportSeen(desk.Now, DeskBench.Connection, stranger, "executions", "stream", desk.NewId()));
        Assert.Single(desk.State.OrdersOldestFirst);
        desk.Decide(new SubmitAnswered(desk.Now, id, new Conclusion(Argix.Contracts.Verdict.Accepted, "", ""), null, "V-9", null));
        Assert.Equal((Lifecycle.Filled, 5m), (desk.State.Order(id)!.Lifecycle, desk.State.Position(DeskBench.Connection, "AAPL")));
    }

    [Fact]
    public void AnAnswerOfACumulativeVenueIsCountedAsItsOtherReportsAre()
    {
        var desk = new DeskBench();
        var id = desk.Approve(5).Facts.Id;
        OrderReport Level(decimal filled) => new("A-1", "V-9", desk.State.Order(id)!.Facts.ClientOrderId, OrderState.Working, "new", DeskBench.Apple, "AAPL", Side.Buy, OrderType.Limit, TimeInForce.Day, 5, 100, null, filled, 100, [], desk.Now);
        desk.Decide(new SubmitAnswered(desk.Now, id, new Conclusion(Argix.Contracts.Verdict.Accepted, "", ""), Level(3), "V-9", null, "cumulative"));
        desk.Decide(new ReportSeen(desk.Now, DeskBench.Connection, Level(5), "cumulative", "stream", desk.NewId()));
        Assert.Equal((Lifecycle.Filled, 5m), (desk.State.Order(id)!.Lifecycle, desk.State.Position(DeskBench.Connection, "AAPL")));
    }

    [Fact]
    public void AJournalThatFailedKeepsBackWhatItNeverHandedOverAndDoubtsTheRest()
    {
        var desk = new DeskBench();
        var (kept, sent) = (desk.Approve(5).Facts.Id, desk.Approve(6).Facts.Id);
        desk.Decide(new JournalReread(desk.Now, new HashSet<Guid> { kept }));
        Assert.Equal(("not_sent", "unknown"), (desk.State.Order(kept)!.StateWord, desk.State.Order(sent)!.StateWord));
    }
}
