using Argix.Connections.Adapters;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Argix.Connections.Egress;
using Argix.Contracts;
using Argix.Plugins;

namespace Argix.Connections;

/// <summary>The checks that the host makes itself before an adapter is asked: can the names be resolved, is the other side who it says.</summary>
public sealed class NetworkChecks(IBrokers brokers, OutboundGuard guard, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string[] SignInOnly = ["authorize", "token", "revoke"];

    public Task<CheckResult> DnsAsync(BrokerEntry entry, string environmentId, CancellationToken ct) =>
        CheckAsync(CheckIds.Dns, Targets(entry, environmentId), "The names of the broker's endpoints resolve.", async (target, token) =>
        {
            var addresses = await guard.ResolveAsync(target.Url.Host, target.AllowListed, loopbackOnly: false, token);
            return addresses.Length > 0 ? null : $"{target.Url.Host} cannot be resolved.";
        }, ct);

    public Task<CheckResult> TlsAsync(BrokerEntry entry, string environmentId, CancellationToken ct) =>
        CheckAsync(CheckIds.Tls, Targets(entry, environmentId).Where(t => t.Url.Scheme is "https" or "wss"), "The broker's certificates are trusted.", async (target, token) =>
        {
            await using var plain = await guard.DialAsync(target.Url.Host, target.Url.Port, target.AllowListed, loopbackOnly: false, token);
            await using var tls = new SslStream(plain);
            var options = GuardedHandler.Tls(brokers.Pins(entry.Manifest.Id, environmentId, target.Name));
            options.TargetHost = target.Url.Host;
            var seen = "";
            var pins = options.RemoteCertificateValidationCallback;
            // The same judgement as for calls; this one also remembers what it saw, so that the refusal can name it.
            options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
            {
                seen = certificate is null ? "" : CertificatePins.Of(certificate);
                return pins?.Invoke(sender, certificate, chain, errors) ?? errors == SslPolicyErrors.None;
            };
            try
            {
                await tls.AuthenticateAsClientAsync(options, token);
                return null;
            }
            catch (AuthenticationException) when (seen.Length > 0 && target.AllowListed)
            {
                var setting = $"Brokers:{entry.Manifest.Id}:Pins:{environmentId}:{target.Name}";
                return pins is null
                    ? $"{target.Url.Host} shows a certificate that this machine does not trust. Is it a gateway of your own? Compare the SHA-256 of its public key there; if it is {seen}, set {setting} to it."
                    : $"{target.Url.Host} shows another certificate than the one pinned in {setting}: the SHA-256 of its public key is {seen}.";
            }
        }, ct);

    private async Task<CheckResult> CheckAsync(string id, IEnumerable<CheckTarget> all, string good, Func<CheckTarget, CancellationToken, Task<string?>> one, CancellationToken ct)
    {
        var targets = all.ToList();
        if (targets.Count == 0)
        {
            return new(id, "skipped", null, "Not needed here.");
        }
        var problems = await Task.WhenAll(targets.Select(t => TryAsync(t, one, ct)));
        return problems.FirstOrDefault(p => p is not null) is { } problem
            ? new(id, "failed", ErrorCodes.BrokerUnreachable, problem)
            : new(id, "passed", null, good);
    }

    private async Task<string?> TryAsync(CheckTarget target, Func<CheckTarget, CancellationToken, Task<string?>> one, CancellationToken ct)
    {
        if (OutboundGuard.Refuse(target.Url, target.AllowListed) is { } refusal)
        {
            return $"The endpoint {target.Name} is not called: {refusal}.";
        }
        using var deadline = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        try
        {
            return await one(target, both.Token);
        }
        catch (GuardRefusedException e)
        {
            return $"{target.Url.Host}: {e.Message}.";
        }
        catch (AuthenticationException)
        {
            return $"{target.Url.Host} does not show a certificate that this machine trusts.";
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return $"{target.Url.Host} cannot be reached. Check the network of this machine, and the broker's status page.";
        }
    }

    private List<CheckTarget> Targets(BrokerEntry entry, string environmentId) => [.. brokers.Endpoints(entry, environmentId)
        .Where(e => !SignInOnly.Contains(e.Key) && Uri.TryCreate(e.Value, UriKind.Absolute, out _))
        .Select(e => new CheckTarget(e.Key, new Uri(e.Value), brokers.IsOverridden(entry.Manifest.Id, environmentId, e.Key)))
        .DistinctBy(t => (t.Url.Host, t.Url.Port, t.AllowListed))];

    private sealed record CheckTarget(string Name, Uri Url, bool AllowListed);
}
