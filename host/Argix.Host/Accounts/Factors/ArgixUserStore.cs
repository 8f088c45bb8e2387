using Argix.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Argix.Accounts.Factors;

/// <summary>Identity's own store keeps the authenticator's secret and the recovery codes in clear. Here the secret is sealed for its user and of the codes only hashes are kept.</summary>
public sealed class ArgixUserStore(ArgixDb db, IDataProtectionProvider protection, IdentityErrorDescriber? describer = null) : UserOnlyStore<User, ArgixDb>(db, describer)
{
    public override Task SetAuthenticatorKeyAsync(User user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, Seal(user).Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(User user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { Length: > 0 } sealedKey ? Seal(user).Unprotect(sealedKey) : null;

    public override Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(Hash), cancellationToken);

    public override Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken) => base.RedeemCodeAsync(user, Hash(code), cancellationToken);

    /// <summary>Forgets the authenticator's secret; the caller saves the user.</summary>
    public Task ForgetAuthenticatorAsync(User user, CancellationToken cancel) => RemoveTokenAsync(user, "[AspNetUserStore]", "AuthenticatorKey", cancel);

    // Eighty random bits a code, so a fast hash suffices.
    private static string Hash(string code) => ApiTokens.Hash(new string([.. code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]));

    private IDataProtector Seal(User user) => protection.CreateProtector("Argix.Totp/v1", user.Id);
}
