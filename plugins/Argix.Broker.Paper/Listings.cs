using Argix.Contracts;
using Argix.Venue;

namespace Argix.Broker.Paper;

/// <summary>One line of the venue's list: the instrument, the price it moves around, half its spread, and the fee.</summary>
internal sealed record PaperListing(Instrument Instrument, decimal BasePrice, decimal HalfSpread, decimal FeeRate, bool CanShort)
{
    public Listing ForEngine(bool replayed) =>
        new(Instrument.Symbol, Instrument.AssetClass, replayed ? Liquidity.Bars : Liquidity.Quotes, Instrument.Tick, Instrument.Lot, FeeRate, "USD");
}

/// <summary>What the paper venue lists.</summary>
internal static class Listings
{
    public static IReadOnlyList<PaperListing> All() =>
    [
        Equity("AAPL", "Apple Inc.", 230m),
        Equity("MSFT", "Microsoft Corporation", 430m),
        Equity("SPY", "SPDR S&P 500 ETF Trust", 580m),
        Equity("TSLA", "Tesla, Inc.", 250m),
        Crypto("BTC/USD", "Bitcoin", 65000m, 3.25m),
        Crypto("ETH/USD", "Ether", 3200m, 0.20m),
        new(new Instrument("EUR/USD", "EUR/USD", AssetClass.Fx, "USD", QuantityUnit.Base, 1, 0.00001m, 1, 1, null, null, true, "Euro / US dollar", "PAPER"), 1.09m, 0.00004m, 0, true),
    ];

    private static PaperListing Equity(string symbol, string name, decimal price) =>
        new(new Instrument(symbol, symbol, AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, 1, null, null, true, name, "PAPER"), price, 0.01m, 0, true);

    private static PaperListing Crypto(string symbol, string name, decimal price, decimal halfSpread) =>
        new(new Instrument(symbol, symbol, AssetClass.Crypto, "USD", QuantityUnit.Base, 1, 0.01m, 0.000001m, 0.000001m, null, null, true, name, "PAPER"), price, halfSpread, 0.001m, false);
}
