using Argix.Seams;

namespace Argix.UnitTests.Clocks;

public sealed class SteadyTimeTests
{
    private readonly Hands _hands = new();

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void A_step_of_the_clock_is_not_followed(int seconds)
    {
        var (steady, begin) = (new SteadyTime(_hands), _hands.Wall);
        _hands.Pass(TimeSpan.FromSeconds(5));
        _hands.Wall += TimeSpan.FromSeconds(seconds);
        Assert.Equal(begin.AddSeconds(5), steady.GetUtcNow());
        _hands.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(begin.AddSeconds(7), steady.GetUtcNow());
    }

    [Fact]
    public void Small_corrections_are()
    {
        var (steady, begin) = (new SteadyTime(_hands), _hands.Wall);
        for (var i = 0; i < 100; i++)
        {
            _hands.Pass(TimeSpan.FromSeconds(1));
            _hands.Wall += TimeSpan.FromMilliseconds(50);
            Assert.Equal(_hands.Wall, steady.GetUtcNow());
        }

        Assert.Equal(begin.AddSeconds(105), steady.GetUtcNow());
    }

    private sealed class Hands : TimeProvider
    {
        private long _ticks;

        public DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public void Pass(TimeSpan span) => (_ticks, Wall) = (_ticks + span.Ticks, Wall + span);

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
