using Argix.Trading.Core.Lanes;

namespace Argix.UnitTests.Trading.Core.Lanes;

/// <summary>A session that has to be kept up: without it nothing is traded, and with it again everything is read first.</summary>
public sealed class SessionTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ASessionThatNeedsAPersonClosesTradingAndSaysSo()
    {
        var lane = Opened();
        lane.Step(new SessionKept(T0.AddSeconds(60), false, "reauth_required"));
        Assert.Equal(new LaneStatus("reauth_required", "reauth_required", false), lane.Health);
    }

    [Fact]
    public void ASessionThatAnotherProgramHasIsDegraded()
    {
        var lane = Opened();
        lane.Step(new SessionKept(T0.AddSeconds(60), false, "broker_unavailable"));
        Assert.Equal(new LaneStatus("degraded", "broker_unavailable", false), lane.Health);
    }

    [Fact]
    public void WhatCanStillBeReadWithoutItOpensNothing()
    {
        var lane = Opened();
        lane.Step(new SessionKept(T0.AddSeconds(60), false, "reauth_required"));
        lane.Step(new ResyncEnded(T0.AddSeconds(61), null, null));
        Assert.Equal(("reauth_required", false), (lane.Health.Status, lane.Health.TradingOpen));
        lane.Step(new ResyncEnded(T0.AddSeconds(65), "broker_unavailable", null));
        Assert.Equal(("reauth_required", false), (lane.Health.Status, lane.Health.TradingOpen));
    }

    [Fact]
    public void WithItAgainEverythingIsReadBeforeTradingOpens()
    {
        var lane = Opened();
        lane.Step(new SessionKept(T0.AddSeconds(60), false, "reauth_required"));
        lane.Step(new ResyncEnded(T0.AddSeconds(61), null, null));
        Assert.Contains(lane.Step(new SessionKept(T0.AddSeconds(62), true)), a => a is Resync);
        Assert.False(lane.Health.TradingOpen);
        lane.Step(new ResyncEnded(T0.AddSeconds(63), null, null));
        Assert.Equal(new LaneStatus("connected", null, true), lane.Health);
    }

    [Fact]
    public void ASessionThatIsWellChangesNothing()
    {
        var lane = Opened();
        Assert.DoesNotContain(lane.Step(new SessionKept(T0.AddSeconds(1), true)), a => a is TellHealth or Resync);
    }

    private static LaneCore Opened()
    {
        var lane = new LaneCore(new LaneRules(TimeSpan.FromSeconds(10), true, true, false, 0, TimeSpan.FromSeconds(1), 0));
        lane.Step(new Tick(T0));
        lane.Step(new ResyncEnded(T0, null, null));
        Assert.True(lane.Health.TradingOpen);
        return lane;
    }
}
