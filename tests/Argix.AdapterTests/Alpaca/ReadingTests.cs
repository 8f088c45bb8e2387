using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.Alpaca;

public class ReadingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_pair_passes_every_check_and_shows_the_account()
    {
        await using var desk = await Desk.OpenAsync();
        var report = await desk.Adapter.ProbeAsync(Ct);
        Assert.All(report.Checks, c => Assert.Equal((true, null), (c.Passed, c.Code)));
        Assert.Equal(["clock", "authentication", "permissions", "account", "market_data", "order_lookup"], report.Checks.Select(c => c.Id));
        var account = Assert.Single(report.Accounts);
        Assert.Equal((Rights.Read | Rights.Trade, Proof.Claimed, "USD"), (account.Rights, account.RightsProof, account.Currency));
        Assert.NotNull(report.VenueTime);
    }

    [Fact]
    public async Task A_wrong_secret_fails_the_sign_in_and_says_so_without_showing_it()
    {
        await using var desk = await Desk.OpenAsync(secret: "another-secret-2");
        var report = await desk.Adapter.ProbeAsync(Ct);
        var failed = Assert.Single(report.Checks, c => c.Passed == false);
        Assert.Equal(("authentication", "invalid_credentials"), (failed.Id, failed.Code));
        Assert.Empty(report.Accounts);
        Assert.DoesNotContain("another-secret-2", string.Join("\n", report.Checks.Select(c => c.ToString()).Concat(desk.Port.Logged)));
    }

    [Fact]
    public async Task A_blocked_account_is_readable_but_not_tradable()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Venue.ControlAsync("account", new { status = "ACTIVE", tradingBlocked = true });
        var report = await desk.Adapter.ProbeAsync(Ct);
        Assert.Equal(Rights.Read, Assert.Single(report.Accounts).Rights);
        Assert.Contains(report.Checks, c => c is { Id: "permissions", Passed: true, Code: "insufficient_scope" });
        var outcome = await desk.Orders.SubmitAsync(desk.Order("id-1"), Ct);
        Assert.Equal(("invalid_order", "refused"), Rules.Conclude(Desk.Manifest, "submit", outcome.Evidence));
    }

    [Fact]
    public async Task Missing_market_data_clock_and_look_up_are_remarks_and_not_failures()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Venue.FaultAsync(new Fault(FaultKind.Answer, "GET /v2/stocks/*/quotes/latest", 1, 404, "nothing here", "text/plain"));
        await desk.Venue.FaultAsync(new Fault(FaultKind.Answer, "GET /v2/clock", 1, 500, "{}"));
        await desk.Venue.FaultAsync(new Fault(FaultKind.Answer, "GET /v2/orders:by_client_order_id", 1, 503, "{}"));
        var report = await desk.Adapter.ProbeAsync(Ct);
        Assert.DoesNotContain(report.Checks, c => c.Passed == false);
        Assert.Equal(["market_data", "order_lookup"], report.Checks.Where(c => c.Code is not null).Select(c => c.Id));
        Assert.Single(report.Accounts);
    }

    [Fact]
    public async Task A_clock_body_from_another_day_is_a_remark_and_the_machines_time_is_the_headers()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Venue.ControlAsync("clock", new { isOpen = false, skewSeconds = -86_400 });
        var report = await desk.Adapter.ProbeAsync(Ct);
        Assert.Contains(report.Checks, c => c is { Id: "clock", Passed: true, Code: null });
        Assert.InRange((report.VenueTime!.Value - desk.Port.Clock.GetUtcNow()).Duration(), TimeSpan.Zero, TimeSpan.FromHours(1));
        Assert.False((await desk.Adapter.Capability<IReadMarket>()!.ClockAsync(Ct))!.IsOpen);
    }

    [Fact]
    public async Task Books_agree_with_the_venues_ledger()
    {
        await using var desk = await Desk.OpenAsync();
        await desk.Orders.SubmitAsync(desk.Order("buy-1", 3), Ct);
        await desk.Orders.SubmitAsync(desk.Order("buy-2", 0.5m, symbol: "BTC/USD"), Ct);
        await desk.Orders.SubmitAsync(desk.Order("rest", 1, OrderType.Limit, 100), Ct);
        await desk.Venue.FillOpenAsync();
        var positions = (await desk.Books.PositionsAsync(desk.Account, null, Ct)).Items.ToDictionary(p => p.Symbol);
        Assert.Equal((3m, 200m, AssetClass.Equity), (positions["AAPL"].Quantity, positions["AAPL"].AveragePrice, positions["AAPL"].Instrument!.AssetClass));
        Assert.Equal((0.5m, AssetClass.Crypto), (positions["BTC/USD"].Quantity, positions["BTC/USD"].Instrument!.AssetClass));
        var balance = Assert.Single((await desk.Books.BalancesAsync(desk.Account, Ct)).Items);
        Assert.Equal(100_000m - desk.Venue.Ledger().Where(l => l.Kind == "fill").Sum(l => l.Quantity * l.Price!.Value), balance.Total);
        var open = await desk.Books.OrdersAsync(desk.Account, null, openOnly: true, null, Ct);
        Assert.Equal("rest", Assert.Single(open.Items).ClientOrderId);
        var all = await desk.Books.OrdersAsync(desk.Account, null, openOnly: false, null, Ct);
        Assert.Equal(["buy-1", "buy-2", "rest"], all.Items.Select(o => o.ClientOrderId!));
        Assert.True(all is { Next: null, Coverage: { Open: true, Closed: true, AllPages: true } });
    }

    [Fact]
    public async Task Paging_shows_every_order_and_every_fill()
    {
        await using var desk = await Desk.OpenAsync();
        for (var i = 0; i < 501; i++)
        {
            Assert.Equal(Verdict.Accepted, (await desk.Orders.SubmitAsync(desk.Order($"id-{i}", 0.01m), Ct)).Verdict);
        }
        await desk.Venue.FillOpenAsync();
        var orders = await ReadAllAsync(cursor => desk.Books.OrdersAsync(desk.Account, null, false, cursor, Ct));
        Assert.Equal(501, orders.Select(o => o.BrokerOrderId).Distinct().Count());
        var fills = await ReadAllAsync(cursor => desk.Books.FillsAsync(desk.Account, null, null, cursor, Ct));
        Assert.Equal(501, fills.SelectMany(o => o.Fills).Select(f => f.Id).Distinct().Count());
    }

    [Fact]
    public async Task Instruments_are_canonical_and_an_unknown_one_is_null_but_a_failure_is_not()
    {
        await using var desk = await Desk.OpenAsync();
        var instruments = desk.Adapter.Capability<IReadInstruments>()!;
        var bitcoin = await instruments.GetAsync("BTC/USD", AssetClass.Crypto, Ct);
        Assert.Equal(("BTC/USD", "BTC/USD", 0.0001m, 0.01m, "USD"), (bitcoin!.Symbol, bitcoin.VenueSymbol, bitcoin.Lot, bitcoin.Tick, bitcoin.Currency));
        Assert.Equal("Apple Inc. Common Stock", (await instruments.GetAsync("AAPL", AssetClass.Equity, Ct))!.Name);
        Assert.Null(await instruments.GetAsync("NOPE", AssetClass.Equity, Ct));
        Assert.Null(await instruments.GetAsync("AAPL", AssetClass.Crypto, Ct));
        await desk.Venue.FaultAsync(new Fault(FaultKind.Answer, "GET /v2/assets/*", 1, 404, "<html></html>", "text/html"));
        await Assert.ThrowsAsync<VenueException>(() => instruments.GetAsync("AAPL", AssetClass.Equity, Ct));
        var found = new List<string>();
        await foreach (var i in instruments.SearchAsync("s&p", Ct))
        {
            found.Add(i.Symbol);
        }
        Assert.Equal(["SPY"], found);
    }

    [Fact]
    public async Task Quotes_bars_and_clock_are_read()
    {
        await using var desk = await Desk.OpenAsync();
        var market = desk.Adapter.Capability<IReadMarket>()!;
        await desk.Venue.SetPriceAsync("AAPL", 201.5m);
        var (shares, coins) = (desk.Order("x").Instrument, desk.Order("x", symbol: "BTC/USD").Instrument);
        Assert.Equal((201.5m, 201.5m), ((await market.QuoteAsync(shares, Ct)).Bid, (await market.QuoteAsync(shares, Ct)).Ask));
        Assert.Equal(60_000m, (await market.QuoteAsync(coins, Ct)).Ask);
        Assert.True((await market.ClockAsync(Ct))!.IsOpen);
        var start = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        await desk.Venue.ControlAsync("bars", new { symbol = "AAPL", bars = new[] { 0, 1, 2 }.Select(d => new { t = start.AddDays(d), o = 1m, h = 2m, l = 0.5m, c = 1.5m + d, v = 10 }) });
        var bars = await market.BarsAsync(shares, TimeSpan.FromDays(1), start, start.AddDays(2), Ct);
        Assert.Equal([1.5m, 2.5m], bars.Items.Select(b => b.Close));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => market.BarsAsync(shares, TimeSpan.FromSeconds(5), start, start, Ct));
    }

    private static async Task<List<T>> ReadAllAsync<T>(Func<string?, Task<Page<T>>> read)
    {
        var all = new List<T>();
        string? cursor = null;
        do
        {
            var page = await read(cursor);
            all.AddRange(page.Items);
            Assert.Equal(page.Next is null, page.Coverage.AllPages);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }
}
