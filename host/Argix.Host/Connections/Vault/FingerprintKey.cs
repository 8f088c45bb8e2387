using System.Security.Cryptography;
using System.Text;
using Argix.Data;
using Argix.Keys;
using Argix.Seams;
using Microsoft.AspNetCore.DataProtection;

namespace Argix.Connections.Vault;

/// <summary>
/// The key of the fingerprints: random, one an instance, kept sealed in the settings. Without it a fingerprint of a guessable value
/// (an account number, an e-mail address) could be searched for by whoever has a copy of the database.
/// </summary>
public sealed class FingerprintKey(OpenDb open, IDataProtectionProvider protection, IIdSource ids) : IReseal
{
    private const string Name = "credential_fingerprint_key";
    private readonly Lock gate = new();
    private byte[]? key;

    public ReadOnlySpan<byte> Value
    {
        get
        {
            lock (gate)
            {
                return key ??= Load();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<int> ResealAsync(Guid key, CancellationToken cancel)
    {
        await using var db = open();
        if (await db.Settings.FindAsync([Name], cancel) is not { } row || SealedText.KeyOf(row.Value) == key)
        {
            return 0;
        }
        row.Value = Protector().Protect(Protector().Unprotect(row.Value));
        return await db.SaveChangesAsync(cancel);
    }

    private byte[] Load()
    {
        using var db = open();
        var row = db.Settings.Find(Name) ?? Add(db);
        var protector = Protector();
        try
        {
            return Encoding.ASCII.GetBytes(protector.Unprotect(row.Value));
        }
        catch (CryptographicException)
        {
            // Without its ring the credentials are unreadable as well; a new key only means that old fingerprints match nothing.
            var fresh = ids.NewToken();
            row.Value = protector.Protect(fresh);
            db.SaveChanges();
            return Encoding.ASCII.GetBytes(fresh);
        }
    }

    private SettingRow Add(ArgixDb db)
    {
        var row = new SettingRow { Name = Name, Value = Protector().Protect(ids.NewToken()) };
        db.Settings.Add(row);
        db.SaveChanges();
        return row;
    }

    private IDataProtector Protector() => protection.CreateProtector("Argix.Fingerprints.v1");
}
