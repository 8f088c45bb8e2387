using System.IO.Compression;

namespace Argix.Plugins;

/// <summary>An <c>.argixplugin</c>: a zip of a plugin folder. Unpacking trusts nothing that it says about itself.</summary>
internal static class PluginArchive
{
    public const string Extension = ".argixplugin";
    private const int MaxFiles = 500;
    private const long MaxBytes = 200L * 1024 * 1024;

    public static bool IsOne(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && File.Exists(path);

    /// <summary>Writes the folder's files, always in the same way: the same folder gives the same bytes.</summary>
    public static void Pack(string folder, string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var name in PluginFolderRules.Check(folder))
        {
            var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using var content = entry.Open();
            content.Write(PluginFolderRules.Bytes(Path.Combine(folder, name)));
        }
    }

    /// <summary>Unpacks into an empty folder.</summary>
    public static void Unpack(string file, string folder)
    {
        if (PluginFolderRules.IsLink(new FileInfo(file)))
            throw PluginRefusal.Incompatible("it is a link; put the package itself here");
        try
        {
            using var zip = ZipFile.OpenRead(file);
            if (zip.Entries.Count > MaxFiles)
                throw PluginRefusal.Incompatible($"more than {MaxFiles} files");
            var left = MaxBytes;
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var entry in zip.Entries)
            {
                CheckName(entry, seen);
                if (!entry.FullName.EndsWith('/'))
                    left = Write(entry, Path.Combine(folder, entry.FullName), left);
            }
        }
        catch (InvalidDataException)
        {
            throw PluginRefusal.Incomplete("it is not a whole package (yet)");
        }
    }

    private static void CheckName(ZipArchiveEntry entry, HashSet<string> seen)
    {
        var name = entry.FullName;
        var parts = name.TrimEnd('/').Split('/');
        if (name.StartsWith('/') || parts.Length > 8 || name.Any(c => c is '\\' or ':' || char.IsControl(c)) || parts.Any(p => p is "" or "." or ".."))
            throw PluginRefusal.Incompatible($"{PluginFolderRules.Shown(name)} would be written outside of the plugin's folder, or is not a portable file name");
        // The upper half holds the Unix mode, where one was written: plain files and folders only.
        if (((entry.ExternalAttributes >> 16) & 0xF000) is not (0 or 0x8000 or 0x4000))
            throw PluginRefusal.Incompatible($"{PluginFolderRules.Shown(name)} is a link or a device; a plugin holds plain files only");
        if (!seen.Add(name))
            throw PluginRefusal.Incompatible($"{PluginFolderRules.Shown(name)} is in it twice");
    }

    // What a header says of sizes is not believed: the bytes are counted as they come.
    private static long Write(ZipArchiveEntry entry, string to, long left)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var content = entry.Open();
        using var file = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[64 * 1024];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            if ((left -= read) < 0)
                throw PluginRefusal.Incompatible($"it unpacks to more than {MaxBytes / 1024 / 1024} MiB");
            file.Write(buffer, 0, read);
        }
        file.Flush(flushToDisk: true);
        return left;
    }
}
