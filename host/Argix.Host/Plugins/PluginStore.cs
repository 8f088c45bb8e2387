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

    /// <summary>What a package is, without keeping it.</summary>
    public PluginFiles Peek(string archive)
    {
        string? copy = null;
        try
        {
            copy = Copy(archive, paths.Store);
            return inspector.Inspect(copy, PluginOrigin.Inbox) with { Path = archive };
        }
        catch (PluginRefusal no)
        {
            return new(archive, PluginOrigin.Inbox, Path.GetFileName(archive), no.State, no.Message, "unsigned");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(archive, PluginOrigin.Inbox, Path.GetFileName(archive), PluginState.Found, $"cannot be read ({e.GetType().Name}); check the file and its permissions", "unsigned");
        }
        finally
        {
            if (copy is not null && Directory.Exists(copy))
                Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>Takes what is stored of this id away; what is in memory goes on until its lanes have drained.</summary>
    public int Remove(string id, string? version)
    {
        var root = Path.Combine(paths.Store, id);
        var all = Directory.Exists(root) ? Directory.EnumerateDirectories(root).Where(d => version is null || Path.GetFileName(d).StartsWith(version + "-", StringComparison.Ordinal)).ToList() : [];
        foreach (var folder in all)
            Directory.Delete(folder, recursive: true);
        return all.Count;
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
        // What was looked at stands in somebody else's folder; what will run is this copy.
        if (inspector.Inspect(copy, PluginOrigin.Directory) is var again && (!again.Usable || again.Id != files.Id || again.Version != files.Version))
        {
            Directory.Delete(copy, recursive: true);
            throw PluginRefusal.Incompatible($"its files changed while it was being loaded{(again.Reason is null ? "" : $" ({again.Reason})")}");
        }
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
        if (PluginArchive.IsOne(from))
            PluginArchive.Unpack(from, to);
        else if (File.Exists(from))
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
