using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Argix.Plugins;

/// <summary>Fills the catalogue before the host answers, then watches the inbox: by events, and by the clock because watchers lose events.</summary>
internal sealed class PluginsService(PluginPaths paths, PluginRules rules, CoreHashes core, PluginStore store, PluginMemory memory, BrokerCatalogue catalogue,
    PluginInbox inbox, IConfiguration configuration, TimeProvider clock, ILogger<PluginsService> log) : BackgroundService
{
    private readonly Channel<bool> _pokes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (core.Absent)
            log.LogWarning("This build has no list of core plugin hashes; bundled plugins are trusted as they stand");
        Guarded("Plugins could not be prepared", () =>
        {
            Directory.CreateDirectory(paths.Inbox);
            memory.Begin();
            store.Tidy();
        });
        Guarded("Plugins could not be scanned", catalogue.Rescan);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var reload = ChangeToken.OnChange(configuration.GetReloadToken, catalogue.Rebuild);
        using var watcher = Watch();
        await using var ticks = clock.CreateTimer(_ => _pokes.Writer.TryWrite(true), null, TimeSpan.Zero, rules.PollEvery);
        await foreach (var _ in _pokes.Reader.ReadAllAsync(stoppingToken))
            Guarded("The plugin inbox could not be read", inbox.Look);
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(paths.Inbox) { IncludeSubdirectories = true };
            watcher.Created += (_, _) => _pokes.Writer.TryWrite(true);
            watcher.Changed += (_, _) => _pokes.Writer.TryWrite(true);
            watcher.Renamed += (_, _) => _pokes.Writer.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            log.LogWarning("No file events for the plugin inbox ({Reason}); it is looked at every {Every}", e.Message, rules.PollEvery);
            return null;
        }
    }

    // Whatever is wrong with plugins, the host stays up.
    private void Guarded(string what, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e)
        {
            log.LogError(e, "{What}", what);
        }
    }
}
