using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.Plugins;

/// <summary>An adapter for one login, and the right to use it. Disposing it disposes the adapter; the last lease of a superseded version lets its code go.</summary>
public sealed class PluginLease : IAsyncDisposable
{
    private readonly PluginHost _host;
    private LoadedPlugin? _plugin;
    private IBrokerAdapter? _adapter;

    internal PluginLease(PluginHost host, LoadedPlugin plugin, IBrokerAdapter adapter) =>
        (_host, _plugin, _adapter, Manifest) = (host, plugin, adapter, plugin.Files.Manifest!);

    /// <summary>The adapter, until the lease is disposed. Don't keep it elsewhere: it holds the plugin's code in memory.</summary>
    public IBrokerAdapter Adapter => _adapter ?? throw new ObjectDisposedException(nameof(PluginLease));

    /// <summary>The manifest of the version in use, which may be older than the catalogue's.</summary>
    public BrokerManifest Manifest { get; }

    /// <summary>The version in use.</summary>
    public string Version => Manifest.Version;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var (plugin, adapter) = (Interlocked.Exchange(ref _plugin, null), Interlocked.Exchange(ref _adapter, null));
        if (plugin is not null)
            await _host.ReturnAsync(plugin, adapter);
    }
}
