using Argix.Audit;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Journal;
using Argix.UnitTests.Trading.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argix.UnitTests.Trading.Journal;

public sealed class JournalTests : IAsyncLifetime
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"argix-journal-{Guid.NewGuid():N}.db");
    private readonly Guid _workspace = Guid.NewGuid();
    private JournalStore _store = null!;
    private JournalWriter _writer = null!;

    public ValueTask InitializeAsync()
    {
        _store = new JournalStore(_path);
        _writer = new JournalWriter(_store);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _store.Dispose();
        SqliteConnection.ClearAllPools();
        File.Delete(_path);
    }

    private Desk NewDesk() => new(_workspace, _store, _writer, TimeProvider.System, NullLogger.Instance);

    private static PressKill Kill(int n) => new(DeskBench.Start.AddSeconds(n), "user:1", "symbol", $"S{n}", "test", false);

    [Fact]
    public async Task WhatADeskDecidedIsThereForTheNextOne()
    {
        await using (var desk = NewDesk())
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(n => desk.DecideAsync(Kill(n))));
        }

        await using var again = NewDesk();
        Assert.Equal(200, await again.ReadAsync(s => s.Kills.Count));
        Assert.Equal((true, 200), (_store.Verify(_workspace.ToString()).Ok, _store.Verify(_workspace.ToString()).Checked));
    }

    [Fact]
    public async Task EveryStartIsANewEpoch()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var desk = NewDesk();
            await desk.DecideAsync(Kill(i));
        }

        Assert.Equal([1, 2, 3], _store.Read(_workspace.ToString(), 0).Select(r => r.Epoch));
    }

    [Fact]
    public async Task AChangedRecordHaltsTheDeskAndIsNamed()
    {
        await using (var desk = NewDesk())
        {
            for (var n = 0; n < 5; n++)
            {
                await desk.DecideAsync(Kill(n));
            }
        }

        Run("UPDATE journal SET payload = replace(payload, 'test', 'tess') WHERE seq = 3");
        await using var broken = NewDesk();
        Assert.Equal((DeskHealth.Broken, 3L), (broken.Health, broken.FirstBroken!.Value));
        var error = await Assert.ThrowsAsync<Argix.Errors.ArgixException>(() => broken.DecideAsync(Kill(9)));
        Assert.Equal("journal_broken", error.Code);
        Assert.True(await broken.ReadAsync(s => s.LastSeq) > 0);
        Assert.Equal(3, _store.Verify(_workspace.ToString()).FirstBroken);
    }

    [Fact]
    public async Task AFailedCommitIsVisibleToNobodyAndTheDeskComesBack()
    {
        await using var desk = NewDesk();
        await desk.DecideAsync(Kill(1));
        Run("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        var seen = 0;
        desk.Committed += _ => seen++;
        await Assert.ThrowsAsync<Argix.Errors.ArgixException>(() => desk.DecideAsync(Kill(2)));
        Assert.Equal((1, 0), (await desk.ReadAsync(s => s.Kills.Count), seen));
        Run("DROP TRIGGER full");
        await desk.DecideAsync(Kill(3));
        Assert.Equal([1L, 2L], _store.Read(_workspace.ToString(), 0).Select(r => r.Seq));
        Assert.True(_store.Verify(_workspace.ToString()).Ok);
    }

    [Fact]
    public void EveryEventSurvivesTheJournal()
    {
        var bench = new DeskBench();
        var order = bench.Working();
        bench.See(order, Argix.Contracts.OrderState.Working, 5, 100, "executions", DeskBench.Fill("x", 4, 100));
        bench.Submit(quantity: 5000);
        var payload = new JournalPayload(1, "user:1", "test", bench.All);
        var back = JournalPayload.Parse(payload.ToJson());
        Assert.Equal(payload.ToJson(), back.ToJson());
        Assert.Equal(bench.All.Select(e => e.GetType()), back.Events.Select(e => e.GetType()));
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
