using Argix.Contracts;
using Argix.Trading.Orders;

namespace Argix.UnitTests.Trading.Orders;

/// <summary>An average day, by the venue's own daily bars.</summary>
public sealed class DailyVolumeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_mean_of_the_newest_twenty_whole_days_that_traded()
    {
        var old = Enumerable.Range(21, 10).Select(d => Day(-d - 5, 1_000_000)); // before the twenty
        var days = Enumerable.Range(1, 20).Select(d => Day(-d, d <= 10 ? 100 : 300));
        Assert.Equal(200, DailyVolumes.Average([.. old, .. days, Day(0, 7)], Now)); // today is not over
    }

    [Fact]
    public void Days_without_trade_are_no_days_and_none_at_all_is_not_known()
    {
        Assert.Equal(50, DailyVolumes.Average([Day(-1, 0), Day(-2, 50), Day(-3, 0)], Now));
        Assert.Null(DailyVolumes.Average([Day(-1, 0), Day(0, 9)], Now));
        Assert.Null(DailyVolumes.Average([], Now));
    }

    private static Bar Day(int ago, decimal volume) => new(new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(ago), 1, 1, 1, 1, volume);
}
