using Argix.Contracts;
using Argix.Strategies;

namespace Argix.UnitTests.Strategies;

public sealed class BarSignalTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_late_bar_makes_a_late_signal() => Assert.Equal(Now.AddMinutes(-14), At(Now.AddMinutes(-15), replay: false));

    [Fact]
    public void A_recordings_bar_is_as_old_as_its_coming() => Assert.Equal(Now, At(Now.AddYears(-50), replay: true));

    [Fact]
    public void A_close_in_the_future_is_not_believed() => Assert.Equal(Now, At(Now.AddSeconds(-30), replay: false));

    private static DateTimeOffset At(DateTimeOffset start, bool replay) => BarSignal.At(new Bar(start, 1, 1, 1, 1, 1), TimeSpan.FromMinutes(1), replay, Now);
}
