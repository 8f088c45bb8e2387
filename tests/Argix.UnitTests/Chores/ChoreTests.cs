using Argix.Contracts.Testing;
using Argix.Seams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

using Xunit;

namespace Argix.UnitTests.Chores;

public sealed class ChoreTests
{
    [Fact]
    public async Task A_round_that_fails_is_followed_by_the_next_one()
    {
        var clock = new FakeTimeProvider();
        using var chore = new Failing(clock);
        await chore.StartAsync(TestContext.Current.CancellationToken);
        for (var round = 1; round <= 3; round++)
        {
            await chore.Rounds.WaitAsync(TestContext.Current.CancellationToken);
            Assert.False(chore.ExecuteTask!.IsCompleted, $"after round {round}");
            await TickAsync(clock, chore);
        }

        await chore.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(chore.ExecuteTask!.IsCompletedSuccessfully);
    }

    /// <summary>What ends its loop by an exception ends the host; so every loop is a chore, or stands here because it guards itself.</summary>
    [Fact]
    public void Every_service_in_the_background_outlives_a_failure()
    {
        string[] guarded = ["AnchorWriter", "ControlSocket", "PluginsService", "SnapshotWriter"];
        var found = typeof(Chore).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(BackgroundService)) && !t.IsAbstract).ToList();
        Assert.Contains(found, t => t.IsSubclassOf(typeof(Chore)));
        Assert.Equal(guarded, found.Where(t => !t.IsSubclassOf(typeof(Chore))).Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    // The timer is made after the first round began; time that passes before that starts nothing.
    private static async Task TickAsync(FakeTimeProvider clock, Failing chore)
    {
        while (chore.Rounds.CurrentCount == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private sealed class Failing(FakeTimeProvider clock) : Chore(clock, NullLogger.Instance)
    {
        public SemaphoreSlim Rounds { get; } = new(0);

        protected override TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

        protected override Task RoundAsync(CancellationToken ct)
        {
            Rounds.Release();
            throw new InvalidOperationException("the database is away");
        }

        public override void Dispose()
        {
            Rounds.Dispose();
            base.Dispose();
        }
    }
}
