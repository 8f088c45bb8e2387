using Argix.Contracts;
using Argix.Trading.Orders;

namespace Argix.UnitTests.Trading.Orders;

/// <summary>Which instruments the search box shows, and in which order.</summary>
public sealed class InstrumentMatchTests
{
    private static readonly Instrument[] All =
    [
        One("GOOG", "Alphabet Inc."), One("A", "Agilent"), One("AAPL", "Apple Inc."), One("AA", "Alcoa"), One("BAA", "Baa Ltd"), One("PINE", "Pineapple Co"),
        One("AAOLD", "Gone", tradable: false), One("BTC/USD", "Bitcoin", venue: "XBTUSD"), One("BTC/USDT", "Bitcoin"),
    ];

    [Theory]
    [InlineData("aa", "AA AAPL BAA AAOLD")] // itself, what begins with it, what contains it; what does not trade comes last
    [InlineData("apple", "AAPL PINE")] // by name: what begins with it first
    [InlineData("btcusd", "BTC/USD BTC/USDT")] // people leave the slash out
    [InlineData("XBTUSD", "BTC/USD")] // the venue's own word
    [InlineData("nothing like it", "")]
    public void Shows(string text, string symbols) => Assert.Equal(symbols, string.Join(' ', InstrumentMatch.Best(All, text, 50).Select(i => i.Symbol)));

    [Fact]
    public void NoTextShowsAllAndTheLimitHolds()
    {
        Assert.Equal(All.Length, InstrumentMatch.Best(All, " ", 50).Count);
        Assert.Equal(["A", "AA"], InstrumentMatch.Best(All, "", 2).Select(i => i.Symbol));
    }

    private static Instrument One(string symbol, string name, bool tradable = true, string? venue = null) =>
        new(symbol, venue ?? symbol, AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, null, null, null, tradable, name);
}
