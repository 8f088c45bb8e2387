using System.Net;
using System.Net.Sockets;

namespace Argix.Connections.Egress;

/// <summary>Which addresses a broker call may dial when the deployment did not name the endpoint itself: public ones. Pure.</summary>
public static class AddressRules
{
    private static readonly IPNetwork[] Closed4 =
    [
        .. Ranges("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    ];

    // Inside global unicast: protocol assignments with Teredo, documentation, 6to4 (it embeds any IPv4 address), documentation again.
    private static readonly IPNetwork[] Closed6 = [.. Ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")];
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>True for an address of the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Array.Exists(Closed4, n => n.Contains(address));
        }
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }
        // NAT64 is how a network without IPv4 reaches a broker that has nothing else, so the address inside decides.
        return Nat64.Contains(address)
            ? IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)))
            : GlobalUnicast.Contains(address) && !Array.Exists(Closed6, n => n.Contains(address));
    }

    private static IEnumerable<IPNetwork> Ranges(params string[] texts) => texts.Select(t => IPNetwork.Parse(t));
}
