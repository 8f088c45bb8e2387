using System.Diagnostics;
using System.Text;
using Argix.Contracts;
using Xunit;

namespace Argix.PluginTests.Paper;

public sealed class PaperLedgerTests : IAsyncDisposable
{
    private readonly PaperDesk _desk = new();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task What_was_acknowledged_is_in_the_file_already()
    {
        for (var i = 1; i <= 20; i++)
        {
            var outcome = await _desk.SubmitAsync("AAPL", Side.Buy, 1);
            var lines = _desk.Ledger();
            Assert.Equal(1 + (2 * i), lines.Count);
            var fill = lines[^1];
            Assert.Equal("fill", fill.GetProperty("kind").GetString());
            Assert.Equal(outcome.BrokerOrderId, fill.GetProperty("orderId").GetString());
            Assert.Equal(outcome.Report!.Fills.Single().Id, fill.GetProperty("executionId").GetString());
            Assert.Equal(outcome.Report.Fills.Single().Price, PaperDesk.Number(fill, "price"));
            Assert.All((string[])["clientOrderId", "symbol", "side", "quantity", "fee", "feeCurrency", "at"], f => Assert.True(fill.TryGetProperty(f, out _), f));
        }
    }

    [Fact]
    public async Task A_restart_finds_orders_positions_cash_and_the_next_execution_id()
    {
        await _desk.SubmitAsync("AAPL", Side.Buy, 10);
        await _desk.SubmitAsync("BTC/USD", Side.Buy, 0.123456m);
        var open = await _desk.SubmitAsync("SPY", Side.Buy, 5, 100m);
        await _desk.SubmitAsync("EUR/USD", Side.Sell, 1_000);
        var before = await StateAsync();

        await _desk.ReopenAsync();

        Assert.Equal(before, await StateAsync());
        Assert.Equal(OrderState.Working, (await _desk.LookAsync(open.BrokerOrderId!)).State);
        Assert.Equal("E4", (await _desk.SubmitAsync("AAPL", Side.Sell, 1)).Report!.Fills.Single().Id);
        Assert.Equal(Verdict.Accepted, (await _desk.As<IPlaceOrders>().CancelAsync(new OrderRef(await _desk.OrderAsync("SPY", Side.Buy, 5), open.BrokerOrderId, null, null), default)).Verdict);
    }

    [Fact]
    public async Task A_torn_last_line_is_cut_off()
    {
        var kept = await _desk.SubmitAsync("AAPL", Side.Buy, 10);
        var lines = _desk.Ledger().Count;
        await _desk.ReopenAsync(() => File.AppendAllText(_desk.LedgerPath, "{\"seq\":4,\"kind\":\"acce"));

        Assert.Equal(10, (await _desk.PositionsAsync())["AAPL"]);
        Assert.Equal(lines, _desk.Ledger().Count);
        Assert.NotEqual(kept.BrokerOrderId, (await _desk.SubmitAsync("AAPL", Side.Buy, 1)).BrokerOrderId);
        await _desk.ReopenAsync();
        Assert.Equal(11, (await _desk.PositionsAsync())["AAPL"]);
    }

    [Fact]
    public async Task An_order_whose_fill_line_was_lost_is_filled_by_the_next_quote()
    {
        var order = await _desk.SubmitAsync("AAPL", Side.Buy, 10);
        await _desk.ReopenAsync(() =>
        {
            var text = File.ReadAllText(_desk.LedgerPath);
            File.WriteAllText(_desk.LedgerPath, text[..(text.IndexOf("\"fill\"", StringComparison.Ordinal) + 3)]);
        });

        Assert.Equal(OrderState.Working, (await _desk.LookAsync(order.BrokerOrderId!)).State);
        _desk.Manual.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(OrderState.Filled, (await _desk.LookAsync(order.BrokerOrderId!)).State);
    }

