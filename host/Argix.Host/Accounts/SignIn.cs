using Argix.Accounts.Factors;
using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts;

/// <summary>Signs people in and out. Every failure looks the same and takes the same work.</summary>
public sealed class SignIn(ArgixDb db, UserManager<User> users, SessionStore sessions, LoginLinks links, SignInLimiter limiter, SecondFactors factors, Passkeys passkeys, PendingSteps steps, Nobody nobody)
{
    private const string HalfWay = "half";
    private static readonly TimeSpan HalfWayLifetime = TimeSpan.FromMinutes(5);

    /// <summary>By password; throws <c>unauthenticated</c> or <c>rate_limited</c>. False: the password is right and the second factor is still to come.</summary>
    public async Task<bool> WithPasswordAsync(HttpContext context, string email, string password)
    {
        limiter.Take(Network(context), email);
        var user = await users.FindByEmailAsync(email.Trim());
        if (!await ProvesAsync(user, password))
            throw new ArgixException("unauthenticated", "E-mail and password do not fit, or there were too many tries — try again in a few minutes");
        if (user!.TwoFactorEnabled)
        {
            steps.Keep(context, HalfWay, new Half(user.Id), HalfWayLifetime);
            return false;
        }
        await EnterAsync(context, user);
        return true;
    }

    /// <summary>Who has given their password here and not yet the second factor; null when nobody has.</summary>
    public async Task<User?> HalfWayAsync(HttpContext context) =>
        steps.Peek<Half>(context, HalfWay) is { } half && await users.FindByIdAsync(half.UserId) is { TwoFactorEnabled: true } user ? user : null;

    /// <summary>The second step: a code of the app, or a recovery code.</summary>
    public async Task WithCodeAsync(HttpContext context, string? code)
    {
        var user = await HalfWayAsync(context) ?? throw TooLate();
        await TakeCodeAsync(context, user, code);
        steps.Take<Half>(context, HalfWay);
        await EnterAsync(context, user);
    }

    /// <summary>By a passkey: alone, or as the second step.</summary>
    public async Task WithPasskeyAsync(HttpContext context, string? credential)
    {
        limiter.Take(Network(context), "passkey");
        var half = await HalfWayAsync(context);
        var user = await passkeys.AnsweredAsync(context, credential);
        if (user is null || (half is not null && half.Id != user.Id) || await users.IsLockedOutAsync(user))
            throw new ArgixException("unauthenticated", "This passkey opens no account here — try another one, or the password");
        steps.Take<Half>(context, HalfWay);
        await EnterAsync(context, user);
    }

    /// <summary>By a one-time link; false when the link is not good (any more).</summary>
    public async Task<bool> WithLinkAsync(HttpContext context, string? token)
    {
        if (links.Redeem(token) is not { } who)
            return false;
        await StartAsync(context, who.UserId, who.WorkspaceId);
        return true;
    }

    /// <summary>Signs in somebody whose identity was just proved, in the workspace they used last. The session is new, whatever cookie came along.</summary>
    public async Task EnterAsync(HttpContext context, User user)
    {
        var mine = await db.Members.Where(m => m.UserId == user.Id).Select(m => m.WorkspaceId).OrderBy(w => w).ToListAsync(context.RequestAborted);
        if (mine.Count == 0)
            throw new ArgixException("forbidden", "This user belongs to no workspace — ask an admin for an invitation");
        var last = await db.Sessions.Where(s => s.UserId == user.Id).OrderByDescending(s => s.LastSeenAt).Select(s => s.WorkspaceId).FirstOrDefaultAsync(context.RequestAborted);
        await StartAsync(context, user.Id, mine.Contains(last) ? last : mine[0]);
    }

    /// <summary>The same, in a workspace that is known.</summary>
    public async Task StartAsync(HttpContext context, string userId, Guid workspaceId)
    {
        await sessions.EndAsync(context.User, context.RequestAborted);
        await PutAsync(context, await sessions.StartAsync(userId, workspaceId, context.Request.Headers.UserAgent, Network(context), context.RequestAborted));
    }

    /// <summary>Goes on in another workspace of theirs: a new session, but no new proof.</summary>
    public async Task SwitchAsync(HttpContext context, Guid workspaceId) =>
        await PutAsync(context, await sessions.RenewAsync(context.User, workspaceId, proved: false, context.RequestAborted));

