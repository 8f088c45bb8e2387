using Argix.Trading.Core;
using Argix.Trading.Desks;

namespace Argix.UnitTests.Trading;

public sealed class KillFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("argix-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_platforms_latch_stands_for_every_workspace_and_survives_a_restart()
    {
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        new KillFile(_folder).Press(one, new KillLatch(KillFile.Platform, null, "drill", "user:1", DateTimeOffset.UnixEpoch));
        var again = new KillFile(_folder);
        Assert.Equal("drill", Assert.Single(again.Active(one)).Reason);
        Assert.Single(again.Active(two));
        again.Release(two, "tenant", null);
        Assert.Single(again.Active(two));
        again.Release(two, KillFile.Platform, null);
        Assert.Empty(new KillFile(_folder).Active(one));
    }

    [Fact]
    public void A_platform_file_that_cannot_be_read_counts_as_pressed()
    {
        File.WriteAllText(Path.Combine(_folder, "platform.json"), "{");
        Assert.Equal("unreadable", Assert.Single(new KillFile(_folder).Active(Guid.NewGuid())).Scope);
    }
}
