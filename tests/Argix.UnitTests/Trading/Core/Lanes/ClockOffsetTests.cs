using Argix.Trading.Core.Lanes;

namespace Argix.UnitTests.Trading.Core.Lanes;

public sealed class ClockOffsetTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ClockOffset _offset = new(TimeSpan.FromSeconds(30));

    [Theory]
    [InlineData(100, 0)]
    [InlineData(100, 0.4)]
    [InlineData(3000, -2)]
    public void WithinWhatARoundTripCanHideNothingIsShifted(int milliseconds, double ahead)
    {
        See(T0, milliseconds, ahead);
        Assert.Equal((TimeSpan.Zero, false), (_offset.Value, _offset.Skewed));
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(-29, false)]
    [InlineData(45, true)]
    [InlineData(-3600, true)]
    public void TheEstimateIsRightToHalfARoundTripAndHalfASecond(double ahead, bool skewed)
    {
        See(T0, 200, ahead);
        Assert.InRange(_offset.Value.TotalSeconds, ahead - 0.6, ahead + 0.6);
        Assert.Equal(skewed, _offset.Skewed);
    }

    [Fact]
    public void ManySightsMakeItFinerThanTheSecondsInWhichItIsTold()
    {
        for (var i = 0; i < 20; i++)
        {
            See(T0.AddSeconds(i * 1.07), 100, 7.3);
        }

        Assert.InRange(_offset.Value.TotalSeconds, 7.15, 7.45);
    }

    [Fact]
    public void AClockThatWasSetIsFollowedAfterTwoSightsAndOneStrayAnswerIsNot()
    {
        See(T0, 100, 5);
        See(T0.AddSeconds(10), 100, 500);
        See(T0.AddSeconds(20), 100, 5);
        Assert.InRange(_offset.Value.TotalSeconds, 4, 6);
        See(T0.AddSeconds(30), 100, 100);
        See(T0.AddSeconds(40), 100, 100);
        Assert.InRange(_offset.Value.TotalSeconds, 99, 101);
    }

    [Fact]
    public void AnAnswerThatTookTooLongSaysNothing()
    {
        See(T0, 6000, 50);
        Assert.Equal(TimeSpan.Zero, _offset.Value);
    }

    [Fact]
    public void WhatCannotBeTrueIsWarnedOfButNotFollowed()
    {
        See(T0, 100, 90_000);
        Assert.Equal((TimeSpan.Zero, true), (_offset.Value, _offset.Skewed));
    }

    // The venue reads its clock half way, and tells it in whole seconds.
    private void See(DateTimeOffset asked, int milliseconds, double ahead)
    {
        var venue = asked.AddMilliseconds(milliseconds / 2.0).AddSeconds(ahead);
        _offset.Saw(asked, TimeSpan.FromMilliseconds(milliseconds), venue.AddTicks(-(venue.Ticks % TimeSpan.TicksPerSecond)), Second);
    }
}
