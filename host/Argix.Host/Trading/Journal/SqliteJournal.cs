using Argix.Audit;
using Microsoft.Data.Sqlite;

namespace Argix.Trading.Journal;

/// <summary>The journal in <c>journal.db</c>.</summary>
public sealed class SqliteJournal : IJournalStore
{
    private readonly string _readOnly;
    private readonly SqliteConnection _writer = null!; // none in a journal for reading
    private readonly SqliteCommand _insert = null!;

    public SqliteJournal(string path)
    {
        _readOnly = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly }.ToString();
        _writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString());
        _writer.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;");
        Run("""
            CREATE TABLE IF NOT EXISTS journal (
              workspace TEXT NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
              previous_hash TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (workspace, seq));
            """);
        _insert = Insert();
    }

    private SqliteJournal(SqliteConnectionStringBuilder readOnly) => _readOnly = readOnly.ToString();

    /// <summary>A journal that can only be read.</summary>
    internal static SqliteJournal ForReading(string path, bool pooled = true) => new(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = pooled });

    public void Commit(IReadOnlyList<JournalRecord> records)
    {
        using var transaction = _writer.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (var r in records)
        {
            var p = _insert.Parameters;
            (p[0].Value, p[1].Value, p[2].Value, p[3].Value, p[4].Value, p[5].Value, p[6].Value, p[7].Value) =
                (r.Workspace, r.Seq, r.Epoch, r.At, r.Kind, r.Payload, r.PreviousHash, r.Hash);
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public IEnumerable<JournalRecord> Read(string workspace, long after, int limit = int.MaxValue)
    {
        using var connection = new SqliteConnection(_readOnly);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT workspace, seq, epoch, at, kind, payload, previous_hash, hash FROM journal WHERE workspace = $w AND seq > $after ORDER BY seq LIMIT $limit";
        command.Parameters.AddWithValue("$w", workspace);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$limit", limit);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return JournalReading.Record(reader);
        }
    }

    public long Tip(string workspace)
    {
        using var connection = new SqliteConnection(_readOnly);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(seq), 0) FROM journal WHERE workspace = $w";
        command.Parameters.AddWithValue("$w", workspace);
        return (long)command.ExecuteScalar()!;
    }

    public IReadOnlyList<string> Workspaces()
    {
        using var connection = new SqliteConnection(_readOnly);
        connection.Open();
        using var command = connection.CreateCommand();
        // From one workspace to the next through the index; DISTINCT would read all of it.
        command.CommandText = """
            WITH RECURSIVE w(id) AS (SELECT MIN(workspace) FROM journal UNION ALL SELECT (SELECT MIN(workspace) FROM journal WHERE workspace > w.id) FROM w WHERE w.id IS NOT NULL)
            SELECT id FROM w WHERE id IS NOT NULL
            """;
        using var reader = command.ExecuteReader();
        var list = new List<string>();
        while (reader.Read())
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    public long Prune(string workspace, long through)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_readOnly) { Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout=5000; DELETE FROM journal WHERE workspace = $w AND seq <= $through AND seq < (SELECT MIN(seq) FROM journal WHERE workspace = $w) + 2000";
        command.Parameters.AddWithValue("$w", workspace);
        command.Parameters.AddWithValue("$through", through);
        var (all, step) = (0L, 0);
        do
        {
            all += step = command.ExecuteNonQuery(); // each step its own short transaction: the writer waits for none of them long
        }
        while (step > 0);
        return all;
    }

    public void Dispose()
    {
        _insert?.Dispose();
        _writer?.Dispose();
    }

    private SqliteCommand Insert()
    {
        var command = _writer.CreateCommand();
        command.CommandText = "INSERT INTO journal VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        for (var i = 1; i <= 8; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        command.Prepare();
        return command;
    }

    private void Run(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
