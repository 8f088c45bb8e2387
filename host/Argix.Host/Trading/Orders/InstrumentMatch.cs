using Argix.Contracts;

namespace Argix.Trading.Orders;

/// <summary>Which instruments fit what somebody typed. Pure.</summary>
internal static class InstrumentMatch
{
    /// <summary>The symbol itself first, then symbols that begin with it, then those that contain it, then names; what trades before what does not. Empty text: all, by symbol.</summary>
    public static IReadOnlyList<Instrument> Best(IEnumerable<Instrument> all, string text, int limit) =>
    [
        .. all.Select(i => (Instrument: i, Rank: Rank(i, text.Trim()))).Where(x => x.Rank is not null)
            .OrderBy(x => !x.Instrument.Tradable).ThenBy(x => x.Rank).ThenBy(x => x.Instrument.Symbol.Length).ThenBy(x => x.Instrument.Symbol, StringComparer.Ordinal)
            .Take(limit).Select(x => x.Instrument),
    ];

    // Also without what stands between the parts of a pair: people write BTCUSD.
    private static int? Rank(Instrument i, string text) =>
        text.Length == 0 ? 0
        : Same(i.Symbol, text) || Same(i.VenueSymbol, text) || Same(Bare(i.Symbol), Bare(text)) ? 0
        : i.Symbol.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 1
        : Has(i.Symbol, text) || Has(i.VenueSymbol, text) || (Bare(text).Length > 2 && Has(Bare(i.Symbol), Bare(text))) ? 2
        : i.Name is { } name && name.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? 3
        : i.Name is { } some && Has(some, text) ? 4
        : null;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string where, string what) => where.Contains(what, StringComparison.OrdinalIgnoreCase);

    private static string Bare(string symbol) => symbol.Replace("/", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
