using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Broker.Coinbase;
using Argix.Contracts;

namespace Argix.AdapterTests.Coinbase;

public class ReadingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_up_reads_every_page_of_the_pairs_orders_and_tells_ours_by_its_label()
    {
        using var bench = new Bench();
        bench.Port.On("GET /api/v3/brokerage/orders/historical/batch", c => CannedPort.Ok(CannedPort.Fields(c).ContainsKey("cursor")
            ? "{\"orders\":[" + Bench.Shown("o-2", Bench.Id, "CANCELLED", "0.5") + "],\"has_next\":false,\"cursor\":\"\"}"
            : "{\"orders\":[" + Bench.Shown("o-1", "somebody-else") + "],\"has_next\":true,\"cursor\":\"c-1\"}"));
        var found = await bench.Look.FindAsync(new OrderRef(bench.Order(), null, null, CannedPort.Now), Ct);
        var shown = Assert.Single(found.Orders);
        Assert.Equal(("o-2", OrderState.Cancelled, 0.5m, 1.25m, MatchedBy.Label), (shown.BrokerOrderId, shown.State, shown.Filled, shown.Quantity!.Value, found.By));
        Assert.True(found.Coverage is { Open: true, Closed: true, AllPages: true } && found.Coverage.From < CannedPort.Now);
        Assert.Equal(("BTC-USD", "2026-03-02T09:55:00Z"), (CannedPort.Fields(bench.Port.Calls.First())["product_ids"], CannedPort.Fields(bench.Port.Calls.First())["start_date"]));
    }

    [Theory]
    [InlineData(200, """{"orders":[],"has_next":true,"cursor":""}""")]
    [InlineData(200, """{"orders":[{"order_id":"o"}]}""")]
    [InlineData(200, "{}")]
    [InlineData(500, """{"orders":[]}""")]
    [InlineData(404, "<html></html>")]
    public async Task A_failed_look_up_throws_and_is_never_an_empty_answer(int status, string body)
    {
        using var bench = new Bench();
        bench.Port.On("GET /api/v3/brokerage/orders/historical/batch", body, status);
        await Assert.ThrowsAsync<VenueException>(() => bench.Look.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct));
    }

    [Fact]
    public async Task Money_is_money_and_coins_are_positions()
    {
        using var bench = new Bench();
        bench.Port.On("GET /api/v3/brokerage/accounts", """{"accounts":[{"currency":"USD","available_balance":{"value":"100.5"},"hold":{"value":"20"}},{"currency":"BTC","available_balance":{"value":"1"},"hold":{"value":"0.5"}},{"currency":"DUST","available_balance":{"value":"3"}}],"has_next":false}""");
        var books = bench.Adapter.Capability<IReadAccount>()!;
        Assert.Equal([("USD", 120.5m, 100.5m)], (await books.BalancesAsync(bench.Account, Ct)).Items.Select(b => (b.Currency, b.Total, b.Available!.Value)));
        Assert.Equal([("BTC/USD", 1.5m, true), ("DUST/USD", 3m, false)], (await books.PositionsAsync(bench.Account, null, Ct)).Items.Select(p => (p.Symbol, p.Quantity, p.Instrument is not null)));
    }

    [Theory]
    [InlineData("""{"can_view":true,"can_trade":true,"can_transfer":false,"portfolio_uuid":"p-1","portfolio_type":"DEFAULT"}""", Rights.Read | Rights.Trade, null)]
    [InlineData("""{"can_view":true,"can_trade":false,"can_transfer":false,"portfolio_uuid":"p-1"}""", Rights.Read, "insufficient_scope")]
    [InlineData("""{"can_view":true,"can_trade":true,"can_transfer":true,"portfolio_uuid":"p-1"}""", Rights.Read | Rights.Trade | Rights.Withdraw, null)]
    public async Task The_keys_permissions_become_rights(string body, Rights rights, string? code)
    {
        using var bench = new Bench();
        bench.Port.On("GET /api/v3/brokerage/key_permissions", body).On("GET /api/v3/brokerage/market/product_book", """{"pricebook":{"product_id":"BTC-USD","bids":[{"price":"1"}],"asks":[{"price":"2"}]}}""")
            .On("GET /api/v3/brokerage/orders/historical/batch", """{"orders":[]}""");
        var report = await bench.Adapter.ProbeAsync(Ct);
        Assert.Equal((rights, "p-1"), (Assert.Single(report.Accounts).Rights, report.Subject));
        Assert.Equal(code, report.Checks.Single(c => c.Id == CheckIds.Permissions).Code);
        bench.Port.On("GET /api/v3/brokerage/key_permissions", "Unauthorized", 401);
        Assert.Equal("invalid_credentials", (await bench.Adapter.ProbeAsync(Ct)).Checks.Single(c => c.Passed == false).Code);
    }

    [Fact]
    public async Task A_private_key_that_is_none_is_named()
    {
        var port = new CannedPort(Bench.Manifest, new Dictionary<string, string> { ["keyName"] = Bench.KeyName, ["privateKey"] = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----" });
        var thrown = await Assert.ThrowsAsync<VenueException>(() => new CoinbasePlugin().Create(port).ProbeAsync(Ct));
        Assert.Equal("invalid_credentials", thrown.Code);
        Assert.DoesNotContain("AAAA", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_subscribes_to_both_channels_and_its_figures_make_the_host_read_the_fills()
    {
        using var bench = new Bench();
        foreach (var message in new[]
        {
            """{"channel":"subscriptions","sequence_num":0,"events":[{"subscriptions":{"user":["p-1"]}}]}""",
            """{"channel":"heartbeats","sequence_num":1,"events":[{"heartbeat_counter":1}]}""",
            """{"channel":"user","sequence_num":2,"events":[{"type":"update","orders":[{"order_id":"o-1","client_order_id":"c-1","cumulative_quantity":"0.5","leaves_quantity":"0.75","avg_price":"50000","limit_price":"","status":"OPEN","product_id":"BTC-USD","order_side":"BUY","order_type":"Limit","time_in_force":"GOOD_UNTIL_CANCELLED"}]}]}""",
            """{"channel":"user","sequence_num":4,"events":[{"type":"update","orders":[{"order_id":"o-1","cumulative_quantity":"0","status":"CANCELLED","cancel_reason":"User requested cancel"}]}]}""",
            """{"type":"error","message":"authentication failure"}""",
        })
        {
            bench.Port.Stream.Writer.TryWrite(Encoding.UTF8.GetBytes(message));
        }
        var seen = new List<VenueEvent>();
        await foreach (var e in bench.Adapter.Capability<IStreamReports>()!.StreamAsync([bench.Account], Ct))
        {
            seen.Add(e);
        }
        Assert.Equal([EventKind.Alive, EventKind.Alive, EventKind.Report, EventKind.LookAgain, EventKind.Gap, EventKind.Report, EventKind.SessionLost], seen.Select(e => e.Kind));
        Assert.Equal((0.5m, 50_000m, 1.25m, "BTC/USD", true), (seen[2].Report!.Filled, seen[2].Report!.AveragePrice, seen[2].Report!.Quantity, seen[2].Report!.Symbol, seen[2].Report!.Partial));
        Assert.Empty(seen[2].Report!.Fills);
        Assert.Equal((OrderState.Cancelled, "User requested cancel"), (seen[5].Report!.State, seen[5].Report!.Reason!.Text));
        Assert.Equal(["user", "heartbeats"], bench.Port.Told.Select(t => JsonDocument.Parse(t).RootElement.GetProperty("channel").GetString()!));
        Assert.Equal(2, bench.Port.Told.Select(t => JsonDocument.Parse(t).RootElement.GetProperty("jwt").GetString()).Distinct().Count());
    }

    [Fact]
    public void Every_recording_of_a_used_endpoint_states_the_same_facts() => new FixtureTable("coinbase", "jkorf-Coinbase.Net/coinbase")
        .Use("Trading/GetOrder.json", j => Same(Said(j).GetProperty("order"), Read(j, CoinbaseJson.Default.OrderAnswerJson).Order!))
        .Use("Trading/GetOrders.json", j => Same(Said(j).GetProperty("orders")[0], Read(j, CoinbaseJson.Default.OrdersJson).Orders![0]))
        .Use("Trading/GetUserTrades.json", j => Assert.Equal(("22222-2222222-22222222", 0.001m, 10_000m, new Money(1.25m, "USD")), CoinbaseMap.Filled(Read(j, CoinbaseJson.Default.FillsJson).Fills![0], null, "A").Fills[0] is var f ? (f.Id, f.Quantity, f.Price, f.Fees[0]) : default))
        .Use("Trading/PlaceOrder.json", j => Assert.Equal((Verdict.Accepted, "11111-00000-000000"), CoinbaseMap.Submitted(Answer(j), new Order(null!, Bench.Bitcoin, "0000-00000-000000", Side.Buy, Effect.Open, OrderType.Limit, TimeInForce.Gtc, 1, 1, null, default)) is var o ? (o.Verdict, o.BrokerOrderId) : default))
        .Use("Trading/CancelOrders.json", j => Assert.Equal(Verdict.Accepted, CoinbaseMap.Cancelled(Answer(j), "0000-00000").Verdict)).Use("Trading/EditOrder.json", j => Assert.Equal(Verdict.Pending, CoinbaseMap.Edited(Answer(j), "11111-00000-000000").Verdict))
        .Use("Account/GetAccounts.json", j => Assert.Equal(("BTC", "1.23", "1.23"), Read(j, CoinbaseJson.Default.AccountsJson).Accounts![0] is var a ? (a.Currency, a.AvailableBalance!.Value, a.Hold!.Value) : default))
        .Use("Account/GetApiKeyInfo.json", j => Assert.True(Read(j, CoinbaseJson.Default.PermissionsJson) is { CanView: true, CanTrade: true, CanTransfer: true, PortfolioType: "DEFAULT" }))
        .Use("ExchangeData/GetSymbols.json", j => Assert.Equal(("BTC/USD", "BTC-USD", 0.00000001m, false), CoinbaseMap.Instrument(Read(j, CoinbaseJson.Default.ProductsJson).Products![0]) is var i ? (i.Symbol, i.VenueSymbol, i.Lot, i.Tradable) : default))
        .Use("ExchangeData/GetKlines.json", j => Assert.Equal("140.21", Read(j, CoinbaseJson.Default.CandlesJson).Candles![0].Close)).Use("ExchangeData/GetOrderBook.json", j => Assert.NotNull(Read(j, CoinbaseJson.Default.BookJson).Pricebook!.Bids![0].Price))
        .Use("Subscriptions/AdvancedTrade/User.json", j => Assert.Equal((OrderState.Filled, 0.01m, "XXX"), Streamed(j).Single(e => e.Kind == EventKind.Report).Report is { } r ? (r.State, r.Filled!.Value, r.ClientOrderId) : default))
        .Use("Subscriptions/AdvancedTrade/Heartbeat.json", j => Assert.Contains(Streamed(j), e => e.Kind == EventKind.Alive))
        .Skip("Withdraw", "Argix never moves money").Skip("Deposit", "Argix never moves money").Skip("Transfer", "Argix never moves money").Skip("Portfolio", "Argix never moves money").Skip("Convert", "Argix never moves money")
        .Skip("Transaction", "Argix never moves money").Skip("Payment", "Argix never moves money").Skip("Perpetual", "futures and perpetuals are not offered").Skip("ClosePosition", "futures and perpetuals are not offered")
        .Skip("Margin", "futures and perpetuals are not offered").Skip("Futures", "futures and perpetuals are not offered").Skip("Subscriptions", "market data streams are not used").Skip("ExchangeData", "not needed").Skip("Account", "not needed").Run();

    private static void Same(JsonElement said, OrderJson read)
    {
        var report = CoinbaseMap.Report(read, null, "A");
        Assert.Equal((said.GetProperty("order_id").GetString(), said.GetProperty("client_order_id").GetString(), "BTC/USD"), (report.BrokerOrderId, report.ClientOrderId, report.Symbol));
        Assert.Equal((OrderState.Pending, 0.001m, 50m), (report.State, report.Filled!.Value, report.AveragePrice!.Value));
    }

    private static List<VenueEvent> Streamed(JsonElement json)
    {
        var stream = new CoinbaseStream("A");
        return [.. json.GetProperty("steps").EnumerateArray().Where(s => s.GetProperty("dir").GetString() != "clientSends").SelectMany(s => stream.Read(Encoding.UTF8.GetBytes(s.GetProperty("json").GetRawText())))];
    }

    private static JsonElement Said(JsonElement json) => json.GetProperty("response");

    private static Answer Answer(JsonElement json) => CannedPort.Ok(Said(json).GetRawText());

    private static T Read<T>(JsonElement json, JsonTypeInfo<T> type) where T : class => CoinbaseMap.Read(Answer(json), type, "a recording");
}
