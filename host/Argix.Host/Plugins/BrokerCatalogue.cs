using Argix.Contracts.Manifest;
using Argix.Errors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argix.Plugins;

/// <summary>
/// All brokers and all plugins, known from their manifests: no plugin code runs to build it.
/// Reads are of an immutable snapshot; changes go through one lock and are announced afterwards.
/// </summary>
public sealed class BrokerCatalogue
{
    private readonly Lock _gate = new();
    private readonly PluginScanner _scanner;
    private readonly PluginMemory _memory;
    private readonly BrokerConfiguration _configuration;
    private readonly ILogger _log;
    private readonly Dictionary<string, PluginLife> _lives = new(StringComparer.Ordinal);
    private IReadOnlyList<PluginSelection.Choice> _choices = [];
    private IReadOnlyList<PluginFiles> _installed = [];
    private IReadOnlyList<PluginFiles> _inbox = [];
    private volatile CatalogueView _view = CatalogueView.Empty;

    internal BrokerCatalogue(PluginScanner scanner, PluginMemory memory, BrokerConfiguration configuration, ILogger log) =>
        (_scanner, _memory, _configuration, _log) = (scanner, memory, configuration, log);

    /// <summary>Something about this broker changed: its version, whether it can be used, or why not. Raised outside the lock, on the thread that made the change.</summary>
#pragma warning disable MA0046 // the id is all there is to say
    public event Action<string>? Changed;
#pragma warning restore MA0046

    /// <summary>One entry a broker, by name.</summary>
    public IReadOnlyList<BrokerEntry> Brokers => _view.Brokers;

    /// <summary>Every plugin version that was found, broken ones included.</summary>
    public IReadOnlyList<PluginRow> Plugins => _view.Rows;

    /// <summary>The broker with this id, or null.</summary>
    public BrokerEntry? Find(string id) => _view.ById.GetValueOrDefault(id);

    /// <summary>The broker with this id.</summary>
    /// <exception cref="ArgixException"><c>not_found</c></exception>
    public BrokerEntry Require(string id) => Find(id) ?? throw new ArgixException("not_found", "There is no broker with this id; GET /api/v1/brokers lists them.");

    /// <summary>Whether this way to connect can be used in this deployment, and if not, why.</summary>
    public bool MethodAvailable(BrokerEntry broker, MethodFact method, out string? reason) => _configuration.MethodAvailable(broker.Id, method, out reason);

    /// <summary>The environment's endpoints with this deployment's overrides.</summary>
    public IReadOnlyDictionary<string, string> Endpoints(BrokerEntry entry, string environmentId) => _configuration.Endpoints(entry.Manifest, environmentId);

    /// <summary>Whether configuration names this endpoint; such an address is allowed even on this machine or the LAN.</summary>
    public bool IsOverridden(string brokerId, string environmentId, string endpoint) => _configuration.IsOverridden(brokerId, environmentId, endpoint);

    /// <summary>The certificates that this endpoint may show, where configuration pins them; null otherwise.</summary>
    public CertificatePins? Pins(string brokerId, string environmentId, string endpoint) => _configuration.Pins(brokerId, environmentId, endpoint);

    /// <summary>This deployment's OAuth registration with the broker; null without one.</summary>
    public OAuthClient? OAuthClient(string brokerId) => _configuration.Client(brokerId);

    /// <summary>Settings for the plugin: without client secret and endpoints, which are the host's business.</summary>
    public IReadOnlyDictionary<string, string> Settings(string brokerId) => _configuration.Settings(brokerId);

    /// <summary>Switches a broker's plugin off until somebody enables it; survives restarts. Lanes are told by <see cref="Changed"/>.</summary>
    public void Disable(string id, string reason)
    {
        _memory.Disable(Require(id).Id, PluginFolderRules.Shown(reason));
        Rebuild();
    }

    /// <summary>The way back from disabled and faulted.</summary>
    public void Enable(string id)
    {
        _memory.Enable(Require(id).Id);
        Rebuild();
    }

    /// <summary>Looks at the disk again.</summary>
    public void Rescan()
    {
        var found = _scanner.Scan();
        lock (_gate)
            _installed = found;
        Rebuild();
    }

