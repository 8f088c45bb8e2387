using Argix.Contracts.Manifest;
using Microsoft.Extensions.Configuration;

namespace Argix.Plugins;

/// <summary>What this deployment says about brokers (<c>Brokers:&lt;id&gt;:…</c>), laid over their manifests.</summary>
internal sealed class BrokerConfiguration(IConfiguration configuration)
{
    /// <summary>Configuration can take a broker out of service or back in, but never give it code that it does not have.</summary>
    public (Availability State, string? Reason, DateOnly? Since) Availability(BrokerManifest m, bool hasCode)
    {
        var (state, reason, since) = (m.Availability.State, m.Availability.Reason, m.Availability.Since);
        var key = $"Brokers:{m.Id}:Availability";
        if (configuration[key] is { Length: > 0 } word)
        {
            (state, since) = (Parse(word), null);
            reason = configuration[$"Brokers:{m.Id}:Reason"] ?? $"set by this deployment ({key})";
            if (state == Contracts.Manifest.Availability.Unknown)
                (state, reason) = (Contracts.Manifest.Availability.Maintenance, $"{key} is none of Available, Maintenance, DocsOnly");
        }

        if (BadOverride(m) is { } bad)
            return (Contracts.Manifest.Availability.Maintenance, $"{bad} must be https or wss (plain only to loopback)", null);
        if (BadPin(m) is { } unreadable)
            return (Contracts.Manifest.Availability.Maintenance, $"{unreadable} must be the SHA-256 of the certificate's public key, as hexadecimal or base64 text", null);
        if (state == Contracts.Manifest.Availability.Available && !hasCode)
            return (Contracts.Manifest.Availability.DocsOnly, m.Availability.Reason ?? "there is no adapter for it yet", null);
        return state == Contracts.Manifest.Availability.Available && OAuthOnly(m) is { } missing
            ? (Contracts.Manifest.Availability.DocsOnly, missing, null)
            : (state, reason, since);
    }

    /// <summary>Whether a method can be used here, and if not, why.</summary>
    public bool MethodAvailable(string brokerId, MethodFact method, out string? reason)
    {
        reason = method.Kind == "oauth" ? OAuthRules.Missing(brokerId, method, configuration) : null;
        return reason is null;
    }

    public IReadOnlyDictionary<string, string> Endpoints(BrokerManifest m, string environmentId)
    {
        var merged = new Dictionary<string, string>(m.Environments.FirstOrDefault(e => e.Id == environmentId)?.Endpoints ?? new Dictionary<string, string>());
        foreach (var (name, url) in Overrides(m.Id, environmentId))
            merged[merged.Keys.FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name] = url.TrimEnd('/');
        return merged;
    }

    /// <summary>Whether configuration names the endpoint: its address, or the certificate that is expected there.</summary>
    public bool IsOverridden(string brokerId, string environmentId, string endpoint) =>
        !string.IsNullOrEmpty(configuration[$"Brokers:{brokerId}:Endpoints:{environmentId}:{endpoint}"]) || !string.IsNullOrEmpty(configuration[PinKey(brokerId, environmentId, endpoint)]);

    /// <summary>The certificates that this endpoint may show; null when the usual trust decides. Pins that can't be read fit nothing (and put the broker into maintenance).</summary>
    public CertificatePins? Pins(string brokerId, string environmentId, string endpoint) =>
        configuration[PinKey(brokerId, environmentId, endpoint)] is { Length: > 0 } text ? CertificatePins.Parse(text) ?? CertificatePins.Nobody : null;

    /// <summary>This deployment's registration with the broker; null without one.</summary>
    public OAuthClient? Client(string brokerId) => configuration[$"Brokers:{brokerId}:OAuth:ClientId"] is { Length: > 0 } id
        ? new(id, configuration[$"Brokers:{brokerId}:OAuth:ClientSecret"] is { Length: > 0 } secret ? secret : null) : null;

    public IReadOnlyDictionary<string, string> Settings(string brokerId) => configuration.GetSection($"Brokers:{brokerId}").AsEnumerable(makePathsRelative: true)
        .Where(s => s.Value is not null && !Under(s.Key, "Endpoints") && !Under(s.Key, "Pins") && !Under(s.Key, "OAuth:ClientSecret"))
        .ToDictionary(s => s.Key, s => s.Value!, StringComparer.OrdinalIgnoreCase);

    private static bool Under(string key, string root) => key.Equals(root, StringComparison.OrdinalIgnoreCase) || key.StartsWith(root + ":", StringComparison.OrdinalIgnoreCase);

    private static Availability Parse(string word) =>
        Enum.TryParse<Availability>(word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var state)
        && Enum.IsDefined(state) && !char.IsDigit(word[0]) ? state : Contracts.Manifest.Availability.Unknown;

    private string? OAuthOnly(BrokerManifest m)
    {
        string? why = null;
        return m.Methods.Count > 0 && m.Methods.All(x => !MethodAvailable(m.Id, x, out why)) ? why : null;
    }

    private string? BadOverride(BrokerManifest m) => m.Environments
        .SelectMany(e => Overrides(m.Id, e.Id).Where(o => !ManifestRules.IsAllowedUrl(o.Value)).Select(o => $"Brokers:{m.Id}:Endpoints:{e.Id}:{o.Key}"))
        .FirstOrDefault();

    private string? BadPin(BrokerManifest m) => configuration.GetSection($"Brokers:{m.Id}:Pins").AsEnumerable()
        .Where(s => s.Value is { Length: > 0 } text && CertificatePins.Parse(text) is null).Select(s => s.Key).FirstOrDefault();

    private static string PinKey(string brokerId, string environmentId, string endpoint) => $"Brokers:{brokerId}:Pins:{environmentId}:{endpoint}";

    private IEnumerable<KeyValuePair<string, string>> Overrides(string brokerId, string environmentId) =>
        configuration.GetSection($"Brokers:{brokerId}:Endpoints:{environmentId}").GetChildren()
            .Where(c => !string.IsNullOrEmpty(c.Value)).Select(c => KeyValuePair.Create(c.Key, c.Value!));
}
