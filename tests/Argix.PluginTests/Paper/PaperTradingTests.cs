using System.Globalization;
using Argix.Contracts;
using Xunit;

namespace Argix.PluginTests.Paper;

public sealed class PaperTradingTests : IAsyncDisposable
{
    private readonly PaperDesk _desk = new();

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task A_market_buy_pays_the_ask_and_the_account_shows_it()
    {
        var quote = await _desk.As<IReadMarket>().QuoteAsync(await _desk.InstrumentAsync("AAPL"), default);
        var outcome = await _desk.SubmitAsync("AAPL", Side.Buy, 10);

        Assert.Equal(Verdict.Accepted, outcome.Verdict);
        Assert.Equal((OrderState.Filled, 10m, quote.Ask), (outcome.Report!.State, outcome.Report.Filled, outcome.Report.AveragePrice));
        var position = Assert.Single((await _desk.As<IReadAccount>().PositionsAsync(PaperDesk.Account, null, default)).Items);
        Assert.Equal(("AAPL", 10m, quote.Ask, quote.Last), (position.Symbol, position.Quantity, position.AveragePrice, position.MarketPrice));
        var balance = await _desk.BalanceAsync();
        Assert.Equal(100_000 - (10 * quote.Ask!.Value), balance.Total);
        Assert.Equal(balance.Total + (10 * quote.Last), balance.Equity);
    }

    [Fact]
    public async Task Crypto_pays_a_tenth_of_a_percent_and_equities_nothing()
    {
        var crypto = (await _desk.SubmitAsync("BTC/USD", Side.Buy, 0.5m)).Report!.Fills.Single();
        Assert.Equal(new Money(crypto.Price * 0.5m * 0.001m, "USD"), Assert.Single(crypto.Fees));
        Assert.Equal(0, (await _desk.SubmitAsync("SPY", Side.Buy, 1)).Report!.Fills.Single().Fees.Single().Amount);
    }

    [Fact]
    public async Task A_resting_limit_fills_when_the_quote_comes_to_it()
    {
        var quote = await _desk.As<IReadMarket>().QuoteAsync(await _desk.InstrumentAsync("TSLA"), default);
        var limit = quote.Bid!.Value - 0.10m;
        var order = await _desk.SubmitAsync("TSLA", Side.Buy, 1, limit);
        Assert.Equal(OrderState.Working, order.Report!.State);

        var report = order.Report;
        for (var second = 0; second < 4 * 3600 && report.State == OrderState.Working; second++)
        {
            _desk.Manual.Advance(TimeSpan.FromSeconds(1));
            report = await _desk.LookAsync(order.BrokerOrderId!);
            var ask = (await _desk.As<IReadMarket>().QuoteAsync(report.Instrument!, default)).Ask;
            Assert.Equal(ask <= limit, report.State == OrderState.Filled);
        }

        Assert.Equal((OrderState.Filled, limit), (report.State, report.AveragePrice));
    }

    [Theory]
    [InlineData("AAPL", "1.5", "", ErrorCodes.InvalidOrder)]
    [InlineData("AAPL", "0", "", ErrorCodes.InvalidOrder)]
    [InlineData("AAPL", "1", "100.001", ErrorCodes.PriceOutOfRange)]
    [InlineData("AAPL", "1000000", "", ErrorCodes.InsufficientFunds)]
    [InlineData("NOPE", "1", "", ErrorCodes.UnknownInstrument)]
    public async Task A_refusal_carries_its_word_and_is_in_the_ledger(string symbol, string quantity, string limit, string code)
    {
        var outcome = await _desk.SubmitAsync(symbol, Side.Buy, Number(quantity)!.Value, Number(limit));
        Assert.Equal((Verdict.Refused, code), (outcome.Verdict, outcome.Evidence.Code));
        var line = _desk.Ledger()[^1];
        Assert.Equal(("rejected", code), (line.GetProperty("kind").GetString(), line.GetProperty("code").GetString()));
    }

    private static decimal? Number(string text) => decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    [Fact]
    public async Task Crypto_cannot_be_sold_short_equities_up_to_the_equity()
    {
        Assert.Equal(ErrorCodes.InsufficientFunds, (await _desk.SubmitAsync("BTC/USD", Side.Sell, 0.1m)).Evidence.Code);
        Assert.Equal(Verdict.Accepted, (await _desk.SubmitAsync("AAPL", Side.Sell, 300)).Verdict);
        Assert.Equal(ErrorCodes.InsufficientFunds, (await _desk.SubmitAsync("MSFT", Side.Sell, 200)).Evidence.Code);
        Assert.Equal(Verdict.Accepted, (await _desk.SubmitAsync("AAPL", Side.Buy, 300)).Verdict);
        Assert.Empty(await _desk.PositionsAsync());
    }

