using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Argix.Plugins;

namespace Argix.Connections.Egress;

/// <summary>The HTTP stack of one login. Nothing in it follows, remembers, or goes around: no redirects, no cookies, no proxy from the environment.</summary>
public static class GuardedHandler
{
    public static SocketsHttpHandler Create(OutboundGuard guard, bool allowListed, CertificatePins? pins = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // Shorter than what servers usually keep: a connection that dies just as an order is written puts the order in doubt.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
        // So that a changed DNS record is noticed.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 64,
        MaxResponseDrainSize = 64 * 1024,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        SslOptions = Tls(pins),
        ConnectCallback = (context, ct) => guard.DialAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, allowListed,
            loopbackOnly: context.InitialRequestMessage.RequestUri!.Scheme is "http" or "ws", ct),
        PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new WatchedStream(context.PlaintextStream)),
    };

    /// <summary>How certificates are judged: by this machine's trust, or, where the deployment pinned a key, by that key alone.</summary>
    internal static SslClientAuthenticationOptions Tls(CertificatePins? pins) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        RemoteCertificateValidationCallback = pins is null ? null : (_, certificate, _, _) => pins.Fit(certificate),
    };
}
