using Argix.Contracts.Manifest;

namespace Argix.Plugins;

/// <summary>A registration as OAuth client. Its text form does not show the secret.</summary>
public sealed record OAuthClient(string Id, string? Secret)
{
    public override string ToString() => "client " + Id;
}

/// <summary>What an OAuth method must say in the manifest, and what a deployment must set before it can be used.</summary>
internal static class OAuthRules
{
    private static readonly string[] Ours = ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "nonce"];

    public static void Check(BrokerManifest m, MethodFact method, Action<bool, string> require)
    {
        // Without the section the method is shown and cannot be used: that is how a broker is documented before its sign-in is known.
        if (method.OAuth is not { } o)
            return;
        void Of(bool holds, string otherwise) => require(holds, $"method '{method.Id}': {otherwise}");
        Of(o.Client is "deployment" or "user", "oauth.client is deployment or user");
        Of(o.Start is "redirect" or "pastedRefreshToken", "oauth.start is redirect or pastedRefreshToken");
        Of(o.Pkce is "required" or "optional" or "none", "oauth.pkce is required, optional or none");
        Of(o.ClientAuth is "basic" or "body" or "none", "oauth.clientAuth is basic, body or none");
        Of(o.Body is "form" or "json", "oauth.body is form or json");
        Of(o.Revoke is "rfc7009" or "none", "oauth.revoke is rfc7009 or none");
        Of(o.Refresh.Kind is "rotating" or "whenReturned" or "fixed" or "none", "oauth.refresh.kind is rotating, whenReturned, fixed or none");
        Of(o.Scopes.All(s => s.NeededFor is null or "read" or "trade"), "a scope is needed for read, trade or nothing");
        Of(!o.IssuerRequired || o.Issuer is not null, "oauth.issuerRequired needs oauth.issuer");
        Of(o.ScopeSeparator.Length > 0, "oauth.scopeSeparator is empty");
        Of(!o.AuthorizeParams.Keys.Any(k => Ours.Contains(k, StringComparer.OrdinalIgnoreCase)), "oauth.authorizeParams names a parameter that the host sets");
        Of(o.Client == "deployment" || Has(method, "clientId"), "oauth.client user needs the field clientId");
        Of(o.Start == "redirect" || (Has(method, "refreshToken") && o.Refresh.Kind != "none"), "oauth.start pastedRefreshToken needs the field refreshToken and a refresh");
        string[] needed = [.. o.Start == "redirect" ? ["authorize"] : Array.Empty<string>(), "token", .. o.Revoke == "none" ? Array.Empty<string>() : ["revoke"]];
        foreach (var e in m.Environments.Where(e => method.Environments.Count == 0 || method.Environments.Contains(e.Id)))
            Of(needed.All(e.Endpoints.ContainsKey), $"environment '{e.Id}' needs the endpoints {string.Join(", ", needed)}");
    }

    /// <summary>Which setting is missing and what to do about it; null when the method can be used.</summary>
    public static string? Missing(string brokerId, MethodFact method, IConfiguration configuration)
    {
        if (method.OAuth?.Client == "user")
            return null;
        var id = $"Brokers:{brokerId}:OAuth:ClientId";
        // With PKCE a client may be a public one; without either nobody is proven.
        var secret = method.OAuth is null or { ClientAuth: "none" } or { Pkce: "required" } ? null : $"Brokers:{brokerId}:OAuth:ClientSecret";
        var missing = string.IsNullOrEmpty(configuration[id]) ? id : secret is not null && string.IsNullOrEmpty(configuration[secret]) ? secret : null;
        return missing is null ? method.OAuth is null ? "the plugin does not say how this broker's sign-in works" : null
            : $"needs the setting {missing}: register Argix as an application with the broker (redirect address <PublicUrl>/connect/{brokerId}/callback) and set the id and secret that it gives out; see /docs/broker/{brokerId}#connection-methods";
    }

    private static bool Has(MethodFact method, string field) => method.Fields.Any(f => f.Name == field);
}
