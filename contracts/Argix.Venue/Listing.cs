using Argix.Contracts;

namespace Argix.Venue;

/// <summary>What orders of a symbol trade against.</summary>
public enum Liquidity
{
    /// <summary>Not said.</summary>
    Unknown,

    /// <summary>Each other: a real order book.</summary>
    Book,

    /// <summary>A quote that comes from outside (<see cref="Quoted"/>).</summary>
    Quotes,

    /// <summary>Bars that come from outside (<see cref="BarPassed"/>): nothing trades between two bars, a new order waits for the next open.</summary>
    Bars,
}

/// <summary>A symbol that the venue trades. The fee of a fill is quantity × price × <paramref name="FeeRate"/>, exact, never rounded. Tick or lot 0 = any.</summary>
public sealed record Listing(string Symbol, AssetClass AssetClass, Liquidity Liquidity, decimal Tick, decimal Lot, decimal FeeRate = 0, string FeeCurrency = "USD");
