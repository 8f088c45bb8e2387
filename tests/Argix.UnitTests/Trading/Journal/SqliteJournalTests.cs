using Argix.Trading.Journal;
using Microsoft.Data.Sqlite;

namespace Argix.UnitTests.Trading.Journal;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"argix-journal-{Guid.NewGuid():N}.db");

    protected override Task<IJournalStore> OpenAsync() => Task.FromResult<IJournalStore>(new SqliteJournal(_path));

    protected override Task RemoveAsync()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_path);
        return Task.CompletedTask;
    }

    protected override (string Fail, string Mend) Full => ("CREATE TRIGGER disk_full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk full'); END", "DROP TRIGGER disk_full");
    protected override string Table => "journal";
    protected override string Garbage => "x'00ff'";

    protected override void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
