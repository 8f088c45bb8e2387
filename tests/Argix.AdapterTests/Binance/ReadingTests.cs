using System.Text;
using System.Text.Json;
using Argix.Broker.Binance;
using Argix.Contracts;

namespace Argix.AdapterTests.Binance;

public class ReadingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_up_by_our_id_needs_the_symbol_and_covers_everything()
    {
        var bench = new Bench();
        bench.Port.On("GET /api/v3/order?", """{"code":-2013,"msg":"Order does not exist."}""", 400);
        var found = await bench.Look.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct);
        Assert.Empty(found.Orders);
        Assert.True(found is { By: MatchedBy.ClientId, Coverage: { Open: true, Closed: true, AllPages: true } });
        Assert.Equal(("BTCUSDT", Bench.Id), (CannedPort.Fields(bench.Last)["symbol"], CannedPort.Fields(bench.Last)["origClientOrderId"]));
    }

    [Fact]
    public async Task An_order_that_has_filled_brings_its_trades()
    {
        var bench = new Bench();
        bench.Port.On("GET /api/v3/order?", Bench.Placed("FILLED", "1.25")).On("GET /api/v3/myTrades?", """[{"symbol":"BTCUSDT","id":56,"orderId":28,"price":"37500","qty":"1.25","commission":"0.1","commissionAsset":"BNB","time":1772445600000,"isBuyer":true}]""");
        var shown = Assert.Single((await bench.Look.FindAsync(new OrderRef(bench.Order(), "BTCUSDT:28", null, null), Ct)).Orders);
        Assert.Equal((OrderState.Filled, 1.25m, "BTCUSDT:56"), (shown.State, shown.Filled, Assert.Single(shown.Fills).Id));
        Assert.Equal("28", CannedPort.Fields(bench.Last)["orderId"]);
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(200, """{"symbol":"BTCUSDT","orderId":1,"clientOrderId":"somebody-else","status":"NEW"}""")]
    [InlineData(400, """{"code":-2026,"msg":"Order was canceled or expired with no executed qty over 90 days ago and has been archived."}""")]
    [InlineData(404, "<html></html>")]
    [InlineData(500, """{"code":-2013,"msg":"Order does not exist."}""")]
    public async Task A_failed_look_up_throws_and_is_never_an_empty_answer(int status, string body)
    {
        var bench = new Bench();
        bench.Port.On("GET /api/v3/order?", body, status);
        await Assert.ThrowsAsync<VenueException>(() => bench.Look.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct));
    }

    [Fact]
    public async Task What_cannot_be_read_for_the_whole_account_is_not_claimed()
    {
        var bench = new Bench();
        bench.Port.On("GET /api/v3/openOrders", $"[{Bench.Placed()}]");
        var books = bench.Adapter.Capability<IReadAccount>()!;
        var orders = await books.OrdersAsync(bench.Account, CannedPort.Now, openOnly: false, null, Ct);
        Assert.Equal(("BTCUSDT:28", true, false), (Assert.Single(orders.Items).BrokerOrderId, orders.Coverage.Open, orders.Coverage.Closed));
        Assert.Equal("60000", CannedPort.Fields(bench.Port.Calls.First())["recvWindow"]); // it may wait for its budget
        var fills = await books.FillsAsync(bench.Account, CannedPort.Now, null, null, Ct);
        Assert.True(fills is { Next: null, Coverage: { Fills: false, AllPages: false } });
    }

    [Fact]
    public async Task Money_is_money_and_coins_are_positions()
    {
        var bench = new Bench();
        bench.Port.On("GET /api/v3/account", """{"canTrade":true,"canWithdraw":true,"uid":1,"balances":[{"asset":"USDT","free":"100.5","locked":"20"},{"asset":"BTC","free":"1","locked":"0.5"},{"asset":"DUST","free":"3","locked":"0"}]}""");
        var books = bench.Adapter.Capability<IReadAccount>()!;
        Assert.Equal([("USDT", 120.5m, 100.5m)], (await books.BalancesAsync(bench.Account, Ct)).Items.Select(b => (b.Currency, b.Total, b.Available!.Value)));
        var positions = (await books.PositionsAsync(bench.Account, null, Ct)).Items;
        Assert.Equal([("BTC/USDT", 1.5m, true), ("DUST/USDT", 3m, false)], positions.Select(p => (p.Symbol, p.Quantity, p.Instrument is not null)));
    }

    [Theory]
    [InlineData("live", """{"enableReading":true,"enableSpotAndMarginTrading":true,"enableWithdrawals":false,"ipRestrict":true}""", 200, Rights.Read | Rights.Trade, null)]
    [InlineData("live", """{"enableReading":true,"enableSpotAndMarginTrading":false,"enableWithdrawals":false}""", 200, Rights.Read, "insufficient_scope")]
    [InlineData("live", """{"enableReading":true,"enableSpotAndMarginTrading":true,"enableWithdrawals":true}""", 200, Rights.Read | Rights.Trade | Rights.Withdraw, null)]
    [InlineData("live", """{"code":-1000,"msg":"unavailable"}""", 400, Rights.Read, "insufficient_scope")]
    [InlineData("testnet", "", 404, Rights.Read | Rights.Trade, null)]
    public async Task What_the_key_may_do_becomes_rights(string environment, string body, int status, Rights rights, string? code)
    {
        var bench = new Bench(environment);
        bench.Port.On("GET /api/v3/account", """{"canTrade":true,"canWithdraw":true,"uid":354937868,"balances":[]}""").On("GET /sapi/v1/account/apiRestrictions", body, status)
            .On("GET /api/v3/ticker/bookTicker", """{"bidPrice":"1","askPrice":"2"}""").On("GET /api/v3/order?", """{"code":-2013,"msg":"Order does not exist."}""", 400);
        var report = await bench.Adapter.ProbeAsync(Ct);
        Assert.Equal((rights, "354937868"), (Assert.Single(report.Accounts).Rights, report.Subject));
        Assert.Equal(code, report.Checks.Single(c => c.Id == CheckIds.Permissions).Code);
        Assert.DoesNotContain(report.Checks, c => c.Passed == false);
    }

    [Fact]
    public async Task Instruments_have_canonical_names()
    {
        var bench = new Bench();
        var instruments = bench.Adapter.Capability<IReadInstruments>()!;
        var bitcoin = (await instruments.GetAsync("BTC/USDT", AssetClass.Crypto, Ct))!;
        Assert.Equal(("BTCUSDT", 0.01m, 0.00001m, 5m, true), (bitcoin.VenueSymbol, bitcoin.Tick, bitcoin.Lot, bitcoin.MinNotional!.Value, bitcoin.Tradable));
        Assert.Null(await instruments.GetAsync("BT/CUSDT", AssetClass.Crypto, Ct));
        Assert.Null(await instruments.GetAsync("NO/PE", AssetClass.Crypto, Ct));
        Assert.Null(await instruments.GetAsync("BTC/USDT", AssetClass.Equity, Ct));
        Assert.Equal(2, bench.Port.Calls.Count);
    }

    [Fact]
    public async Task The_stream_is_subscribed_with_a_signature_and_tells_what_happened()
    {
        var bench = new Bench();
        foreach (var message in new[]
        {
            """{"id":"subscribe","status":200,"result":{"subscriptionId":0}}""",
            """{"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":1,"u":1,"B":[]}}""",
            """{"subscriptionId":0,"event":{"e":"executionReport","s":"BTCUSDT","c":"cancel-1","C":"6d1b345e-2821-40e2-ad83-4ecb18a06876","S":"BUY","o":"LIMIT","f":"GTC","q":"1.25","p":"2","x":"CANCELED","X":"CANCELED","r":"NONE","i":28,"l":"0","z":"0.5","Z":"1","L":"0","T":1772445600000,"t":-1}}""",
            """{"subscriptionId":0,"event":{"e":"executionReport","s":"BTCUSDT","c":"a","x":"TRADE","X":"FILLED","i":29,"t":-1}}""",
            """{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1}}""",
        })
        {
            bench.Port.Stream.Writer.TryWrite(Encoding.UTF8.GetBytes(message));
        }
        var seen = new List<VenueEvent>();
        await foreach (var e in bench.Adapter.Capability<IStreamReports>()!.StreamAsync([bench.Account], Ct))
        {
            seen.Add(e);
        }
        Assert.Equal([EventKind.Alive, EventKind.Report, EventKind.LookAgain, EventKind.SessionLost], seen.Select(e => e.Kind));
        Assert.Equal((Bench.Id, OrderState.Cancelled, 0.5m, 2m), (seen[1].Report!.ClientOrderId, seen[1].Report!.State, seen[1].Report!.Filled!.Value, seen[1].Report!.AveragePrice!.Value));
        using var asked = JsonDocument.Parse(bench.Port.Told.First());
        var said = asked.RootElement.GetProperty("params");
        Assert.Equal("userDataStream.subscribe.signature", asked.RootElement.GetProperty("method").GetString());
        Assert.Equal(BinanceApi.Sign($"apiKey=key-1&timestamp={said.GetProperty("timestamp").GetInt64()}", Bench.Secret), said.GetProperty("signature").GetString());
    }

    [Theory]
    [InlineData("""{"id":"subscribe","status":400,"error":{"code":-1022,"msg":"Signature for this request is not valid."}}""", EventKind.SessionLost)]
    [InlineData("""{"subscriptionId":0,"event":{"e":"executionReport","z":"many"}}""", EventKind.Gap)]
    [InlineData("""{"subscri""", EventKind.Gap)]
    public void What_cannot_be_read_makes_the_host_look(string message, EventKind kind) => Assert.Equal(kind, BinanceStream.Read(Encoding.UTF8.GetBytes(message)).Event!.Kind);
}
