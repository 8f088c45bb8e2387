using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Argix.Accounts.Factors;

/// <summary>
/// Time-based codes of RFC 6238, as authenticator apps make them: six digits, thirty seconds, SHA-1. The framework's own check does not say which step a code belongs
/// to, and without the step a code that somebody saw over a shoulder would work a second time.
/// </summary>
public static class TotpCode
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int StepSeconds = 30;

    /// <summary>The code of a step.</summary>
    public static string Of(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
#pragma warning disable CA5350 // the algorithm is the apps' choice; as a MAC it is not known to be weak
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[19] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The step that this code belongs to, one before and one after now included; null when it fits none or one that is spent (<paramref name="last"/> and before).</summary>
    public static long? StepOf(ReadOnlySpan<byte> secret, string? typed, DateTimeOffset now, long last)
    {
        var code = new string([.. (typed ?? "").Where(c => !char.IsWhiteSpace(c))]);
        var current = now.ToUnixTimeSeconds() / StepSeconds;
        long? found = null;
        // All three are computed, so the time taken tells nothing.
        for (var step = current - 1; step <= current + 1; step++)
        {
            var fits = CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(Of(secret, step)), System.Text.Encoding.UTF8.GetBytes(code));
            found = fits && step > last && found is null ? step : found;
        }
        return found;
    }

    /// <summary>Base32 without padding, as apps want it typed.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            (bits, held) = ((bits << 8) | b, held + 8);
            for (; held >= 5; held -= 5)
                text.Append(Alphabet[(bits >> (held - 5)) & 31]);
            bits &= (1 << held) - 1;
        }
        return held == 0 ? text.ToString() : text.Append(Alphabet[(bits << (5 - held)) & 31]).ToString();
    }

    /// <summary>The bytes of a base32 text of ours.</summary>
    public static byte[] Bytes(string base32)
    {
        var bytes = new List<byte>();
        var (bits, held) = (0, 0);
        foreach (var c in base32)
        {
            (bits, held) = ((bits << 5) | Math.Max(0, Alphabet.IndexOf(c, StringComparison.Ordinal)), held + 5);
            if (held < 8)
                continue;
            held -= 8;
            bytes.Add((byte)(bits >> held));
            bits &= (1 << held) - 1;
        }
        return [.. bytes];
    }
}
