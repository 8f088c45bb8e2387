using Argix.Audit;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Desks.Snapshots;
using Argix.Trading.Journal;
using Argix.UnitTests.Trading.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argix.UnitTests.Trading.Snapshots;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("argix-snapshots-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SnapshotAndTailGiveTheVeryStateOfTheWholeJournal()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            var life = new RandomDesk(seed);
            life.Live(400);
            var whole = Bytes(new DeskLoader(new ListJournal(life.Records)).Load(life.Workspace).State);
            // A chain of snapshots, each from the one before, as a host makes them over its years.
            var files = Files();
            for (var cut = random.Next(1, 40); cut < life.Records.Count; cut += random.Next(1, 120))
            {
                Assert.Equal(cut, new DeskLoader(new ListJournal(life.Records[..cut]), files).Renew(life.Workspace)!.Seq);
            }

            var loaded = new DeskLoader(new ListJournal(life.Records), files).Load(life.Workspace);
            Assert.NotNull(loaded.From);
            Assert.Equal((life.Records[^1].Hash, 1L, (long?)null), (loaded.Tip, loaded.Epoch, loaded.FirstBroken));
            AssertSame(seed, whole, Bytes(loaded.State));
            File.Delete(Assert.Single(Directory.GetFiles(_folder)));
        }
    }

    [Fact]
    public void ALifeHasEverythingADeskCanHold()
    {
        var life = new RandomDesk(7);
        life.Live(3000);
        var s = life.State;
        var states = s.OrdersOldestFirst.Select(o => o.StateWord).ToHashSet();
        Assert.All(new[] { "denied", "filled", "cancelled", "rejected", "expired", "working", "partially_filled", "unknown" }, word => Assert.Contains(word, states));
        Assert.Contains(life.Records, r => r.Kind == "kill_pressed");
        Assert.NotEmpty(s.ExecutionsOldestFirst);
        Assert.NotEmpty(s.Positions);
        Assert.Contains(s.OrdersOldestFirst, o => o.Facts.StrategyId is not null && o.Lifecycle != Lifecycle.Denied);
        Assert.Contains(s.OrdersOldestFirst, o => o.Facts.External);
        Assert.Contains(s.Limits.Items, i => i.Restricted is not null);
        Assert.Contains(life.Records, r => r.Kind == "order_reopened" || r.Payload.Contains("order_reopened", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AKeyFromBeforeTheSnapshotStillBinds()
    {
        var life = new RandomDesk(3);
        life.Live(300);
        new DeskLoader(new ListJournal(life.Records), Files()).Renew(life.Workspace);
        var journal = new ListJournal(life.Records);
        await using var writer = new JournalWriter(journal);
        await using var desk = new Desk(life.Workspace, new DeskLoader(journal, Files()), writer, TimeProvider.System, NullLogger.Instance);
        Assert.NotNull(desk.From);
        var known = life.State.OrdersOldestFirst.First(o => o.Facts.Key is not null);
        Assert.Equal(known.Facts.Id, await desk.ReadAsync(s => s.ByKey(known.Facts.Key!)!.Facts.Id));
        Assert.Same(await desk.ReadAsync(s => s.ByKey(known.Facts.Key!)), await desk.ReadAsync(s => s.Order(known.Facts.Id))); // one object, found by every name
    }

    [Fact]
    public void ASnapshotThatIsNotOursOrDoesNotFitTheJournalIsAsIfItWereNotThere()
    {
        var life = new RandomDesk(5);
        life.Live(200);
        var journal = new ListJournal(life.Records);
        new DeskLoader(journal, Files()).Renew(life.Workspace);
        var path = Assert.Single(Directory.GetFiles(_folder));
        var good = File.ReadAllBytes(path);
        Assert.NotNull(new DeskLoader(journal, Files()).Load(life.Workspace).From);
        Assert.Null(new DeskLoader(journal, new SnapshotFiles(_folder, () => new byte[32])).Load(life.Workspace).From); // signed by another
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            var bad = good.ToArray();
            bad[random.Next(bad.Length)] ^= 1;
            File.WriteAllBytes(path, bad);
            Assert.Null(new DeskLoader(journal, Files()).Load(life.Workspace).From);
        }

        File.WriteAllBytes(path, good[..(good.Length / 2)]);
        Assert.Null(new DeskLoader(journal, Files()).Load(life.Workspace).From);
        File.WriteAllBytes(path, good);
        // The journal of a restored backup, shorter than the snapshot.
        var shorter = new DeskLoader(new ListJournal(life.Records[..50]), Files()).Load(life.Workspace);
        Assert.Equal((null, 50L), (shorter.From, shorter.State.LastSeq));
    }

    [Fact]
    public void ABreakBeforeTheSnapshotIsFoundAfterwards()
    {
        var life = new RandomDesk(9);
        life.Live(300);
        var snapshot = new DeskLoader(new ListJournal(life.Records), Files()).Renew(life.Workspace)!;
        Assert.Null(new DeskLoader(new ListJournal(life.Records), Files()).VerifyBefore(life.Workspace, snapshot, CancellationToken.None));
        life.Records[10] = life.Records[10] with { Payload = life.Records[10].Payload + " " };
        var loader = new DeskLoader(new ListJournal(life.Records), Files());
        Assert.Null(loader.Load(life.Workspace).FirstBroken);
        Assert.Equal(11, loader.VerifyBefore(life.Workspace, snapshot, CancellationToken.None)!.Value.Seq);
    }

    [Fact]
    public async Task ABreakThatIsFoundLaterHaltsTheDeskAndStaysThroughAReload()
    {
        var journal = new ListJournal([]);
        await using var writer = new JournalWriter(journal);
        await using var desk = new Desk(Guid.NewGuid(), journal, writer, TimeProvider.System, NullLogger.Instance);
        await desk.DecideAsync(new PressKill(DeskBench.Start, "user:1", "symbol", "S", "test", false));
        desk.Break(1, "was changed or is missing");
        var error = await Assert.ThrowsAsync<Argix.Errors.ArgixException>(() => desk.DecideAsync(new PressKill(DeskBench.Start, "user:1", "symbol", "T", "test", false)));
        Assert.Equal(("journal_broken", 1L), (error.Code, desk.FirstBroken!.Value));
        Assert.Equal("S", await desk.ReadAsync(s => s.Kills.Single().Id));
    }

    private static void AssertSame(int seed, byte[] whole, byte[] loaded)
    {
        var at = whole.AsSpan().CommonPrefixLength(loaded);
        var around = at == whole.Length && at == loaded.Length ? "" : System.Text.Encoding.Latin1.GetString(whole[Math.Max(0, at - 200)..Math.Min(whole.Length, at + 60)]);
        Assert.True(around.Length == 0, $"seed {seed}: the state differs at byte {at} of {whole.Length}/{loaded.Length}, after: {around}");
    }

    private SnapshotFiles Files() => new(_folder, () => [.. Enumerable.Repeat((byte)7, 32)]);

    private static byte[] Bytes(DeskState state) => StateBytes.Of(state);
}
