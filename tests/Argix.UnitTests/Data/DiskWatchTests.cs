using Argix.Data;
using Argix.UnitTests.Accounts;
using Microsoft.Extensions.Configuration;

namespace Argix.UnitTests.Data;

public sealed class DiskWatchTests
{
    private static readonly WatchedFolder[] Folders = [new("the data directory", Path.Combine(Path.GetTempPath(), "not", "made", "yet"))];

    [Fact]
    public void Little_room_is_said_by_name_and_enough_is_not()
    {
        Assert.Contains("MB are left for the data directory", DiskWatch.Look(Folders, long.MaxValue - 1), StringComparison.Ordinal);
        Assert.Null(DiskWatch.Look(Folders, 0));
        Assert.Null(DiskWatch.Look([], long.MaxValue));
    }

    [Fact]
    public void The_threshold_is_a_setting_and_zero_switches_it_off()
    {
        static long Least(string? value) => DiskWatch.Least(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [DiskWatch.Setting] = value }).Build());
        Assert.Equal((1_000_000_000, 5_000_000, 0, 0), (Least(null), Least("5"), Least("0"), Least("-3")));
    }

    [Fact]
    public void The_disk_is_not_asked_again_and_again()
    {
        var clock = new ManualClock();
        var folders = Folders.ToList();
        var watch = new DiskWatch(folders, long.MaxValue - 1, clock);
        Assert.NotNull(watch.Problem);
        folders.Clear();
        Assert.NotNull(watch.Problem);
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.Null(watch.Problem);
    }
}
