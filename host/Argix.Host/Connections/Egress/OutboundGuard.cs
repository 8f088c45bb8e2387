using System.Net;
using System.Net.Sockets;

namespace Argix.Connections.Egress;

/// <summary>Resolves a name. A seam, so that a name that changes its mind between two questions can be tested.</summary>
public delegate Task<IPAddress[]> ResolveName(string host, CancellationToken ct);

/// <summary>An address or URL that the guard does not let out.</summary>
public sealed class GuardRefusedException(string message) : IOException(message);

/// <summary>
/// Dials for broker calls. The address that was checked is the address that is dialled: names are resolved here, once, and never again below.
/// </summary>
public sealed class OutboundGuard(ResolveName resolve)
{
    /// <summary>Why this URL may not be called, or null. <paramref name="allowListed"/>: the deployment's configuration names it.</summary>
    public static string? Refuse(Uri url, bool allowListed)
    {
        var plain = url.Scheme is "http" or "ws";
        return url switch
        {
            _ when !plain && url.Scheme is not ("https" or "wss") => "only http, https, ws and wss are spoken",
            { UserInfo.Length: > 0 } => "the address carries a user name",
            _ when plain && !allowListed => "plain http is only for endpoints that the deployment's configuration names",
            _ when plain && !IsLoopback(url) => "plain http goes to loopback only",
            _ => null,
        };
    }

    /// <summary>The addresses of a host that may be dialled.</summary>
    public async Task<IPAddress[]> ResolveAsync(string host, bool allowListed, bool loopbackOnly, CancellationToken ct)
    {
        var all = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolve(host, ct);
        var open = Array.FindAll(all, a => loopbackOnly ? IPAddress.IsLoopback(a) : allowListed || AddressRules.IsPublic(a));
        return open.Length > 0 || all.Length == 0 ? open : throw new GuardRefusedException("the outbound guard does not dial private or reserved addresses");
    }

    /// <summary>Opens a connection to the first allowed address that answers.</summary>
    public async ValueTask<Stream> DialAsync(string host, int port, bool allowListed, bool loopbackOnly, CancellationToken ct)
    {
        var addresses = await ResolveAsync(host, allowListed, loopbackOnly, ct);
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    private static bool IsLoopback(Uri url) =>
        url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
