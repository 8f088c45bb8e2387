using Argix.Audit;
using Argix.Data;
using Npgsql;
using NpgsqlTypes;

namespace Argix.Trading.Journal;

/// <summary>
/// The journal in the schema <c>journal</c> of a PostgreSQL database. Written through the session that owns the database, read through the pool. A record that another
/// writer put at the same place makes the commit fail; the desk then reloads and believes what stands there.
/// </summary>
public sealed class PostgresJournal : IJournalStore
{
    private const string Columns = "workspace, seq, epoch, at, kind, payload, previous_hash, hash";

    private readonly OwnerSession _owner = null!; // none in a journal for reading
    private readonly NpgsqlDataSource _pool;
    private readonly bool _ownsPool;
    private NpgsqlCommand? _insert;

    public PostgresJournal(OwnerSession owner, NpgsqlDataSource pool)
    {
        (_owner, _pool) = (owner, pool);
        // Asked first: who may not create a schema can still use one that an administrator made.
        using var ask = new NpgsqlCommand("SELECT to_regclass('journal.journal') IS NULL", owner.Connection);
        if ((bool)ask.ExecuteScalar()!)
        {
            // Collation "C": ids are compared byte by byte, as SQLite does, and no update of the server's locales can spoil the index.
            ask.CommandText = """
                CREATE SCHEMA IF NOT EXISTS journal;
                CREATE TABLE journal.journal (
                  workspace text COLLATE "C" NOT NULL, seq bigint NOT NULL, epoch bigint NOT NULL, at text NOT NULL, kind text NOT NULL, payload text NOT NULL,
                  previous_hash text NOT NULL, hash text NOT NULL, PRIMARY KEY (workspace, seq));
                """;
            ask.ExecuteNonQuery();
        }
    }

    private PostgresJournal(NpgsqlDataSource pool) => (_pool, _ownsPool) = (pool, true);

    /// <summary>A journal that can only be read; it closes the pool.</summary>
    internal static PostgresJournal ForReading(NpgsqlDataSource pool) => new(pool);

    public void Commit(IReadOnlyList<JournalRecord> records)
    {
        var session = _owner.Connection;
        if (_insert?.Connection != session)
        {
            _insert?.Dispose();
            _insert = Insert(session);
        }

        var p = _insert.Parameters;
        p[0].Value = records.Select(r => r.Workspace).ToArray();
        p[1].Value = records.Select(r => r.Seq).ToArray();
        p[2].Value = records.Select(r => r.Epoch).ToArray();
        p[3].Value = records.Select(r => r.At).ToArray();
        p[4].Value = records.Select(r => r.Kind).ToArray();
        p[5].Value = records.Select(r => r.Payload).ToArray();
        p[6].Value = records.Select(r => r.PreviousHash).ToArray();
        p[7].Value = records.Select(r => r.Hash).ToArray();
        // One statement outside of a transaction is its own transaction: all or nothing, one round trip.
        var written = _insert.ExecuteNonQuery();
        if (written != records.Count)
        {
            throw new InvalidOperationException($"The journal took {written} of {records.Count} records.");
        }
    }

    public IEnumerable<JournalRecord> Read(string workspace, long after, int limit = int.MaxValue)
    {
        using var command = _pool.CreateCommand($"SELECT {Columns} FROM journal.journal WHERE workspace = $1 AND seq > $2 ORDER BY seq LIMIT $3");
        command.Parameters.Add(new() { Value = workspace });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return JournalReading.Record(reader);
        }
    }

    public long Tip(string workspace)
    {
        using var command = _pool.CreateCommand("SELECT COALESCE(MAX(seq), 0) FROM journal.journal WHERE workspace = $1");
        command.Parameters.Add(new() { Value = workspace });
        return (long)command.ExecuteScalar()!;
    }

    public IReadOnlyList<string> Workspaces()
    {
        using var command = _pool.CreateCommand("""
            WITH RECURSIVE w(id) AS (SELECT MIN(workspace) FROM journal.journal UNION ALL SELECT (SELECT MIN(workspace) FROM journal.journal WHERE workspace > w.id) FROM w WHERE w.id IS NOT NULL)
            SELECT id FROM w WHERE id IS NOT NULL
            """); // from one to the next through the index; DISTINCT would read all of it
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
        using var command = _pool.CreateCommand("DELETE FROM journal.journal WHERE workspace = $1 AND seq <= $2 AND seq < (SELECT MIN(seq) FROM journal.journal WHERE workspace = $1) + 2000");
        command.Parameters.Add(new() { Value = workspace });
        command.Parameters.Add(new() { Value = through });
        var (all, step) = (0L, 0);
        do
        {
            all += step = command.ExecuteNonQuery();
        }
        while (step > 0);
        return all;
    }

    // The session and the pool belong to the container.
    public void Dispose()
    {
        _insert?.Dispose();
        if (_ownsPool)
        {
            _pool.Dispose();
        }
    }

    private static NpgsqlCommand Insert(NpgsqlConnection session)
    {
        var command = new NpgsqlCommand($"INSERT INTO journal.journal ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)", session);
        foreach (var type in new[] { NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text })
        {
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | type });
        }

        command.Prepare();
        return command;
    }
}
