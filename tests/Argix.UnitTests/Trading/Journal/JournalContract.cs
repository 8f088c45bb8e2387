using Argix.Audit;
using Argix.Errors;
using Argix.Trading.Desks;
using Argix.Trading.Core;
using Argix.Trading.Journal;
using Argix.UnitTests.Trading.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argix.UnitTests.Trading.Journal;

/// <summary>What a journal is held to, on whatever it stands.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private JournalWriter _writer = null!;

    protected Guid Workspace { get; } = Guid.NewGuid();
    protected IJournalStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Store = await OpenAsync();
        _writer = new JournalWriter(Store);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null) // null when the test was skipped
        {
            await _writer.DisposeAsync();
            Store.Dispose();
        }

        await RemoveAsync();
    }

    protected abstract Task<IJournalStore> OpenAsync();
    protected abstract Task RemoveAsync();

    /// <summary>Runs SQL beside the writer.</summary>
    protected abstract void Run(string sql);

    /// <summary>From here on every insert fails; until the second statement is run.</summary>
    protected abstract (string Fail, string Mend) Full { get; }

    /// <summary>The table's name.</summary>
    protected abstract string Table { get; }

    /// <summary>A value that is no payload at all, as far as the store lets one in.</summary>
    protected abstract string Garbage { get; }

    protected Desk NewDesk() => new(Workspace, Store, _writer, TimeProvider.System, NullLogger.Instance);

    protected static PressKill Kill(int n) => new(DeskBench.Start.AddSeconds(n), "user:1", "symbol", $"S{n}", "test", false);

    [Fact]
    public async Task WhatADeskDecidedIsThereForTheNextOne()
    {
        await using (var desk = NewDesk())
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(n => desk.DecideAsync(Kill(n))));
        }

        await using var again = NewDesk();
        Assert.Equal(200, await again.ReadAsync(s => s.Kills.Count));
        Assert.Equal((true, 200), (Store.Verify(Workspace.ToString()).Ok, Store.Verify(Workspace.ToString()).Checked));
    }

    [Fact]
    public async Task EveryStartIsANewEpoch()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var desk = NewDesk();
            await desk.DecideAsync(Kill(i));
        }

        Assert.Equal([1, 2, 3], Store.Read(Workspace.ToString(), 0).Select(r => r.Epoch));
    }

    [Fact]
    public async Task AChangedRecordHaltsTheDeskAndIsNamed()
    {
        await WriteAsync(5);
        Run($"UPDATE {Table} SET payload = replace(payload, 'test', 'tess') WHERE seq = 3");
        await using var broken = NewDesk();
        Assert.Equal((DeskHealth.Broken, 3L), (broken.Health, broken.FirstBroken!.Value));
        var error = await Assert.ThrowsAsync<ArgixException>(() => broken.DecideAsync(Kill(9)));
        Assert.Equal("journal_broken", error.Code);
        Assert.True(await broken.ReadAsync(s => s.LastSeq) > 0);
        Assert.Equal((false, 2L, 3L), (Store.Verify(Workspace.ToString()).Ok, Store.Verify(Workspace.ToString()).Checked, Store.Verify(Workspace.ToString()).FirstBroken!.Value));
    }

    [Fact]
    public async Task AMissingRecordHaltsTheDeskAndIsNamed()
    {
        await WriteAsync(5);
        Run($"DELETE FROM {Table} WHERE seq = 4");
        await using var broken = NewDesk();
        Assert.Equal((DeskHealth.Broken, 4L), (broken.Health, broken.FirstBroken!.Value));
    }

    [Fact]
    public async Task GarbageIsReadableEnoughToBeNamed()
    {
        await WriteAsync(5);
        Run($"UPDATE {Table} SET payload = {Garbage}, at = {Garbage} WHERE seq = 2");
        Assert.Equal(5, Store.Read(Workspace.ToString(), 0).Count());
        Assert.Equal(2, Store.Verify(Workspace.ToString()).FirstBroken);
        await using var broken = NewDesk();
        Assert.Equal((DeskHealth.Broken, 2L), (broken.Health, broken.FirstBroken!.Value));
    }

    [Fact]
    public async Task AFailedCommitIsVisibleToNobodyAndTheDeskComesBack()
    {
        await using var desk = NewDesk();
        await desk.DecideAsync(Kill(1));
        Run(Full.Fail);
        var seen = 0;
        desk.Committed += _ => seen++;
        await Assert.ThrowsAsync<ArgixException>(() => desk.DecideAsync(Kill(2)));
        Assert.Equal((1, 0), (await desk.ReadAsync(s => s.Kills.Count), seen));
        Run(Full.Mend);
        await desk.DecideAsync(Kill(3));
        Assert.Equal([1L, 2L], Store.Read(Workspace.ToString(), 0).Select(r => r.Seq));
        Assert.True(Store.Verify(Workspace.ToString()).Ok);
    }

    [Fact]
    public async Task AJournalThatStaysFullClosesTheDeskUntilItIsTriedAgainAndNothingInFlightIsForgotten()
    {
        await using var desk = NewDesk();
        var id = Guid.Parse("00000000-0000-0000-0000-000000000abc");
        await desk.DecideAsync(new SubmitOrder(DeskBench.Start, new OrderIntent(null, "", DeskBench.Connection, DeskBench.Apple, Argix.Contracts.Side.Buy, Argix.Contracts.OrderType.Limit, Argix.Contracts.TimeInForce.Day,
            new FixedQuantity(1), 100, null, false, "api", "user:1"), id, DeskBench.Facts(), new ReferencePrice(100, DeskBench.Start, "quote")));
        Run(Full.Fail);
        await Assert.ThrowsAsync<ArgixException>(() => desk.DecideAsync(Kill(2)));
        for (var look = 0; look < 5; look++)
        {
            Assert.Equal("pending_submit", await desk.ReadAsync(s => s.Order(id)!.StateWord));
        }

        Assert.Equal(DeskHealth.Unavailable, desk.Health);
        Assert.Equal("journal_unavailable", (await Assert.ThrowsAsync<ArgixException>(() => desk.DecideAsync(Kill(3)))).Code);
        Run(Full.Mend);
        desk.TryReopen();
        Assert.Equal("unknown", await desk.ReadAsync(s => s.Order(id)!.StateWord));
        Assert.Equal(DeskHealth.Open, desk.Health);
        await desk.DecideAsync(Kill(4));
    }

    [Fact]
    public async Task AnotherWritersRecordWinsAndTheDeskBelievesIt()
    {
        await using var first = NewDesk();
        await using var second = NewDesk();
        await first.DecideAsync(Kill(1));
        var error = await Assert.ThrowsAsync<ArgixException>(() => second.DecideAsync(Kill(2)));
        Assert.Equal("journal_unavailable", error.Code);
        Assert.Equal("S1", await second.ReadAsync(s => s.Kills.Single().Id));
        await second.DecideAsync(Kill(3));
        Assert.Equal([1L, 2L], Store.Read(Workspace.ToString(), 0).Select(r => r.Seq));
        Assert.True(Store.Verify(Workspace.ToString()).Ok);
    }

    [Fact]
    public void ABatchIsWrittenTogetherOrNotAtAll()
    {
        var (one, two, three) = Three("w");
        Store.Commit([one]);
        Assert.ThrowsAny<System.Data.Common.DbException>(() => Store.Commit([two, three, one]));
        Assert.Equal(1, Store.Tip("w"));
        Store.Commit([two, three]);
        Assert.Equal((3, true), (Store.Tip("w"), Store.Verify("w").Ok));
    }

    [Fact]
    public void RecordsComeBackAsTheyWereUpwardsAfterASeqAndAsManyAsWanted()
    {
        var (one, two, three) = Three("b");
        Store.Commit([three, one, two]);
        Store.Commit([.. new[] { "a", "C", "ä" }.Select(w => Three(w).Item1)]);
        Assert.Equal([one, two, three], Store.Read("b", 0));
        Assert.Equal([two, three], Store.Read("b", 1));
        Assert.Equal([two], Store.Read("b", 1, 1));
        Assert.Empty(Store.Read("b", 3));
        Assert.Equal((3, 1, 0), (Store.Tip("b"), Store.Tip("a"), Store.Tip("nobody")));
        Assert.Equal(["C", "a", "b", "ä"], Store.Workspaces()); // by their bytes
        Store.Commit([]);
    }

    [Fact]
    public async Task RecordsOfOneWorkspaceAreTakenOutUpToASeqAndTheRestGoesOnFromItsAnchor()
    {
        await WriteAsync(4500); // more than one step takes
        var (mine, other) = (Workspace.ToString(), Three("other"));
        Store.Commit([other.Item1, other.Item2, other.Item3]);
        var last = Store.Read(mine, 4399, 1).Single();
        var start = new Anchor(1, mine, last.Seq, last.Hash, last.At, "", "");
        Assert.Equal(4400, Store.Prune(mine, 4400));
        Assert.Equal(0, Store.Prune(mine, 4400));
        Assert.Equal((4401, 100, 4500), (Store.Read(mine, 0).First().Seq, Store.Read(mine, 0).Count(), Store.Tip(mine)));
        Assert.Equal((true, 100L), Store.Verify(mine, null, start) is var r ? (r.Ok, r.Checked) : default);
        Assert.False(Store.Verify(mine, null, start with { Hash = Chain.Genesis }).Ok);
        Assert.Equal(3, Store.Read("other", 0).Count());
    }

    [Fact]
    public async Task ALongJournalIsReadWhileItIsWritten()
    {
        await WriteAsync(50);
        using var reading = Store.Read(Workspace.ToString(), 0).GetEnumerator();
        Assert.True(reading.MoveNext());
        await WriteAsync(1);
        var seen = 1;
        while (reading.MoveNext())
        {
            seen++;
        }

        Assert.InRange(seen, 50, 51);
        Assert.Equal(51, Store.Tip(Workspace.ToString()));
    }

    protected async Task WriteAsync(int records)
    {
        await using var desk = NewDesk();
        var tip = (int)Store.Tip(Workspace.ToString());
        await Task.WhenAll(Enumerable.Range(tip, records).Select(n => desk.DecideAsync(Kill(n))));
    }

    private static (JournalRecord, JournalRecord, JournalRecord) Three(string workspace)
    {
        var at = DeskBench.Start.AddTicks(1);
        var one = Chain.Link(Chain.Genesis, workspace, 1, 1, at, "note", """{"v":1,"quote":"' \" \\ 價格 🙂\n"}""");
        var two = Chain.Link(one.Hash, workspace, 2, 1, at, "note", "{}");
        return (one, two, Chain.Link(two.Hash, workspace, 3, long.MaxValue, at, "note", new string('x', 100_000)));
    }
}
