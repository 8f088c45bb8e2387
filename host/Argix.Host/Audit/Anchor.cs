using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Argix.Audit;

/// <summary>
/// A signed statement, kept outside the database, that record <see cref="Seq"/> of a workspace's journal had this hash. A chain can be cut at its end or made anew
/// with fresh hashes; an older anchor tells both. ECDSA P-256 over SHA-256 of <see cref="Signed"/>; <see cref="Key"/> is the public key, so that anybody can check it.
/// </summary>
public sealed record Anchor(int V, string Workspace, long Seq, string Hash, string At, string Key, string Signature)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What is signed: seven lines of UTF-8, so that a shell and openssl can check it too.</summary>
    public byte[] Signed() => Encoding.UTF8.GetBytes($"argix anchor\n{V}\n{Workspace}\n{Seq}\n{Hash}\n{At}\n{Key}\n");

    /// <summary>Recognises the key for a person: the first 16 hex digits of its SHA-256.</summary>
    public string Fingerprint => FingerprintOf(Key);

    public static string FingerprintOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];

    /// <summary>Whether the signature belongs to the key that the anchor names. Whose key that is, is another question.</summary>
    public bool Holds()
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(Key), out _);
            return V == 1 && key.VerifyData(Signed(), Convert.FromBase64String(Signature), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    /// <summary>Reads an anchor; null when the text is none.</summary>
    public static Anchor? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Anchor>(json, Options) is { V: > 0, Workspace: not null, Seq: > 0, Hash: not null, At: not null, Key: not null, Signature: not null } anchor ? anchor : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
