using System.Security.Claims;
using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Argix.Accounts.SignOn;

/// <summary>
/// Makes a session of a checked external identity. A person is known by (issuer, subject) and by nothing else: an address can change hands. Who is unknown gets in only
/// by an invitation that an admin made for single sign-on, with an address that the provider says it has verified.
/// </summary>
public sealed class SignOnService(ArgixDb db, UserManager<User> users, SignIn signIn, AccountService accounts, Invitations invitations, SessionStore sessions)
{
    /// <summary>What the sign-in is for: nothing (to sign in), <c>link</c> or <c>prove</c>.</summary>
    public const string Purpose = "purpose";
    public const string ForUser = "for";

    /// <summary>The properties of a challenge. <paramref name="me"/>: who is signed in here, for linking and proving.</summary>
    public static AuthenticationProperties Ask(string? purpose, Caller? me, string returnUrl)
    {
        var properties = new AuthenticationProperties { RedirectUri = "/login/sso/done?returnUrl=" + Uri.EscapeDataString(returnUrl) };
        if (purpose is "link" or "prove" && me is not null)
        {
            properties.Items[Purpose] = purpose;
            properties.Items[ForUser] = me.UserId;
        }
        if (purpose == "prove")
            properties.Items[OidcHandler.Prompt] = "login";
        return properties;
    }

    /// <summary>Finishes what was begun; throws <see cref="SignOnException"/> with the reason why not.</summary>
    public async Task FinishAsync(HttpContext context)
    {
        var came = await context.AuthenticateAsync(IdentityConstants.ExternalScheme);
        await context.SignOutAsync(IdentityConstants.ExternalScheme); // used once
        if (came is not { Succeeded: true, Principal: { } who })
            throw new SignOnException(SignOnWords.Stale);
        var (issuer, subject) = (who.FindFirstValue("iss"), who.FindFirstValue("sub"));
        if (string.IsNullOrEmpty(issuer) || string.IsNullOrEmpty(subject))
            throw new SignOnException(SignOnWords.Checks);
        var known = await users.FindByLoginAsync(issuer, subject);
        switch (came.Properties?.Items.TryGetValue(Purpose, out var purpose) == true ? purpose : null)
        {
            case "link":
                await LinkAsync(context, came.Properties!, known, issuer, subject);
                break;
            case "prove":
                RequireSame(context, came.Properties!, known);
                await ProveAsync(context);
                break;
            default:
                var user = known ?? await WelcomeAsync(who, issuer, subject, context.RequestAborted) ?? throw new SignOnException(SignOnWords.Unknown);
                await signIn.EnterAsync(context, user);
                break;
        }
    }

    /// <summary>The links of a person: issuer, and whether it may be taken away (a person must be left with a way in).</summary>
    public async Task<IReadOnlyList<string>> LinksAsync(User user) => [.. (await users.GetLoginsAsync(user)).Select(l => l.LoginProvider)];

    /// <summary>Takes the link to the provider away.</summary>
    public async Task UnlinkAsync(User user)
    {
        if (user.PasswordHash is null && (await users.GetPasskeysAsync(user)).Count == 0)
            throw new ArgixException("validation_failed", "Without the link you could not sign in any more — set a password or a passkey first");
        foreach (var login in await users.GetLoginsAsync(user))
            await users.RemoveLoginAsync(user, login.LoginProvider, login.ProviderKey);
    }

    private async Task LinkAsync(HttpContext context, AuthenticationProperties begun, User? known, string issuer, string subject)
    {
        if (Caller.Find(context.User) is not { } me || me.UserId != begun.Items[ForUser])
            throw new SignOnException(SignOnWords.Other);
        if (known is not null && known.Id != me.UserId)
            throw new SignOnException(SignOnWords.Taken);
        var user = await users.FindByIdAsync(me.UserId);
        if (known is null && user is not null)
            await users.AddLoginAsync(user, new UserLoginInfo(issuer, subject, "OpenID"));
    }

    private static void RequireSame(HttpContext context, AuthenticationProperties begun, User? known)
    {
        if (Caller.Find(context.User) is not { } me || me.UserId != begun.Items[ForUser] || known?.Id != me.UserId)
            throw new SignOnException(SignOnWords.Other);
    }

    private async Task ProveAsync(HttpContext context)
    {
        var principal = await sessions.RenewAsync(context.User, null, proved: true, context.RequestAborted);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, principal, new AuthenticationProperties { IsPersistent = true });
        context.User = principal;
    }

    private async Task<User?> WelcomeAsync(ClaimsPrincipal who, string issuer, string subject, CancellationToken cancel)
    {
        var email = who.FindFirstValue("email");
        if (string.IsNullOrEmpty(email) || !string.Equals(who.FindFirstValue("email_verified"), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Somebody who has an account here already is never taken over by an address; they sign in and link.
        if (await users.FindByEmailAsync(email) is not null)
            return null;
        var user = await invitations.AcceptBySignOnAsync(email, () => accounts.CreateAsync(email, null), cancel);
        if (user is null || !(await users.AddLoginAsync(user, new UserLoginInfo(issuer, subject, "OpenID"))).Succeeded)
            return null;
        await transaction.CommitAsync(cancel);
        return user;
    }
}
