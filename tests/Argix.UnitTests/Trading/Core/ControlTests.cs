using Argix.Contracts;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Journal;
using CoreVerdict = Argix.Trading.Core.Verdict;
using VenueVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Every control: passes, denies with its figures, and what it says when a fact is not known.</summary>
public sealed class ControlTests
{
    private readonly ControlBench _bench = new();
    private DeskBench Desk => _bench.Desk;

    private static void Denied(CoreVerdict v, decimal? value = null, decimal? limit = null)
    {
        Assert.Equal("denied", v.Status);
        Assert.Equal((value ?? v.Value, limit ?? v.Limit), (v.Value, v.Limit));
    }

    private static void Passed(CoreVerdict v) => Assert.Equal("passed", v.Status);
    private static void Warned(CoreVerdict v) => Assert.Equal("warning", v.Status);

    private void OnPaperAndLive(Func<CoreVerdict> judge)
    {
        _bench.Kind = "paper";
        Warned(judge());
        _bench.Kind = "live";
        Denied(judge());
    }

    [Fact]
    public void The_seventeen_stand_in_the_order_in_which_they_name_the_denial() => Assert.Equal(ErrorCatalogue.ControlIds, Gate.Controls.Select(c => c.Id));

    [Fact]
    public void Nothing_is_denied_of_an_ordinary_order_on_any_kind_of_account()
    {
        foreach (var kind in new[] { "paper", "demo", "live" })
        {
            _bench.Kind = kind;
            Assert.All(Gate.Controls, c => Passed(_bench.Judge(c.Id, strategy: true)));
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
        Assert.Equal(status, _bench.Judge("price_collar", 1, side, (decimal)price).Status);

    [Theory]
    [InlineData(Side.Sell, 80, "passed")]
    [InlineData(Side.Sell, 106, "warning")]
    [InlineData(Side.Buy, 94, "warning")]
    [InlineData(Side.Buy, 120, "passed")]
    public void A_stop_on_the_wrong_side_of_the_market_is_warned_of(Side side, double stop, string status) =>
        Assert.Equal(status, _bench.Judge("price_collar", 1, side, null, (decimal)stop).Status);

    [Fact]
    public void A_missing_market_price_fails_closed_on_live_where_the_broker_gives_quotes()
    {
        _bench.Market = new MarketFacts(null, QuotesOffered: true);
        OnPaperAndLive(() => _bench.Judge("price_collar"));
        _bench.Market = null;
        Warned(_bench.Judge("price_collar"));
    }

    [Fact]
    public void A_verdict_names_its_limit_and_groups_its_figures()
    {
        var v = _bench.Judge("max_value", 12_345);
        Denied(v, 1_234_500, 100_000);
        Assert.Equal(("environment_kind", "paper"), (v.LimitScope, v.LimitId));
        Assert.Equal("order value 1,234,500 USD, limit 100,000", v.Detail);
    }

    [Fact]
    public void Money_in_another_currency_is_measured_by_the_rate_and_without_a_rate_there_is_no_order()
    {
        _bench.With = f => f with { Currency = "EUR", Market = f.Market! with { Rates = new Dictionary<string, decimal> { ["USD"] = 0.5m } } };
        Denied(_bench.Judge("max_value", 2001), 100_050, 100_000);
        Passed(_bench.Judge("max_value", 2000));
        _bench.With = f => f with { Currency = "EUR" };
        Denied(_bench.Judge("max_value"));
        Denied(_bench.Judge("capital"));
    }

    [Fact]
    public void Quantity_is_limited_absolutely_and_by_the_days_volume()
    {
        _bench.Set(new LimitItem("symbol", "AAPL", MaxVolume: 100, MaxVolumePercent: 1));
        Denied(_bench.Judge("max_volume", 101), 101, 100);
        OnPaperAndLive(() => _bench.Judge("max_volume"));
        _bench.Market = _bench.Market! with { DailyVolume = 1000 };
        Denied(_bench.Judge("max_volume", 11), 1.1m, 1);
        Passed(_bench.Judge("max_volume", 10));
    }

    [Theory]
    [InlineData(1, "2 messages in one second, limit 1")]
    [InlineData(0, "1 message in one second, limit 0")]
    public void Messages_are_counted_in_plain_english(int most, string words)
    {
        if (most > 0)
        {
            _bench.Send();
        }

        _bench.Set(new LimitItem("tenant", null, MessageRate: new MessageRate(most, 100)));
        Assert.Equal(words, _bench.Judge("message_rate").Detail);
    }

    [Fact]
    public void A_throttled_strategy_stays_stopped_over_midnight_and_restart_until_a_person_rearms_it()
    {
        _bench.Set(new LimitItem("strategy", ControlBench.Strategy.ToString(), ExecutionThrottle: 2));
        _bench.Send(1);
        Desk.Now += TimeSpan.FromSeconds(3);
        Passed(_bench.Judge("execution_throttle", strategy: true));
        _bench.Send(2);
        Desk.Now += TimeSpan.FromHours(30);
        Denied(_bench.Judge("execution_throttle", strategy: true), 2, 2);
        Passed(_bench.Judge("execution_throttle"));

        var again = new DeskState();
        again.Apply(1, DeskBench.Start, JournalPayload.Parse(new JournalPayload(1, "a", "b", Desk.All).ToJson()).Events);
        Assert.Equal((0, 2), again.Strategies.Orders(ControlBench.Strategy, Desk.Now));

        Desk.Decide(new RearmStrategy(Desk.Now, "user:1", ControlBench.Strategy, "looked at it"));
        Passed(_bench.Judge("execution_throttle", strategy: true));
    }

    [Fact]
    public void The_throttle_counts_days_apart_while_it_has_not_tripped()
    {
        _bench.Set(new LimitItem("tenant", null, ExecutionThrottle: 2));
        _bench.Send(1);
        Desk.Now += TimeSpan.FromDays(1);
        _bench.Send(1);
        Passed(_bench.Judge("execution_throttle", strategy: true));
    }

    [Fact]
    public void The_same_order_of_a_strategy_is_a_duplicate_within_the_window_and_a_persons_is_not()
    {
        _bench.Send();
        Denied(_bench.Judge("duplicate", limit: 100.01m, strategy: true), 0, 2);
        Passed(_bench.Judge("duplicate", limit: 100.02m, strategy: true));
        Passed(_bench.Judge("duplicate", quantity: 11, strategy: true));
        Passed(_bench.Judge("duplicate"));
        Desk.Now += TimeSpan.FromSeconds(2);
        Passed(_bench.Judge("duplicate", strategy: true));
    }

    [Fact]
    public void Buying_power_less_newer_orders_must_do()
    {
        _bench.With = f => f with { BuyingPower = 1500, FundsAt = DeskBench.Start };
        _bench.Send(10, strategy: false);
        Denied(_bench.Judge("capital", 6), 600, 500);
        Passed(_bench.Judge("capital", 5));
        _bench.With = f => f with { BuyingPower = null };
        OnPaperAndLive(() => _bench.Judge("capital"));
    }

    [Fact]
    public void Exposure_counts_positions_and_open_orders_of_all_brokers()
    {
        _bench.Set(new LimitItem("tenant", null, Capital: 3000));
        _bench.Fill(_bench.Send(10, strategy: false), 100);
        Desk.Decide(new PositionsRead(Desk.Now, Guid.Parse("00000000-0000-0000-0000-00000000beef"), [new BaselineLine(DeskBench.Apple, 5, 100)], new HashSet<string>()));
        _bench.Send(5, strategy: false);
        Denied(_bench.Judge("capital", 11), 3100, 3000);
        Assert.Equal(("tenant", null), (_bench.Judge("capital", 11).LimitScope, _bench.Judge("capital", 11).LimitId));
        Passed(_bench.Judge("capital", 10));
    }

    [Fact]
    public void A_position_counts_what_is_open()
    {
        _bench.Set(new LimitItem("tenant", null, Position: 1500));
        _bench.Send(10, strategy: false);
        Denied(_bench.Judge("position", 6), 1600, 1500);
        Passed(_bench.Judge("position", 5));
    }

    [Fact]
    public void A_symbol_with_a_repair_item_is_reduce_only()
    {
        _bench.Fill(_bench.Send(10, strategy: false), 100);
        var lost = _bench.Send(3, strategy: false);
        Desk.Answer(lost, VenueVerdict.Unknown);
        for (var n = 1; lost.Repair is null && n < 10; n++)
        {
            Desk.Decide(new LookupEmpty(Desk.Now, lost.Facts.Id, false, n, Desk.Now, "no answer"));
        }

        Assert.NotNull(lost.Repair);
        Denied(_bench.Judge("trading_state"));
        Passed(_bench.Judge("trading_state", 10, Side.Sell));
        Denied(_bench.Judge("trading_state", 11, Side.Sell));
    }

    [Theory]
    [InlineData("AAPL")]
    [InlineData("aapl")]
    [InlineData("equity")]
    public void What_is_on_the_restricted_list_may_only_be_reduced(string listed)
    {
        _bench.Fill(_bench.Send(10, strategy: false), 100);
        Passed(_bench.Judge("restricted"));
        _bench.Set(new LimitItem("tenant", null, Restricted: [listed]));
        Denied(_bench.Judge("restricted"));
        Warned(_bench.Judge("restricted", 10, Side.Sell));
    }

    [Fact]
    public void A_read_only_connection_places_nothing()
    {
        _bench.With = f => f with { MayTrade = false };
        Denied(_bench.Judge("authorisation"));
    }

    [Fact]
    public void An_off_lot_quantity_does_not_fit_the_instrument() => Denied(_bench.Judge("instrument", 1.5m));

    [Fact]
    public void The_days_loss_counts_what_is_realised_and_what_is_not()
    {
        void Mark(decimal now) => _bench.Market = _bench.Market! with { Quote = new ReferencePrice(now, DeskBench.Start, "quote"), Marks = new Dictionary<string, decimal> { ["AAPL"] = now }, DayMarks = new Dictionary<string, decimal> { ["AAPL"] = 100 } };
        _bench.Fill(_bench.Send(500, strategy: false), 100);
        Mark(89);
        Denied(_bench.Judge("loss"));
        Warned(_bench.Judge("loss", 500, Side.Sell));
        Mark(90);
        Passed(_bench.Judge("loss"));

        var sale = _bench.Send(500, Side.Sell, 89, strategy: false);
        Assert.Equal("pending_submit", sale.StateWord);
        _bench.Fill(sale, 89);
        Denied(_bench.Judge("loss", 1), 5500m / 105_500 * 100, 5);
        Desk.Now += TimeSpan.FromDays(1);
        Passed(_bench.Judge("loss", 1));
    }

    [Fact]
    public void An_old_loss_is_not_todays()
    {
        _bench.Fill(_bench.Send(500, strategy: false), 100);
        Desk.Now += TimeSpan.FromDays(1);
        _bench.Market = new MarketFacts(Marks: new Dictionary<string, decimal> { ["AAPL"] = 49 }, DayMarks: new Dictionary<string, decimal> { ["AAPL"] = 50 });
        Assert.Equal("today's result -500 USD, a loss of 0.5 % of equity, limit 5 %", _bench.Judge("loss").Detail);
    }

    [Fact]
    public void A_loss_that_cannot_be_measured_fails_closed_on_live()
    {
        _bench.Fill(_bench.Send(10, strategy: false), 100);
        OnPaperAndLive(() => _bench.Judge("loss"));
        _bench.Market = _bench.Market! with { Marks = new Dictionary<string, decimal> { ["AAPL"] = 99 } };
        _bench.With = f => f with { Equity = null };
        OnPaperAndLive(() => _bench.Judge("loss"));
    }

    [Fact]
    public void Five_refusals_in_a_row_stop_a_strategy_until_it_is_rearmed()
    {
        for (var n = 1; n <= 5; n++)
        {
            Passed(_bench.Judge("reject_storm", strategy: true));
            Desk.Answer(_bench.Send(n), n == 3 ? VenueVerdict.Unknown : VenueVerdict.Refused);
        }

        Denied(_bench.Judge("reject_storm", strategy: true), 5, 5);
        Passed(_bench.Judge("reject_storm"));
        Desk.Decide(new RearmStrategy(Desk.Now, "user:1", ControlBench.Strategy, "mended"));
        Passed(_bench.Judge("reject_storm", strategy: true));
    }

    [Fact]
    public void An_order_that_the_broker_took_ends_the_row()
    {
        for (var n = 1; n <= 9; n++)
        {
            Desk.Answer(_bench.Send(n), n == 5 ? VenueVerdict.Accepted : VenueVerdict.Refused, n == 5 ? "V-5" : null);
        }

        Assert.Equal(4, _bench.Judge("reject_storm", strategy: true).Value);
    }

    [Fact]
    public void No_price_is_one_fault_with_one_code()
    {
        OnPaperAndLive(() => _bench.WithoutPrice("staleness"));
        Assert.All(Gate.Controls.Where(c => c.Id != "staleness"), c => Assert.NotEqual("denied", _bench.WithoutPrice(c.Id).Status));
    }

    [Fact]
    public void An_old_price_warns_and_old_account_figures_fail_closed_on_live()
    {
        var old = new ReferencePrice(100, DeskBench.Start.AddMinutes(-5), "last_known");
        _bench.Kind = "live";
        Warned(_bench.Judge("staleness", limit: null, reference: old));
        _bench.Set(new LimitItem("tenant", null, Staleness: 30));
        Denied(_bench.Judge("staleness", limit: null, reference: old), 300, 30);
        _bench.With = f => f with { FundsAt = DeskBench.Start.AddSeconds(-61) };
        OnPaperAndLive(() => _bench.Judge("staleness"));
    }

    [Fact]
    public void A_strategy_does_not_trade_against_itself_and_a_person_is_warned()
    {
        _bench.Send(10, Side.Sell, 101, strategy: false);
        Passed(_bench.Judge("self_match", limit: 100.99m, strategy: true));
        Denied(_bench.Judge("self_match", limit: 101, strategy: true));
        Denied(_bench.Judge("self_match", limit: null, strategy: true));
        Warned(_bench.Judge("self_match", limit: 101));
    }

    [Fact]
    public void A_late_signal_is_dropped()
    {
        Passed(_bench.Judge("stale_signal", strategy: true, signal: Desk.Now.AddSeconds(-60)));
        Denied(_bench.Judge("stale_signal", strategy: true, signal: Desk.Now.AddSeconds(-61)), 61, 60);
        OnPaperAndLive(() => _bench.WithoutSignal("stale_signal"));
    }
}
