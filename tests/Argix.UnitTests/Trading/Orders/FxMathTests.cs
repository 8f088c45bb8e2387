using Argix.Trading.Orders;

namespace Argix.UnitTests.Trading.Orders;

public sealed class FxMathTests
{
    private static readonly string[] Crosses = ["USD", "EUR"];

    [Theory]
    [InlineData("EUR", "USD", "EUR/USD=1.25", "1.25")]
    [InlineData("USD", "EUR", "EUR/USD=1.25", "0.8")]
    [InlineData("GBP", "JPY", "GBP/USD=1.5 USD/JPY=100", "150.0")]
    [InlineData("JPY", "CHF", "USD/JPY=100 USD/CHF=0.5", "0.005")]
    [InlineData("EUR", "USD", "EUR/USD=1.25 EUR/GBP=9", "1.25")]
    [InlineData("USD", "USD", "", "1")]
    public void A_pair_its_inverse_or_one_cross_gives_the_rate(string from, string to, string quotes, string rate) => Assert.Equal(decimal.Parse(rate), Rate(from, to, quotes));

    [Theory]
    [InlineData("GBP", "JPY", "GBP/USD=1.5")]
    [InlineData("GBP", "JPY", "")]
    [InlineData("EUR", "USD", "USD/EUR=0")]
    public void Without_one_there_is_none(string from, string to, string quotes) => Assert.Null(Rate(from, to, quotes));

    private static decimal? Rate(string from, string to, string quotes)
    {
        var known = quotes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(q => q.Split('=')).ToDictionary(q => q[0], q => decimal.Parse(q[1]));
        return FxMath.Rate(from, to, Crosses, p => known.TryGetValue(p, out var price) ? price : null);
    }
}
