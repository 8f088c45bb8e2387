using System.Globalization;

namespace Argix.Strategies.Core.Graph;

/// <summary>One spelling for a figure: no exponent, no trailing zeros. The border between an indicator's double and money is here too.</summary>
public static class Spelling
{
    // Beyond any price, and far from where a decimal ends.
    private const double Most = 1e15;

    public static string Of(decimal figure) => (figure / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);

    /// <summary>A double as money: null when it is not a number or beyond any price. Eight decimals, so that crumbs of a double do not travel.</summary>
    public static decimal? Money(double value) => double.IsNaN(value) || Math.Abs(value) > Most ? null : Math.Round((decimal)value, 8);

    public static string Short(double value) => double.IsNaN(value) ? "–" : value.ToString("0.######", CultureInfo.InvariantCulture);
}
