using Argix.Trading.Core.Lanes;

namespace Argix.UnitTests.Trading.Core.Lanes;

/// <summary>When the venue's dead-man switch is armed, on a time of its own.</summary>
public sealed class DeadManTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    [Fact]
    public void ATimerIsArmedAtTheFirstReadingAndEachThirdOfItsTime()
    {
        var lane = Lane(byDisconnect: false);
        Assert.DoesNotContain(lane.Step(new Tick(T0)), IsArm);
        lane.Step(new StreamAlive(T0));
        Assert.Contains(new ArmDeadMan(Minute), lane.Step(new ResyncEnded(T0, null, null)));
        Assert.DoesNotContain(lane.Step(new Tick(T0.AddSeconds(19))), IsArm);
        lane.Step(new DeadManArmed(T0.AddSeconds(1), true));
        Assert.True(lane.NextTick(T0.AddSeconds(20.5)) <= T0.AddSeconds(21));
        Assert.DoesNotContain(lane.Step(new Tick(T0.AddSeconds(20))), IsArm);
        Assert.Contains(lane.Step(new Tick(T0.AddSeconds(21))), IsArm);
    }

    [Fact]
    public void AVenueThatDoesNotTakeItTwiceIsSaidAloudAndTradingGoesOn()
    {
        var lane = Opened(byDisconnect: false);
        lane.Step(new DeadManArmed(T0, false));
        Assert.Equal(new LaneStatus("connected", null, true), lane.Health);
        Assert.Contains(lane.Step(new Tick(T0.AddSeconds(2))), IsArm);
        lane.Step(new DeadManArmed(T0.AddSeconds(3), false));
        Assert.Equal(new LaneStatus("connected", "dead_man_unarmed", true), lane.Health);
        lane.Step(new ResyncEnded(T0.AddSeconds(4), null, null));
        Assert.Equal("dead_man_unarmed", lane.Health.Code);
        Assert.Contains(lane.Step(new Tick(T0.AddSeconds(5))), IsArm);
        lane.Step(new DeadManArmed(T0.AddSeconds(5), true));
        Assert.Equal(new LaneStatus("connected", null, true), lane.Health);
    }

    [Fact]
    public void ItIsArmedWhileTheVenueCannotBeReadForItIsThenThatItIsNeeded()
    {
        var lane = Opened(byDisconnect: false);
        lane.Step(new DeadManArmed(T0, true));
        lane.Step(new ResyncEnded(T0.AddSeconds(15), "broker_unavailable", null));
        Assert.Contains(lane.Step(new Tick(T0.AddSeconds(20))), IsArm);
    }

    [Fact]
    public void OneByDisconnectIsArmedOnceAStream()
    {
        var lane = Opened(byDisconnect: true);
        lane.Step(new DeadManArmed(T0, true));
        Assert.DoesNotContain(lane.Step(new Tick(T0.AddHours(5))), IsArm);
        lane.Step(new StreamEnded(T0.AddHours(6), "closed"));
        Assert.Contains(lane.Step(new StreamAlive(T0.AddHours(6).AddSeconds(1))), IsArm);
    }

    [Fact]
    public void AStreamThatOpensAnewWhileTheSwitchIsBeingArmedGetsItsOwn()
    {
        var lane = Opened(byDisconnect: true);
        lane.Step(new StreamEnded(T0.AddSeconds(1), "closed"));
        Assert.DoesNotContain(lane.Step(new StreamAlive(T0.AddSeconds(2))), IsArm);
        Assert.Contains(lane.Step(new DeadManArmed(T0.AddSeconds(3), true)), IsArm);
    }

    [Fact]
    public void WithoutTheSettingNothingIsArmed()
    {
        var lane = new LaneCore(Rules(null));
        lane.Step(new StreamAlive(T0));
        Assert.DoesNotContain(lane.Step(new ResyncEnded(T0, null, null)).Concat(lane.Step(new Tick(T0.AddHours(1)))), IsArm);
    }

    private static bool IsArm(LaneAction action) => action is ArmDeadMan;

    private static LaneCore Opened(bool byDisconnect)
    {
        var lane = Lane(byDisconnect);
        Assert.Single(lane.Step(new StreamAlive(T0)).Concat(lane.Step(new ResyncEnded(T0, null, null))), IsArm);
        return lane;
    }

    private static LaneCore Lane(bool byDisconnect) => new(Rules(new DeadManRule(Minute, byDisconnect)));

    private static LaneRules Rules(DeadManRule? rule) => new(TimeSpan.FromSeconds(10), true, true, true, 0, TimeSpan.FromSeconds(1), 0, DeadMan: rule);
}
