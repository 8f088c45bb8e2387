using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Web;

namespace Argix.Pages.Orders;

/// <summary>An instrument in words: what it is, and what the venue allows.</summary>
internal static class InstrumentWords
{
    public static string Name(Instrument i) => string.Join(" · ", ((string?[])[i.Name, Format.Words(OrderWords.Of(i.AssetClass)), i.Currency, i.Tradable ? null : "not traded now"]).Where(w => !string.IsNullOrEmpty(w)));

    /// <summary>Steps and least amounts; a step of 0 is not known, and nothing is said of it.</summary>
    public static string Rules(Instrument i)
    {
        var unit = i.Unit == QuantityUnit.Contracts ? "contracts" : "units";
        string?[] says =
        [
            i.Lot > 0 ? $"{unit} in steps of {OrderWords.Figure(i.Lot)}" : null, i.MinQuantity is > 0 ? $"at least {OrderWords.Figure(i.MinQuantity.Value)}" : null,
            i.MaxQuantity is > 0 ? $"at most {OrderWords.Figure(i.MaxQuantity.Value)}" : null, i.MinNotional is > 0 ? $"worth at least {OrderWords.Figure(i.MinNotional.Value)} {i.Currency}" : null,
            i.Tick > 0 ? $"prices in steps of {OrderWords.Figure(i.Tick)}" : null,
        ];
        var said = string.Join(", ", says.OfType<string>());
        return said.Length == 0 ? "The broker does not tell its steps; the order is checked there." : char.ToUpperInvariant(said[0]) + said[1..] + ".";
    }
}
