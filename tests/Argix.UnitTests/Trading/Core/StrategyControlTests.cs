using Argix.Contracts;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Journal;
using CoreVerdict = Argix.Trading.Core.Verdict;
using VenueVerdict = Argix.Contracts.Verdict;

namespace Argix.UnitTests.Trading.Core;

/// <summary>What only strategies meet: throttle, refusals in a row, repetition, late signals, trading against oneself.</summary>
public sealed class StrategyControlTests : ControlTestBase
{
    [Fact]
    public void A_throttled_strategy_stays_stopped_over_midnight_and_restart_until_a_person_rearms_it()
    {
        Bench.Set(new LimitItem("strategy", ControlBench.Strategy.ToString(), ExecutionThrottle: 2));
        Bench.Send(1);
        Desk.Now += TimeSpan.FromSeconds(3);
        Passed(Bench.Judge("execution_throttle", strategy: true));
        Bench.Send(2);
        Desk.Now += TimeSpan.FromHours(30);
        Denied(Bench.Judge("execution_throttle", strategy: true), 2, 2);
        Passed(Bench.Judge("execution_throttle"));

        var again = new DeskState();
        again.Apply(1, DeskBench.Start, JournalPayload.Parse(new JournalPayload(1, "a", "b", Desk.All).ToJson()).Events);
        Assert.Equal((0, 2), again.Strategies.Orders(ControlBench.Strategy, Desk.Now));

        Desk.Decide(new RearmStrategy(Desk.Now, "user:1", ControlBench.Strategy, "looked at it"));
        Passed(Bench.Judge("execution_throttle", strategy: true));
    }

    [Fact]
    public void A_limit_raised_after_it_stopped_a_strategy_does_not_start_it_again()
    {
        Bench.Set(new LimitItem("tenant", null, ExecutionThrottle: 1));
        Bench.Send(1);
        Desk.Now += TimeSpan.FromSeconds(3);
        Assert.Equal("risk_denied:execution_throttle", Bench.Send(2).Code);
        Bench.Set(new LimitItem("tenant", null, ExecutionThrottle: 100));
        Denied(Bench.Judge("execution_throttle", strategy: true), 1, 100);
        Desk.Decide(new RearmStrategy(Desk.Now, "user:1", ControlBench.Strategy, "looked at it"));
        Passed(Bench.Judge("execution_throttle", strategy: true));
    }

    [Fact]
    public void The_throttle_counts_days_apart_while_it_has_not_tripped()
    {
        Bench.Set(new LimitItem("tenant", null, ExecutionThrottle: 2));
        Bench.Send(1);
        Desk.Now += TimeSpan.FromDays(1);
        Bench.Send(1);
        Passed(Bench.Judge("execution_throttle", strategy: true));
    }

    [Fact]
    public void The_same_order_of_a_strategy_is_a_duplicate_within_the_window_and_a_persons_is_not()
    {
        Bench.Send();
        Denied(Bench.Judge("duplicate", limit: 100.01m, strategy: true), 0, 2);
        Passed(Bench.Judge("duplicate", limit: 100.02m, strategy: true));
        Passed(Bench.Judge("duplicate", quantity: 11, strategy: true));
        Passed(Bench.Judge("duplicate"));
        Desk.Now += TimeSpan.FromSeconds(2);
        Passed(Bench.Judge("duplicate", strategy: true));
    }

    [Fact]
    public void Five_refusals_in_a_row_stop_a_strategy_until_it_is_rearmed()
    {
        for (var n = 1; n <= 5; n++)
        {
            Passed(Bench.Judge("reject_storm", strategy: true));
            Desk.Answer(Bench.Send(n), n == 3 ? VenueVerdict.Unknown : VenueVerdict.Refused);
        }

        Denied(Bench.Judge("reject_storm", strategy: true), 5, 5);
        Passed(Bench.Judge("reject_storm"));
        Desk.Decide(new RearmStrategy(Desk.Now, "user:1", ControlBench.Strategy, "mended"));
        Passed(Bench.Judge("reject_storm", strategy: true));
    }

    [Fact]
    public void An_order_that_the_broker_took_ends_the_row()
    {
        for (var n = 1; n <= 9; n++)
        {
            Desk.Answer(Bench.Send(n), n == 5 ? VenueVerdict.Accepted : VenueVerdict.Refused, n == 5 ? "V-5" : null);
        }

        Assert.Equal(4, Bench.Judge("reject_storm", strategy: true).Value);
    }

    [Fact]
    public void A_strategy_does_not_trade_against_itself_and_a_person_is_warned()
    {
        Bench.Send(10, Side.Sell, 101, strategy: false);
        Passed(Bench.Judge("self_match", limit: 100.99m, strategy: true));
        Denied(Bench.Judge("self_match", limit: 101, strategy: true));
        Denied(Bench.Judge("self_match", limit: null, strategy: true));
        Warned(Bench.Judge("self_match", limit: 101));
    }

    [Fact]
    public void A_late_signal_is_dropped()
    {
        Passed(Bench.Judge("stale_signal", strategy: true, signal: Desk.Now.AddSeconds(-60)));
        Denied(Bench.Judge("stale_signal", strategy: true, signal: Desk.Now.AddSeconds(-61)), 61, 60);
        OnPaperAndLive(() => Bench.WithoutSignal("stale_signal"));
    }
}
