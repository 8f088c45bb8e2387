namespace Argix.Plugins;

/// <summary>Finds every plugin on disk. The inbox is looked at by <see cref="PluginInbox"/>, and neither it nor the store is ever taken for a plugin folder.</summary>
internal sealed class PluginScanner(PluginPaths paths, PluginInspector inspector)
{
    public IReadOnlyList<PluginFiles> Scan() =>
    [
        .. Folders(paths.Bundled).Select(f => inspector.Inspect(f, PluginOrigin.Bundled)),
        .. Folders(paths.Store).SelectMany(Folders).Select(f => inspector.Inspect(f, PluginOrigin.Store)).Select(NamedAfterParent),
        .. paths.Directories.SelectMany(OneOrMany).Where(f => !IsOurs(f)).Select(f => inspector.Inspect(f, PluginOrigin.Directory)),
    ];

    private static IEnumerable<string> Folders(string root) => !Directory.Exists(root) ? []
        : Directory.EnumerateDirectories(root).Where(d => !Path.GetFileName(d).StartsWith('.')).Order(StringComparer.Ordinal);

    private static IEnumerable<string> OneOrMany(string root) => File.Exists(Path.Combine(root, "plugin.json")) ? [root] : Folders(root);

    // A store folder is named <version>-<hash>; its parent has the id.
    private static PluginFiles NamedAfterParent(PluginFiles f) => f.Manifest is not null ? f : f with { Id = Path.GetFileName(Path.GetDirectoryName(f.Path)!) };

    private bool IsOurs(string folder) => new[] { paths.Inbox, paths.Store, paths.Shadow, paths.Bundled }
        .Any(p => Path.TrimEndingDirectorySeparator(folder).Equals(Path.TrimEndingDirectorySeparator(p), StringComparison.OrdinalIgnoreCase));
}
