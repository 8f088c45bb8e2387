using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Plugins;

namespace Argix.Connections.Adapters;

/// <summary>The catalogue and the adapters behind it, as this room sees them. A seam: the connect flow is tested without loading assemblies.</summary>
public interface IBrokers
{
    /// <summary>The broker, or <c>not_found</c>.</summary>
    BrokerEntry Require(string brokerId);

    /// <summary>The broker, or null (its plugin may have been removed since).</summary>
    BrokerEntry? Find(string brokerId);

    /// <summary>Whether a way to connect works in this deployment.</summary>
    bool MethodAvailable(BrokerEntry entry, MethodFact method, out string? reason);

    /// <summary>Base URLs of an environment, after the deployment's overrides.</summary>
    IReadOnlyDictionary<string, string> Endpoints(BrokerEntry entry, string environmentId);

    /// <summary>Whether the deployment named this endpoint itself.</summary>
    bool IsOverridden(string brokerId, string environmentId, string endpoint);

    /// <summary>The certificates that this endpoint may show, where the deployment pins them.</summary>
    CertificatePins? Pins(string brokerId, string environmentId, string endpoint) => null;

    /// <summary>This deployment's OAuth registration with the broker; null without one.</summary>
    OAuthClient? OAuthClient(string brokerId) => null;

    /// <summary>Configuration meant for the plugin.</summary>
    IReadOnlyDictionary<string, string> Settings(string brokerId);

    /// <summary>Makes an adapter for a login.</summary>
    Task<AdapterLease> OpenAsync(string brokerId, IVenuePort port, CancellationToken ct);
}

/// <summary>An adapter in use. Disposing it disposes the adapter and lets its plugin unload.</summary>
public sealed class AdapterLease(IBrokerAdapter adapter, BrokerManifest manifest, string version, IAsyncDisposable owner) : IAsyncDisposable
{
    public IBrokerAdapter Adapter { get; } = adapter;
    public BrokerManifest Manifest { get; } = manifest;
    public string Version { get; } = version;

    public ValueTask DisposeAsync() => owner.DisposeAsync();
}

/// <summary>The brokers that are really installed.</summary>
public sealed class InstalledBrokers(BrokerCatalogue catalogue, PluginHost plugins) : IBrokers
{
    public BrokerEntry Require(string brokerId) => catalogue.Require(brokerId);

    public BrokerEntry? Find(string brokerId) => catalogue.Find(brokerId);

    public bool MethodAvailable(BrokerEntry entry, MethodFact method, out string? reason) => catalogue.MethodAvailable(entry, method, out reason);

    public IReadOnlyDictionary<string, string> Endpoints(BrokerEntry entry, string environmentId) => catalogue.Endpoints(entry, environmentId);

    public bool IsOverridden(string brokerId, string environmentId, string endpoint) => catalogue.IsOverridden(brokerId, environmentId, endpoint);

    public CertificatePins? Pins(string brokerId, string environmentId, string endpoint) => catalogue.Pins(brokerId, environmentId, endpoint);

    public OAuthClient? OAuthClient(string brokerId) => catalogue.OAuthClient(brokerId);

    public IReadOnlyDictionary<string, string> Settings(string brokerId) => catalogue.Settings(brokerId);

    public async Task<AdapterLease> OpenAsync(string brokerId, IVenuePort port, CancellationToken ct)
    {
        var lease = await plugins.OpenAsync(brokerId, port, ct);
        return new(lease.Adapter, lease.Manifest, lease.Version, lease);
    }
}
