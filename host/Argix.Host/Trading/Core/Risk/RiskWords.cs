using System.Globalization;

namespace Argix.Trading.Core.Risk;

/// <summary>Figures in a verdict as a person reads them.</summary>
public static class RiskWords
{
    /// <summary><c>1,234,567.5</c>: grouped, without trailing zeros.</summary>
    public static string Amount(decimal value) => value.ToString("#,##0.############", CultureInfo.InvariantCulture);

    /// <summary>A percentage or another measured figure, to two places.</summary>
    public static string Short(decimal value) => Math.Round(value, 2).ToString("#,##0.##", CultureInfo.InvariantCulture);

    /// <summary><c>1 message</c>, <c>2 messages</c>.</summary>
    public static string Count(decimal number, string one) => $"{Amount(number)} {one}{(number == 1 ? "" : "s")}";
}
