using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Plugins;

namespace Argix.Connections.Egress;

/// <summary>Reads a credential field, the newest value each time.</summary>
public delegate ValueTask<string> ReadSecret(string field, CancellationToken ct);

/// <summary>All that a port is made of. <paramref name="AllowListed"/>: endpoint names that the deployment's configuration gives itself.</summary>
public sealed record PortPlan(LoginInfo Login, BrokerManifest Manifest, IReadOnlyDictionary<string, string> Endpoints, IReadOnlySet<string> AllowListed,
    ReadSecret ReadSecret, string DataDirectory)
{
    /// <summary>Told when the venue answers 401.</summary>
    public Action? Unauthorized { get; init; }

    /// <summary>Where nonces come from.</summary>
    public Func<CancellationToken, ValueTask<long>> NextNonce { get; init; } = _ => throw new InvalidOperationException("This port was made without a source of nonces.");

    /// <summary>By endpoint name: the certificates that it may show, where the deployment pins them.</summary>
    public IReadOnlyDictionary<string, CertificatePins> Pins { get; init; } = new Dictionary<string, CertificatePins>();

    /// <summary>Headers that each call of the environment carries.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentHeaders =>
        Manifest.Environments.FirstOrDefault(e => e.Id == Login.EnvironmentId)?.Headers ?? Call.NoHeaders;

    /// <summary>The URL of a call and whether it is allow-listed, or why it may not be called.</summary>
    public (Uri? Url, bool AllowListed, string? Refusal) Locate(Call call)
    {
        if (!Endpoints.TryGetValue(call.Endpoint, out var text) || !Uri.TryCreate(text, UriKind.Absolute, out var start))
        {
            return (null, false, "the environment has no such endpoint");
        }
        var allowed = AllowListed.Contains(call.Endpoint);
        var refusal = CallRules.Refuse(Manifest.Calls, call, call.Op == Op.Stream ? start.AbsolutePath : null) ?? OutboundGuard.Refuse(start, allowed);
        if (refusal is not null)
        {
            return (null, allowed, refusal);
        }
        // A stream endpoint is a whole URL; everything else is a base that the path is appended to.
        var whole = call.Op == Op.Stream && call.Path is "" or "/" ? text : text.TrimEnd('/') + call.Path;
        return Uri.TryCreate(whole, UriKind.Absolute, out var url) && url.Host == start.Host && url.Port == start.Port && url.UserInfo.Length == 0
            ? (url, allowed, null)
            : (null, allowed, "the path leads elsewhere");
    }

    public override string ToString() => $"port of login {Login.LoginId}";
}
