using System.Text;
using System.Text.Json;
using Argix.Broker.Oanda;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests.Oanda;

public class OandaTests
{
    private const string Id = "101-004-1234567-001";
    private const string Ours = "0197f0f5-0000-7000-8000-000000000001";
    private const string Orders = "POST /v3/accounts/*/orders";
    private static readonly BrokerManifest Manifest = Broker.Manifest("oanda");
    private static readonly Account Account = new(Id, Id, "EUR", Rights.Read | Rights.Trade, Proof.Claimed);
    private static readonly Instrument Pair = new("EUR/USD", "EUR_USD", AssetClass.Fx, "USD", QuantityUnit.Base, 1, 0.00001m, 1, 1, null, null, true);
    private static readonly Order Limit = Broker.Order(Account, Pair, Ours, Side.Sell, 100, OrderType.Limit, 1.1m, tif: TimeInForce.Gtc);
    private readonly ScriptPort _port = new(Manifest, "practice", "token", new Dictionary<string, string> { ["token"] = "canary-token-1", ["accountId"] = Id });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private OandaAdapter Adapter => new(_port);

    [Fact]
    public async Task An_order_leaves_once_with_our_id_and_a_signed_quantity()
    {
        _port.On(Orders, 201, $$"""{"orderCreateTransaction":{{Created("6368")}},"relatedTransactionIDs":["6368"],"lastTransactionID":"6368"}""");
        var outcome = await Adapter.SubmitAsync(Limit, Ct);
        Assert.Equal((Verdict.Accepted, "6368", OrderState.Working), (outcome.Verdict, outcome.BrokerOrderId, outcome.Report!.State));
        Assert.Equal((Side.Sell, 100m, 1.1m, 0m, Ours), (outcome.Report.Side, outcome.Report.Quantity, outcome.Report.LimitPrice, outcome.Report.Filled, outcome.Report.ClientOrderId));
        using var sent = JsonDocument.Parse(Assert.Single(_port.OrderCalls).Body);
        Assert.Equal("""{"order":{"type":"LIMIT","instrument":"EUR_USD","units":"-100","timeInForce":"GTC","price":"1.1","positionFill":"DEFAULT","clientExtensions":{"id":"0197f0f5-0000-7000-8000-000000000001"}}}""",
            sent.RootElement.GetRawText());
    }

    [Theory]
    [InlineData("INSUFFICIENT_MARGIN", OrderState.Rejected, "insufficient_funds")]
    [InlineData("MARKET_HALTED", OrderState.Rejected, "market_closed")]
    [InlineData("TIME_IN_FORCE_EXPIRED", OrderState.Expired, "order_type_unsupported")]
    public async Task Taken_and_thrown_out_in_one_answer_is_taken_and_over(string reason, OrderState state, string means)
    {
        _port.On(Orders, 201, $$"""{"orderCreateTransaction":{{Created("6368")}},"orderCancelTransaction":{"id":"6369","batchID":"6368","type":"ORDER_CANCEL","orderID":"6368","reason":"{{reason}}","time":"2026-11-02T15:00:00.000000000Z"},"lastTransactionID":"6369"}""");
        var outcome = await Adapter.SubmitAsync(Limit, Ct);
        Assert.Equal((Verdict.Accepted, state, reason), (outcome.Verdict, outcome.Report!.State, outcome.Report.Reason!.Text));
        Assert.Equal(state == OrderState.Expired ? outcome.Report.Reason.Code : means, outcome.Report.Reason.Code);
    }

