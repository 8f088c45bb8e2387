using Argix.Contracts;
using Xunit;

namespace Argix.PluginTests.Paper;

public sealed class PaperReplayTests : IAsyncDisposable
{
    private static readonly string[] FourBars =
    [
        "2020-01-01T00:00:00Z,100,105,95,101,10",
        "2020-01-02T00:00:00Z,102,106,96,103,10",
        "2020-01-03T00:00:00Z,104,107,97,105,10",
        "2020-01-06T00:00:00Z,106,108,98,107,10",
    ];

    private readonly PaperDesk _desk = new();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task An_order_decided_on_a_close_fills_at_the_next_open_at_the_replays_time()
    {
        await using var bars = await StartAsync();
        await NextAsync(bars);
        var order = await _desk.SubmitAsync("SPY", Side.Buy, 10);
        Assert.Equal(OrderState.Working, order.Report!.State);

        await NextAsync(bars);
        var report = await _desk.LookAsync(order.BrokerOrderId!);
        Assert.Equal((OrderState.Filled, 102m), (report.State, report.AveragePrice));
        Assert.Equal(new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero), report.Fills.Single().Time);
    }

    [Fact]
    public async Task No_bar_opens_before_it_is_asked_for_nor_before_its_time()
    {
        await using var bars = await StartAsync();
        await NextAsync(bars);
        _desk.Manual.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(101m, await LastAsync());

        var asked = bars.MoveNextAsync().AsTask();
        Assert.True(await asked);
        Assert.Equal(103m, bars.Current.Close);

        asked = bars.MoveNextAsync().AsTask();
        await _desk.BalanceAsync();
        Assert.False(asked.IsCompleted);
        _desk.Manual.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await asked);
        Assert.Equal(105m, bars.Current.Close);
    }

    [Fact]
    public async Task Every_reader_must_have_asked()
    {
        await using var one = await StartAsync();
        await using var two = _desk.As<IStreamBars>().BarsAsync(await _desk.InstrumentAsync("SPY"), TimeSpan.FromDays(1), default).GetAsyncEnumerator();
        var (first, second) = (one.MoveNextAsync().AsTask(), two.MoveNextAsync().AsTask());
        await _desk.BalanceAsync();
        await _desk.BalanceAsync();
        _desk.Manual.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await first && await second);

        first = one.MoveNextAsync().AsTask();
        await _desk.BalanceAsync();
        _desk.Manual.Advance(TimeSpan.FromSeconds(5));
        await _desk.BalanceAsync();
        Assert.False(first.IsCompleted);

        // The slow one leaves: nobody is waited for any more.
        await two.DisposeAsync();
        Assert.True(await first);
    }

    [Fact]
    public async Task The_first_order_starts_it_too_and_after_the_end_the_last_close_stays()
    {
        _desk.Replay("SPY", _desk.WriteBars(FourBars), "1");
        var order = await _desk.SubmitAsync("SPY", Side.Buy, 1);
        var open = await _desk.SubmitAsync("SPY", Side.Buy, 1, 50m);
        for (var i = 0; i < 20; i++)
        {
            _desk.Manual.Advance(TimeSpan.FromSeconds(1));
            await _desk.BalanceAsync();
        }

        Assert.Equal(100m, (await _desk.LookAsync(order.BrokerOrderId!)).AveragePrice);
        Assert.Equal(107m, await LastAsync());
        Assert.Equal(OrderState.Working, (await _desk.LookAsync(open.BrokerOrderId!)).State);
        await foreach (var _ in _desk.As<IStreamBars>().BarsAsync(await _desk.InstrumentAsync("SPY"), TimeSpan.FromDays(1), default))
        {
            Assert.Fail("the replay is over");
        }
    }

    [Fact]
    public async Task A_day_order_lives_for_the_day_after_the_close_it_was_decided_on()
    {
        await using var bars = await StartAsync();
        await NextAsync(bars);
        var order = await _desk.SubmitAsync("SPY", Side.Buy, 1, 50m, tif: TimeInForce.Day);
        await NextAsync(bars);
        var report = await _desk.LookAsync(order.BrokerOrderId!);
        Assert.Equal((OrderState.Expired, new DateTimeOffset(2020, 1, 3, 0, 0, 0, TimeSpan.Zero)), (report.State, report.VenueTime));
    }

    [Fact]
    public async Task A_restart_goes_on_behind_the_last_bar()
    {
        await using (var bars = await StartAsync())
        {
            await NextAsync(bars);
            await NextAsync(bars);
        }

        await _desk.ReopenAsync();
        Assert.Equal(103m, await LastAsync());
        await using var more = _desk.As<IStreamBars>().BarsAsync(await _desk.InstrumentAsync("SPY"), TimeSpan.FromDays(1), default).GetAsyncEnumerator();
        await NextAsync(more);
        Assert.Equal(105m, more.Current.Close);
    }

    [Fact]
    public async Task It_stands_still_when_the_last_reader_left_until_an_order_comes()
    {
        await using (var bars = await StartAsync())
        {
            await NextAsync(bars);
        }

        await _desk.BalanceAsync();
        _desk.Manual.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(101m, await LastAsync());

        var order = await _desk.SubmitAsync("SPY", Side.Buy, 1);
        await _desk.BalanceAsync();
        _desk.Manual.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(102m, (await _desk.LookAsync(order.BrokerOrderId!)).AveragePrice);
    }

    [Fact]
    public async Task Reads_since_a_moment_go_by_the_clock_and_not_by_the_replays_time()
    {
        await using var bars = await StartAsync();
        var since = _desk.Manual.GetUtcNow();
        await _desk.SubmitAsync("SPY", Side.Buy, 1);
        await NextAsync(bars);
        Assert.Single((await _desk.As<IReadAccount>().FillsAsync(PaperDesk.Account, since, null, null, default)).Items);
        Assert.Empty((await _desk.As<IReadAccount>().FillsAsync(PaperDesk.Account, _desk.Manual.GetUtcNow().AddTicks(1), null, null, default)).Items);
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00Z,100,105,95,101")]
    [InlineData("2020-01-01T00:00:00Z,100,90,95,101,1")]
    [InlineData("yesterday,100,105,95,101,1")]
    public async Task A_bad_file_fails_the_probe_and_names_the_line(string row)
    {
        _desk.Replay("SPY", _desk.WriteBars(row), "1");
        var check = Assert.Single((await _desk.Adapter.ProbeAsync(default)).Checks, c => c.Passed == false);
        Assert.Contains(row.Split(',')[0], check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Real_bars_a_crossing_strategy_every_fill_is_the_open_after_the_decision()
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("ARGIX_DATA") ?? Path.Combine(PaperDesk.Repository, "../shared/reference/data"), "bars", "spy-daily.csv");
        if (!File.Exists(path))
        {
            Assert.Skip($"no bars at {path}");
        }

        await using var desk = new PaperDesk(TimeProvider.System) { Cash = "1000000" };
        desk.Replay("SPY", path, "1000000");
        List<(string Id, Bar Decided)> decided = [];
        List<Bar> all = [];
        var above = false;
        await foreach (var bar in desk.As<IStreamBars>().BarsAsync(await desk.InstrumentAsync("SPY"), TimeSpan.FromDays(1), default))
        {
            all.Add(bar);
            var now = all.Count >= 20 && all.TakeLast(5).Average(b => b.Close) > all.TakeLast(20).Average(b => b.Close);
            if (now != above)
            {
                above = now;
                var outcome = await desk.SubmitAsync("SPY", above ? Side.Buy : Side.Sell, 100, tif: TimeInForce.Day);
                Assert.Equal(Verdict.Accepted, outcome.Verdict);
                decided.Add((outcome.BrokerOrderId!, bar));
            }
        }

        var next = all.Zip(all.Skip(1)).ToDictionary(p => p.First.Start, p => p.Second);
        var fills = desk.Ledger().Where(l => l.GetProperty("kind").GetString() == "fill").ToDictionary(l => l.GetProperty("orderId").GetString()!);
        Assert.Equal(File.ReadLines(path).Count() - 1, all.Count);
        Assert.Equal(decided.Count(d => next.ContainsKey(d.Decided.Start)), fills.Count);
        Assert.All(decided.Where(d => next.ContainsKey(d.Decided.Start)), d =>
        {
            Assert.Equal(next[d.Decided.Start].Open, PaperDesk.Number(fills[d.Id], "price"));
            Assert.Equal(next[d.Decided.Start].Start, fills[d.Id].GetProperty("at").GetDateTimeOffset());
        });
        Assert.Equal(desk.Recompute().Cash, (await desk.BalanceAsync()).Total);
        Console.WriteLine($"paper broker: {all.Count} real bars, {fills.Count} fills, cash {desk.Recompute().Cash}");
    }

    private async Task<IAsyncEnumerator<Bar>> StartAsync()
    {
        _desk.Replay("SPY", _desk.WriteBars(FourBars), "1");
        return _desk.As<IStreamBars>().BarsAsync(await _desk.InstrumentAsync("SPY"), TimeSpan.FromDays(1), default).GetAsyncEnumerator();
    }

    private async Task NextAsync(IAsyncEnumerator<Bar> bars)
    {
        var next = bars.MoveNextAsync().AsTask();
        while (!next.IsCompleted)
        {
            // A question behind the reader's, so that its asking has been seen before the time moves.
            await _desk.BalanceAsync();
            _desk.Manual.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.True(await next);
    }

    private async Task<decimal?> LastAsync() => (await _desk.As<IReadMarket>().QuoteAsync(await _desk.InstrumentAsync("SPY"), default)).Last;
}
