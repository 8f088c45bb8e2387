using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Argix.Plugins;

/// <summary>
/// The keys that a server of this deployment may show, as SHA-256 of the certificate's public key (SPKI). Where pins are given they are the whole identity: a gateway on the
/// LAN has no certificate that anybody signed, and a certificate that somebody else signed is then refused as well.
/// </summary>
public sealed class CertificatePins
{
    private const int Size = 32;
    private readonly byte[][] hashes;

    /// <summary>Fits no certificate.</summary>
    public static readonly CertificatePins Nobody = new([]);

    private CertificatePins(byte[][] hashes) => this.hashes = hashes;

    /// <summary>Reads pins as hexadecimal or base64 text, several (the old key and the next) separated by commas; null when one can't be read.</summary>
    public static CertificatePins? Parse(string text)
    {
        var all = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(One).ToArray();
        return all.Length > 0 && Array.TrueForAll(all, h => h.Length == Size) ? new(all) : null;
    }

    /// <summary>How a certificate is named in configuration.</summary>
    public static string Of(X509Certificate certificate) => Convert.ToHexStringLower(Hash(certificate));

    /// <summary>Whether this certificate's key is one of them.</summary>
    public bool Fit(X509Certificate? certificate) => certificate is not null && Array.Exists(hashes, h => CryptographicOperations.FixedTimeEquals(h, Hash(certificate)));

    private static byte[] Hash(X509Certificate certificate)
    {
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return SHA256.HashData(copy.PublicKey.ExportSubjectPublicKeyInfo());
    }

    private static byte[] One(string text)
    {
        var plain = text.StartsWith("sha256/", StringComparison.OrdinalIgnoreCase) ? text[7..].TrimStart('/') : text.Replace(":", "", StringComparison.Ordinal);
        try
        {
            return plain.Length == Size * 2 ? Convert.FromHexString(plain) : Convert.FromBase64String(plain);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