    /// <summary>A fresh proof of who sits there. With a second factor the password alone proves nothing new: it is what a thief would have.</summary>
    public async Task ProveAsync(HttpContext context, string? password, string? code, string? credential)
    {
        var user = await users.FindByIdAsync(Caller.Of(context).UserId) ?? throw TooLate();
        limiter.Take(Network(context), "prove " + user.Email);
        if (!string.IsNullOrEmpty(credential))
        {
            if ((await passkeys.AnsweredAsync(context, credential))?.Id != user.Id)
                throw NotProved();
        }
        else if (user.TwoFactorEnabled)
            await TakeCodeAsync(context, user, code);
        else if (!await ProvesAsync(user, password ?? ""))
            throw NotProved();
        await PutAsync(context, await sessions.RenewAsync(context.User, null, proved: true, context.RequestAborted));
    }

    /// <summary>The same for a call of the API, which has no session: password, and the code where there is a second factor.</summary>
    public async Task<bool> ProvesAsync(HttpContext context, string userId, string? password, string? code)
    {
        var user = await users.FindByIdAsync(userId);
        limiter.Take(Network(context), "prove " + userId);
        return await ProvesAsync(user, password ?? "") && (!user!.TwoFactorEnabled || await factors.TakesAsync(user, code, context.RequestAborted));
    }

    /// <summary>A new password. Every other session of this person ends, and this one gets a new name.</summary>
    public async Task ChangePasswordAsync(HttpContext context, string? current, string? fresh)
    {
        var user = await users.FindByIdAsync(Caller.Of(context).UserId) ?? throw TooLate();
        limiter.Take(Network(context), "prove " + user.Email);
        if (user.PasswordHash is not null && !await ProvesAsync(user, current ?? ""))
            throw new ArgixException("validation_failed", "The current password is not right — nothing was changed");
        if (PasswordRules.Check(fresh, user.Email) is { } problem)
            throw new ArgixException("validation_failed", problem);
        var done = user.PasswordHash is null ? await users.AddPasswordAsync(user, fresh!) : await users.ChangePasswordAsync(user, current!, fresh!);
        if (!done.Succeeded)
            throw new ArgixException("validation_failed", string.Join("; ", done.Errors.Select(e => e.Description)));
        var renewed = await sessions.RenewAsync(context.User, null, proved: true, context.RequestAborted);
        await sessions.EndOthersAsync(renewed, context.RequestAborted);
        await PutAsync(context, renewed);
    }

    /// <summary>Ends the session here and for every copy of its cookie.</summary>
    public async Task EndAsync(HttpContext context)
    {
        await sessions.EndAsync(context.User, context.RequestAborted);
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    private static async Task PutAsync(HttpContext context, System.Security.Claims.ClaimsPrincipal principal)
    {
        await context.SignInAsync(IdentityConstants.ApplicationScheme, principal, new AuthenticationProperties { IsPersistent = true });
        context.User = principal;
    }

    private async Task TakeCodeAsync(HttpContext context, User user, string? code)
    {
        limiter.Take(Network(context), "code " + user.Id);
        if (await users.IsLockedOutAsync(user) || !await factors.TakesAsync(user, code, context.RequestAborted))
        {
            await users.AccessFailedAsync(user);
            throw new ArgixException("unauthenticated", "That code does not fit, was used already, or there were too many tries — wait for the next code of the app");
        }
        if (user.AccessFailedCount > 0)
            await users.ResetAccessFailedCountAsync(user);
    }

    private async Task<bool> ProvesAsync(User? user, string password)
    {
        if (user?.PasswordHash is null || await users.IsLockedOutAsync(user))
        {
            nobody.Check(password);
            return false;
        }
        if (await users.CheckPasswordAsync(user, password))
        {
            // With a second factor the count ends with it, not with the password: else it could be guessed for ever.
            if (user.AccessFailedCount > 0 && !user.TwoFactorEnabled)
                await users.ResetAccessFailedCountAsync(user);
            return true;
        }
        await users.AccessFailedAsync(user);
        return false;
    }

    private static string Network(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static ArgixException TooLate() => new("unauthenticated", "This sign-in has run out of time — begin again with your password");

    private static ArgixException NotProved() => new("unauthenticated", "That did not prove who you are, or there were too many tries — try again");

    private sealed record Half(string UserId);
}
