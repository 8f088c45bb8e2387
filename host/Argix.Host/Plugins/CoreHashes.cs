using System.Reflection;

namespace Argix.Plugins;

/// <summary>Hashes of the bundled plugins, fixed when the host was built: that is what makes them <c>core</c>.</summary>
internal sealed class CoreHashes(IReadOnlyDictionary<string, string>? byPath)
{
    /// <summary>No list was built in, so bundled folders are trusted as they stand.</summary>
    public bool Absent => byPath is null;

    /// <summary>The list that is embedded in this assembly: lines of <c>hash  id/relative path</c>.</summary>
    public static CoreHashes Embedded()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("core-plugins.sha256");
        if (stream is null)
            return new(null);
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    public static CoreHashes Parse(string text) => new(text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(l => l.Split("  ", 2)).Where(l => l.Length == 2)
        .ToDictionary(l => l[1].Replace('\\', '/'), l => l[0].ToLowerInvariant()));

    /// <summary>Refuses a bundled folder that is not, file by file, what was built. Debug symbols don't count.</summary>
    public void Check(string folder, IReadOnlyList<string> files)
    {
        if (byPath is null)
            return;
        var name = Path.GetFileName(folder);
        var missing = byPath.Keys.FirstOrDefault(k => k.StartsWith(name + "/", StringComparison.Ordinal) && !files.Contains(k[(name.Length + 1)..]));
        if (missing is not null)
            throw new PluginRefusal(PluginState.Untrusted, $"{missing} is missing; install the platform again");
        foreach (var file in files.Where(f => !f.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase)))
        {
            if (!byPath.TryGetValue($"{name}/{file}", out var hash))
                throw new PluginRefusal(PluginState.Untrusted, $"{name}/{file} is not part of this build; remove it");
            if (hash != PluginFolderRules.HashFile(Path.Combine(folder, file)))
                throw new PluginRefusal(PluginState.Untrusted, $"{name}/{file} is not what was built; install the platform again");
        }
    }
}
