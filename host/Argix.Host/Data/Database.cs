using Argix.Errors;
using Argix.Seams;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Argix.Data;

/// <summary>Brings the database up to date and answers the few questions that are asked before it is opened.</summary>
public sealed class Database(DataStore store, DbFactory contexts, IIdSource ids)
{
    private const string InstanceSetting = "instance";

    /// <summary>Creates or migrates. The caller holds the directory's lock, and owns the database.</summary>
    public async Task MigrateAsync(CancellationToken cancel = default)
    {
        store.Directory.Create();
        await using var db = contexts.Open();
        await ForgetBrokenMigrationAsync(db, cancel);
        try
        {
            await db.Database.MigrateAsync(cancel);
        }
        catch (PostgresException e) when (store.Postgres is not null)
        {
            throw store.Postgres.Unusable(e); // most often: the user may not create the schema
        }
        if (db.Database.IsSqlite())
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancel);
        if (await db.Settings.FindAsync([InstanceSetting], cancel) is null)
        {
            db.Settings.Add(new SettingRow { Name = InstanceSetting, Value = ids.NewId().ToString("N")[^8..] });
            await db.SaveChangesAsync(cancel);
        }
    }

    // EF marks a running migration by a row, and waits for ever on one that a killed process left. The directory's lock says that nobody else migrates.
    private static async Task ForgetBrokenMigrationAsync(ArgixDb db, CancellationToken cancel)
    {
        const string Mark = "__EFMigrationsLock";
        if (db.Database.IsSqlite() && await db.Database.SqlQuery<int>($"SELECT count(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = {Mark}").SingleAsync(cancel) > 0)
            await db.Database.ExecuteSqlRawAsync($"DELETE FROM {Mark}", cancel);
    }

    /// <summary>Tells this instance from others on the same machine (cookie names).</summary>
    public string InstanceId => field ??= ReadInstanceId();

    private string ReadInstanceId()
    {
        using var db = contexts.Open();
        return db.Settings.Find(InstanceSetting)?.Value ?? throw new ArgixException("internal", "The database has no instance id — start the host once");
    }

    /// <summary>Whether a key ring stands in the database. Read without creating or migrating anything.</summary>
    public static int CountKeys(DataStore store) => store.Postgres is { } postgres ? CountKeys(postgres) : CountKeys(store.Directory);

    private static int CountKeys(PostgresAddress address)
    {
        try
        {
            using var connection = address.OpenSession();
            using var ask = new NpgsqlCommand($"SELECT to_regclass('{PostgresDb.Schema}.\"Keys\"') IS NOT NULL", connection);
            if (!(bool)ask.ExecuteScalar()!)
                return 0;
            ask.CommandText = $"SELECT count(*) FROM {PostgresDb.Schema}.\"Keys\"";
            return Convert.ToInt32(ask.ExecuteScalar());
        }
        catch (NpgsqlException e)
        {
            throw address.Unusable(e);
        }
    }

    private static int CountKeys(DataDirectory directory)
    {
        if (!File.Exists(directory.Database))
            return 0;
        var source = new SqliteConnectionStringBuilder { DataSource = directory.Database, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(source.ConnectionString);
        connection.Open();
        using var ask = connection.CreateCommand();
        ask.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'Keys'";
        if (Convert.ToInt32(ask.ExecuteScalar()) == 0)
            return 0;
        ask.CommandText = "SELECT count(*) FROM Keys";
        return Convert.ToInt32(ask.ExecuteScalar());
    }
}
