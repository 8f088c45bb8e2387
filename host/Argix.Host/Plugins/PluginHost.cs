using Argix.Contracts;
using Argix.Errors;
using Microsoft.Extensions.Logging;

namespace Argix.Plugins;

/// <summary>Loads plugins when somebody needs them, hands out adapters, and lets replaced versions go.</summary>
public sealed class PluginHost : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<LoadedPlugin>> _loaded = new(StringComparer.Ordinal);
    private readonly BrokerCatalogue _catalogue;
    private readonly PluginStore _store;
    private readonly CrashGuard _guard;
    private readonly PluginRules _rules;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly UnloadWatch _unloads;

    internal PluginHost(BrokerCatalogue catalogue, PluginStore store, PluginMemory memory, PluginRules rules, TimeProvider clock, ILogger<PluginHost> log)
    {
        (_catalogue, _store, _rules, _clock, _log) = (catalogue, store, rules, clock, log);
        _guard = new(memory, rules, clock);
        _unloads = new(catalogue, clock, log);
        catalogue.Changed += LetIdleGo;
    }

    /// <summary>Unloads that were asked for in this run, oldest first.</summary>
    public IReadOnlyList<Unload> Unloads => _unloads.All;

    /// <summary>An adapter for one login, from the newest version that works. A version that fails to start is faulted, and the one before it takes over.</summary>
    /// <exception cref="ArgixException"><c>not_found, docs_only, maintenance, plugin_untrusted, plugin_incompatible, plugin_faulted</c></exception>
    public async Task<PluginLease> OpenAsync(string brokerId, IVenuePort port, CancellationToken ct)
    {
        while (true)
        {
            var entry = _catalogue.Require(brokerId);
            if (entry.UnusableCode is { } blocked)
                throw new ArgixException(blocked, entry.BlockedDetail);
            var files = _catalogue.Current(brokerId) ?? throw new ArgixException("plugin_faulted", $"The plugin of {entry.Manifest.Name} is gone from the disk; install it again.");
            var (lease, failure) = await TryAsync(files, port, ct);
            if (lease is not null)
                return lease;
            if (failure is not null && !TriesAnother(brokerId, files))
                throw new ArgixException("plugin_faulted", $"The plugin of {entry.Manifest.Name} failed: {failure}. The plugins page shows its state; enable it again there or install another version.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _catalogue.Changed -= LetIdleGo;
        _guard.Dispose();
    }

    internal async Task ReturnAsync(LoadedPlugin plugin, IBrokerAdapter? adapter)
    {
        if (adapter is not null && await DisposeAsync(adapter) is { } failure)
            _log.LogWarning("Adapter of {Id} {Version} did not close cleanly: {Failure}", plugin.Files.Id, plugin.Files.Version, failure);
        Release(plugin);
    }

    private bool TriesAnother(string brokerId, PluginFiles failed) => _catalogue.Find(brokerId) is { Connectable: true } other && other.Folder != failed.Path;

    private async Task<(PluginLease? Lease, string? Failure)> TryAsync(PluginFiles files, IVenuePort port, CancellationToken ct)
    {
        try
        {
            return (await OpenAsync(files, port, ct), null);
        }
        catch (PluginFault fault)
        {
            _log.LogWarning("Plugin {Id} {Version} failed: {Reason}", files.Id, files.Version, fault.Message);
            return (null, fault.Message);
        }
    }

    // Null: it was retired while we waited; the caller looks again.
    private async Task<PluginLease?> OpenAsync(PluginFiles files, IVenuePort port, CancellationToken ct)
    {
        var plugin = await LoadAsync(files).WaitAsync(ct);
        lock (_gate)
        {
            if (plugin.Retired)
                return null;
            plugin.Leases++;
        }

        try
        {
            var adapter = await TimeLimit.RunAsync(() => plugin.Create(port), late => _ = DisposeAsync(late), _rules.TimeLimit, _clock, ct);
            plugin.HasServed = true;
            _catalogue.Report(files.Path, PluginState.Running, null);
            return new(this, plugin, adapter);
        }
        catch (PluginFault fault)
        {
            if (!plugin.HasServed)
                _catalogue.Fault(files, fault.Message);
            Release(plugin);
            throw;
        }
        catch (OperationCanceledException)
        {
            Release(plugin);
            throw;
        }
    }

    private Task<LoadedPlugin> LoadAsync(PluginFiles files)
    {
        lock (_gate)
        {
            if (!_loaded.TryGetValue(files.Path, out var task))
                _loaded[files.Path] = task = Task.Run(() => LoadOnceAsync(files));
            return task;
        }
    }

    private async Task<LoadedPlugin> LoadOnceAsync(PluginFiles files)
    {
        _guard.Enter(files);
        try
        {
            var plugin = await TimeLimit.RunAsync(() => LoadedPlugin.Load(files, _store.EntryToLoad(files)), late => late.Unload(), _rules.TimeLimit, _clock, CancellationToken.None);
            _guard.Loaded(files);
            _catalogue.Report(files.Path, PluginState.Loaded, null);
            return plugin;
        }
        catch (Exception e)
        {
            _guard.Leave(files);
            var fault = e as PluginFault ?? new PluginFault(e is PluginRefusal ? e.Message : $"it could not be prepared ({e.GetType().Name})");
            _catalogue.Fault(files, fault.Message);
            lock (_gate)
                _loaded.Remove(files.Path);
            throw fault;
        }
    }

    private void Release(LoadedPlugin plugin)
    {
        bool idle;
        lock (_gate)
            idle = --plugin.Leases == 0;
        if (!idle)
            return;
        if (IsWanted(plugin.Files))
            _catalogue.Report(plugin.Files.Path, PluginState.Loaded, null);
        LetIdleGo(plugin.Files.Id);
    }

    private bool IsWanted(PluginFiles files) => _catalogue.Find(files.Id) is { } entry && entry.Folder == files.Path
        && entry.State is PluginState.Staged or PluginState.Loaded or PluginState.Running;

    /// <summary>Unloads every version of the broker that nobody uses and nobody may open any more.</summary>
    private void LetIdleGo(string brokerId)
    {
        var go = new List<LoadedPlugin>();
        lock (_gate)
        {
            foreach (var plugin in _loaded.Values.Where(t => t.IsCompletedSuccessfully).Select(t => t.Result))
            {
                if (plugin.Files.Id.Equals(brokerId, StringComparison.OrdinalIgnoreCase) && plugin.Leases == 0 && !IsWanted(plugin.Files))
                    go.Add(plugin);
            }

            foreach (var plugin in go)
                _loaded.Remove(plugin.Files.Path);
            go.ForEach(p => _unloads.Watch(p.Files, p.Unload()));
        }

        go.ForEach(p => _guard.Leave(p.Files));
    }

    private async Task<string?> DisposeAsync(IBrokerAdapter adapter)
    {
        try
        {
            await Task.Run(() => adapter.DisposeAsync().AsTask()).WaitAsync(_rules.TimeLimit, _clock);
            return null;
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }
}
