using System.Security.Cryptography;
using System.Text;
using Argix.Errors;
using Microsoft.AspNetCore.DataProtection;

namespace Argix.Connections.Vault;

/// <summary>Where a credential field belongs. All of it is part of the encryption purpose: a ciphertext opens nowhere else.</summary>
public sealed record SecretSlot(Guid WorkspaceId, Guid LoginId, string Field, int Version);

/// <summary>
/// Seals credential fields with Data Protection. Only the login opener and the connection tester see plain text.
/// Whatever is wrong with a ciphertext, the error is the same: it must not tell which part did not fit.
/// </summary>
public sealed class CredentialVault(IDataProtectionProvider protection, FingerprintKey fingerprints)
{
    private const string Purpose = "Argix.Credentials.v1";
    private const int ShortestWithLastFour = 12;

    public string Seal(SecretSlot slot, string plain) => Protector(slot).Protect(plain);

    /// <exception cref="ArgixException"><c>reauth_required</c>: changed, moved, or sealed with another key.</exception>
    public string Open(SecretSlot slot, string ciphertext)
    {
        try
        {
            return Protector(slot).Unprotect(ciphertext);
        }
        catch (CryptographicException)
        {
            throw Unreadable();
        }
    }

    /// <summary>A keyed hash that tells whether two values of a workspace are the same, and nothing else.</summary>
    public string Fingerprint(Guid workspaceId, string plain)
    {
        byte[] message = [.. workspaceId.ToByteArray(), .. Encoding.UTF8.GetBytes(plain)];
        var hash = HMACSHA256.HashData(fingerprints.Value, message);
        CryptographicOperations.ZeroMemory(message);
        return Convert.ToHexStringLower(hash.AsSpan(0, 8));
    }

    /// <summary>The last four characters, where the value is long enough that they give nothing away.</summary>
    public static string LastFour(string plain) => plain.Length >= ShortestWithLastFour ? plain[^4..] : "";

    internal static ArgixException Unreadable() =>
        new("reauth_required", "The stored credentials of this connection cannot be read. Enter them again with Rotate credentials.");

    // The purposes are a chain, not one joined text: a field name cannot imitate the border between two parts.
    private IDataProtector Protector(SecretSlot slot) => protection.CreateProtector(Purpose,
        slot.WorkspaceId.ToString("N"), slot.LoginId.ToString("N"), slot.Field, slot.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
