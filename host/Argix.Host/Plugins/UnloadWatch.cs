using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Argix.Plugins;

/// <summary>An unload that was asked for. Best effort in .NET, so it is measured: still alive is said, not hidden.</summary>
public sealed record Unload(string Id, string Version, WeakReference Context, Task<bool> Gone);

/// <summary>Waits for unloaded plugins to leave the memory and reports those that stay.</summary>
internal sealed class UnloadWatch(BrokerCatalogue catalogue, TimeProvider clock, ILogger log)
{
    private const int Rounds = 12;
    private readonly ConcurrentQueue<Unload> _all = new();

    public IReadOnlyList<Unload> All => [.. _all];

    public void Watch(PluginFiles files, WeakReference context) =>
        _all.Enqueue(new(files.Id, files.Version!, context, Task.Run(() => MeasureAsync(files, context))));

    private async Task<bool> MeasureAsync(PluginFiles files, WeakReference context)
    {
        for (var round = 0; round < Rounds; round++)
        {
            // Rare enough (a version was replaced) that asking for a full collection is fair.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (!context.IsAlive)
            {
                log.LogInformation("Plugin {Id} {Version} unloaded", files.Id, files.Version);
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), clock);
        }

        log.LogWarning("Plugin {Id} {Version}: unload asked, still alive", files.Id, files.Version);
        catalogue.Report(files.Path, PluginState.PendingRestart, "unload asked, still alive: something holds its code; restart the platform to free the memory");
        return false;
    }
}