    [Fact]
    public async Task A_fill_in_the_answer_has_the_number_of_its_entry_and_is_the_same_in_the_stream()
    {
        _port.On(Orders, 201, $$"""{"orderCreateTransaction":{{Created("6368")}},"orderFillTransaction":{{Filled("6369", "-100", "1.1005")}},"lastTransactionID":"6369"}""");
        var answered = Assert.Single((await Adapter.SubmitAsync(Limit, Ct)).Report!.Fills);
        _port.Lines = [Beat(6368), Filled("6369", "-100", "1.1005"), Beat(6369)];
        var events = await Broker.AllAsync(Adapter.StreamAsync([Account], Ct));
        // A fill in the stream does not say how much was ordered: a look is asked for.
        Assert.Equal([EventKind.Alive, EventKind.Report, EventKind.LookAgain, EventKind.Alive], events.Select(e => e.Kind));
        var streamed = events[1].Report!;
        Assert.Equal((answered.Id, answered.Quantity, answered.Price, answered.FilledAfter), (streamed.Fills[0].Id, streamed.Fills[0].Quantity, streamed.Fills[0].Price, streamed.Fills[0].FilledAfter));
        Assert.Equal((true, Ours, "EUR/USD", Side.Sell), (streamed.Partial, streamed.ClientOrderId, streamed.Symbol, streamed.Side));
    }

