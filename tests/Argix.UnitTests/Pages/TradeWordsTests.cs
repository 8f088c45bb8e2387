using System.Globalization;
using Argix.Errors;
using Argix.Pages;
using Argix.Pages.Orders;
using Argix.Trading.Core;

namespace Argix.UnitTests.Pages;

public class TradeWordsTests
{
    [Theory]
    [InlineData("environment_kind", "paper", "/risk#limit-environment_kind-paper")]
    [InlineData("tenant", null, "/risk#limit-tenant")]
    [InlineData("symbol", "BTC/USD", "/risk#limit-symbol-BTC_USD")]
    [InlineData(null, null, "/risk")]
    public void A_refusal_leads_to_the_limit_that_made_it(string? scope, string? id, string link) =>
        Assert.Equal(link, TradeWords.LimitLink(Verdict.Deny("max_value", "words") with { LimitScope = scope, LimitId = id }));

    [Fact]
    public void A_refusal_by_the_kill_switch_leads_to_the_switch() =>
        Assert.Equal("/risk#kill", TradeWords.LimitLink(Verdict.Deny("trading_state", "the kill switch is on for tenant: test")));

    [Theory]
    [InlineData("1,000")]
    [InlineData("1e5")]
    [InlineData("-5")]
    [InlineData("ten")]
    public void A_figure_that_could_mean_two_things_is_refused(string text)
    {
        var errors = new Dictionary<string, string>();
        Assert.Null(TradeWords.Figure(text, "quantity", errors));
        Assert.Contains("quantity", errors.Keys);
    }

    [Fact]
    public void A_plain_figure_is_read_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(1234.5m, TradeWords.Figure(" 1234.5 ", "quantity", []));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_ticket_by_money_has_no_quantity_and_the_other_way_round()
    {
        var byMoney = Ticket("money").Read();
        var byUnits = Ticket("quantity").Read();
        Assert.Equal((null, 250m), (byMoney.Quantity, byMoney.Notional));
        Assert.Equal((250m, null), (byUnits.Quantity, byUnits.Notional));
    }

    [Fact]
    public void A_ticket_without_connection_or_amount_names_both()
    {
        var failure = Assert.Throws<ArgixException>(() => new Ticket { Symbol = "AAPL" }.Read());
        var errors = Assert.IsType<Dictionary<string, string>>(failure.Facts["errors"]);
        Assert.Equal("validation_failed", failure.Code);
        Assert.Equal(["connectionId", "quantity"], errors.Keys.Order());
    }

    private static Ticket Ticket(string sizeBy) => new()
    {
        Connection = "01a20940-e405-7aed-b8dc-810167867976", Symbol = "AAPL", AssetClass = "equity", Side = "buy", Type = "market", SizeBy = sizeBy, Amount = "250",
    };
}
