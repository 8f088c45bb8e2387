using System.Text;
using Argix.Contracts;
using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Backtests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argix.UnitTests.Strategies;

public sealed class StrategyRunnerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Guid Id = Guid.NewGuid();
    private readonly FakeWorld _world = new();
    private readonly EvaluationLog _log = new();
    private int _askedBefore;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Buys_and_sells_on_crossings_and_keeps_the_trace()
    {
        await RunAsync(new(), [10, 9, 11, 12, 8], 5);

        Assert.Equal(["buy", "sell"], _world.Orders.Select(o => o.Side));
        Assert.Equal(["sell", "none", "buy", "none", "none"], _log.Newest(50).Select(e => e.Decision));
        var bought = _log.Newest(50)[2];
        Assert.Equal((_world.Orders[0].Id, "filled", (string?)null, 11.0), (bought.OrderId, bought.OrderState, bought.Code, bought.Values["close"]));
    }

    [Fact]
    public async Task Asks_for_no_further_bar_before_the_venue_has_spoken()
    {
        _world.BeforeWord = async () =>
        {
            _world.Close(12);
            await Task.Yield();
        };
        await RunAsync(new(), [10, 9, 11], 4);

        Assert.Single(_world.Orders);
        Assert.Equal(0, _world.AskedBeforeWord);
    }

    [Fact]
    public async Task A_refused_entry_is_recorded_with_its_code_and_not_repeated()
    {
        _world.Refuse = "kill_switch";
        await RunAsync(new(), [10, 9, 11, 12], 4);

        Assert.Empty(_world.Orders);
        Assert.Equal(["kill_switch"], _log.Newest(50).Where(e => e.Decision != "none").Select(e => e.Code));
    }

    [Fact]
    public async Task A_denied_order_leaves_the_strategy_flat()
    {
        _world.State = "denied";
        await RunAsync(new(), [10, 9, 11, 8], 4);

        Assert.Equal(["buy"], _world.Orders.Select(o => o.Side));
        Assert.Equal("risk_denied:max_value", _log.Newest(50).Single(e => e.Decision == "buy").Code);
    }

    [Fact]
    public async Task A_fill_report_that_comes_after_the_next_bar_is_waited_for_before_leaving()
    {
        _world.State = "working";
        var run = Start(new(), out var stop);
        await FeedAsync([10, 9, 11], 3);
        _world.State = "filled";
        var looks = _world.Looks;
        _world.Close(8);
        await UntilAsync(() => _world.Looks > looks + 2); // the bar was taken, and its evaluation looks for the buy again and again
        Assert.Single(_world.Orders);

        _world.Fill();
        await UntilAsync(() => _log.Newest(50).Count == 4);
        await stop.CancelAsync();
        await run;

        Assert.Equal([("buy", 10m), ("sell", 10m)], _world.Orders.Select(o => (o.Side, o.Quantity)));
    }

    [Fact]
    public async Task A_restart_does_not_order_again_and_goes_on_where_it_was()
    {
        await RunAsync(new(), [10, 9, 11], 3);
        await RunAsync(new(Resumed: true), [], 4); // the last closed bar is looked at once more
        Assert.Single(_world.Orders);

        await RunAsync(new(Resumed: true), [8], 6);
        Assert.Equal(["buy", "sell"], _world.Orders.Select(o => o.Side));
    }

    [Fact]
    public async Task A_bar_that_was_closed_but_not_decided_on_when_the_host_died_is_decided_on_after_the_restart()
    {
        _world.Close(10, 9, 11);
        await RunAsync(new(Resumed: true), [], 1);

        Assert.Equal(["buy"], _world.Orders.Select(o => o.Side));
        Assert.Equal($"strategy:{Id:N}:1:19700103T000000:buy", Assert.Single(_world.Keys));
    }

    [Fact]
    public async Task An_order_that_provably_never_left_before_the_host_died_is_made_anew()
    {
        _world.State = "not_sent";
        _world.Close(10, 9, 11);
        await _world.PlaceAsync(Side.Buy, null, $"strategy:{Id:N}:1:19700103T000000:buy");
        _world.State = "filled";
        await RunAsync(new(Resumed: true), [], 1);

        Assert.Equal([("buy", "not_sent"), ("buy", "filled")], _world.Orders.Select(o => (o.Side, o.State)));
        Assert.Equal($"strategy:{Id:N}:1:19700103T000000:buy:2", _world.Keys[^1]);
    }

    [Fact]
    public async Task Arming_does_not_trade_on_a_bar_that_closed_before_unless_it_is_told_to_enter()
    {
        _world.Close(10, 9, 11);
        var run = Start(new(), out var stop);
        await UntilAsync(() => _world.Asked == 1);
        await stop.CancelAsync();
        await run;
        Assert.Empty(_world.Orders);

        await RunAsync(new(Enter: true), [], 1);
        Assert.Equal(["buy"], _world.Orders.Select(o => o.Side));
    }

    [Fact]
    public async Task Back_test_and_runner_ask_for_the_same_byte_for_byte_and_a_death_at_any_bar_repeats_nothing()
    {
        var closes = Graph.Market.Walk(160, 5).Select(b => b.Close).ToArray();
        List<string> tested = [];
        using (var tester = new Backtester(Parameters(false).Document(), new BacktestSettings(1_000_000, 0, 0, 0.01m, 1)) { OnIntent = i => tested.Add(Encoding.UTF8.GetString(i.Bytes())) })
        {
            for (var i = 0; i < closes.Length; i++)
            {
                tester.Take(FakeWorld.BarOf(i, closes[i]));
            }
        }

        Assert.True(tested.Count > 20);
        foreach (var at in new[] { 160, 3, 40, 77, 120 })
        {
            var world = new FakeWorld();
            var log = new EvaluationLog();
            await LiveAsync(world, log, closes[..at], resumed: false);
            if (at < closes.Length)
            {
                await LiveAsync(world, log, closes[at..], resumed: true);
            }

            // A bar that was decided on twice gives the same intent again; its key makes no second order.
            Assert.Equal(tested, world.Intents.Select(i => Encoding.UTF8.GetString(i.Bytes())).Distinct());
            Assert.Equal(tested.Count, world.Orders.Count);
        }
    }

    [Fact]
    public async Task An_intent_that_waits_for_a_person_is_no_order_and_holds_nothing()
    {
        _world.WaitForPerson = true;
        await RunAsync(new(), [10, 9, 11, 8, 12], 5);

        Assert.Empty(_world.Orders);
        Assert.Equal(["buy", "buy"], _log.Newest(50).Where(e => e.Decision != "none").Select(e => e.Decision));
        Assert.All(_log.Newest(50).Where(e => e.Decision != "none"), e => Assert.Contains("person", e.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trace_carries_its_intent_and_of_quiet_evaluations_one_a_minute_is_kept()
    {
        await RunAsync(new(), [10, 9, 11, 12, 13, 14, 8], 7);

        var decided = _log.Newest(50).Where(e => e.Decision != "none").Reverse().ToList();
        Assert.Equal(_world.Intents.Select(i => Encoding.UTF8.GetString(i.Bytes())), decided.Select(e => e.Intent));
        Assert.Equal(2, decided.Count);
        var sample = Assert.Single(_world.Samples);
        Assert.Equal(("none", true), (sample.Decision, sample.Ready));
    }

    private static CrossParameters Parameters(bool enter) => new CrossParameters(Guid.NewGuid(), "SPY", "equity", "P1D", 1, 2, new SizeParameter(10, null), enter).Checked(complete: true);

    private static async Task LiveAsync(FakeWorld world, EvaluationLog log, decimal[] closes, bool resumed)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var runner = new StrategyRunner(new Run(Id, 1, DateTimeOffset.UnixEpoch.AddYears(1), Parameters(false).Document(), 1, resumed), world, log, TimeProvider.System, NullLogger.Instance);
        var before = world.Asked;
        var run = Task.Run(() => runner.RunAsync(stop.Token), CancellationToken.None);
        await UntilAsync(() => world.Asked > before);
        world.Close(closes);
        await UntilAsync(() => runner.Status.LastBarAt == world.Past[^1].Start && world.Asked > before + closes.Length);
        await stop.CancelAsync();
        await run;
    }

    private async Task RunAsync(How how, decimal[] closes, int evaluations)
    {
        var run = Start(how, out var stop);
        await FeedAsync(closes, evaluations);
        await stop.CancelAsync();
        await run;
    }

    private Task Start(How how, out CancellationTokenSource stop)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var parameters = new CrossParameters(Guid.NewGuid(), "SPY", "equity", "P1D", 1, 2, new SizeParameter(10, null), how.Enter).Checked(complete: true);
        var runner = new StrategyRunner(new Run(Id, 1, DateTimeOffset.UnixEpoch.AddYears(1), parameters.Document(), 1, how.Resumed), _world, _log, TimeProvider.System, NullLogger.Instance);
        var token = stop.Token;
        _askedBefore = _world.Asked;
        return Task.Run(() => runner.RunAsync(token), CancellationToken.None);
    }

    // One after another: the world's history is what has closed so far.
    private async Task FeedAsync(decimal[] closes, int evaluations)
    {
        if (closes.Length > 0)
        {
            await UntilAsync(() => _world.Asked > _askedBefore);
            _world.Close(closes);
        }

        await UntilAsync(() => _log.Newest(500).Count >= evaluations);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), patience.Token);
        }
    }

    private sealed record How(bool Resumed = false, bool Enter = false);
}

