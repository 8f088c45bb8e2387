namespace Argix.Plugins;

/// <summary>Keeps accepted plugins, each version in a folder named after its content, never written to again: what is mapped into the process must not change.</summary>
internal sealed class PluginStore(PluginPaths paths, PluginInspector inspector)
{
    private int _count;

    /// <summary>Half copies of a run that ended.</summary>
    public void Tidy()
    {
        foreach (var root in new[] { paths.Store, paths.Shadow }.Where(Directory.Exists))
        {
            foreach (var left in Directory.EnumerateDirectories(root, ".incoming-*"))
                Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>Copies a drop, looks at the copy, and only then gives it its place. The answer is what the copy turned out to be.</summary>
    public PluginFiles Take(PluginFiles drop)
    {
        var copy = Copy(drop.Path, paths.Store);
        var seen = inspector.Inspect(copy, PluginOrigin.Inbox);
        if (!seen.Usable)
        {
            Directory.Delete(copy, recursive: true);
            return seen with { Path = drop.Path };
        }

        return seen with { Path = Place(copy, paths.Store, seen) };
    }

    /// <summary>Where to load from: bundled and stored plugins stand where they are, others are copied first.</summary>
    public string EntryToLoad(PluginFiles files)
    {
        if (files.Origin is not PluginOrigin.Directory)
            return files.Entry!;
        var copy = Copy(files.Path, paths.Shadow);
        return Path.Combine(Place(copy, paths.Shadow, files), Path.GetFileName(files.Entry!));
    }

    private static string Place(string copy, string root, PluginFiles files)
    {
        var place = Path.Combine(root, files.Id, $"{files.Version}-{PluginFolderRules.Hash(copy)}");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (Directory.Exists(place))
            Directory.Delete(copy, recursive: true);
        else
            Directory.Move(copy, place);
        return place;
    }

    // Beside its place, so that the rename is one step on one volume.
    private string Copy(string from, string root)
    {
        var to = Path.Combine(root, $".incoming-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
        Directory.CreateDirectory(to);
        if (File.Exists(from))
            CopyFile(from, Path.Combine(to, Path.GetFileName(from)));
        else
            foreach (var file in PluginFolderRules.Check(from))
                CopyFile(Path.Combine(from, file), Path.Combine(to, file));
        return to;
    }

    private static void CopyFile(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        using var stream = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        stream.Write(PluginFolderRules.Bytes(from));
        stream.Flush(flushToDisk: true);
    }
}
