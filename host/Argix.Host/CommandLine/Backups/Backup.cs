using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Argix.Data;
using Argix.Errors;
using Argix.Trading.Journal;
using Microsoft.Data.Sqlite;

namespace Argix.CommandLine.Backups;

/// <summary>What a backup says of itself.</summary>
/// <param name="Migration">Of a backup from PostgreSQL: the newest migration of its tables. Null = files of SQLite.</param>
/// <param name="Archived">By workspace, the anchor of its last archived record: the copy goes on from there.</param>
internal sealed record BackupManifest(int Format, string At, IReadOnlyDictionary<string, string> Files, IReadOnlyList<string> Plugins, IReadOnlyDictionary<string, Audit.Anchor>? Archived = null, string? Migration = null);

/// <summary>
/// <c>backup FILE</c>: consistent copies of both databases and the list of the plugin store in one zip file, also beside a host at work. With SQLite the database of settings first: what it says is
/// journaled already must not be missing from the journal. The master key is not in it.
/// </summary>
internal static class Backup
{
    public const int Format = 1;
    public static readonly string[] Databases = ["argix.db", "journal.db"];

    public static Task<ControlReply> RunAsync(ControlCall call, CancellationToken cancel)
    {
        var store = call.Services.GetRequiredService<DataStore>();
        var work = Directory.CreateDirectory(store.Directory.File($"backup-{Path.GetRandomFileName()}")).FullName;
        try
        {
            var (records, manifest) = store.Postgres is { } postgres ? OfPostgres(call, postgres, work) : OfFiles(call, store.Directory, work);
            var at = call.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            Pack(call.Get("file"), work, manifest with { At = Audit.Chain.Time(at), Plugins = PluginStore(store.Directory) });
            Note(call, at);
            return Task.FromResult(ControlReply.Of($"argix: backup {call.Get("file")}: {records} journal records, verified", "argix: the master key is not in it; without that key the credentials in it stay closed. Keep it elsewhere"));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static (long Records, BackupManifest Manifest) OfFiles(ControlCall call, DataDirectory directory, string work)
    {
        var copies = Databases.Where(n => File.Exists(directory.File(n))).ToDictionary(n => n, n => Copy(directory.File(n), Path.Combine(work, n)), StringComparer.Ordinal);
        var archived = Archived(call, Path.Combine(work, "journal.db"));
        return (Check(Path.Combine(work, "journal.db"), archived), new BackupManifest(Format, "", copies, [], archived));
    }

    private static (long Records, BackupManifest Manifest) OfPostgres(ControlCall call, PostgresAddress address, string work)
    {
        var (journal, parts) = (call.Services.GetRequiredService<IJournalStore>(), call.Services.GetRequiredService<Audit.ArchivedParts>());
        var archived = journal.Workspaces().Select(w => (w, Last: parts.Of(w).LastOrDefault())).Where(p => p.Last is not null).ToDictionary(p => p.w, p => p.Last!.Through, StringComparer.Ordinal);
        var (files, migration) = PostgresBackup.Copy(address, work);
        return (PostgresBackup.Check(journal, archived.GetValueOrDefault), new BackupManifest(Format, "", files, [], archived, migration));
    }

    // For the check list, which asks when there was one.
    private static void Note(ControlCall call, DateTimeOffset at)
    {
        using var db = call.Services.GetRequiredService<DbFactory>().Open();
        var text = at.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        if (db.Settings.Find(Web.Hygiene.BackupSetting) is { } row)
            row.Value = text;
        else
            db.Settings.Add(new SettingRow { Name = Web.Hygiene.BackupSetting, Value = text });
        db.SaveChanges();
    }

    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>A backup of a broken journal would be found out on the day it is needed.</summary>
    public static long Check(string journal, IReadOnlyDictionary<string, Audit.Anchor>? archived)
    {
        if (!File.Exists(journal))
            return 0;
        using var store = SqliteJournal.ForReading(journal, pooled: false);
        return store.Workspaces().Sum(w => Audit.AnchorChecks.Accept(store.Verify(w, start: archived?.GetValueOrDefault(w)), w).Checked);
    }

    private static Dictionary<string, Audit.Anchor> Archived(ControlCall call, string journal)
    {
        if (!File.Exists(journal))
            return [];
        using var store = SqliteJournal.ForReading(journal, pooled: false);
        var parts = call.Services.GetRequiredService<Audit.ArchivedParts>();
        return store.Workspaces().Select(w => (w, parts.Of(w).LastOrDefault())).Where(p => p.Item2 is not null).ToDictionary(p => p.w, p => p.Item2!.Through, StringComparer.Ordinal);
    }

    private static string Copy(string from, string to)
    {
        using (var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString()))
        using (var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString()))
        {
            source.Open();
            target.Open();
            source.BackupDatabase(target);
            using var whole = target.CreateCommand();
            whole.CommandText = "PRAGMA journal_mode=DELETE"; // one file, no log beside it
            whole.ExecuteNonQuery();
        }
        return HashOf(to);
    }

    private static void Pack(string path, string work, BackupManifest manifest)
    {
        using var file = AuditCommands.NewFile(path);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in manifest.Files.Keys)
                zip.CreateEntryFromFile(Path.Combine(work, name), name, CompressionLevel.Fastest);
            using var entry = zip.CreateEntry("backup.json").Open();
            JsonSerializer.Serialize(entry, manifest, JsonSerializerOptions.Web);
        }
        file.Flush(flushToDisk: true);
    }

    private static List<string> PluginStore(DataDirectory directory)
    {
        var folder = directory.File("plugins");
        return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Select(d => Path.GetRelativePath(folder, d)).Order(StringComparer.Ordinal)] : [];
    }
}
