using System.Globalization;
using System.Text.RegularExpressions;

namespace Argix.Web;

/// <summary>Numbers as people read them: thousands separated, signs and currency said, no digits that nobody meant.</summary>
public static partial class Format
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Currencies without cents, and those that are counted finer.</summary>
    private static int Decimals(string? currency) => currency switch
    {
        "JPY" or "KRW" or "CLP" or "VND" => 0,
        "BTC" or "ETH" or "XBT" => 8,
        _ => 2,
    };

    /// <summary><c>1,234.50 USD</c>. Rounded for the eye only; the exact value stands in the element's <c>value</c>.</summary>
    public static string Money(decimal amount, string? currency = null, bool signed = false)
    {
        var digits = Decimals(currency);
        var text = digits > 2 ? Grouped(Math.Round(amount, digits), 2) : Math.Round(amount, digits, MidpointRounding.AwayFromZero).ToString("N" + digits, Plain);
        return Sign(amount, text, signed) + (currency is null ? "" : " " + currency);
    }

    /// <summary><c>1,234.5</c>: the quantity's own digits, without trailing zeros.</summary>
    public static string Quantity(decimal quantity, bool signed = false) => Sign(quantity, Grouped(quantity, 0), signed);

    /// <summary>Own digits with at least two; or exactly as many as the instrument has.</summary>
    public static string Price(decimal price, int? decimals = null) =>
        decimals is { } digits ? price.ToString("N" + digits, Plain) : Grouped(price, 2);

    /// <summary>0.0123 → <c>1.23 %</c>.</summary>
    public static string Percent(decimal fraction, int decimals = 2, bool signed = false) =>
        Sign(fraction, (fraction * 100).ToString("N" + decimals, Plain), signed) + " %";

    /// <summary>The exact value for machines: no exponent, no trailing zeros.</summary>
    public static string Exact(decimal value) => value.ToString("0.############################", Plain);

    /// <summary><c>2026-03-01 14:05:09 UTC</c>.</summary>
    public static string Utc(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", Plain);

    public static string Iso(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", Plain);

    /// <summary><c>partially_filled</c> → <c>Partially filled</c>, <c>assetClass</c> → <c>Asset class</c>.</summary>
    public static string Words(string code)
    {
        var text = Humps().Replace(code.Replace('_', ' '), m => $"{m.Groups[1].Value} {char.ToLowerInvariant(m.Groups[2].Value[0])}");
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    [GeneratedRegex(@"(\p{Ll})(\p{Lu})(?=\p{Ll})", RegexOptions.None, 1000)]
    private static partial Regex Humps();

    private static string Grouped(decimal value, int least) =>
        value.ToString("#,##0." + new string('0', least) + new string('#', 28 - least), Plain);

    private static string Sign(decimal value, string text, bool signed) => signed && value > 0 ? "+" + text : text;
}
