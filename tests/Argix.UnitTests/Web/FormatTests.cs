using System.Globalization;
using Argix.Web;
using Xunit;

namespace Argix.UnitTests.Web;

public sealed class FormatTests
{
    private static decimal D(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("1234567.5", "USD", false, "1,234,567.50 USD")]
    [InlineData("-1234.005", "USD", false, "-1,234.01 USD")]
    [InlineData("12", "EUR", true, "+12.00 EUR")]
    [InlineData("-12", "EUR", true, "-12.00 EUR")]
    [InlineData("0", "EUR", true, "0.00 EUR")]
    [InlineData("1500", "JPY", false, "1,500 JPY")]
    [InlineData("0.12345678", "BTC", false, "0.12345678 BTC")]
    public void Money_has_its_cents_its_sign_and_its_currency(string amount, string currency, bool signed, string expected) =>
        Assert.Equal(expected, Format.Money(D(amount), currency, signed));

    [Theory]
    [InlineData("100.000", "100")]
    [InlineData("0.1000", "0.1")]
    [InlineData("10000", "10,000")]
    [InlineData("0.0000000001", "0.0000000001")]
    public void Quantities_show_their_own_digits(string quantity, string expected) => Assert.Equal(expected, Format.Quantity(D(quantity)));

    [Theory]
    [InlineData("187.2", null, "187.20")]
    [InlineData("1.08455", null, "1.08455")]
    [InlineData("1.08455", 4, "1.0846")]
    public void Prices_have_at_least_two_decimals_or_the_instruments(string price, int? decimals, string expected) =>
        Assert.Equal(expected, Format.Price(D(price), decimals));

    [Fact]
    public void The_exact_value_keeps_every_digit() => Assert.Equal("-1234567.0000000001", Format.Exact(-1234567.00000000010m));

    [Fact]
    public void Percent_is_of_a_fraction() => Assert.Equal("+1.23 %", Format.Percent(0.01234m, signed: true));

    [Fact]
    public void Times_are_written_in_utc() =>
        Assert.Equal("2026-03-01 12:05:09 UTC", Format.Utc(new DateTimeOffset(2026, 3, 1, 14, 5, 9, TimeSpan.FromHours(2))));

    [Fact]
    public void Codes_become_words() => Assert.Equal(["Partially filled", "Asset class", "Percent of buying power", "PT1H"], new[] { "partially_filled", "assetClass", "percentOfBuyingPower", "PT1H" }.Select(Format.Words));
}
