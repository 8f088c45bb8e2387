using Argix.Contracts;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Journal;
using CoreVerdict = Argix.Trading.Core.Verdict;
using VenueVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Price, size, time, lists and rights: each control passes, denies with its figures, and says what it does when a fact is not known.</summary>
public sealed class ControlTests : ControlTestBase
{
    [Fact]
    public void The_seventeen_stand_in_the_order_in_which_they_name_the_denial() => Assert.Equal(ErrorCatalogue.ControlIds, Gate.Controls.Select(c => c.Id));

    [Fact]
    public void Nothing_is_denied_of_an_ordinary_order_on_any_kind_of_account()
    {
        foreach (var kind in new[] { "paper", "demo", "live" })
        {
            Bench.Kind = kind;
            Assert.All(Gate.Controls, c => Passed(Bench.Judge(c.Id, strategy: true)));
        }
    }

    [Theory]
    [InlineData(Side.Buy, 105, "passed")]
    [InlineData(Side.Buy, 105.01, "denied")]
    [InlineData(Side.Buy, 94, "warning")]
    [InlineData(Side.Sell, 95, "passed")]
    [InlineData(Side.Sell, 94.99, "denied")]
    [InlineData(Side.Sell, 200, "warning")]
    public void A_limit_through_the_market_is_denied_and_one_far_from_it_warns(Side side, double price, string status) =>
        Assert.Equal(status, Bench.Judge("price_collar", 1, side, (decimal)price).Status);

    [Theory]
    [InlineData(Side.Sell, 80, "passed")]
    [InlineData(Side.Sell, 106, "warning")]
    [InlineData(Side.Buy, 94, "warning")]
    [InlineData(Side.Buy, 120, "passed")]
    public void A_stop_on_the_wrong_side_of_the_market_is_warned_of(Side side, double stop, string status) =>
        Assert.Equal(status, Bench.Judge("price_collar", 1, side, null, (decimal)stop).Status);

    [Fact]
    public void A_missing_market_price_fails_closed_on_live_where_the_broker_gives_quotes()
    {
        Bench.Market = new MarketFacts(null, QuotesOffered: true);
        OnPaperAndLive(() => Bench.Judge("price_collar"));
        Bench.Market = null;
        Warned(Bench.Judge("price_collar"));
    }

    [Fact]
    public void A_verdict_names_its_limit_and_groups_its_figures()
    {
        var v = Bench.Judge("max_value", 12_345);
        Denied(v, 1_234_500, 100_000);
        Assert.Equal(("environment_kind", "paper"), (v.LimitScope, v.LimitId));
        Assert.Equal("order value 1,234,500 USD, limit 100,000", v.Detail);
    }

    [Fact]
    public void Quantity_is_limited_absolutely_and_by_the_days_volume()
    {
        Bench.Set(new LimitItem("symbol", "AAPL", MaxVolume: 100, MaxVolumePercent: 1));
        Denied(Bench.Judge("max_volume", 101), 101, 100);
        OnPaperAndLive(() => Bench.Judge("max_volume"));
        Bench.Market = Bench.Market! with { DailyVolume = 1000 };
        Denied(Bench.Judge("max_volume", 11), 1.1m, 1);
        Passed(Bench.Judge("max_volume", 10));
    }

    [Theory]
    [InlineData(1, "2 messages in one second, limit 1")]
    [InlineData(0, "1 message in one second, limit 0")]
    public void Messages_are_counted_in_plain_english(int most, string words)
    {
        if (most > 0)
        {
            Bench.Send();
        }

        Bench.Set(new LimitItem("tenant", null, MessageRate: new MessageRate(most, 100)));
        Assert.Equal(words, Bench.Judge("message_rate").Detail);
    }

    [Fact]
    public void A_symbol_with_a_repair_item_is_reduce_only()
    {
        Bench.Fill(Bench.Send(10, strategy: false), 100);
        var lost = Bench.Send(3, strategy: false);
        Desk.Answer(lost, VenueVerdict.Unknown);
        for (var n = 1; lost.Repair is null && n < 10; n++)
        {
            Desk.Decide(new LookupEmpty(Desk.Now, lost.Facts.Id, false, n, Desk.Now, "no answer"));
        }

        Assert.NotNull(lost.Repair);
        Denied(Bench.Judge("trading_state"));
        Passed(Bench.Judge("trading_state", 10, Side.Sell));
        Denied(Bench.Judge("trading_state", 11, Side.Sell));
    }

    [Theory]
    [InlineData("AAPL")]
    [InlineData("aapl")]
    [InlineData("equity")]
    public void What_is_on_the_restricted_list_may_only_be_reduced(string listed)
    {
        Bench.Fill(Bench.Send(10, strategy: false), 100);
        Passed(Bench.Judge("restricted"));
        Bench.Set(new LimitItem("tenant", null, Restricted: [listed]));
        Denied(Bench.Judge("restricted"));
        Warned(Bench.Judge("restricted", 10, Side.Sell));
    }

    [Fact]
    public void A_read_only_connection_places_nothing()
    {
        Bench.With = f => f with { MayTrade = false };
        Denied(Bench.Judge("authorisation"));
    }

    [Fact]
    public void An_off_lot_quantity_does_not_fit_the_instrument() => Denied(Bench.Judge("instrument", 1.5m));

    [Fact]
    public void No_price_is_one_fault_with_one_code()
    {
        OnPaperAndLive(() => Bench.WithoutPrice("staleness"));
        Assert.All(Gate.Controls.Where(c => c.Id != "staleness"), c => Assert.NotEqual("denied", Bench.WithoutPrice(c.Id).Status));
    }

    [Fact]
    public void An_old_price_warns_and_old_account_figures_fail_closed_on_live()
    {
        var old = new ReferencePrice(100, DeskBench.Start.AddMinutes(-5), "last_known");
        Bench.Kind = "live";
        Warned(Bench.Judge("staleness", limit: null, reference: old));
        Bench.Set(new LimitItem("tenant", null, Staleness: 30));
        Denied(Bench.Judge("staleness", limit: null, reference: old), 300, 30);
        Bench.With = f => f with { FundsAt = DeskBench.Start.AddSeconds(-61) };
        OnPaperAndLive(() => Bench.Judge("staleness"));
    }
}
