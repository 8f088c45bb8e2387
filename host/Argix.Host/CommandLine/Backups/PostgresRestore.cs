using System.Globalization;
using Argix.Data;
using Argix.Errors;
using Argix.Trading.Journal;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Argix.CommandLine.Backups;

/// <summary>
/// Puts a backup into a PostgreSQL database. What stands there is not deleted: its schemas get other names, and get theirs back when anything fails. The tables are made by
/// the migrations up to the backup's own, and the next start brings them up to date.
/// </summary>
internal sealed class PostgresRestore(IServiceProvider services, BackupManifest manifest, string work)
{
    private static readonly string[] Schemas = [PostgresDb.Schema, "journal"];
    private readonly string _suffix = "_before_" + DateTime.ParseExact(Audit.Chain.Time(services.GetRequiredService<TimeProvider>().GetUtcNow())[..19], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private NpgsqlConnection Session => services.GetRequiredService<OwnerSession>().Connection;

    /// <summary>Gives how many records were verified, and where what stood there is now.</summary>
    /// <param name="close">Closes trading; done when everything is known to fit and nothing has been touched yet.</param>
    public async Task<(long Records, string Aside)> RunAsync(Action close, CancellationToken cancel)
    {
        await using var db = services.GetRequiredService<DbFactory>().Open();
        if (manifest.Migration is not { } migration || !db.Database.GetMigrations().Contains(migration))
            throw new ArgixException("validation_failed", "The backup was made by a newer Argix — restore it with that one; nothing was changed");
        close();
        var moved = PutAside();
        try
        {
            await db.GetService<IMigrator>().MigrateAsync(migration, cancel);
            using var journal = new PostgresJournal(services.GetRequiredService<OwnerSession>(), services.GetRequiredService<NpgsqlDataSource>());
            Fill();
            return (PostgresBackup.Check(journal, w => manifest.Archived?.GetValueOrDefault(w)), moved.Count == 0 ? "nowhere: the database was empty" : $"the schemas {string.Join(" and ", moved.Select(s => s + _suffix))}");
        }
        catch
        {
            Back(moved);
            throw;
        }
    }

    private List<string> PutAside()
    {
        var there = Schemas.Where(s => (bool)Ask($"SELECT to_regnamespace('{s}') IS NOT NULL")!).ToList();
        using var together = Session.BeginTransaction();
        there.ForEach(s => Run($"ALTER SCHEMA {s} RENAME TO {s}{_suffix}"));
        together.Commit();
        return there;
    }

    private void Back(List<string> moved)
    {
        using var together = Session.BeginTransaction();
        foreach (var schema in Schemas)
            Run($"DROP SCHEMA IF EXISTS {schema} CASCADE");
        moved.ForEach(s => Run($"ALTER SCHEMA {s}{_suffix} RENAME TO {s}"));
        together.Commit();
    }

    private void Fill()
    {
        using var together = Session.BeginTransaction();
        var tables = PostgresTable.All(Session);
        if (manifest.Files.Keys.Except(tables.Select(t => t.File), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new ArgixException("validation_failed", $"The backup has {unknown}, which is no table here — nothing was changed");
        foreach (var table in tables.Where(t => manifest.Files.ContainsKey(t.File)))
        {
            using (var copy = Session.BeginRawBinaryCopy($"COPY {table.Sql} ({table.ColumnSql}) FROM STDIN (FORMAT BINARY)"))
            using (var file = File.OpenRead(Path.Combine(work, table.File)))
                file.CopyTo(copy);
            // Numbers that the database gives out go on where the copy ends.
            foreach (var column in table.Columns.Where(c => Ask($"SELECT pg_get_serial_sequence('{table.Sql}', '{c}')") is string))
                Run($"SELECT setval(pg_get_serial_sequence('{table.Sql}', '{column}'), (SELECT COALESCE(MAX({PostgresTable.Quoted(column)}), 0) + 1 FROM {table.Sql}), false)");
        }
        together.Commit();
    }

    private object? Ask(string sql)
    {
        using var command = new NpgsqlCommand(sql, Session);
        return command.ExecuteScalar();
    }

    private void Run(string sql)
    {
        using var command = new NpgsqlCommand(sql, Session);
        command.ExecuteNonQuery();
    }
}
