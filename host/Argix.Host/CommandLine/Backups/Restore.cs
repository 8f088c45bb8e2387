using System.IO.Compression;
using System.Text.Json;
using Argix.Data;
using Argix.Errors;
using Argix.Trading;
using Argix.Trading.Journal;

namespace Argix.CommandLine.Backups;

/// <summary>
/// <c>restore FILE</c>, without a running host. Checks the whole backup first; then closes trading, moves what stood there into a folder beside it, and puts the copies in place.
/// Anchors stay where they are: they know what the backup does not.
/// </summary>
internal static class Restore
{
    public static async Task<int> RunAsync(HostRecipe recipe, string path, CancellationToken cancel)
    {
        var store = DataStore.Resolve(recipe.NewBuilder().Configuration);
        store.Directory.Create();
        using var held = DirectoryLock.TryTake(store.Directory) ?? throw DirectoryLock.InUse(store.Directory);
        var work = Directory.CreateDirectory(store.Directory.File($"restore-{Path.GetRandomFileName()}")).FullName;
        try
        {
            var manifest = Unpack(path, work, store.Postgres is not null);
            var (records, aside) = store.Postgres is null ? IntoFiles(store.Directory, manifest, work) : await IntoPostgresAsync(recipe, store.Directory, manifest, work, cancel);
            Serve.Say($"argix: restored the backup of {manifest.At}: {records} journal records, verified; what stood there is in {aside}");
            Serve.Say("argix: trading stays closed until every connection was read and an admin accepts on the Risk page. The master key of that time is needed");
            foreach (var plugin in manifest.Plugins.Where(p => !Directory.Exists(store.Directory.File("plugins", p))))
                Serve.Say($"argix: plugin folder that is not here: {plugin}");
            return 0;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static (long Records, string Aside) IntoFiles(DataDirectory directory, BackupManifest manifest, string work)
    {
        var records = Backup.Check(Path.Combine(work, "journal.db"), manifest.Archived);
        Close(directory, manifest);
        var aside = PutAside(directory, manifest);
        foreach (var name in manifest.Files.Keys)
            File.Move(Path.Combine(work, name), directory.File(name));
        return (records, aside);
    }

    private static async Task<(long Records, string Aside)> IntoPostgresAsync(HostRecipe recipe, DataDirectory directory, BackupManifest manifest, string work, CancellationToken cancel)
    {
        await using var app = recipe.Build(recipe.NewBuilder(), console: false);
        app.Services.GetRequiredService<OwnerSession>().Take();
        return await new PostgresRestore(app.Services, manifest, work).RunAsync(() => Close(directory, manifest), cancel);
    }

    private static BackupManifest Unpack(string path, string work, bool postgres)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            using var entry = zip.GetEntry("backup.json")?.Open() ?? throw Damaged(path);
            var manifest = JsonSerializer.Deserialize<BackupManifest>(entry, JsonSerializerOptions.Web) ?? throw Damaged(path);
            if (manifest.Format != Backup.Format || manifest.Files.Count == 0 || manifest.Files.Keys.Any(n => !Known(n, manifest.Migration is not null)))
                throw Damaged(path);
            if (manifest.Migration is not null != postgres)
                throw new ArgixException("validation_failed", $"{path} is of the other kind of database ({(postgres ? "SQLite" : "PostgreSQL")}) — set Data:Provider to it; nothing was changed");
            foreach (var (name, hash) in manifest.Files)
            {
                (zip.GetEntry(name) ?? throw Damaged(path)).ExtractToFile(Path.Combine(work, name));
                if (Backup.HashOf(Path.Combine(work, name)) != hash)
                    throw Damaged(path);
            }
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            throw new ArgixException("validation_failed", $"{path} cannot be restored ({e.Message.TrimEnd('.')}) — nothing was changed; give a file that 'backup' made", e);
        }
    }

    // Names from a file are never paths: the two databases that we know, or the plain name of a table's copy.
    private static bool Known(string name, bool table) => table ? name.EndsWith(".copy", StringComparison.Ordinal) && name == Path.GetFileName(name) : Backup.Databases.Contains(name);

    private static void Close(DataDirectory directory, BackupManifest manifest)
    {
        using var file = new FileStream(RestoreGate.MarkerOf(directory), FileMode.Create);
        JsonSerializer.Serialize(file, new { manifest.At }, JsonSerializerOptions.Web);
        file.Flush(flushToDisk: true);
    }

    private static string PutAside(DataDirectory directory, BackupManifest manifest)
    {
        var aside = directory.File($"before-restore-of-{manifest.At.Replace(':', '.')}-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(aside);
        foreach (var name in Backup.Databases.SelectMany(n => new[] { n, n + "-wal", n + "-shm" }).Where(n => File.Exists(directory.File(n))))
            File.Move(directory.File(name), Path.Combine(aside, name));
        return aside;
    }

    private static ArgixException Damaged(string path) => new("validation_failed", $"{path} is no backup, or was changed — nothing was changed here; give a file that 'backup' made");
}
