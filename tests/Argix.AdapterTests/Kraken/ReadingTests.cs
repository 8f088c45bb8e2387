using Argix.Broker.Kraken;
using Argix.Contracts;

namespace Argix.AdapterTests.Kraken;

public class ReadingTests
{
    private const string Open = """{"refid":null,"cl_ord_id":"6d1b345e-2821-40e2-ad83-4ecb18a06876","status":"open","opentm":1772445600.5,"descr":{"pair":"XBTUSD","type":"buy","ordertype":"limit","price":"37500.0","price2":"0"},"vol":"1.25000000","vol_exec":"0.25000000","price":"37500.0"}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_up_by_our_id_reads_open_then_closed_orders_and_says_that_it_covers_both()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/OpenOrders", Bench.Result("""{"open":{}}""")).On("POST /0/private/ClosedOrders", Bench.Result("""{"closed":{},"count":0}"""));
        var found = await bench.Adapter.Capability<IFindOrders>()!.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct);
        Assert.Empty(found.Orders);
        Assert.True(found is { By: MatchedBy.ClientId, Coverage: { Open: true, Closed: true, AllPages: true } });
        Assert.Equal(["/0/private/OpenOrders", "/0/private/ClosedOrders"], bench.Port.Calls.Where(c => c.Path.Contains("private", StringComparison.Ordinal)).Select(c => c.Path));
        Assert.All(bench.Port.Calls.Where(c => c.Method == "POST"), c => Assert.Equal(Bench.Id, CannedPort.Fields(c)["cl_ord_id"]));
        bench.Port.On("POST /0/private/OpenOrders", Bench.Result("{\"open\":{\"O1\":" + Open + "}}"));
        var shown = Assert.Single((await bench.Adapter.Capability<IFindOrders>()!.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct)).Orders);
        Assert.Equal(("O1", Bench.Id, OrderState.Working, "BTC/USD", 1.25m, 0.25m, 37_500m), (shown.BrokerOrderId, shown.ClientOrderId, shown.State, shown.Symbol, shown.Quantity!.Value, shown.Filled!.Value, shown.LimitPrice!.Value));
    }

    [Fact]
    public async Task A_filter_that_was_not_applied_proves_nothing_once_the_page_is_full()
    {
        var bench = new Bench();
        var others = string.Join(',', Enumerable.Range(0, 50).Select(n => $"\"O{n}\":{Open.Replace(Bench.Id, $"other-{n}", StringComparison.Ordinal)}"));
        bench.Port.On("POST /0/private/OpenOrders", Bench.Result("""{"open":{}}""")).On("POST /0/private/ClosedOrders", Bench.Result("{\"closed\":{" + others + "},\"count\":50}"));
        var found = await bench.Adapter.Capability<IFindOrders>()!.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct);
        Assert.Empty(found.Orders);
        Assert.False(found.Coverage.AllPages);
        Assert.False(found.Coverage.Closed);
    }

    [Theory]
    [InlineData("""{"error":["EAPI:Rate limit exceeded"]}""", "rate_limited")]
    [InlineData("""{"error":["EService:Unavailable"]}""", "broker_unavailable")]
    [InlineData("""{"error":["EAPI:Invalid key"]}""", "invalid_credentials")]
    [InlineData("""{"error":[],"result":null}""", "broker_protocol_error")]
    [InlineData("""{"error":[],"result":{"closed":{"O1":{"vol":"x"}}}}""", "broker_protocol_error")]
    [InlineData("""{"error":[],"result":{"closed":{"O1":null}}}""", "broker_protocol_error")]
    [InlineData("<html></html>", "broker_protocol_error")]
    public async Task A_failed_look_up_throws_and_is_never_an_empty_answer(string body, string code)
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/OpenOrders", Bench.Result("""{"open":{}}""")).On("POST /0/private/ClosedOrders", body);
        var thrown = await Assert.ThrowsAsync<VenueException>(() => bench.Adapter.Capability<IFindOrders>()!.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct));
        Assert.Equal(code, thrown.Code);
    }

    [Fact]
    public async Task Numbers_rise_and_a_read_whose_number_came_too_late_is_asked_again()
    {
        var bench = new Bench();
        var late = 2;
        bench.Port.On("POST /0/private/OpenOrders", _ => CannedPort.Ok(late-- > 0 ? Bench.Error("EAPI:Invalid nonce") : Bench.Result("""{"open":{}}""")));
        await bench.Adapter.Capability<IReadAccount>()!.OrdersAsync(bench.Account, null, openOnly: true, null, Ct);
        var numbers = bench.Port.Calls.Where(c => c.Method == "POST").Select(c => long.Parse(CannedPort.Fields(c)["nonce"], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(3, numbers.Count);
        Assert.Equal(numbers.Order(), numbers);
        bench.Port.On("POST /0/private/AddOrder", Bench.Error("EAPI:Invalid nonce"));
        await bench.Orders.SubmitAsync(bench.Order(), Ct);
        Assert.Single(bench.Port.Calls, c => c.Op == Op.Submit);
    }

    [Fact]
    public async Task An_order_message_does_not_wait_for_a_read_that_waits()
    {
        using var turns = new KrakenTurns(TimeProvider.System);
        var (began, order) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<string>());
        var reads = 0;
        var read = turns.ReadAsync(async ct =>
        {
            if (Interlocked.Increment(ref reads) == 1)
            {
                began.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            }
            return "read";
        }, Ct);
        await began.Task;
        var sent = turns.OrderAsync(() => order.Task, Ct);
        while (Volatile.Read(ref reads) == 1 && !read.IsCompleted && !sent.IsCompleted)
        {
            order.TrySetResult("sent");
            await Task.Yield();
        }
        Assert.Equal(("sent", "read", 2), (await sent, await read, reads));
    }

    [Fact]
    public async Task Money_is_money_and_coins_are_positions_under_their_usual_names()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/BalanceEx", Bench.Result("""{"ZUSD":{"balance":"25435.21","hold_trade":"8249.76"},"XXBT":{"balance":"1.2435","hold_trade":"0.8423"},"XBT.F":{"balance":"0.5","hold_trade":"0"},"DOT.S":{"balance":"7","hold_trade":"0"},"XETH":{"balance":"2","hold_trade":"0"},"ZEUR":{"balance":"0","hold_trade":"0"}}"""));
        var books = bench.Adapter.Capability<IReadAccount>()!;
        var money = (await books.BalancesAsync(bench.Account, Ct)).Items;
        Assert.Equal([("USD", 25_435.21m, 17_185.45m), ("EUR", 0m, 0m)], money.Select(b => (b.Currency, b.Total, b.Available!.Value)));
        var coins = (await books.PositionsAsync(bench.Account, null, Ct)).Items;
        Assert.Equal([("BTC/USD", 1.7435m), ("ETH/EUR", 2m)], coins.Select(p => (p.Symbol, p.Quantity)));
    }

    [Fact]
    public async Task Where_the_longer_list_of_balances_is_missing_the_shorter_one_is_read()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/Balance", Bench.Result("""{"ZUSD":"171288.6158","XXBT":"1011.19"}""")).On("POST /0/private/BalanceEx", Bench.Error("EGeneral:Unknown method"));
        Assert.Equal(171_288.6158m, Assert.Single((await bench.Adapter.Capability<IReadAccount>()!.BalancesAsync(bench.Account, Ct)).Items).Total);
        bench.Port.On("POST /0/private/BalanceEx", Bench.Error("EService:Busy"));
        await Assert.ThrowsAsync<VenueException>(() => bench.Adapter.Capability<IReadAccount>()!.BalancesAsync(bench.Account, Ct));
    }

    [Fact]
    public async Task Pages_go_on_until_all_are_read()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/TradesHistory", c =>
        {
            var ofs = int.Parse(CannedPort.Fields(c)["ofs"], System.Globalization.CultureInfo.InvariantCulture);
            var rows = Enumerable.Range(ofs, Math.Min(50, 120 - ofs)).Select(n => $$"""
                "T{{n}}":{"ordertxid":"O1","pair":"XXBTZUSD","time":1772445600.5,"type":"buy","price":"100.0","fee":"0.1","vol":"0.01"}
                """);
            return CannedPort.Ok(Bench.Result("{\"trades\":{" + string.Join(',', rows) + "},\"count\":120}"));
        });
        var (all, cursor) = (new List<Fill>(), (string?)null);
        do
        {
            var page = await bench.Adapter.Capability<IReadAccount>()!.FillsAsync(bench.Account, CannedPort.Now, null, cursor, Ct);
            all.AddRange(page.Items.SelectMany(r => r.Fills));
            Assert.Equal(page.Next is null, page.Coverage.AllPages);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(120, all.Select(f => f.Id).Distinct().Count());
        Assert.All(all, f => Assert.Equal(new Money(0.1m, "USD"), Assert.Single(f.Fees)));
        Assert.Equal((CannedPort.Now.ToUnixTimeSeconds() - 1).ToString(System.Globalization.CultureInfo.InvariantCulture), CannedPort.Fields(bench.Last)["start"]);
    }

    [Theory]
    [InlineData("\"query-funds\",\"query-open-trades\",\"query-closed-trades\",\"modify-trades\",\"close-trades\",\"create-ws-token\"", Rights.Read | Rights.Trade, true, null)]
    [InlineData("\"query-funds\",\"query-open-trades\",\"query-closed-trades\"", Rights.Read, true, "insufficient_scope")]
    [InlineData("\"query-funds\",\"query-open-trades\",\"modify-trades\",\"close-trades\"", Rights.None, false, "insufficient_scope")]
    [InlineData("\"query-funds\",\"query-open-trades\",\"query-closed-trades\",\"modify-trades\",\"close-trades\",\"withdraw-funds\",\"create-ws-token\"", Rights.Read | Rights.Trade | Rights.Withdraw, true, null)]
    public async Task The_keys_permissions_become_rights(string permissions, Rights rights, bool passed, string? code)
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/GetApiKeyInfo", Bench.Result($$"""{"api_key_name":"argix","iban":"AA00 N84G 0001 0001","permissions":[{{permissions}}],"valid_until":"0"}"""))
            .On("GET /0/public/Ticker", Bench.Result("""{"XXBTZUSD":{"a":["1"],"b":["1"],"c":["1"]}}""")).On("POST /0/private/ClosedOrders", Bench.Result("""{"closed":{},"count":0}"""));
        var report = await bench.Adapter.ProbeAsync(Ct);
        Assert.Equal(rights, Assert.Single(report.Accounts).Rights);
        var check = report.Checks.Single(c => c.Id == CheckIds.Permissions);
        Assert.Equal((passed, code), (check.Passed!.Value, check.Code));
        Assert.Equal(("AA00 N84G 0001 0001", (DateTimeOffset?)null), (report.Subject, report.ExpiresAt));
        Assert.DoesNotContain(bench.Port.Calls, c => c.Op is Op.Submit or Op.Replace or Op.Cancel);
    }

    [Theory]
    [InlineData("""{"error":["EAPI:Invalid key"]}""", 200, "invalid_credentials")]
    [InlineData("""{"error":["EAPI:Invalid signature"]}""", 200, "invalid_credentials")]
    [InlineData("""{"error":["EGeneral:Permission denied"]}""", 200, "insufficient_scope")]
    [InlineData("<html></html>", 503, "broker_unavailable")]
    public async Task A_key_that_is_refused_is_told_apart_from_a_venue_that_is_down(string body, int status, string code)
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/GetApiKeyInfo", body, status);
        var report = await bench.Adapter.ProbeAsync(Ct);
        Assert.Equal(code, report.Checks.Single(c => c.Passed == false).Code);
        Assert.Empty(report.Accounts);
    }

    [Fact]
    public async Task Instruments_have_canonical_names_and_money_pairs_are_not_among_them()
    {
        var bench = new Bench();
        var instruments = bench.Adapter.Capability<IReadInstruments>()!;
        var bitcoin = await instruments.GetAsync("BTC/USD", AssetClass.Crypto, Ct);
        Assert.Equal(("XBTUSD", 0.1m, 0.00000001m, 0.0001m, 0.5m, "USD"), (bitcoin!.VenueSymbol, bitcoin.Tick, bitcoin.Lot, bitcoin.MinQuantity, bitcoin.MinNotional, bitcoin.Currency));
        Assert.Null(await instruments.GetAsync("EUR/USD", AssetClass.Crypto, Ct));
        Assert.Null(await instruments.GetAsync("XBTUSD", AssetClass.Crypto, Ct));
        Assert.Null(await instruments.GetAsync("BTC/USD", AssetClass.Equity, Ct));
        Assert.Single(bench.Port.Calls);
    }
}