    public static TheoryData<int, string, Verdict, string?> Refusals => new()
    {
        { 400, Rejected("INSUFFICIENT_MARGIN"), Verdict.Refused, "insufficient_funds" },
        { 400, Rejected("CLIENT_ORDER_ID_ALREADY_EXISTS"), Verdict.Duplicate, "duplicate_order" },
        { 404, Rejected("INSTRUMENT_UNKNOWN"), Verdict.Refused, "unknown_instrument" },
        { 400, Rejected("PRICE_PRECISION_EXCEEDED"), Verdict.Refused, "price_out_of_range" },
        { 400, Rejected("ACCOUNT_LOCKED"), Verdict.Refused, "insufficient_scope" },
        { 401, """{"errorMessage":"Insufficient authorization to perform request."}""", Verdict.Refused, "invalid_credentials" },
        // A word that no rule knows: the adapter read a refusal, the rules do not end the order.
        { 400, Rejected("SOMETHING_NEW"), Verdict.Refused, null },
        { 400, """{"errorMessage":"Invalid value specified for 'accountID'"}""", Verdict.Unknown, null },
        { 400, "<html>?</html>", Verdict.Unknown, null },
        { 404, "<html>?</html>", Verdict.Unknown, null },
        { 500, """{"errorMessage":"internal"}""", Verdict.Unknown, null },
        { 504, "", Verdict.Unknown, null },
        { 429, """{"errorMessage":"slow down"}""", Verdict.Unknown, "rate_limited" },
        { 201, "{}", Verdict.Unknown, null },
        { 201, """{"orderCreateTransaction":{"id":"1","type":"LIMIT_ORDER","clientExtensions":{"id":"somebody-else"}}}""", Verdict.Unknown, null },
        { 200, "<html>sign in to the wireless network</html>", Verdict.Unknown, null },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Only_the_venues_own_refusal_is_one(int status, string body, Verdict verdict, string? means)
    {
        _port.On(Orders, status, body);
        var outcome = await Adapter.SubmitAsync(Limit, Ct);
        Assert.Equal(verdict, outcome.Verdict);
        Assert.Equal(means, Rules.Conclude(Manifest, "submit", outcome.Evidence)?.Means);
        Assert.Single(_port.OrderCalls);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_a_call_that_never_left_is_not_sent()
    {
        _port.On(Orders, ScriptPort.Lost, ScriptPort.Unsent);
        Assert.Equal(Verdict.Unknown, (await Adapter.SubmitAsync(Limit, Ct)).Verdict);
        Assert.Equal(Verdict.NotSent, (await Adapter.SubmitAsync(Limit, Ct)).Verdict);
    }

    [Theory]
    [InlineData("filled", OrderState.Filled, 100)]
    [InlineData("refused", OrderState.Rejected, 0)]
    public async Task After_a_lost_answer_the_log_tells_what_became_of_an_order_that_no_list_shows(string what, OrderState state, int filled)
    {
        var entries = what == "filled" ? $"{Created("6368")},{Filled("6369", "-100", "1.1")}"
            : $$"""{"id":"6368","type":"LIMIT_ORDER_REJECT","instrument":"EUR_USD","units":"-100","price":"1.1","timeInForce":"GTC","rejectReason":"INSUFFICIENT_MARGIN","clientExtensions":{"id":"{{Ours}}"} }""";
        Log(entries);
        var found = await Adapter.FindAsync(Broker.Ref(Limit), Ct);
        var shown = Assert.Single(found.Orders);
        Assert.Equal((state, (decimal?)filled, Ours), (shown.State, shown.Filled, shown.ClientOrderId));
        Assert.Contains(_port.Calls, c => c.Path.Contains("from=2026-11-02T14%3A58%3A00Z", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_without_our_id_is_an_empty_answer_that_covers_everything_since_the_order()
    {
        Log(Created("6368").Replace(Ours, "somebody-else", StringComparison.Ordinal));
        var found = await Adapter.FindAsync(Broker.Ref(Limit), Ct);
        Assert.Empty(found.Orders);
        Assert.True(found.Coverage is { Open: true, Closed: true, Fills: true, AllPages: true } && found.Coverage.From < ScriptPort.Now);
    }

    [Fact]
    public async Task A_look_up_that_fails_anywhere_throws()
    {
        foreach (var (pattern, status, body) in new[]
        {
            ("GET /v3/accounts/*/orders/*", 500, "{}"), ("GET /v3/accounts/*/orders/*", 404, "<html></html>"), ("GET /v3/accounts/*/transactions", 200, "{\"count\":3,\"pages\":[]}"),
            ("GET /v3/accounts/*/transactions/idrange", 200, "{}"), ("GET /v3/accounts/*/transactions/idrange", 502, ""), ("GET /v3/accounts/*/orders/*", 200, "{\"order\":{\"id\":\"9\",\"state\":\"PENDING\"}}"),
        })
        {
            Log(Created("6368"));
            _port.On(pattern, status, body);
            await Assert.ThrowsAsync<VenueException>(() => Adapter.FindAsync(Broker.Ref(Limit), Ct));
        }
    }

    [Fact]
    public async Task A_known_order_is_told_with_the_entries_that_ended_it()
    {
        Log(Filled("6369", "-40", "1.2"));
        _port.On("GET /v3/accounts/*/orders/*", 200, $$"""{"order":{"id":"6368","state":"FILLED","type":"LIMIT","instrument":"EUR_USD","units":"-100","fillingTransactionID":"6369","clientExtensions":{"id":"{{Ours}}"} } }""")
            .On("GET /v3/accounts/*/transactions/*", ScriptPort.Json(200, $$"""{"transaction":{{Created("6368")}} }"""), ScriptPort.Json(200, $$"""{"transaction":{{Filled("6369", "-40", "1.2")}} }"""));
        var shown = Assert.Single((await Adapter.FindAsync(Broker.Ref(Limit, "6368"), Ct)).Orders);
        Assert.Equal((OrderState.Cancelled, 40m, 1.2m, "6369"), (shown.State, shown.Filled, shown.AveragePrice, shown.Fills[0].Id));
    }

    [Theory]
    [InlineData("PENDING", OrderState.Working, 70)]
    [InlineData("SOMETHING_NEW", OrderState.Unknown, 70)]
    [InlineData("FILLED", OrderState.Filled, 100)]
    public async Task Fills_that_the_order_itself_does_not_tell_are_read_from_the_log(string state, OrderState shownAs, int filled)
    {
        Log(string.Join(',', new[] { Filled("6369", "-40", "1.2"), Filled("6370", "-30", "1.1"), filled == 100 ? Filled("6371", "-30", "1.1") : null }.OfType<string>()));
        _port.On("GET /v3/accounts/*/orders/*", 200,
            $$"""{"order":{"id":"6368","state":"{{state}}","type":"LIMIT","instrument":"EUR_USD","units":"-100","createTime":"2026-11-02T15:00:00Z","fillingTransactionID":"6371","clientExtensions":{"id":"{{Ours}}"} } }""")
            .On("GET /v3/accounts/*/transactions/*", ScriptPort.Json(200, $$"""{"transaction":{{Created("6368")}} }"""), ScriptPort.Json(200, $$"""{"transaction":{{Filled("6371", "-30", "1.1")}} }"""));
        var shown = Assert.Single((await Adapter.FindAsync(Broker.Ref(Limit, "6368"), Ct)).Orders);
        Assert.Equal((shownAs, (decimal?)filled, filled == 100 ? 3 : 2), (shown.State, shown.Filled, shown.Fills.Count));
        Assert.Contains(_port.Calls, c => c.Path.Contains("from=2026-11-02T14%3A58%3A00Z&type=ORDER_FILL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancel_goes_by_our_id_when_the_number_is_not_known()
    {
        _port.On("PUT /v3/accounts/*/orders/*/cancel", ScriptPort.Json(200, """{"orderCancelTransaction":{"id":"7","type":"ORDER_CANCEL","orderID":"6368","reason":"CLIENT_REQUEST"}}"""),
            ScriptPort.Json(404, """{"orderCancelRejectTransaction":{"id":"8","type":"ORDER_CANCEL_REJECT","orderID":"6368","rejectReason":"ORDER_DOESNT_EXIST"},"errorCode":"ORDER_DOESNT_EXIST","errorMessage":"The Order specified does not exist"}"""),
            ScriptPort.Json(404, "<html>"), ScriptPort.Lost);
        Assert.Equal(Verdict.Accepted, (await Adapter.CancelAsync(Broker.Ref(Limit), Ct)).Verdict);
        Assert.Equal($"/v3/accounts/{Id}/orders/%40{Ours}/cancel", _port.Calls[0].Path);
        var gone = await Adapter.CancelAsync(Broker.Ref(Limit, "6368"), Ct);
        Assert.Equal((Verdict.NoSuchOrder, ("order_not_found", "noSuchOrder")), (gone.Verdict, Rules.Conclude(Manifest, "cancel", gone.Evidence)!.Value));
        Assert.Equal(Verdict.Unknown, (await Adapter.CancelAsync(Broker.Ref(Limit, "6368"), Ct)).Verdict);
        Assert.Equal(Verdict.Unknown, (await Adapter.CancelAsync(Broker.Ref(Limit, "6368"), Ct)).Verdict);
    }

    [Fact]
    public async Task A_change_ends_one_order_and_begins_another_in_one_message()
    {
        var wanted = Limit with { LimitPrice = 1.2m, ClientOrderId = Ours + "-2" };
        _port.On("PUT /v3/accounts/*/orders/*", 201, $$"""
            {"orderCancelTransaction":{"id":"6370","type":"ORDER_CANCEL","orderID":"6368","reason":"CLIENT_REQUEST_REPLACED","replacedByOrderID":"6371"},
             "orderCreateTransaction":{{Created("6371").Replace(Ours, Ours + "-2", StringComparison.Ordinal)}},"lastTransactionID":"6371"}
            """);
        var outcome = await Adapter.ReplaceAsync(Broker.Ref(Limit, "6368"), wanted, Ct);
        Assert.Equal((Verdict.Accepted, "6371", OrderState.Working), (outcome.Verdict, outcome.BrokerOrderId, outcome.Report!.State));
        Assert.Equal("PUT", Assert.Single(_port.OrderCalls).Method);
    }

    [Fact]
    public async Task Missing_numbers_in_the_stream_make_the_host_read_again()
    {
        _port.Lines = [Beat(10), Created("13"), Beat(15), """{"type":"ORDER_CANCEL","id":"16","orderID":"13","reason":"CLIENT_REQUEST"}""", "{\"type", "{}"];
        var kinds = (await Broker.AllAsync(Adapter.StreamAsync([Account], Ct))).Select(e => e.Kind);
        Assert.Equal([EventKind.Alive, EventKind.Gap, EventKind.Report, EventKind.Gap, EventKind.Alive, EventKind.LookAgain, EventKind.Gap, EventKind.Gap], kinds);
    }

    [Fact]
    public async Task The_log_of_a_time_tells_orders_that_began_before_it_whole()
    {
        Log(Filled("6369", "-100", "1.1"));
        _port.On("GET /v3/accounts/*/transactions/*", 200, $$"""{"transaction":{{Created("6368")}} }""");
        var page = await Adapter.OrdersAsync(Account, ScriptPort.Now.AddHours(-1), false, null, Ct);
        var shown = Assert.Single(page.Items);
        Assert.Equal((OrderState.Filled, 100m, 100m, false), (shown.State, shown.Quantity, shown.Filled, shown.Partial));
        Assert.True(page is { Next: null, Coverage: { Closed: true, Fills: true, AllPages: true } });
    }

    [Fact]
    public async Task The_sign_in_is_tried_and_says_what_it_found()
    {
        Probe("\"hedgingEnabled\":false");
        var report = await Adapter.ProbeAsync(Ct);
        Assert.All(report.Checks, c => Assert.Equal((true, null), (c.Passed, c.Code)));
        Assert.Equal((Rights.Read | Rights.Trade, Proof.Claimed, "EUR"), (report.Accounts[0].Rights, report.Accounts[0].RightsProof, report.Accounts[0].Currency));
        Probe("\"hedgingEnabled\":true");
        Assert.Equal(Rights.Read, (await Adapter.ProbeAsync(Ct)).Accounts[0].Rights);
        _port.On("GET /v3/accounts", 200, """{"accounts":[{"id":"101-004-1-002","tags":[]}]}""");
        Assert.Contains((await Adapter.ProbeAsync(Ct)).Checks, c => c is { Passed: false, Code: "wrong_account" });
        _port.On("GET /v3/accounts", 401, """{"errorMessage":"Insufficient authorization to perform request."}""");
        var refused = await Adapter.ProbeAsync(Ct);
        Assert.Contains(refused.Checks, c => c is { Id: "authentication", Passed: false, Code: "invalid_credentials" });
        Assert.DoesNotContain("canary-token-1", string.Join('\n', refused.Checks));
    }

    [Fact]
    public async Task Account_positions_and_instruments_are_read()
    {
        _port.On("GET /v3/accounts/*/summary", 200, """{"account":{"id":"x","currency":"EUR","balance":"100.5","NAV":"110.25","marginAvailable":"90"},"lastTransactionID":"1"}""")
            .On("GET /v3/accounts/*/openPositions", 200, """{"positions":[{"instrument":"EUR_USD","long":{"units":"0"},"short":{"units":"-100","averagePrice":"1.1"}},{"instrument":"DE30_EUR","long":{"units":"5","averagePrice":"1"},"short":{"units":"-5","averagePrice":"2"}}]}""")
            .On("GET /v3/accounts/*/instruments", 200, """{"instruments":[{"name":"EUR_USD","type":"CURRENCY","displayName":"EUR/USD","displayPrecision":5,"tradeUnitsPrecision":0,"minimumTradeSize":"1","maximumOrderUnits":"100000000"},{"name":"XAU_USD","type":"METAL","displayName":"Gold","displayPrecision":3,"tradeUnitsPrecision":0,"minimumTradeSize":"1"}]}""");
        Assert.Equal((100.5m, 110.25m, 90m), (await Adapter.BalancesAsync(Account, Ct)).Items.Select(b => (b.Total, b.Equity!.Value, b.BuyingPower!.Value)).Single());
        Assert.Equal(("EUR/USD", -100m, 1.1m), (await Adapter.PositionsAsync(Account, null, Ct)).Items.Select(p => (p.Symbol, p.Quantity, p.AveragePrice!.Value)).Single());
        var pair = await Adapter.GetAsync("EUR/USD", AssetClass.Fx, Ct);
        Assert.Equal((0.00001m, 1m, 1m, "USD", AssetClass.Fx), (pair!.Tick, pair.Lot, pair.MinQuantity, pair.Currency, pair.AssetClass));
        Assert.Null(await Adapter.GetAsync("EUR/XXX", AssetClass.Fx, Ct));
        Assert.Equal("XAU/USD", Assert.Single(await Broker.AllAsync(Adapter.SearchAsync("gold", Ct))).Symbol);
        _port.On("GET /v3/accounts/*/openPositions", 200, "{}");
        await Assert.ThrowsAsync<VenueException>(() => Adapter.PositionsAsync(Account, null, Ct));
    }

    [Fact]
    public void Recordings_of_calls_that_are_used_are_read()
    {
        Census.Take("oanda-api-v20/oanda", new Dictionary<string, Action<JsonElement>>
        {
            ["v3_accounts_accountID_pricing.json"] = r => Assert.Equal((1.12157m, 1.1217m), Prices(r).Select(p => (p.Bids![0].Price!.Value, p.Asks![0].Price!.Value)).First()),
            ["v3_instruments_instrument_candles.json"] = r => Assert.Equal(new Bar(new(2016, 10, 17, 19, 35, 0, TimeSpan.Zero), 10503.8m, 10508m, 10503.8m, 10506m, 132m),
                OandaMap.Bar(r.GetProperty("response").Deserialize(OandaJson.Default.CandlesJson)!.Candles![0])),
            ["v3_account_accountID_trades_close.json"] = r =>
            {
                var answer = r.GetProperty("response").Deserialize(OandaJson.Default.OrderAnswerJson)!;
                var closed = Assert.Single(OandaLog.Fold([answer.OrderCreateTransaction!, answer.OrderFillTransaction!], Id, "EUR"));
                Assert.Equal(("2316", OrderState.Filled, Side.Sell, 100m, 1.09289m, "2317"), (closed.BrokerOrderId, closed.State, closed.Side, closed.Filled, closed.AveragePrice, closed.Fills[0].Id));
            },
        }, new Dictionary<string, string>
        {
            ["forexlabs"] = "another API of OANDA's, withdrawn", ["Book.json"] = "no order books here", ["book.json"] = "no order books here", ["pricing_stream"] = "prices are asked for, not streamed",
            ["trades"] = "trades are OANDA's halves of a position; positions are read", ["opentrades"] = "positions are read",
        });

        static PriceJson[] Prices(JsonElement r) => r.GetProperty("response").Deserialize(OandaJson.Default.PricesJson)!.Prices!;
    }

    [Fact]
    public void Order_messages_keep_to_the_official_description_and_its_words_have_a_place()
    {
        using var spec = Fixtures.Json("official-openapi/oanda/json/v20.json");
        var definitions = spec.RootElement.GetProperty("definitions");
        foreach (var (type, schema, tif) in new[] { (OrderType.Market, "MarketOrderRequest", TimeInForce.Fok), (OrderType.Limit, "LimitOrderRequest", TimeInForce.Day), (OrderType.Stop, "StopOrderRequest", TimeInForce.Gtc) })
        {
            var message = OandaMap.NewOrder(Broker.Order(Account, Pair, Ours, Side.Buy, 5, type, type == OrderType.Limit ? 1 : null, type == OrderType.Stop ? 1 : null, tif, Effect.Close))!;
            var properties = definitions.GetProperty(schema).GetProperty("properties");
            foreach (var member in JsonSerializer.SerializeToElement(new NewOrderBodyJson(message), OandaJson.Default.NewOrderBodyJson).GetProperty("order").EnumerateObject())
            {
                Assert.True(properties.TryGetProperty(member.Name, out var known), $"{schema} has no {member.Name}");
                if (known.TryGetProperty("enum", out var words))
                {
                    Assert.Contains(member.Value.GetString(), words.EnumerateArray().Select(w => w.GetString()));
                }
            }
        }
        Assert.DoesNotContain(definitions.GetProperty("OrderState").GetProperty("enum").EnumerateArray(), w => OandaMap.State(w.GetString()) == OrderState.Unknown);
        Assert.Equal(["GTD"], definitions.GetProperty("TimeInForce").GetProperty("enum").EnumerateArray().Select(w => w.GetString()!).Where(w => OandaMap.Tif(w) == TimeInForce.Unknown));
        var reasons = definitions.GetProperty("MarketOrderRejectTransaction").GetProperty("properties").GetProperty("rejectReason").GetProperty("enum").EnumerateArray().Select(w => w.GetString())
            .Concat(definitions.GetProperty("OrderCancelReason").GetProperty("enum").EnumerateArray().Select(w => w.GetString())).ToHashSet();
        Assert.All(Manifest.Errors.Where(r => r.Code is not null), r => Assert.Contains(r.Code, reasons));
        Assert.All(Manifest.Errors.Where(r => r is { Op: "submit", Code: not null }), r => Assert.Equal(r.Means, OandaMap.Means(r.Code!)));
    }

    [Fact]
    public void Every_word_of_the_rules_has_its_anchor_in_the_docs() => Assert.All(Manifest.Errors, rule => Assert.Contains($"### {rule.Means}", Broker.Docs("oanda")));

    private void Log(string entries) => _port.On("GET /v3/accounts/*/orders/*", 404, """{"errorCode":"NO_SUCH_ORDER","errorMessage":"The order ID specified does not exist"}""")
        .On("GET /v3/accounts/*/transactions", 200, $$"""{"count":2,"pageSize":1000,"pages":["https://api-fxpractice.oanda.com/v3/accounts/{{Id}}/transactions/idrange?from=6368&to=6369"],"lastTransactionID":"6369"}""")
        .On("GET /v3/accounts/*/transactions/idrange", 200, $$"""{"transactions":[{{entries}}],"lastTransactionID":"6369"}""");

    private void Probe(string hedging) => _port.On("GET /v3/accounts", 200, $$"""{"accounts":[{"id":"{{Id}}","tags":[]}]}""")
        .On("GET /v3/accounts/*/summary", 200, $$"""{"account":{"id":"{{Id}}","currency":"EUR","balance":"1","NAV":"1","marginAvailable":"1",{{hedging}} } }""")
        .On("GET /v3/accounts/*/pricing", 200, """{"prices":[{"instrument":"EUR_USD","tradeable":true}]}""")
        .On("GET /v3/accounts/*/orders/*", 404, """{"errorCode":"NO_SUCH_ORDER","errorMessage":"The order ID specified does not exist"}""");

    private static string Created(string id) =>
        $$"""{"id":"{{id}}","batchID":"{{id}}","time":"2026-11-02T15:00:00.123456789Z","type":"LIMIT_ORDER","instrument":"EUR_USD","units":"-100","price":"1.1","timeInForce":"GTC","positionFill":"DEFAULT","reason":"CLIENT_ORDER","clientExtensions":{"id":"{{Ours}}"} }""";

    private static string Filled(string id, string units, string price) =>
        $$"""{"id":"{{id}}","batchID":"6368","time":"2026-11-02T15:00:01.000000000Z","type":"ORDER_FILL","orderID":"6368","clientOrderID":"{{Ours}}","instrument":"EUR_USD","units":"{{units}}","price":"{{price}}","fullVWAP":"{{price}}","reason":"LIMIT_ORDER","commission":"0.0000"}""";

    private static string Rejected(string reason) => $$"""{"orderRejectTransaction":{"id":"1","type":"LIMIT_ORDER_REJECT","rejectReason":"{{reason}}"},"relatedTransactionIDs":["1"],"lastTransactionID":"1","errorCode":"{{reason}}","errorMessage":"refused"}""";

    private static string Beat(int last) => $$"""{"type":"HEARTBEAT","lastTransactionID":"{{last}}","time":"2026-11-02T15:00:00.000000000Z"}""";
}
