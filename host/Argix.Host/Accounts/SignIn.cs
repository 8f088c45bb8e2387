using System.Threading.RateLimiting;
using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts;

/// <summary>Signs people in and out. Every failure of a password looks the same and takes the same work.</summary>
public sealed class SignIn(ArgixDb db, UserManager<User> users, SessionStore sessions, LoginLinks links, SignInLimiter limiter)
{
    // Hashed once, so an unknown address costs as much as a wrong password.
    private static readonly string Nobody = new PasswordHasher<User>().HashPassword(new User(), "nobody has this password");

    /// <summary>By password; throws <c>unauthenticated</c> or <c>rate_limited</c>.</summary>
    public async Task WithPasswordAsync(HttpContext context, string email, string password)
    {
        limiter.Take(context.Connection.RemoteIpAddress?.ToString() ?? "", email);
        var user = await users.FindByEmailAsync(email.Trim());
        if (!await ProvesAsync(user, password))
            throw new ArgixException("unauthenticated", "E-mail and password do not fit, or there were too many tries — try again in a few minutes");
        var workspace = await db.Members.Where(m => m.UserId == user!.Id).OrderBy(m => m.WorkspaceId).FirstOrDefaultAsync(context.RequestAborted)
            ?? throw new ArgixException("forbidden", "This user belongs to no workspace — ask an admin");
        await StartAsync(context, user!.Id, workspace.WorkspaceId);
    }

    /// <summary>By a one-time link; false when the link is not good (any more).</summary>
    public async Task<bool> WithLinkAsync(HttpContext context, string? token)
    {
        if (links.Redeem(token) is not { } who)
            return false;
        await StartAsync(context, who.UserId, who.WorkspaceId);
        return true;
    }

    /// <summary>Signs in somebody whose identity was just proved (set-up). The session is new, whatever cookie came along.</summary>
    public async Task StartAsync(HttpContext context, string userId, Guid workspaceId)
    {
        await sessions.EndAsync(context.User, context.RequestAborted);
        var principal = await sessions.StartAsync(userId, workspaceId, context.Request.Headers.UserAgent, context.RequestAborted);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, principal, new AuthenticationProperties { IsPersistent = true });
        context.User = principal;
    }

    /// <summary>Ends the session here and for every copy of its cookie.</summary>
    public async Task EndAsync(HttpContext context)
    {
        await sessions.EndAsync(context.User, context.RequestAborted);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    private async Task<bool> ProvesAsync(User? user, string password)
    {
        if (user is null || await users.IsLockedOutAsync(user))
        {
            users.PasswordHasher.VerifyHashedPassword(new User(), Nobody, password);
            return false;
        }
        if (await users.CheckPasswordAsync(user, password))
        {
            if (user.AccessFailedCount > 0)
                await users.ResetAccessFailedCountAsync(user);
            return true;
        }
        await users.AccessFailedAsync(user);
        return false;
    }
}

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
