using Argix.Connections.Adapters;
using Argix.Contracts;
using Argix.Plugins;
using Argix.Seams;

namespace Argix.Connections.Egress;

/// <summary>Where plugins may write: <c>&lt;data&gt;/brokers</c>.</summary>
public sealed record BrokerFolders(string Root)
{
    public string Of(string brokerId, Guid loginId) => Path.Combine(Root, brokerId, loginId.ToString());
}

/// <summary>Makes ports from the catalogue.</summary>
public sealed class PortFactory(IBrokers brokers, OutboundGuard guard, TimeProvider clock, IIdSource ids, ILogger<VenuePort> log, NonceSource? nonces = null)
{
    public VenuePort Create(BrokerEntry entry, string environmentId, string methodId, Guid loginId, ReadSecret secrets, string dataDirectory, Action? refused = null)
    {
        var id = entry.Manifest.Id;
        var endpoints = brokers.Endpoints(entry, environmentId);
        var plan = new PortPlan(new LoginInfo(loginId.ToString(), environmentId, methodId, brokers.Settings(id)), entry.Manifest, endpoints,
            endpoints.Keys.Where(name => brokers.IsOverridden(id, environmentId, name)).ToHashSet(), secrets, dataDirectory)
        {
            Unauthorized = refused,
            Pins = endpoints.Keys.Select(name => (Name: name, Pins: brokers.Pins(id, environmentId, name))).Where(e => e.Pins is not null).ToDictionary(e => e.Name, e => e.Pins!),
        };
        plan = nonces is null ? plan : plan with { NextNonce = nonces.NextAsync };
        // Jitter must differ between logins, nothing more.
        return new(plan, guard, clock, new Random(ids.NewId().GetHashCode()), log);
    }
}
