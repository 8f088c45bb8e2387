using Argix.Contracts;
using Argix.Trading.Core;
using CoreVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

public sealed class DeciderTests
{
    private readonly DeskBench _desk = new();

    [Fact]
    public void ApprovedOrderMayLeaveForTwoSeconds()
    {
        var order = _desk.Approve();
        Assert.Equal("pending_submit", order.StateWord);
        Assert.Equal(DeskBench.Start + TimeSpan.FromSeconds(2), order.Facts.SendBy);
        Assert.Equal(order.Facts.Id.ToString(), order.Facts.ClientOrderId);
    }

    [Fact]
    public void AnUnansweredSubmitIsUnknownAndKeepsItsReservation()
    {
        var order = _desk.Approve();
        _desk.Answer(order, CoreVerdict.Unknown);
        Assert.Equal("unknown", order.StateWord);
        Assert.True(order.IsOpen);
        Assert.Equal(10, _desk.State.WorstPosition(DeskBench.Connection, "AAPL", 0 + 0.0000001m), 3);
    }

    [Theory]
    [InlineData(CoreVerdict.Unknown)]
    [InlineData(CoreVerdict.Duplicate)]
    [InlineData(CoreVerdict.NoSuchOrder)]
    [InlineData(CoreVerdict.TooLate)]
    [InlineData(CoreVerdict.Pending)]
    public void NothingButRefusedAndNotSentEndsASubmit(CoreVerdict verdict)
    {
        var order = _desk.Approve();
        _desk.Answer(order, verdict);
        Assert.False(order.IsFinal);
        Assert.Equal("unknown", order.StateWord);
    }

    [Fact]
    public void ADefinitiveRefusalRejectsAndProofOfNothingSentIsNotSent()
    {
        var refused = _desk.Approve();
        _desk.Answer(refused, CoreVerdict.Refused);
        var unsent = _desk.Approve();
        _desk.Answer(unsent, CoreVerdict.NotSent);
        Assert.Equal(("rejected", "insufficient_funds"), (refused.StateWord, refused.Code));
        Assert.Equal("not_sent", unsent.StateWord);
    }

    [Fact]
    public void ALateRefusalDoesNotEndAnOrderThatTheVenueHasShown()
    {
        var order = _desk.Approve();
        _desk.See(order, OrderState.Working);
        _desk.Answer(order, CoreVerdict.Refused);
        Assert.Equal("working", order.StateWord);
    }

    [Fact]
    public void TheSameKeyGivesTheSameOrderAndAnotherBodyConflicts()
    {
        var first = _desk.Submit(key: "k");
        var again = _desk.Submit(key: "k");
        var other = _desk.Submit(quantity: 11, key: "k");
        Assert.True(again.Existing);
        Assert.Equal(first.OrderId, again.OrderId);
        Assert.Equal("idempotency_conflict", other.RefusalCode);
        Assert.Single(_desk.All.OfType<OrderApproved>());
    }

    [Fact]
    public void ADenialBindsItsKeyToo()
    {
        var denied = _desk.Submit(quantity: 5000, key: "k");
        Assert.Equal("denied", _desk.State.Order(denied.OrderId!.Value)!.StateWord);
        Assert.Equal(denied.OrderId, _desk.Submit(quantity: 5000, key: "k").OrderId);
    }

    [Fact]
    public void WhileKilledNoOrderIsCreatedAndOpenOnesAreCancelled()
    {
        var order = _desk.Working();
        _desk.Decide(new PressKill(_desk.Now, "user:1", "tenant", null, "test", true));
        Assert.Equal("pending_cancel", order.StateWord);
        Assert.Equal("kill_switch", _desk.Submit().RefusalCode);
        _desk.Decide(new ReleaseKill(_desk.Now, "user:1", "tenant", null, "over"));
        Assert.Null(_desk.Submit().RefusalCode);
    }

    [Fact]
    public void AClosedConnectionCreatesNoOrder() =>
        Assert.Equal("connection_not_ready", _desk.Submit(with: f => f with { TradingOpen = false }).RefusalCode);