    /// <summary>The plugins as a command line sees them without a running host: reads only, starts nothing, takes nothing from the inbox.</summary>
    public static BrokerCatalogue ScanOnce(PluginPaths paths, IConfiguration configuration, bool? development = null)
    {
        var rules = PluginRules.From(configuration, development ?? string.Equals(configuration["environment"], "Development", StringComparison.OrdinalIgnoreCase));
        var inspector = new PluginInspector(rules, CoreHashes.Embedded());
        var catalogue = new BrokerCatalogue(new(paths, inspector), new(paths.StateFile), new(configuration), NullLogger.Instance)
        {
            _inbox = [.. InboxItems.In(paths.Inbox).Select(i => InboxItems.Inspect(i, inspector)).Select(InboxItems.Waiting)],
        };
        catalogue.Rescan();
        return catalogue;
    }

    internal void SetInbox(IReadOnlyList<PluginFiles> waiting)
    {
        lock (_gate)
        {
            if (_inbox.SequenceEqual(waiting))
                return;
            _inbox = waiting;
        }

        Rebuild();
    }

    /// <summary>Why a drop can't be taken in beside what is there; null when it can.</summary>
    internal string? Conflict(PluginFiles drop)
    {
        lock (_gate)
        {
            var same = _installed.Where(f => f.Id.Equals(drop.Id, StringComparison.OrdinalIgnoreCase)).ToList();
            if (same.Exists(f => f.Origin == PluginOrigin.Bundled))
                return $"the id '{drop.Id}' belongs to a plugin that comes with the platform; choose another id";
            return same.Exists(f => SemanticVersion.Parse(f.Version)?.CompareTo(SemanticVersion.Parse(drop.Version)) == 0)
                ? $"duplicate: {drop.Id} {drop.Version} is already installed; give it a new version or delete this copy" : null;
        }
    }

    /// <summary>The files that count for this broker now.</summary>
    internal PluginFiles? Current(string id)
    {
        lock (_gate)
            return Find(id) is { } entry ? _installed.FirstOrDefault(f => f.Path == entry.Folder) : null;
    }

    /// <summary>What the host did with a version. A move that is no longer possible (it was superseded meanwhile) is left out.</summary>
    internal void Report(string path, PluginState state, string? reason)
    {
        lock (_gate)
        {
            if (!_lives.TryGetValue(path, out var life) || !PluginTransitions.Allows(life.State, state))
                return;
            life.Move(state, reason);
        }

        Rebuild();
    }

    internal void Fault(PluginFiles files, string reason)
    {
        _log.LogWarning("Plugin {Id} {Version} faulted: {Reason}", files.Id, files.Version, reason);
        _memory.SetFault(files.Id, files.Version, reason);
        Rebuild();
    }

    /// <summary>Judges everything anew from what is known, and tells who changed.</summary>
    internal void Rebuild()
    {
        List<string> changed;
        lock (_gate)
        {
            _choices = PluginSelection.Choose(_installed, f => _memory.Disabled(f.Id), f => _memory.Fault(f.Id, f.Version));
            foreach (var gone in _lives.Keys.Except(_choices.Select(c => c.Files.Path)).ToList())
                _lives.Remove(gone);
            foreach (var choice in _choices)
                Life(choice.Files.Path).Judge(choice.State, choice.Reason);
            var before = _view;
            _view = CatalogueView.Build([.. _choices.Select(c => (c.Files, Life(c.Files.Path).State, Life(c.Files.Path).Reason)), .. _inbox.Select(f => (f, f.Verdict, f.Reason))], _configuration);
            changed = _view.Differences(before);
        }

        foreach (var id in changed)
            Tell(id);
    }

    private PluginLife Life(string path)
    {
        if (!_lives.TryGetValue(path, out var life))
            _lives[path] = life = new();
        return life;
    }

    private void Tell(string id)
    {
        foreach (var listener in Changed?.GetInvocationList().Cast<Action<string>>() ?? [])
        {
            try
            {
                listener(id);
            }
            catch (Exception e)
            {
                _log.LogError(e, "A listener failed on the change of broker {Id}", id);
            }
        }
    }
}
