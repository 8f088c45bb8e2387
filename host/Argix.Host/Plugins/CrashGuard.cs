using System.Collections.Concurrent;

namespace Argix.Plugins;

/// <summary>
/// Marks a plugin on disk before it is loaded and takes the mark away once it has stayed healthy. Nothing inside the process can stop an exception on a plugin's own thread,
/// but the next start can see the mark. Core plugins are not marked: they are as trusted as the host, and a machine that is switched off twice must not lose its broker.
/// </summary>
internal sealed class CrashGuard(PluginMemory memory, PluginRules rules, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<PluginFiles, ITimer> _watched = new();

    public void Enter(PluginFiles files)
    {
        if (files.Trust != "core")
            memory.Mark(files.Id, files.Version);
    }

    public void Loaded(PluginFiles files) => _watched[files] = clock.CreateTimer(_ => Leave(files), null, rules.HealthyAfter, Timeout.InfiniteTimeSpan);

    public void Leave(PluginFiles files)
    {
        if (_watched.TryRemove(files, out var timer))
            timer.Dispose();
        memory.Unmark(files.Id, files.Version);
    }

    /// <summary>A host that ends in good order was not killed by anybody.</summary>
    public void Dispose()
    {
        foreach (var files in _watched.Keys)
            Leave(files);
    }
}
