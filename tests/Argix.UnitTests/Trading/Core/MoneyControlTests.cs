using Argix.Contracts;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Journal;
using CoreVerdict = Argix.Trading.Core.Verdict;
using VenueVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Buying power, exposure, positions, losses, currencies.</summary>
public sealed class MoneyControlTests : ControlTestBase
{
    [Fact]
    public void Money_in_another_currency_is_measured_by_the_rate_and_without_a_rate_there_is_no_order()
    {
        Bench.With = f => f with { Currency = "EUR", Market = f.Market! with { Rates = new Dictionary<string, decimal> { ["USD"] = 0.5m } } };
        Denied(Bench.Judge("max_value", 2001), 100_050, 100_000);
        Passed(Bench.Judge("max_value", 2000));
        Bench.With = f => f with { Currency = "EUR" };
        Denied(Bench.Judge("max_value"));
        Denied(Bench.Judge("capital"));
    }

    [Fact]
    public void Buying_power_less_newer_orders_must_do()
    {
        Bench.With = f => f with { BuyingPower = 1500, FundsAt = DeskBench.Start };
        Bench.Send(10, strategy: false);
        Denied(Bench.Judge("capital", 6), 600, 500);
        Passed(Bench.Judge("capital", 5));
        Bench.With = f => f with { BuyingPower = null };
        OnPaperAndLive(() => Bench.Judge("capital"));
    }

    [Fact]
    public void Exposure_counts_positions_and_open_orders_of_all_brokers()
    {
        Bench.Set(new LimitItem("tenant", null, Capital: 3000));
        Bench.Fill(Bench.Send(10, strategy: false), 100);
        Desk.Decide(new PositionsRead(Desk.Now, Guid.Parse("00000000-0000-0000-0000-00000000beef"), [new BaselineLine(DeskBench.Apple, 5, 100)], new HashSet<string>()));
        Bench.Send(5, strategy: false);
        Denied(Bench.Judge("capital", 11), 3100, 3000);
        Assert.Equal(("tenant", null), (Bench.Judge("capital", 11).LimitScope, Bench.Judge("capital", 11).LimitId));
        Passed(Bench.Judge("capital", 10));
    }

    [Fact]
    public void A_position_counts_what_is_open()
    {
        Bench.Set(new LimitItem("tenant", null, Position: 1500));
        Bench.Send(10, strategy: false);
        Denied(Bench.Judge("position", 6), 1600, 1500);
        Passed(Bench.Judge("position", 5));
    }

    [Fact]
    public void The_days_loss_counts_what_is_realised_and_what_is_not()
    {
        void Mark(decimal now) => Bench.Market = Bench.Market! with { Quote = new ReferencePrice(now, DeskBench.Start, "quote"), Marks = new Dictionary<string, decimal> { ["AAPL"] = now }, DayMarks = new Dictionary<string, decimal> { ["AAPL"] = 100 } };
        Bench.Fill(Bench.Send(500, strategy: false), 100);
        Mark(89);
        Denied(Bench.Judge("loss"));
        Warned(Bench.Judge("loss", 500, Side.Sell));
        Mark(90);
        Passed(Bench.Judge("loss"));

        var sale = Bench.Send(500, Side.Sell, 89, strategy: false);
        Assert.Equal("pending_submit", sale.StateWord);
        Bench.Fill(sale, 89);
        Denied(Bench.Judge("loss", 1), 5500m / 105_500 * 100, 5);
        Desk.Now += TimeSpan.FromDays(1);
        Passed(Bench.Judge("loss", 1));
    }

    [Fact]
    public void An_old_loss_is_not_todays()
    {
        Bench.Fill(Bench.Send(500, strategy: false), 100);
        Desk.Now += TimeSpan.FromDays(1);
        Bench.Market = new MarketFacts(Marks: new Dictionary<string, decimal> { ["AAPL"] = 49 }, DayMarks: new Dictionary<string, decimal> { ["AAPL"] = 50 });
        Assert.Equal("today's result -500 USD, a loss of 0.5 % of equity, limit 5 %", Bench.Judge("loss").Detail);
    }

    [Fact]
    public void A_loss_that_cannot_be_measured_fails_closed_on_live()
    {
        Bench.Fill(Bench.Send(10, strategy: false), 100);
        OnPaperAndLive(() => Bench.Judge("loss"));
        Bench.Market = Bench.Market! with { Marks = new Dictionary<string, decimal> { ["AAPL"] = 99 } };
        Bench.With = f => f with { Equity = null };
        OnPaperAndLive(() => Bench.Judge("loss"));
    }
}
