using Argix.Data;
using Argix.Keys;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts.Factors;

/// <summary>Seals authenticator secrets anew after a change of keys.</summary>
public sealed class SealedTotp(DbFactory contexts, IDataProtectionProvider protection) : IReseal
{
    public async Task<int> ResealAsync(Guid key, CancellationToken cancel)
    {
        await using var db = contexts.Open();
        var done = 0;
        foreach (var row in (await db.UserTokens.AsNoTracking().Where(t => t.Name == "AuthenticatorKey" && t.Value != null).ToListAsync(cancel)).Where(t => SealedText.KeyOf(t.Value!) != key))
        {
            var seal = protection.CreateProtector("Argix.Totp/v1", row.UserId);
            var fresh = seal.Protect(seal.Unprotect(row.Value!));
            // Only what is still there: who enrols an app just now has a newer one.
            done += await db.UserTokens.Where(t => t.UserId == row.UserId && t.LoginProvider == row.LoginProvider && t.Name == row.Name && t.Value == row.Value)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.Value, fresh), cancel);
        }
        return done;
    }
}
