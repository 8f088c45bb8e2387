using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Argix.Plugins;

/// <summary>
/// Takes in what is dropped while the platform runs. A drop is tried when it has stopped changing; a good one goes into the store and out of the inbox,
/// a refused one stays with its reason and is tried again when it changes.
/// </summary>
internal sealed class PluginInbox(PluginPaths paths, PluginRules rules, PluginInspector inspector, PluginStore store, BrokerCatalogue catalogue, TimeProvider clock, ILogger<PluginInbox> log)
{
    private readonly Dictionary<string, Drop> _drops = new(StringComparer.Ordinal);

    /// <summary>One look. Called from one loop only.</summary>
    public void Look()
    {
        var there = InboxItems.In(paths.Inbox).ToList();
        foreach (var gone in _drops.Keys.Except(there).ToList())
            _drops.Remove(gone);
        foreach (var item in there)
            Look(item);
        catalogue.SetInbox([.. _drops.Values.Select(Listed).OfType<PluginFiles>()]);
    }

    private void Look(string item)
    {
        var print = InboxItems.Fingerprint(item);
        if (!_drops.TryGetValue(item, out var drop))
            _drops[item] = drop = new Drop(item, clock.GetTimestamp()) { Print = print, Changed = clock.GetTimestamp() };
        if (drop.Print != print)
            (drop.Print, drop.Changed, drop.Verdict) = (print, clock.GetTimestamp(), null);
        if (drop.Verdict is null && clock.GetElapsedTime(drop.Changed) >= rules.SettleFor)
            drop.Verdict = Try(item, print);
        if (drop.Verdict is { Usable: true })
            _drops.Remove(item);
    }

    private PluginFiles Try(string item, string print)
    {
        var seen = PluginArchive.IsOne(item) ? store.Peek(item) : InboxItems.Inspect(item, inspector);
        if (seen.Usable && catalogue.Conflict(seen) is { } conflict)
            seen = seen with { Verdict = PluginState.Incompatible, Reason = conflict };
        if (!seen.Usable)
        {
            log.LogWarning("Plugin drop {Item} not taken: {Reason}", Path.GetFileName(item), seen.Reason);
            return seen;
        }

        var taken = store.Take(seen);
        if (!taken.Usable)
            return taken with { Id = seen.Id };
        var removed = Remove(item, print);
        catalogue.Rescan();
        log.LogInformation("Plugin {Id} {Version} taken in from {Item}", taken.Id, taken.Version, Path.GetFileName(item));
        return removed ? taken : seen with { Verdict = PluginState.Incompatible, Reason = $"{seen.Id} {seen.Version} was installed, but changed or could not be removed here; delete this copy" };
    }

    private static bool Remove(string item, string print)
    {
        try
        {
            if (InboxItems.Fingerprint(item) != print)
                return false;
            if (File.Exists(item))
                File.Delete(item);
            else
                Directory.Delete(item, recursive: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // What only needs more time is not shown at once: most drops are whole a moment later.
    private PluginFiles? Listed(Drop drop)
    {
        var late = clock.GetElapsedTime(drop.Seen) >= rules.ListIncompleteAfter;
        return drop.Verdict switch
        {
            { Verdict: not PluginState.Found } refused => refused,
            { } incomplete => late ? incomplete : null,
            null => late ? new(drop.Item, PluginOrigin.Inbox, Path.GetFileName(drop.Item), PluginState.Found, "incomplete: it is still being copied", "unsigned") : null,
        };
    }

    private sealed class Drop(string item, long seen)
    {
        public string Item { get; } = item;
        public long Seen { get; } = seen;
        public long Changed { get; set; }
        public required string Print { get; set; }
        public PluginFiles? Verdict { get; set; }
    }
}

/// <summary>What may lie in the inbox: folders, single DLLs; everything else is refused by name.</summary>
internal static class InboxItems
{
    private static readonly EnumerationOptions Deep = new() { RecurseSubdirectories = true, MaxRecursionDepth = 10, AttributesToSkip = FileAttributes.ReparsePoint };

    public static IEnumerable<string> In(string inbox) => !Directory.Exists(inbox) ? []
        : Directory.EnumerateFileSystemEntries(inbox).Where(e => !Path.GetFileName(e).StartsWith('.')).Order(StringComparer.Ordinal);

    public static PluginFiles Inspect(string item, PluginInspector inspector)
    {
        var why = Directory.Exists(item) || item.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? null
            : "it is neither a plugin folder, an .argixplugin, nor a DLL with an embedded plugin.json";
        if (PluginArchive.IsOne(item))
            return new(item, PluginOrigin.Inbox, Path.GetFileName(item), PluginState.Found, "waiting in the inbox; the running platform takes it in", "unsigned");
        return why is null ? inspector.Inspect(item, PluginOrigin.Inbox)
            : new(item, PluginOrigin.Inbox, Path.GetFileName(item), PluginState.Incompatible, why, "unsigned");
    }

    /// <summary>How a whole drop looks to somebody who takes nothing in.</summary>
    public static PluginFiles Waiting(PluginFiles f) =>
        f.Usable ? f with { Verdict = PluginState.Found, Reason = "waiting in the inbox; the running platform takes it in" } : f;

    /// <summary>Names, sizes and times of all that is in it, folders included: a different one means that somebody is still at work.</summary>
    public static string Fingerprint(string item)
    {
        var print = new StringBuilder();
        try
        {
            Add(File.Exists(item) ? new FileInfo(item) : new DirectoryInfo(item));
            if (Directory.Exists(item) && !PluginFolderRules.IsLink(new DirectoryInfo(item)))
                foreach (var inside in new DirectoryInfo(item).EnumerateFileSystemInfos("*", Deep).Take(2000))
                    Add(inside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            print.Append(e.GetType().Name);
        }

        return print.ToString();

        void Add(FileSystemInfo i) => print.Append(CultureInfo.InvariantCulture, $"{i.FullName}|{(i as FileInfo)?.Length}|{i.LastWriteTimeUtc.Ticks}\n");
    }
}
