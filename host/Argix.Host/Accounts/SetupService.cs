using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Microsoft.EntityFrameworkCore;

namespace Argix.Accounts;

/// <summary>The first run: nobody has an account, and whoever holds the token that was printed may make the first one.</summary>
public sealed class SetupService(ArgixDb db, AccountService accounts, IIdSource ids)
{
    private const string TokenSetting = "setup_token";

    /// <summary>Whether somebody has an account.</summary>
    public Task<bool> IsClaimedAsync(CancellationToken cancel = default) => db.Users.AnyAsync(cancel);

    /// <summary>A fresh token (older ones end), or null when the instance is claimed.</summary>
    public async Task<string?> NewTokenAsync(CancellationToken cancel = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Settings.Where(s => s.Name == TokenSetting).ExecuteDeleteAsync(cancel);
        var token = await IsClaimedAsync(cancel) ? null : ids.NewToken();
        if (token is not null)
            db.Settings.Add(new SettingRow { Name = TokenSetting, Value = ApiTokens.Hash(token) });
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return token;
    }

    /// <summary>Whether this token would be taken now (to show the form).</summary>
    public async Task<bool> IsOpenAsync(string? token, CancellationToken cancel = default)
    {
        var hash = ApiTokens.Hash(token ?? "");
        return await db.Settings.AnyAsync(s => s.Name == TokenSetting && s.Value == hash, cancel) && !await IsClaimedAsync(cancel);
    }

    /// <summary>Makes the first user, an admin. Of several claimants exactly one wins; a refused password does not spend the token.</summary>
    public async Task<Caller> ClaimAsync(string? token, string email, string password, string workspaceName, CancellationToken cancel = default)
    {
        var hash = ApiTokens.Hash(token ?? "");
        // The row (with SQLite the file) is locked here: a second claimant waits, then finds the token gone.
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var taken = await db.Settings.Where(s => s.Name == TokenSetting && s.Value == hash).ExecuteDeleteAsync(cancel);
        if (taken == 0 || await IsClaimedAsync(cancel))
            throw new ArgixException("forbidden", "This set-up link is not valid any more — sign in, or start the host again for a new link");
        var caller = await accounts.AddAsync(email, password, workspaceName, Roles.Admin, cancel);
        await transaction.CommitAsync(cancel);
        return caller;
    }
}
