using System.Numerics;

namespace Argix.Trading.Core;

/// <summary>The order id in the form that the venue takes. Derived from our 128-bit id, so it is the same however often it is made.</summary>
public static class ClientOrderIds
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary><paramref name="form"/> as the manifest names it: uuid, hex32, base62x22, base36x20 (103 of the 128 bits) or none (our uuid, kept on our side only).</summary>
    public static string Derive(Guid id, string form) => form switch
    {
        "hex32" => id.ToString("N"),
        "base62x22" => Digits(Number(id), 62, 22),
        "base36x20" => Digits(Number(id) % BigInteger.Pow(36, 20), 36, 20),
        _ => id.ToString("D"),
    };

    private static BigInteger Number(Guid id) => new(id.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true);

    private static string Digits(BigInteger number, int radix, int length)
    {
        Span<char> text = stackalloc char[length];
        for (var i = length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, radix, out var digit);
            text[i] = Base62[(int)digit];
        }

        return new string(text);
    }
}
