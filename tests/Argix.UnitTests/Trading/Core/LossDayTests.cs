using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Journal;

namespace Argix.UnitTests.Trading.Core;

/// <summary>The day of the loss limit: it begins once, it latches, and prices alone are enough.</summary>
public sealed class LossDayTests : ControlTestBase
{
    public LossDayTests()
    {
        // 100 held over midnight, worth 100 each when the day began.
        Bench.Fill(Bench.Send(100, strategy: false), 100);
        Desk.Now += TimeSpan.FromDays(1);
        See(100);
    }

    [Fact]
    public void A_restart_does_not_begin_the_day_anew()
    {
        // What a host knows that began after the fall: the first price that it saw itself is the low one.
        Market(now: 40, firstSeen: 40);
        Denied(Bench.Judge("loss"));
        Assert.Single(Desk.All.OfType<DayMarked>());
        var again = new DeskState();
        again.Apply(1, Desk.Now, JournalPayload.Parse(new JournalPayload(1, "a", "b", Desk.All).ToJson()).Events);
        Assert.Equal(100, again.Days.MarkOf(DeskBench.Connection, "AAPL", DateOnly.FromDateTime(Desk.Now.UtcDateTime)));
    }

    [Fact]
    public void A_limit_that_was_reached_holds_for_the_day_also_when_prices_recover()
    {
        Market(now: 40, firstSeen: 100);
        Assert.Equal("risk_denied:loss", Bench.Send(1, limit: 40, strategy: false).Code);
        Market(now: 100, firstSeen: 100);
        Denied(Bench.Judge("loss"));
        Warned(Bench.Judge("loss", side: Argix.Contracts.Side.Sell));
        Desk.Now += TimeSpan.FromDays(1);
        Passed(Bench.Judge("loss"));
    }

    [Fact]
    public void Prices_alone_reach_it_and_a_person_is_told_once()
    {
        See(96);
        Assert.Empty(Desk.All.OfType<LossReached>());
        See(40);
        See(39.9m);
        Assert.Equal(5, Assert.Single(Desk.All.OfType<LossReached>()).Limit);
        Assert.Equal("loss", Assert.Single(Desk.All.OfType<Alarmed>()).Code);
        Market(now: 100, firstSeen: 100);
        Denied(Bench.Judge("loss"));
        Assert.Equal([DeskBench.Connection], Desk.State.Days.Reached(Desk.Now));
    }

    private void See(decimal price) => Desk.Decide(new PricesSeen(Desk.Now, DeskBench.Connection, Prices(price), "paper", "USD", 100_000));

    private void Market(decimal now, decimal firstSeen) => Bench.Market = new(new ReferencePrice(now, Desk.Now, "quote"), true, Marks: Prices(now), DayMarks: Prices(firstSeen));

    private static Dictionary<string, decimal> Prices(decimal price) => new() { ["AAPL"] = price };
}