    [Fact]
    public async Task Open_buys_hold_their_cash_until_they_are_cancelled()
    {
        var order = await _desk.OrderAsync("AAPL", Side.Buy, 900, 100m);
        var first = await _desk.As<IPlaceOrders>().SubmitAsync(order, default);
        Assert.Equal(10_000, (await _desk.BalanceAsync()).BuyingPower);
        Assert.Equal(ErrorCodes.InsufficientFunds, (await _desk.SubmitAsync("AAPL", Side.Buy, 101, 100m)).Evidence.Code);

        var reference = new OrderRef(order, first.BrokerOrderId, null, null);
        Assert.Equal(OrderState.Cancelled, (await _desk.As<IPlaceOrders>().CancelAsync(reference, default)).Report!.State);
        Assert.Equal(Verdict.TooLate, (await _desk.As<IPlaceOrders>().CancelAsync(reference, default)).Verdict);
        Assert.Equal(100_000, (await _desk.BalanceAsync()).BuyingPower);
    }

    [Fact]
    public async Task A_client_order_id_counts_once_for_ever()
    {
        var first = await _desk.SubmitAsync("AAPL", Side.Buy, 1, id: "same");
        await _desk.SubmitAsync("AAPL", Side.Buy, 1_000_000, id: "refused");
        await _desk.ReopenAsync();

        var again = await _desk.SubmitAsync("AAPL", Side.Sell, 2, id: "same");
        Assert.Equal((Verdict.Duplicate, first.BrokerOrderId), (again.Verdict, again.BrokerOrderId));
        Assert.Equal(Verdict.Duplicate, (await _desk.SubmitAsync("AAPL", Side.Buy, 1, id: "refused")).Verdict);
        Assert.Equal(1, (await _desk.PositionsAsync())["AAPL"]);
    }

    [Fact]
    public async Task Looking_up_covers_everything_and_an_unknown_id_is_an_empty_answer()
    {
        var order = await _desk.OrderAsync("AAPL", Side.Buy, 1);
        var before = await _desk.As<IFindOrders>().FindAsync(new OrderRef(order, null, null, null), default);
        Assert.Empty(before.Orders);
        Assert.True(before.Coverage is { Open: true, Closed: true, AllPages: true });
        Assert.Equal(_desk.Manual.GetUtcNow(), before.Coverage.AsOf);

        await _desk.As<IPlaceOrders>().SubmitAsync(order, default);
        var found = await _desk.As<IFindOrders>().FindAsync(new OrderRef(order, null, null, null), default);
        Assert.Equal((order.ClientOrderId, OrderState.Filled), (Assert.Single(found.Orders).ClientOrderId, found.Orders[0].State));
    }

    [Fact]
    public async Task The_stream_begins_with_alive_and_then_tells_every_change()
    {
        await using var stream = _desk.As<IStreamReports>().StreamAsync([PaperDesk.Account], default).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal(EventKind.Alive, stream.Current.Kind);

        await _desk.SubmitAsync("AAPL", Side.Buy, 1);
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal(OrderState.Working, stream.Current.Report!.State);
        Assert.True(await stream.MoveNextAsync());
        Assert.Equal(OrderState.Filled, stream.Current.Report!.State);

        var end = stream.MoveNextAsync();
        await _desk.ReopenAsync();
        Assert.False(await end);
    }

    [Fact]
    public async Task Day_orders_end_at_midnight()
    {
        var day = await _desk.SubmitAsync("AAPL", Side.Buy, 1, 1m, tif: TimeInForce.Day);
        var gtc = await _desk.SubmitAsync("AAPL", Side.Buy, 1, 1m);
        _desk.Manual.Advance(TimeSpan.FromHours(9));
        Assert.Equal(OrderState.Working, (await _desk.LookAsync(day.BrokerOrderId!)).State);
        _desk.Manual.Advance(TimeSpan.FromMinutes(31));
        var state = (await _desk.LookAsync(day.BrokerOrderId!)).State;
        // The venue's next tick is set when the last one is done, which on a busy machine may be after the clock has moved.
        for (var i = 0; i < 1_000 && state != OrderState.Expired; i++)
        {
            _desk.Manual.Advance(TimeSpan.FromSeconds(1));
            state = (await _desk.LookAsync(day.BrokerOrderId!)).State;
        }

        Assert.Equal(OrderState.Expired, state);
        Assert.Equal(OrderState.Working, (await _desk.LookAsync(gtc.BrokerOrderId!)).State);
    }

    [Fact]
    public async Task Reads_come_in_pages_that_together_hold_every_order()
    {
        for (var i = 0; i < 1_100; i++)
        {
            await _desk.SubmitAsync("AAPL", Side.Buy, 1, 1m);
        }

        HashSet<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await _desk.As<IReadAccount>().OrdersAsync(PaperDesk.Account, null, true, cursor, default);
            seen.UnionWith(page.Items.Select(o => o.BrokerOrderId));
            Assert.Equal(page.Next is null, page.Coverage.AllPages);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(1_100, seen.Count);
    }

    [Fact]
    public async Task The_probe_passes_and_leaves_nothing_behind()
    {
        var report = await _desk.Adapter.ProbeAsync(default);
        Assert.All(report.Checks, c => Assert.NotEqual(false, c.Passed));
        Assert.Equal("PAPER-1", Assert.Single(report.Accounts).Id);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_desk.DataDirectory));
    }

    [Fact]
    public async Task A_wrong_starting_cash_fails_the_probe_with_a_code()
    {
        await using var desk = new PaperDesk { Cash = "many" };
        Assert.Contains((await desk.Adapter.ProbeAsync(default)).Checks, c => c is { Passed: false, Code: ErrorCodes.InvalidCredentials });
    }
}
