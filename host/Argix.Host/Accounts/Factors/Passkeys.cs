using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.Identity;

namespace Argix.Accounts.Factors;

/// <summary>
/// Passkeys, by Identity's own handler. The challenge waits in memory and is spent by the first answer, right or wrong; domain and origin are those of <c>PublicUrl</c>.
/// </summary>
public sealed class Passkeys(IPasskeyHandler<User> handler, UserManager<User> users, SecondFactors factors, PendingSteps steps, PublicAddress address)
{
    private const string Making = "passkey-new";
    private const string Asking = "passkey-in";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Browsers know passkeys for names only, not for bare addresses.</summary>
    public string? Hindrance => System.Net.IPAddress.TryParse(address.Value.Host.Trim('[', ']'), out _)
        ? $"Passkeys need a name in the address, and Argix is configured as {address.Value.GetLeftPart(UriPartial.Authority)}. Set PublicUrl to one with a name (http://localhost:… counts)."
        : null;

    /// <summary>What the browser needs to make a passkey: JSON.</summary>
    public async Task<string> OfferAsync(HttpContext context, User user)
    {
        var made = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = user.Id, Name = user.Email ?? user.Id, DisplayName = user.Email ?? user.Id }, context);
        steps.Keep(context, Making, new Ceremony(user.Id, made.AttestationState ?? ""), Lifetime);
        return made.CreationOptionsJson;
    }

    /// <summary>Keeps the passkey that the browser made. Gives recovery codes when this is the first second factor.</summary>
    public async Task<IReadOnlyList<string>> RegisterAsync(HttpContext context, User user, string? credential, string? name)
    {
        var ceremony = steps.Take<Ceremony>(context, Making);
        if (ceremony is null || ceremony.UserId != user.Id)
            throw new ArgixException("validation_failed", "The passkey came too late, or twice — begin again");
        var label = (name ?? "").Trim();
        if (label.Length is 0 or > 60 || label.Any(char.IsControl))
            throw new ArgixException("validation_failed", "A passkey needs a name of 1 to 60 characters — say which device it is on");
        var result = await handler.PerformAttestationAsync(new() { HttpContext = context, CredentialJson = credential ?? "", AttestationState = ceremony.State });
        if (!result.Succeeded)
            throw new ArgixException("validation_failed", "The browser's answer is not a good passkey — begin again");
        result.Passkey.Name = label;
        var kept = await users.AddOrUpdatePasskeyAsync(user, result.Passkey);
        return kept.Succeeded ? await factors.TurnOnAsync(user, context.RequestAborted) : throw new ArgixException("validation_failed", "This passkey is known already — use another device");
    }

    /// <summary>What the browser needs to sign in or to prove who sits there: JSON. Without a user it offers every passkey that it has for this site.</summary>
    public async Task<string> AskAsync(HttpContext context, User? user)
    {
        var made = await handler.MakeRequestOptionsAsync(user!, context);
        steps.Keep(context, Asking, new Ceremony(user?.Id, made.AssertionState ?? ""), Lifetime);
        return made.RequestOptionsJson;
    }

    /// <summary>Whose passkey answered; null when the answer is not good.</summary>
    public async Task<User?> AnsweredAsync(HttpContext context, string? credential)
    {
        if (steps.Take<Ceremony>(context, Asking) is not { } ceremony || string.IsNullOrEmpty(credential))
            return null;
        var result = await handler.PerformAssertionAsync(new() { HttpContext = context, CredentialJson = credential, AssertionState = ceremony.State });
        if (!result.Succeeded || (ceremony.UserId is not null && result.User.Id != ceremony.UserId) || !result.Passkey.IsUserVerified)
            return null;
        // The counter moves on, so that a copy of the authenticator is noticed.
        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        return result.User;
    }

    public async Task RenameAsync(User user, string? id, string? name)
    {
        var label = (name ?? "").Trim();
        if (await FindAsync(user, id) is not { } passkey)
            throw new ArgixException("validation_failed", "There is no such passkey — reload the page");
        if (label.Length is 0 or > 60 || label.Any(char.IsControl))
            throw new ArgixException("validation_failed", "A passkey needs a name of 1 to 60 characters");
        passkey.Name = label;
        await users.AddOrUpdatePasskeyAsync(user, passkey);
    }

    public async Task RemoveAsync(User user, string? id, CancellationToken cancel)
    {
        if (await FindAsync(user, id) is not { } passkey)
            throw new ArgixException("validation_failed", "There is no such passkey — reload the page");
        await users.RemovePasskeyAsync(user, passkey.CredentialId);
        await factors.SettleAsync(user, (await users.GetPasskeysAsync(user)).Count > 0 || await factors.SecretAsync(user) is not null, cancel);
    }

    internal static string IdOf(UserPasskeyInfo passkey) => System.Buffers.Text.Base64Url.EncodeToString(passkey.CredentialId);

    private async Task<UserPasskeyInfo?> FindAsync(User user, string? id) => (await users.GetPasskeysAsync(user)).FirstOrDefault(p => IdOf(p) == id);

    private sealed record Ceremony(string? UserId, string State);
}
