// Stand-ins for rooms that are being built at the same time. Deleted when they are merged.
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Data;
using Argix.Errors;

namespace Argix.Plugins
{
    public enum PluginState { Found, Incompatible, Untrusted, DocsOnly, Staged, Loaded, Running, Faulted, Disabled, Superseded, PendingRestart }

    public sealed record BrokerEntry(BrokerManifest Manifest, PluginState State, string? Reason, string Trust, string Folder, Availability Availability,
        string? AvailabilityReason, DateOnly? AvailabilitySince, string Docs, string LogoSvg)
    {
        public string? BlockedCode => Availability switch
        {
            Availability.DocsOnly => "docs_only",
            Availability.Maintenance => "maintenance",
            _ when State == PluginState.Untrusted => "plugin_untrusted",
            _ when State == PluginState.Incompatible => "plugin_incompatible",
            _ when State == PluginState.Faulted => "plugin_faulted",
            _ => null,
        };

        public bool Connectable => BlockedCode is null;
        public EnvironmentFact? Environment(string id) => Manifest.Environments.FirstOrDefault(e => e.Id == id);
        public MethodFact? Method(string id) => Manifest.Methods.FirstOrDefault(m => m.Id == id);
    }

    public sealed class BrokerCatalogue
    {
        public IReadOnlyList<BrokerEntry> Brokers => [];
        public BrokerEntry? Find(string id) => Brokers.FirstOrDefault(b => b.Manifest.Id == id);
        public BrokerEntry Require(string id) => Find(id) ?? throw new ArgixException("not_found", "There is no such broker here.");
        public bool MethodAvailable(BrokerEntry entry, MethodFact method, out string? reason) { reason = null; return method.Kind == "credentials"; }
        public IReadOnlyDictionary<string, string> Endpoints(BrokerEntry entry, string environmentId) => entry.Environment(environmentId)!.Endpoints;
        public bool IsOverridden(string brokerId, string environmentId, string endpoint) => false;
        public IReadOnlyDictionary<string, string> Settings(string brokerId) => new Dictionary<string, string>();
    }

    public sealed class PluginLease : IAsyncDisposable
    {
        public required IBrokerAdapter Adapter { get; init; }
        public required BrokerManifest Manifest { get; init; }
        public required string Version { get; init; }
        public ValueTask DisposeAsync() => Adapter.DisposeAsync();
    }

    public sealed class PluginHost
    {
        public Task<PluginLease> OpenAsync(string brokerId, IVenuePort port, CancellationToken ct) => throw new ArgixException("plugin_faulted", "stand-in");
    }
}

namespace Argix.Data
{
    public sealed class DbFactory
    {
        public ArgixDb Open() => throw new InvalidOperationException("stand-in");
    }

    public sealed class DataDirectory
    {
        public string Path => throw new InvalidOperationException("stand-in");
    }
}

namespace Argix.Logging
{
    public sealed class Redactor
    {
        public IDisposable Hide(string secret) => throw new InvalidOperationException("stand-in");
    }
}