    [Theory]
    [InlineData("{\"seq\":2,\"kind\":\"nonsense\"}")]
    [InlineData("")]
    [InlineData("not json")]
    public async Task A_damaged_line_in_the_middle_is_an_error_that_names_it(string damage)
    {
        await _desk.SubmitAsync("AAPL", Side.Buy, 10);
        await _desk.ReopenAsync(() =>
        {
            var lines = File.ReadAllLines(_desk.LedgerPath);
            lines[1] = damage;
            File.WriteAllLines(_desk.LedgerPath, lines);
        });

        var error = await Assert.ThrowsAsync<VenueException>(_desk.BalanceAsync);
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_line_in_the_middle_is_an_error()
    {
        await _desk.SubmitAsync("AAPL", Side.Buy, 10);
        await _desk.ReopenAsync(() => File.WriteAllLines(_desk.LedgerPath, File.ReadAllLines(_desk.LedgerPath).Where((_, i) => i != 1)));
        await Assert.ThrowsAsync<VenueException>(_desk.BalanceAsync);
    }

    [Fact]
    public async Task A_second_adapter_on_the_same_ledger_is_refused_until_the_first_is_closed()
    {
        await _desk.BalanceAsync();
        await using (var second = new Broker.Paper.PaperPlugin().Create(_desk))
        {
            var error = await Assert.ThrowsAsync<VenueException>(() => second.Capability<IReadAccount>()!.BalancesAsync(PaperDesk.Account, default));
            Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        }

        await _desk.ReopenAsync();
        Assert.Equal(100_000, (await _desk.BalanceAsync()).Total);
    }

    [Fact]
    public async Task Sixty_four_at_once_are_all_accepted_once_and_the_file_agrees_to_the_cent()
    {
        string[] symbols = ["AAPL", "SPY", "BTC/USD", "EUR/USD"];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => _desk.SubmitAsync(symbols[i % 4], Side.Buy, i % 4 == 2 ? 0.001m : 1, id: $"p-{i}"))));

        Assert.All(outcomes, o => Assert.Equal(Verdict.Accepted, o.Verdict));
        Assert.Equal(64, outcomes.Select(o => o.BrokerOrderId).Distinct().Count());
        Assert.Equal(64, outcomes.Select(o => o.Report!.Fills.Single().Id).Distinct().Count());
        var (cash, positions) = _desk.Recompute();
        Assert.Equal(cash, (await _desk.BalanceAsync()).Total);
        Assert.Equal(positions, await _desk.PositionsAsync());
    }

    [Fact]
    public async Task Sixty_four_at_once_with_one_client_id_make_one_order()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => _desk.SubmitAsync("AAPL", Side.Buy, 1, id: "one"))));
        Assert.Equal(1, outcomes.Count(o => o.Verdict == Verdict.Accepted));
        Assert.Equal(63, outcomes.Count(o => o.Verdict == Verdict.Duplicate));
        Assert.Equal(1, _desk.Ledger().Count(l => l.GetProperty("kind").GetString() == "accepted"));
    }

    [Fact]
    public async Task Throughput_is_printed()
    {
        const int Orders = 10_000;
        await _desk.InstrumentAsync("EUR/USD");
        await _desk.BalanceAsync();
        var watch = Stopwatch.StartNew();
        var accepted = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, Orders), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
        {
            var outcome = await _desk.SubmitAsync("EUR/USD", i % 2 == 0 ? Side.Buy : Side.Sell, 1, id: $"t-{i}");
            Interlocked.Add(ref accepted, outcome.Verdict == Verdict.Accepted ? 1 : 0);
        });
        Console.WriteLine($"paper broker: {Orders} submits, 64 in flight: {watch.ElapsedMilliseconds} ms = {Orders / watch.Elapsed.TotalSeconds:F0} a second");

        Assert.Equal(Orders, accepted);
        Assert.Equal(_desk.Recompute().Cash, (await _desk.BalanceAsync()).Total);
    }

    private async Task<string> StateAsync()
    {
        var text = new StringBuilder().Append(await _desk.BalanceAsync());
        foreach (var position in (await _desk.As<IReadAccount>().PositionsAsync(PaperDesk.Account, null, default)).Items)
        {
            text.Append(position);
        }

        foreach (var order in (await _desk.As<IReadAccount>().OrdersAsync(PaperDesk.Account, null, false, null, default)).Items)
        {
            text.Append(order with { Fills = [] }).AppendJoin(',', order.Fills.Select(f => f with { Fees = [] }));
        }

        return text.ToString().Replace("System.Collections.Generic.List`1[Argix.Contracts.Fill]", "", StringComparison.Ordinal);
    }
}
