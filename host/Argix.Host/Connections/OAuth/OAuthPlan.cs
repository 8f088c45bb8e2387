using Argix.Connections.Adapters;
using Argix.Contracts.Manifest;
using Argix.Errors;
using Argix.Plugins;

namespace Argix.Connections.OAuth;

/// <summary>One broker's way to sign in, in one environment of this deployment.</summary>
public sealed record OAuthPlan(BrokerEntry Entry, MethodFact Method, OAuthFact Fact, EnvironmentFact Environment, IReadOnlyDictionary<string, string> Endpoints, IReadOnlySet<string> AllowListed)
{
    public Uri Authorize => new(Endpoints["authorize"]);

    public Uri Token => new(Endpoints["token"]);

    /// <summary>
    /// What <c>iss</c> must say where it is said. A deployment that puts another server in the broker's place names its issuer as the endpoint <c>issuer</c>, or it is
    /// that server's origin; so is a broker's that the manifest does not name.
    /// </summary>
    public string Issuer => AllowListed.Contains("issuer") ? Endpoints["issuer"]
        : Fact.Issuer is { } named && !AllowListed.Contains("authorize") ? named : Authorize.GetLeftPart(UriPartial.Authority);

    public Uri? Revoke => Fact.Revoke == "none" ? null : new(Endpoints["revoke"]);

    /// <summary>The plan; null when the broker, the method or an endpoint is not there (any more).</summary>
    public static OAuthPlan? Find(IBrokers brokers, string brokerId, string methodId, string environmentId)
    {
        if (brokers.Find(brokerId) is not { } entry || entry.Method(methodId) is not { OAuth: { } fact } method || entry.Environment(environmentId) is not { } environment
            || (method.Environments.Count > 0 && !method.Environments.Contains(environmentId)))
        {
            return null;
        }
        var endpoints = brokers.Endpoints(entry, environmentId);
        return endpoints.ContainsKey("token") && (fact.Start != "redirect" || endpoints.ContainsKey("authorize")) && (fact.Revoke == "none" || endpoints.ContainsKey("revoke"))
            ? new(entry, method, fact, environment, endpoints, endpoints.Keys.Where(name => brokers.IsOverridden(brokerId, environmentId, name)).ToHashSet())
            : null;
    }

    /// <summary>The client: the deployment's, or the person's own from the fields of the form.</summary>
    /// <exception cref="ArgixException"><c>oauth_client_invalid</c> when there is none.</exception>
    public OAuthClient Client(IBrokers brokers, IReadOnlyDictionary<string, string> own) =>
        (Fact.Client == "user" ? own.TryGetValue("clientId", out var id) ? new OAuthClient(id, own.GetValueOrDefault("clientSecret")) : null : brokers.OAuthClient(Entry.Id))
        ?? throw new ArgixException("oauth_client_invalid", $"There is no client registration with {Entry.Manifest.Name}: set Brokers:{Entry.Id}:OAuth:ClientId.");
}