    [Fact]
    public void AfterARestartWhatWasOnItsWayIsInDoubt()
    {
        var order = _desk.Approve();
        _desk.Decide(new Restarted(_desk.Now));
        Assert.Equal("unknown", order.StateWord);
        Assert.Empty(_desk.Decide(new Restarted(_desk.Now)).Events);
    }

    [Fact]
    public void AfterARestartACancelThatWasOnItsWayIsAskedForAgainWhenTheOrderStillWorks()
    {
        var order = _desk.Working();
        _desk.Decide(new CancelOrder(_desk.Now, "user:1", order.Facts.Id));
        _desk.Decide(new Restarted(_desk.Now));
        Assert.Equal(("pending_cancel", DoubtAbout.Cancel), (order.StateWord, order.Doubt!.About));
        _desk.See(order, OrderState.Working);
        Assert.Equal(("pending_cancel", null), (order.StateWord, order.Doubt));
        Assert.Equal(2, _desk.All.OfType<CancelAsked>().Count());
    }

    [Fact]
    public void OneLookThatFailedCastsNoDoubtOnAWorkingOrder()
    {
        var order = _desk.Working();
        _desk.Decide(new LookupEmpty(_desk.Now, order.Facts.Id, false, 1, _desk.Now, "no answer"));
        Assert.Equal("working", order.StateWord);
    }

    [Fact]
    public void ReplayRebuildsTheSameState()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 4, 100, "executions", DeskBench.Fill("x1", 4, 100));
        var again = new DeskState();
        again.Apply(1, DeskBench.Start, _desk.All);
        Assert.Equal(_desk.State.Position(DeskBench.Connection, "AAPL"), again.Position(DeskBench.Connection, "AAPL"));
        Assert.Equal(order.StateWord, again.Order(order.Facts.Id)!.StateWord);
    }

    [Fact]
    public void CancelOfAFinalOrderIsRefusedByName()
    {
        var order = _desk.Approve();
        _desk.Answer(order, CoreVerdict.NotSent);
        Assert.Equal("order_not_cancellable", _desk.Decide(new CancelOrder(_desk.Now, "user:1", order.Facts.Id)).RefusalCode);
        Assert.Equal("order_not_found", _desk.Decide(new CancelOrder(_desk.Now, "user:1", Guid.Empty)).RefusalCode);
    }

    [Fact]
    public void ACancelThatTheVenueDoesNotKnowProvesNothingAboutTheOrder()
    {
        var order = _desk.Working();
        _desk.Decide(new CancelOrder(_desk.Now, "user:1", order.Facts.Id));
        _desk.Decide(new CancelAnswered(_desk.Now, order.Facts.Id, new Conclusion(CoreVerdict.NoSuchOrder, "order_not_found", "none"), null));
        Assert.Equal("pending_cancel", order.StateWord);
        Assert.Equal(DoubtAbout.Cancel, order.Doubt?.About);
    }

    [Fact]
    public void ADriftIsShownOnlyWhenSettledAndGoesWhenBothAgree()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Filled, 10, 100, "executions", DeskBench.Fill("x1", 10, 100));
        _desk.Decide(Read(7, settled: false));
        Assert.Equal(0, _desk.State.Drift(DeskBench.Connection, "AAPL"));
        _desk.Decide(Read(7, settled: true));
        Assert.Equal(-3, _desk.State.Drift(DeskBench.Connection, "AAPL"));
        Assert.Equal(10, _desk.State.Position(DeskBench.Connection, "AAPL"));
        _desk.Decide(Read(10, settled: false));
        Assert.Equal(0, _desk.State.Drift(DeskBench.Connection, "AAPL"));
    }

    private PositionsRead Read(decimal quantity, bool settled) => new(_desk.Now, DeskBench.Connection, [new BaselineLine(DeskBench.Apple, quantity, 100)], settled ? new HashSet<string> { "AAPL" } : []);
}
