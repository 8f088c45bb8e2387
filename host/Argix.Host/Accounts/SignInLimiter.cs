using System.Threading.RateLimiting;
using Argix.Errors;

namespace Argix.Accounts;

/// <summary>Bounds sign-in tries per address of the network and per account and network, before any hashing is done.</summary>
public sealed class SignInLimiter : IDisposable
{
    private readonly PartitionedRateLimiter<string> _perNetwork = Limiter(30);
    private readonly PartitionedRateLimiter<string> _perAccount = Limiter(10);

    /// <summary>Counts one try; throws <c>rate_limited</c> when there were too many.</summary>
    public void Take(string network, string email)
    {
        using var first = _perNetwork.AttemptAcquire(network);
        using var second = _perAccount.AttemptAcquire(network + " " + email.Trim().ToUpperInvariant());
        if (!first.IsAcquired || !second.IsAcquired)
            throw new ArgixException("rate_limited", "Too many tries to sign in — wait a minute");
    }

    public void Dispose()
    {
        _perNetwork.Dispose();
        _perAccount.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int perMinute) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }), StringComparer.Ordinal);
}
