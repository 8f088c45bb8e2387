using Argix.Trading.Core.Lanes;

namespace Argix.UnitTests.Trading.Core.Lanes;

/// <summary>Breaker, clock warning and the silent stream, on a time of their own.</summary>
public sealed class LaneFaultCoreTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private readonly LaneCore _lane = new(new LaneRules(TimeSpan.FromSeconds(10), true, true, true, 0, TimeSpan.FromSeconds(1), 0, Heartbeat: Beat));

    public LaneFaultCoreTests()
    {
        _lane.Step(new Tick(T0));
        _lane.Step(new StreamAlive(T0));
        _lane.Step(new ResyncEnded(T0, null, null));
    }

    [Fact]
    public void FiveCallsInARowThatReachNobodyStopNewOrdersButNotCancels()
    {
        Fail(4);
        Assert.True(_lane.Health.TradingOpen);
        Fail(1);
        Assert.Equal(new LaneStatus("degraded", "broker_unreachable", false), _lane.Health);
        var order = Guid.NewGuid();
        Assert.Equal([new DropSubmit(order, "broker_unreachable")], _lane.Step(new SubmitWanted(T0, order, T0.AddSeconds(2))).Where(a => a is DropSubmit or SendSubmit));
        Assert.Contains(_lane.Step(new CancelWanted(T0, Guid.NewGuid())), a => a is SendCancel);
    }

    [Fact]
    public void OneAnswerInBetweenBeginsTheCountAnew()
    {
        Fail(4);
        _lane.Step(new CallEnded(T0, true));
        Fail(4);
        Assert.True(_lane.Health.TradingOpen);
    }

    [Fact]
    public void AnAnswerClosesTheBreakerAndOrdersAreTakenOnceEverythingWasRead()
    {
        Fail(5);
        _lane.Step(new ResyncEnded(T0.AddSeconds(1), "broker_unreachable", null));
        Assert.False(_lane.Health.TradingOpen);
        Assert.Contains(_lane.Step(new CallEnded(T0.AddSeconds(2), true)), a => a is Resync);
        Assert.False(_lane.Health.TradingOpen);
        _lane.Step(new ResyncEnded(T0.AddSeconds(3), null, null));
        Assert.Equal(new LaneStatus("connected", null, true), _lane.Health);
        Assert.Contains(_lane.Step(new SubmitWanted(T0.AddSeconds(3), Guid.NewGuid(), T0.AddSeconds(5))), a => a is SendSubmit);
    }

    [Fact]
    public void ClocksThatDisagreeAreAWarningThatReplacesNoOtherWord()
    {
        Assert.Equal([new TellHealth(new LaneStatus("connected", "clock_skew", true))], _lane.Step(new ClockCompared(T0, true)).OfType<TellHealth>());
        _lane.Step(new StreamEnded(T0.AddSeconds(1), "cut"));
        Assert.Equal("broker_unreachable", _lane.Health.Code);
        _lane.Step(new StreamAlive(T0.AddSeconds(2)));
        _lane.Step(new ResyncEnded(T0.AddSeconds(2), null, null));
        Assert.Equal(new LaneStatus("connected", "clock_skew", true), _lane.Health);
        _lane.Step(new ClockCompared(T0.AddSeconds(3), false));
        Assert.Equal(new LaneStatus("connected", null, true), _lane.Health);
    }

    [Fact]
    public void AStreamThatIsSilentForTwoHeartbeatsIsClosedOpenedAgainAndEverythingIsRead()
    {
        _lane.Step(new StreamHeard(T0.AddSeconds(5)));
        Assert.DoesNotContain(_lane.Step(new Tick(T0.AddSeconds(25))), a => a is CloseStream);
        var actions = _lane.Step(new Tick(T0.AddSeconds(25.1)));
        Assert.Equal(1, actions.Count(a => a is CloseStream));
        Assert.Equal(("degraded", true), (_lane.Health.Status, _lane.Health.TradingOpen));
        _lane.Step(new ResyncEnded(T0.AddSeconds(25.2), null, null));
        Assert.DoesNotContain(_lane.Step(new Tick(T0.AddSeconds(25.3))), a => a is CloseStream or OpenStream);
        Assert.Contains(_lane.Step(new StreamEnded(T0.AddSeconds(26), "closed")), a => a is Resync);
        Assert.Contains(_lane.Step(new Tick(T0.AddSeconds(26.5))), a => a is OpenStream);
        _lane.Step(new ResyncEnded(T0.AddSeconds(26.6), null, null));
        Assert.Contains(_lane.Step(new StreamAlive(T0.AddSeconds(27))), a => a is Resync);
        _lane.Step(new ResyncEnded(T0.AddSeconds(27), null, null));
        Assert.Equal(new LaneStatus("connected", null, true), _lane.Health);
    }

    [Fact]
    public void ASignOfLifeIsNoReasonToReadEverything()
    {
        Assert.DoesNotContain(_lane.Step(new StreamAlive(T0.AddSeconds(10))), a => a is Resync);
        Assert.DoesNotContain(_lane.Step(new Tick(T0.AddSeconds(29))), a => a is CloseStream);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _lane.Step(new CallEnded(T0, false));
        }
    }
}
