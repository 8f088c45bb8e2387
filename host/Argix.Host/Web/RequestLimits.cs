using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Argix.Accounts;
using Argix.Errors;

namespace Argix.Web;

/// <summary>
/// How much one address and one caller may ask: far above what people and strategies need, so that a loop that went wrong, or a stranger, costs the others nothing.
/// <c>Limits:RequestsPerSecond</c> (per address) and <c>Limits:CallsPerSecond</c> (per token or session), each with a burst of four seconds; 0 switches one off.
/// Sign-in has its own, narrower limits.
/// </summary>
public sealed class RequestLimits(IConfiguration configuration) : IDisposable
{
    private const int BurstSeconds = 4;
    private static readonly TimeSpan Refill = TimeSpan.FromMilliseconds(100);
    private readonly PartitionedRateLimiter<string>? addresses = Limiter(configuration.GetValue("Limits:RequestsPerSecond", 1000));
    private readonly PartitionedRateLimiter<string>? callers = Limiter(configuration.GetValue("Limits:CallsPerSecond", 500));

    /// <summary>Counts a request of an address, before anything is looked up for it.</summary>
    public void TakeAddress(HttpContext context) => Take(addresses, Network(context.Connection.RemoteIpAddress));

    /// <summary>Counts a request of whoever was recognised.</summary>
    public void TakeCaller(HttpContext context)
    {
        if (context.User.Identity?.IsAuthenticated == true)
        {
            // A token or a session is a caller of its own; one person's browser does not slow down their strategy's token.
            Take(callers, context.User.FindFirstValue(ArgixClaims.Token) ?? context.User.FindFirstValue(ArgixClaims.Session) ?? context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "");
        }
    }

    public void Dispose()
    {
        addresses?.Dispose();
        callers?.Dispose();
    }

    private static void Take(PartitionedRateLimiter<string>? limiter, string key)
    {
        using var lease = limiter?.AttemptAcquire(key);
        if (lease is { IsAcquired: false })
        {
            throw new ArgixException("rate_limited", "These are more requests than this installation takes. Wait a moment, and ask less often.") { Facts = new Dictionary<string, object?> { ["retryAfter"] = 1 } };
        }
    }

    // Who has one IPv6 address has 2^64 of them.
    private static string Network(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    private static PartitionedRateLimiter<string>? Limiter(int perSecond) => perSecond <= 0 ? null : PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perSecond * BurstSeconds,
            TokensPerPeriod = Math.Max(1, perSecond / 10),
            ReplenishmentPeriod = Refill,
            QueueLimit = 0,
        }), StringComparer.Ordinal);
}
