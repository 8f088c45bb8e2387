using Argix.Audit;
using Microsoft.Data.Sqlite;

namespace Argix.Trading.Journal;

/// <summary><c>journal.db</c>: append-only, one writer, every commit on disk before it returns.</summary>
public sealed class JournalStore : IDisposable
{
    private readonly string _readOnly;
    private readonly SqliteConnection _writer;
    private readonly SqliteCommand _insert;

    public JournalStore(string path)
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

    /// <summary>Writes the records in one transaction. Returns when they are durable; throws when that is not certain.</summary>
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

    /// <summary>Records with a greater seq, upwards.</summary>
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
            yield return new JournalRecord(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), Text(reader, 3), Text(reader, 4), Text(reader, 5), Text(reader, 6), Text(reader, 7));
        }
    }

    /// <summary>The greatest seq of a workspace; 0 when it has no records.</summary>
    public long Tip(string workspace)
    {
        using var connection = new SqliteConnection(_readOnly);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(seq), 0) FROM journal WHERE workspace = $w";
        command.Parameters.AddWithValue("$w", workspace);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Every workspace that has records.</summary>
    public IReadOnlyList<string> Workspaces()
    {
        using var connection = new SqliteConnection(_readOnly);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT workspace FROM journal ORDER BY workspace";
        using var reader = command.ExecuteReader();
        var list = new List<string>();
        while (reader.Read())
        {
            list.Add(reader.GetString(0));
        }

        return list;
    }

    /// <summary>Verifies a workspace's chain from its first record.</summary>
    public ChainReport Verify(string workspace)
    {
        var walk = new ChainWalk();
        foreach (var record in Read(workspace, 0))
        {
            if (!walk.Take(record))
            {
                break;
            }
        }

        return new ChainReport(walk.FirstBroken is null, walk.Checked, walk.FirstBroken);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _writer.Dispose();
    }

    // A damaged row may hold a blob or a number where text was: it must be readable enough to be named as broken.
    private static string Text(SqliteDataReader reader, int column) => reader.GetValue(column) switch
    {
        string s => s,
        byte[] b => Convert.ToHexStringLower(b),
        var other => Convert.ToString(other, System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };

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
