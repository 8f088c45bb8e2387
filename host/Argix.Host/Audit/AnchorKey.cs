using System.Security.Cryptography;
using Argix.Data;
using Argix.Errors;
using Argix.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Argix.Audit;

/// <summary>
/// This instance's signing key: made once, kept in the database, protected by the key ring and so by the master key, which is not in the database. Who can write the
/// database, and only that, can therefore not sign. A pair of keys rather than a derived secret: an anchor can be checked where no master key is, and a new master key changes nothing.
/// </summary>
public sealed class AnchorKey(DbFactory contexts, IDataProtectionProvider protection) : IReseal, IDisposable
{
    private const string Setting = "audit.anchor-key";
    private readonly Lock _gate = new();
    private ECDsa? _key;
    private string _public = "";

    /// <summary>Base64 of the SubjectPublicKeyInfo.</summary>
    public string Public
    {
        get
        {
            Open();
            return _public;
        }
    }

    public Anchor Sign(string workspace, long seq, string hash, DateTimeOffset at)
    {
        var anchor = new Anchor(1, workspace, seq, hash, Chain.Time(at), Public, "");
        lock (_gate)
        {
            return anchor with { Signature = Convert.ToBase64String(_key!.SignData(anchor.Signed(), HashAlgorithmName.SHA256)) };
        }
    }

    /// <summary>A secret for one purpose that only the holder of the signing key can make.</summary>
    public byte[] Derive(string purpose)
    {
        Open();
        lock (_gate)
        {
            var d = _key!.ExportParameters(includePrivateParameters: true).D!;
            var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, d, 32, info: System.Text.Encoding.UTF8.GetBytes(purpose));
            CryptographicOperations.ZeroMemory(d);
            return derived;
        }
    }

    /// <inheritdoc/>
    public async Task<int> ResealAsync(Guid key, CancellationToken cancel)
    {
        await using var db = contexts.Open();
        if (await db.Settings.FindAsync([Setting], cancel) is not { } row || SealedText.KeyOf(Convert.FromBase64String(row.Value)) == key)
            return 0;
        var protector = protection.CreateProtector("Argix.Audit.AnchorKey");
        var plain = protector.Unprotect(Convert.FromBase64String(row.Value));
        row.Value = Convert.ToBase64String(protector.Protect(plain));
        CryptographicOperations.ZeroMemory(plain);
        return await db.SaveChangesAsync(cancel);
    }

    public void Dispose() => _key?.Dispose();

    private void Open()
    {
        lock (_gate)
        {
            if (_key is null)
            {
                _key = Load();
                _public = Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());
            }
        }
    }

    private ECDsa Load()
    {
        var protector = protection.CreateProtector("Argix.Audit.AnchorKey");
        using var db = contexts.Open();
        if (db.Settings.Find(Setting) is { } row)
        {
            try
            {
                var stored = protector.Unprotect(Convert.FromBase64String(row.Value));
                var known = ECDsa.Create();
                known.ImportPkcs8PrivateKey(stored, out _);
                CryptographicOperations.ZeroMemory(stored);
                return known;
            }
            catch (Exception e) when (e is CryptographicException or FormatException)
            {
                throw new ArgixException("master_key_missing", "The key that signs anchors cannot be opened — give the master key that belongs to this data (Keys:MasterKeyFile)", e);
            }
        }

        var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var plain = fresh.ExportPkcs8PrivateKey();
        db.Settings.Add(new SettingRow { Name = Setting, Value = Convert.ToBase64String(protector.Protect(plain)) });
        db.SaveChanges();
        CryptographicOperations.ZeroMemory(plain);
        return fresh;
    }
}
