using System.Security.Cryptography;
using System.Text;

namespace Argix.Plugins;

/// <summary>What a plugin folder may hold: plain files under it, few and small, no links, no names that mean different things on different machines.</summary>
internal static class PluginFolderRules
{
    private const int MaxFiles = 500;
    private const int MaxDepth = 8;
    private const long MaxBytes = 200L * 1024 * 1024;

    /// <summary>Relative paths with forward slashes, sorted, after all rules held.</summary>
    public static IReadOnlyList<string> Check(string folder)
    {
        var root = new DirectoryInfo(folder);
        if (IsLink(root))
            throw PluginRefusal.Incompatible("the folder is a link; put the plugin itself here");
        var files = new List<string>();
        long bytes = 0;
        Walk(root, "", 0, files, ref bytes);
        var twin = files.GroupBy(f => f, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (twin is not null)
            throw PluginRefusal.Incompatible($"two files differ only by case: {Shown(twin.Key)}");
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>One hash over all files, by name and content.</summary>
    public static string Hash(string folder)
    {
        var lines = Check(folder).Select(f => $"{HashFile(Path.Combine(folder, f))}  {f}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    public static string HashFile(string path) => Convert.ToHexStringLower(SHA256.HashData(Bytes(path)));

    /// <summary>The file's bytes. An empty one is not opened: a named pipe also has length 0, and opening it would wait for ever.</summary>
    public static byte[] Bytes(string path) => new FileInfo(path).Length == 0 ? [] : File.ReadAllBytes(path);

    private static void Walk(DirectoryInfo folder, string prefix, int depth, List<string> files, ref long bytes)
    {
        if (depth > MaxDepth)
            throw PluginRefusal.Incompatible($"folders are nested deeper than {MaxDepth}");
        foreach (var item in folder.EnumerateFileSystemInfos())
        {
            if (IsLink(item))
                throw PluginRefusal.Incompatible($"{Shown(prefix + item.Name)} is a link; a plugin holds plain files only");
            if (item.Name.Any(c => c is '\\' or ':' || char.IsControl(c)))
                throw PluginRefusal.Incompatible($"{Shown(prefix + item.Name)} is not a portable file name");
            if (item is DirectoryInfo sub)
            {
                Walk(sub, $"{prefix}{item.Name}/", depth + 1, files, ref bytes);
                continue;
            }

            files.Add(prefix + item.Name);
            bytes += ((FileInfo)item).Length;
            if (files.Count > MaxFiles || bytes > MaxBytes)
                throw PluginRefusal.Incompatible($"more than {MaxFiles} files or {MaxBytes / 1024 / 1024} MiB");
        }
    }

    public static bool IsLink(FileSystemInfo item) => item.LinkTarget is not null || item.Attributes.HasFlag(FileAttributes.ReparsePoint);

    /// <summary>Somebody else's text, safe in a reason: no control characters, not long.</summary>
    public static string Shown(string text)
    {
        var clean = new string([.. text.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
        return clean.Length > 200 ? clean[..200] + "…" : clean;
    }
}
