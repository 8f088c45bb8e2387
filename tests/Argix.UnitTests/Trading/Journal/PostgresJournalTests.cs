using Argix.Data;
using Argix.Errors;
using Argix.Testing;
using Argix.Trading.Journal;
using Npgsql;

namespace Argix.UnitTests.Trading.Journal;

public sealed class PostgresJournalTests : JournalContract
{
    private PostgresDatabase? _database;
    private OwnerSession? _owner;
    private NpgsqlDataSource? _pool;

    protected override (string Fail, string Mend) Full => (
        "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'disk full'; END$$; CREATE TRIGGER disk_full BEFORE INSERT ON journal.journal FOR EACH ROW EXECUTE FUNCTION disk_full()",
        "DROP TRIGGER disk_full ON journal.journal");
    protected override string Table => "journal.journal";
    protected override string Garbage => "'no JSON, no time'";

    protected override void Run(string sql) => _database!.Run(sql);

    protected override async Task<IJournalStore> OpenAsync()
    {
        _database = await PostgresServer.NewDatabaseAsync();
        var address = PostgresAddress.Parse(_database.ConnectionString);
        (_owner, _pool) = (new OwnerSession(address), address.NewPool());
        return new PostgresJournal(_owner, _pool);
    }

    protected override async Task RemoveAsync()
    {
        _owner?.Dispose();
        _pool?.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task ASessionThatBrokeIsOpenedAgainAndNothingIsLost()
    {
        await using var desk = NewDesk();
        await desk.DecideAsync(Kill(1));
        BreakSession();
        await Assert.ThrowsAsync<ArgixException>(() => desk.DecideAsync(Kill(2)));
        await desk.DecideAsync(Kill(3));
        Assert.Equal(["S1", "S3"], await desk.ReadAsync(s => s.Kills.Select(k => k.Id).Order().ToList()));
        Assert.Equal((2, true), (Store.Tip(Workspace.ToString()), Store.Verify(Workspace.ToString()).Ok));
    }

    [Fact]
    public async Task WhoLostTheDatabaseToAnotherMakesNothingDurable()
    {
        await using var desk = NewDesk();
        await desk.DecideAsync(Kill(1));
        BreakSession();
        using (var other = new OwnerSession(PostgresAddress.Parse(_database!.ConnectionString)))
        {
            other.Take();
            await Assert.ThrowsAsync<ArgixException>(() => desk.DecideAsync(Kill(2)));
            await Assert.ThrowsAsync<ArgixException>(() => desk.DecideAsync(Kill(3)));
            Assert.Equal(1, Store.Tip(Workspace.ToString()));
        }

        await desk.DecideAsync(Kill(4));
        Assert.Equal(2, Store.Tip(Workspace.ToString()));
    }

    [Fact]
    public void WhatWasCommittedIsOnDiskWhateverTheServersDefault()
    {
        _database!.Run("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");
        Assert.Equal("off", _database.Run("SHOW synchronous_commit"));
        BreakSession();
        _owner!.Dispose();
        using var ask = new NpgsqlCommand("SHOW synchronous_commit", _owner.Connection);
        Assert.Equal("on", ask.ExecuteScalar());
    }

    [Fact]
    public void AJournalThatStandsThereIsUsedAsItIs()
    {
        Run("INSERT INTO journal.journal VALUES ('w', 1, 1, '', '', '', '', '')");
        using var again = new PostgresJournal(_owner!, _pool!);
        Assert.Equal(1, again.Tip("w"));
    }

    // As a server that was restarted, or a network that went away.
    private void BreakSession() => Run("SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
}
