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
    public static int Run(HostRecipe recipe, string path)
    {
        var configuration = recipe.NewBuilder().Configuration;
        var store = DataStore.Resolve(configuration);
        if (store.Postgres is not null)
            throw new ArgixException("not_implemented", "This instance stands in PostgreSQL — restore it with pg_restore; trading then stays closed by the anchors that are newer");
        using var held = DirectoryLock.TryTake(store.Directory) ?? throw DirectoryLock.InUse(store.Directory);
        var work = Directory.CreateDirectory(store.Directory.File($"restore-{Path.GetRandomFileName()}")).FullName;
        try
        {
            var (manifest, records) = Unpack(path, work);
            Close(store.Directory, manifest);
            var aside = PutAside(store.Directory, manifest);
            foreach (var name in manifest.Files.Keys)
                File.Move(Path.Combine(work, name), store.Directory.File(name));
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

    private static (BackupManifest Manifest, long Records) Unpack(string path, string work)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            using var entry = zip.GetEntry("backup.json")?.Open() ?? throw Damaged(path);
            var manifest = JsonSerializer.Deserialize<BackupManifest>(entry, JsonSerializerOptions.Web) ?? throw Damaged(path);
            // Names from a file are never paths: only the two that we know.
            if (manifest.Format != Backup.Format || manifest.Files.Count == 0 || manifest.Files.Keys.Except(Backup.Databases, StringComparer.Ordinal).Any())
                throw Damaged(path);
            foreach (var (name, hash) in manifest.Files)
            {
                (zip.GetEntry(name) ?? throw Damaged(path)).ExtractToFile(Path.Combine(work, name));
                if (Backup.HashOf(Path.Combine(work, name)) != hash)
                    throw Damaged(path);
            }
            return (manifest, Backup.Check(Path.Combine(work, "journal.db"), manifest.Archived));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            throw new ArgixException("validation_failed", $"{path} cannot be restored ({e.Message.TrimEnd('.')}) — nothing was changed; give a file that 'backup' made", e);
        }
    }

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