public sealed class CrossParametersTests
{
    [Theory]
    [InlineData("PT0S")]
    [InlineData("P1M")]
    [InlineData("5s")]
    [InlineData("P400D")]
    public void A_bar_size_that_is_no_fixed_duration_is_refused(string size) =>
        Assert.Equal("validation_failed", Assert.Throws<ArgixException>(() => (CrossParameters.Default with { BarSize = size }).Checked()).Code);

    [Fact]
    public void Every_faulty_field_is_named()
    {
        var wrong = CrossParameters.Default with { Fast = 20, Slow = 5, Size = new SizeParameter(1, 1), Symbol = "", AssetClass = "gold" };
        var failure = Assert.Throws<ArgixException>(() => wrong.Checked(complete: true));
        var errors = Assert.IsType<Dictionary<string, string>>(failure.Facts!["errors"]);
        Assert.Equal(["assetClass", "connectionId", "fast", "size", "symbol"], errors.Keys.Select(k => k["parameters.".Length..]).Order());
    }

    [Fact]
    public void What_is_stored_comes_back_the_same()
    {
        var stored = new StoredStrategy(CrossParameters.Default with { ConnectionId = Guid.NewGuid(), BarSize = "P1D", EnterOnArm = true }, 3, DateTimeOffset.UnixEpoch);
        Assert.Equal(stored, StoredStrategy.Read(stored.Write()));
        Assert.Equal(TimeSpan.FromDays(1), stored.Parameters!.Bar);
        Assert.Equal(AssetClass.Crypto, stored.Parameters!.Class);
    }
}
