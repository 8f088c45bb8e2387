using Argix.Data;
using Argix.Errors;
using Argix.Keys;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections.Vault;

/// <summary>The credential rows of logins: written sealed, opened one field at a time, and destroyed so that nothing of them remains in the file.</summary>
public sealed class SecretStore(OpenDb open, CredentialVault vault, TimeProvider clock, ILogger<SecretStore> log) : IReseal
{
    /// <summary>Rows for a credential set; the caller saves them together with the login.</summary>
    public IEnumerable<SecretRow> Seal(LoginRow login, IReadOnlyDictionary<string, string> values)
    {
        var now = clock.GetUtcNow();
        return values.Select(v => new SecretRow
        {
            WorkspaceId = login.WorkspaceId,
            LoginId = login.Id,
            Field = v.Key,
            Version = login.SecretVersion,
            Ciphertext = vault.Seal(new(login.WorkspaceId, login.Id, v.Key, login.SecretVersion), v.Value),
            LastFour = CredentialVault.LastFour(v.Value),
            Fingerprint = vault.Fingerprint(login.WorkspaceId, v.Value),
            AddedAt = now,
        });
    }

    public string Fingerprint(Guid workspaceId, string value) => vault.Fingerprint(workspaceId, value);

    /// <summary>The newest value of a field. A ciphertext that does not belong here stops the login's connections.</summary>
    /// <exception cref="KeyNotFoundException">The login has no such field.</exception>
    public async ValueTask<string> ReadAsync(Guid workspaceId, Guid loginId, string field, CancellationToken ct)
    {
        await using var db = open();
        // One statement: a rotation between two would pair the old version with the new ciphertext, which looks like a damaged one.
        var found = await db.Secrets.AsNoTracking().Where(s => s.WorkspaceId == workspaceId && s.LoginId == loginId && s.Field == field)
            .Join(db.Logins.AsNoTracking(), s => new { s.WorkspaceId, Id = s.LoginId }, l => new { l.WorkspaceId, l.Id }, (s, l) => new { s.Ciphertext, l.SecretVersion })
            .FirstOrDefaultAsync(ct) ?? throw new KeyNotFoundException("The login has no such field.");
        try
        {
            // The login's version, not the row's: an old row put back does not open.
            return vault.Open(new(workspaceId, loginId, field, found.SecretVersion), found.Ciphertext);
        }
        catch (ArgixException)
        {
            await StopAsync(workspaceId, loginId, CancellationToken.None);
            throw;
        }
    }

    /// <summary>All fields of a login, for a test of what is stored.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAllAsync(Guid workspaceId, Guid loginId, CancellationToken ct)
    {
        await using var db = open();
        var fields = await db.Secrets.Where(s => s.WorkspaceId == workspaceId && s.LoginId == loginId).Select(s => s.Field).ToListAsync(ct);
        var values = new Dictionary<string, string>();
        foreach (var field in fields)
        {
            values[field] = await ReadAsync(workspaceId, loginId, field, ct);
        }
        return values;
    }

    /// <inheritdoc/>
    public async Task<int> ResealAsync(Guid key, CancellationToken cancel)
    {
        await using var db = open();
        var (done, unreadable) = (0, new HashSet<string>());
        // Until a look finds nothing: a login's credentials may be replaced while we are at it, even with the old key.
        while ((await db.Secrets.AsNoTracking().ToListAsync(cancel)).Where(s => SealedText.KeyOf(s.Ciphertext) != key && !unreadable.Contains(s.Ciphertext)).ToList() is { Count: > 0 } old)
        {
            foreach (var row in old)
            {
                done += await ResealAsync(db, row, unreadable, cancel);
            }
        }
        if (done > 0)
        {
            await ScrubFileAsync(cancel);
        }
        return done;
    }

    /// <summary>Within the caller's transaction: overwrites, then deletes. <see cref="ScrubFileAsync"/> must follow the commit.</summary>
    public static async Task DestroyAsync(ArgixDb db, Guid workspaceId, Guid loginId, CancellationToken ct)
    {
        // Each on its own statement, so that pages with the old bytes are really rewritten.
        var rows = db.Secrets.Where(s => s.WorkspaceId == workspaceId && s.LoginId == loginId);
        await SecureDeleteAsync(db, ct);
        await rows.ExecuteUpdateAsync(s => s.SetProperty(r => r.Ciphertext, "").SetProperty(r => r.LastFour, "").SetProperty(r => r.Fingerprint, ""), ct);
        await rows.ExecuteDeleteAsync(ct);
    }

    /// <summary>
    /// Takes the old bytes out of the file: secure_delete zeroes freed cells but not what page splits left behind, so the file is rebuilt (it is small:
    /// orders stand elsewhere), and the write-ahead log is emptied. PostgreSQL writes the table anew and drops the old file; its write-ahead log and backups are the
    /// administrator's, and hold sealed bytes only.
    /// </summary>
    public async Task ScrubFileAsync(CancellationToken ct)
    {
        await using var db = open();
        try
        {
            if (!db.Database.IsSqlite())
            {
                await db.Database.ExecuteSqlRawAsync($"VACUUM FULL {PostgresDb.Schema}.\"Secrets\"", ct);
                return;
            }
            await SecureDeleteAsync(db, ct);
            await db.Database.ExecuteSqlRawAsync("VACUUM", ct);
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", ct);
        }
        catch (System.Data.Common.DbException e)
        {
            // The rows are gone; their sealed bytes may stand in unused pages until the next time.
            log.LogWarning(e, "The database file could not be rebuilt after credentials were destroyed");
        }
    }

    // Only what is still there is replaced: who was faster has a newer value.
    private async Task<int> ResealAsync(ArgixDb db, SecretRow row, HashSet<string> unreadable, CancellationToken cancel)
    {
        var slot = new SecretSlot(row.WorkspaceId, row.LoginId, row.Field, row.Version);
        string fresh;
        try
        {
            fresh = vault.Seal(slot, vault.Open(slot, row.Ciphertext));
        }
        catch (ArgixException)
        {
            log.LogError("A stored credential of login {LoginId} cannot be read, so it was not sealed anew", row.LoginId);
            unreadable.Add(row.Ciphertext);
            return 0;
        }
        return await db.Secrets.Where(s => s.WorkspaceId == row.WorkspaceId && s.LoginId == row.LoginId && s.Field == row.Field && s.Ciphertext == row.Ciphertext)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.Ciphertext, fresh), cancel);
    }

    private static async Task SecureDeleteAsync(ArgixDb db, CancellationToken ct)
    {
        if (db.Database.IsSqlite())
        {
            await db.Database.ExecuteSqlRawAsync("PRAGMA secure_delete=ON", ct);
        }
    }

    private async Task StopAsync(Guid workspaceId, Guid loginId, CancellationToken ct)
    {
        log.LogError("A stored credential of login {LoginId} cannot be read; its connections are paused", loginId);
        await using var db = open();
        var rows = await db.Connections.Where(c => c.WorkspaceId == workspaceId && c.LoginId == loginId && c.Intent == ConnectionIntent.Active).ToListAsync(ct);
        foreach (var row in rows)
        {
            (row.Intent, row.IntentSince) = (ConnectionIntent.Paused, clock.GetUtcNow());
            db.Outbox.Add(Outbox.Row(row, "connection_paused", "system", clock, new { connectionId = row.Id, reason = "credentials_unreadable" }));
        }
        await db.SaveChangesAsync(ct);
    }
}
