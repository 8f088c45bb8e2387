using Argix.Errors;
using Npgsql;

namespace Argix.Data;

/// <summary>
/// The one session that owns a PostgreSQL database: it holds an advisory lock for as long as it lives, and the journal is written through it and no other way.
/// So a process that lost the lock can make nothing durable, and what is not durable is not sent.
/// </summary>
public sealed class OwnerSession(PostgresAddress address) : IDisposable
{
    // Advisory locks are per database; any number that nobody else takes. "Argix" in ASCII.
    private const long LockKey = 0x41_72_67_69_78;
    private readonly Lock _gate = new();
    private NpgsqlConnection? _connection;

    /// <summary>Takes the database for this process. A command of the command line may hold it for a moment, so it waits a little.</summary>
    /// <exception cref="ArgixException"><c>data_directory_in_use</c>: another holds it; <c>validation_failed</c>: it is of no use.</exception>
    public void Take()
    {
        try
        {
            using var ask = new NpgsqlCommand("SELECT current_setting('server_encoding'), current_setting('transaction_read_only')", Connection);
            using var answer = ask.ExecuteReader();
            answer.Read();
            if (answer.GetString(0) != "UTF8")
                throw new ArgixException("validation_failed", $"The {address} has the encoding {answer.GetString(0)}, which cannot hold every name — make one with ENCODING 'UTF8'");
            if (answer.GetString(1) != "off")
                throw new ArgixException("validation_failed", $"The {address} can only be read (a standby?) — name the primary in ConnectionStrings:Argix");
        }
        catch (NpgsqlException e)
        {
            throw address.Unusable(e);
        }
    }

    /// <summary>The owning session. A broken one is opened again, and is of use only with the lock.</summary>
    /// <exception cref="ArgixException"><c>data_directory_in_use</c>: another process owns the database.</exception>
    public NpgsqlConnection Connection
    {
        get
        {
            lock (_gate)
            {
                if (_connection is not { State: System.Data.ConnectionState.Open })
                {
                    _connection?.Dispose();
                    _connection = null;
                    _connection = Open();
                }
                return _connection;
            }
        }
    }

    /// <summary>The refusal that everybody gives who does not get the database.</summary>
    private ArgixException InUse() =>
        new("data_directory_in_use", $"Another Argix uses the {address} — stop it, or give this one a database of its own in ConnectionStrings:Argix");

    public void Dispose()
    {
        lock (_gate)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    private NpgsqlConnection Open()
    {
        var connection = address.OpenSession();
        try
        {
            // A machine that vanished must not hold the lock for the two hours that TCP waits by default.
            Run(connection, "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET lock_timeout = '3s'");
            // What was committed is on disk, whatever the server's default; a stronger setting (a standby that has it too) is left alone.
            Run(connection, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')");
            Run(connection, $"SELECT pg_advisory_lock({LockKey})");
            return connection;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            connection.Dispose();
            throw InUse();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
