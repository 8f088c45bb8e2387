using System.Text;
using System.Text.Json;
using Argix.Broker.InteractiveBrokers;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests.InteractiveBrokers;

public class InteractiveBrokersTests
{
    private const string Ours = "0197f0f5000070008000000000000001";
    private const string Submit = "POST /iserver/account/*/orders";
    private const string Alive = """{"session":"s","iserver":{"authStatus":{"authenticated":true,"connected":true,"competing":false}}}""";
    private static readonly BrokerManifest Manifest = Broker.Manifest("interactive-brokers");
    private static readonly Account Account = new("DU123456", "DU123456", "USD", Rights.Read | Rights.Trade, Proof.Claimed);
    private static readonly Instrument Share = new("AAPL", "265598", AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, 1, null, null, true);
    private static readonly Order Limit = Broker.Order(Account, Share, Ours, Side.Buy, 10, OrderType.Limit, 200.5m);
    private readonly ScriptPort _port = Port("ask");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private InteractiveBrokersAdapter Adapter => new(_port);

    [Fact]
    public async Task An_order_leaves_once_by_the_instruments_number_with_our_id()
    {
        _port.On(Submit, 200, """[{"order_id":"1370093239","order_status":"PreSubmitted","encrypt_message":"1"}]""");
        var outcome = await Adapter.SubmitAsync(Limit, Ct);
        Assert.Equal((Verdict.Accepted, "1370093239"), (outcome.Verdict, outcome.BrokerOrderId));
        Assert.Equal("""{"orders":[{"acctId":"DU123456","conid":265598,"cOID":"0197f0f5000070008000000000000001","orderType":"LMT","side":"BUY","quantity":10,"tif":"DAY","price":200.5,"outsideRTH":false}]}""",
            Encoding.UTF8.GetString(Assert.Single(_port.OrderCalls).Body.Span));
    }

    public static TheoryData<int, string, Verdict, string?> Answers => new()
    {
        // A question: never answered yes from here, so nothing is certain.
        { 200, """[{"id":"99097238","isSuppressed":false,"message":["You are submitting an order without market data. Are you sure?"],"messageIds":["o354"]}]""", Verdict.Unknown, null },
        { 200, """{"orderId":123456789,"reqId":"22170","text":"Use the Price Management Algo?","options":["Yes"]}""", Verdict.Unknown, null },
        { 200, """{"error":"Order not confirmed "}""", Verdict.Refused, null },
        { 200, """{"error":"Local order ID=x is already registered."}""", Verdict.Duplicate, "duplicate_order/duplicate" },
        { 200, """[{"order_id":"1"},{"order_id":"2"}]""", Verdict.Unknown, null },
        { 200, "[]", Verdict.Unknown, null },
        { 200, "<html>sign in</html>", Verdict.Unknown, null },
        { 302, "", Verdict.Unknown, null },
        { 401, """{"error":"not authenticated","statusCode":401}""", Verdict.Refused, "reauth_required/notSent" },
        { 500, """{"error":"something"}""", Verdict.Unknown, null },
        { 503, """{"error":"service unavailable","statusCode":"503"}""", Verdict.Unknown, null },
        { 429, "", Verdict.Unknown, "rate_limited/unknown" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Of_the_three_shapes_of_a_good_answer_only_a_number_is_an_acceptance(int status, string body, Verdict verdict, string? concluded)
    {
        _port.On(Submit, status, body);
        var outcome = await Adapter.SubmitAsync(Limit, Ct);
        Assert.Equal(verdict, outcome.Verdict);
        Assert.Equal(concluded, Rules.Conclude(Manifest, "submit", outcome.Evidence) is { } c ? $"{c.Means}/{c.Verdict}" : null);
        Assert.Single(_port.OrderCalls);
        Assert.DoesNotContain(_port.Calls, c => c.Path.Contains("/reply/", StringComparison.Ordinal));
    }

    [Fact]
    public void No_listed_call_can_say_yes_to_a_question() => Assert.DoesNotContain(Manifest.Calls.Values.SelectMany(c => c), c => c.Contains("reply", StringComparison.Ordinal));

    [Fact]
    public void A_stop_limit_order_is_neither_listed_nor_made()
    {
        Assert.All(Manifest.Orders, o => Assert.False(o.Types.ContainsKey("stop_limit")));
        Assert.Null(InteractiveBrokersMap.NewOrder(Limit with { Type = OrderType.StopLimit, StopPrice = 1 }));
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_the_list_is_asked_twice_for_our_id()
    {
        _port.On(Submit, ScriptPort.Lost, ScriptPort.Unsent).On("GET /iserver/account/orders", ScriptPort.Json(200, """{"orders":[],"snapshot":false}"""), ScriptPort.Json(200, $$"""{"orders":[{{Shown(7, "other")}},{{Shown(8, Ours, "Submitted", 4)}}],"snapshot":true}"""))
            .On("GET /iserver/account/trades", 200, """[{"execution_id":"0000e0d5.1.01.01","symbol":"AAPL","side":"B","order_id":8,"order_ref":"x","trade_time_r":1793631601000,"size":4.0,"price":"200.4","commission":"1.01","account":"DU123456","sec_type":"STK","conid":265598}]""");
        Assert.Equal(Verdict.Unknown, (await Adapter.SubmitAsync(Limit, Ct)).Verdict);
        Assert.Equal(Verdict.NotSent, (await Adapter.SubmitAsync(Limit, Ct)).Verdict);
        var shown = Assert.Single((await Adapter.FindAsync(Broker.Ref(Limit), Ct)).Orders);
        Assert.Equal(("8", Ours, OrderState.Working, 4m, "0000e0d5.1.01.01"), (shown.BrokerOrderId, shown.ClientOrderId, shown.State, shown.Filled, shown.Fills.Single().Id));
        Assert.Contains(_port.Calls, c => c.Path == "/iserver/account/orders?force=true");
    }

    [Fact]
    public async Task A_list_without_our_id_does_not_prove_that_the_order_never_was()
    {
        _port.On("GET /iserver/account/orders", 200, """{"orders":[],"snapshot":true}""").On("GET /iserver/account/trades", 200, "[]");
        var found = await Adapter.FindAsync(Broker.Ref(Limit), Ct);
        Assert.Empty(found.Orders);
        Assert.True(found.Coverage is { Open: true, Closed: false });
        foreach (var (pattern, status, body) in new[] { ("GET /iserver/account/orders", 503, "{}"), ("GET /iserver/account/orders", 200, """{"error":"x"}"""), ("GET /iserver/account/trades", 500, ""), ("GET /iserver/account/trades", 200, """{"error":"x"}""") })
        {
            _port.On("GET /iserver/account/orders", 200, """{"orders":[]}""").On("GET /iserver/account/trades", 200, "[]").On(pattern, status, body);
            await Assert.ThrowsAsync<VenueException>(() => Adapter.FindAsync(Broker.Ref(Limit), Ct));
        }
    }

    [Fact]
    public async Task Cancels_and_changes_say_what_was_said()
    {
        _port.On("DELETE /iserver/account/*/order/*", ScriptPort.Json(200, """[{"msg":"Request was submitted","order_id":"8","order_status":"PreSubmitted"}]"""), ScriptPort.Json(200, """{"msg":"Request was submitted","order_id":8,"conid":265598,"account":"DU123456"}"""),
            ScriptPort.Json(200, """{"error":"OrderID 8 doesn't exist"}"""), ScriptPort.Json(200, """{"error":"something"}"""), ScriptPort.Json(503, ""), ScriptPort.Lost);
        foreach (var verdict in new[] { Verdict.Accepted, Verdict.Accepted, Verdict.NoSuchOrder, Verdict.Refused, Verdict.Unknown, Verdict.Unknown })
        {
            Assert.Equal(verdict, (await Adapter.CancelAsync(Broker.Ref(Limit, "8"), Ct)).Verdict);
        }
        _port.On("POST /iserver/account/*/order/*", ScriptPort.Json(200, """[{"order_id":"8","order_status":"Submitted"}]"""), ScriptPort.Json(200, """[{"id":"q","message":["sure?"]}]"""));
        Assert.Equal(Verdict.Accepted, (await Adapter.ReplaceAsync(Broker.Ref(Limit, "8"), Limit with { LimitPrice = 201, ClientOrderId = "another" }, Ct)).Verdict);
        Assert.Contains($"\"cOID\":\"{Ours}\"", Encoding.UTF8.GetString(_port.OrderCalls.Last().Body.Span), StringComparison.Ordinal);
        Assert.Equal(Verdict.Unknown, (await Adapter.ReplaceAsync(Broker.Ref(Limit, "8"), Limit with { LimitPrice = 202 }, Ct)).Verdict);
    }

    [Fact]
    public async Task A_session_is_kept_alive_and_opened_again_without_taking_it_from_anybody()
    {
        var adapter = Adapter;
        _port.On("POST /tickle", 200, Alive);
        Assert.True((await adapter.KeepAsync(Ct)).Alive);
        _port.On("POST /tickle", 200, """{"iserver":{"authStatus":{"authenticated":false,"connected":true,"competing":false}}}""").On("POST /iserver/auth/ssodh/init", 200, """{"authenticated":true,"connected":true,"competing":false}""");
        Assert.True((await adapter.KeepAsync(Ct)).Alive);
        Assert.Equal("""{"publish":true,"compete":false}""", Encoding.UTF8.GetString(_port.Calls.Single(c => c.Path.EndsWith("init", StringComparison.Ordinal)).Body.Span));
        Assert.DoesNotContain(_port.Calls, c => c.Path.Contains("suppress", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(200, """{"iserver":{"authStatus":{"authenticated":false,"connected":false,"competing":false}}}""", "reauth_required")]
    [InlineData(200, """{"iserver":{"authStatus":{"authenticated":true,"connected":true,"competing":true}}}""", "broker_unavailable")]
    [InlineData(401, "", "reauth_required")]
    public async Task A_session_that_is_not_alive_says_what_is_needed(int status, string body, string code)
    {
        _port.On("POST /tickle", status, body).On("POST /iserver/auth/ssodh/init", 500, "{}");
        var report = await Adapter.KeepAsync(Ct);
        Assert.Equal((false, code), (report.Alive, report.Code));
        Assert.NotEmpty(report.Needs!);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_not_the_end_of_a_session()
    {
        _port.On("POST /tickle", ScriptPort.Lost);
        await Assert.ThrowsAsync<VenueException>(() => Adapter.KeepAsync(Ct));
    }

    [Fact]
    public async Task Warnings_are_waved_through_once_a_session_and_only_when_the_person_chose_so()
    {
        var port = Port("suppress").On("POST /tickle", 200, Alive).On("POST /iserver/questions/suppress", 200, """{"status":"submitted"}""");
        var adapter = new InteractiveBrokersAdapter(port);
        await adapter.KeepAsync(Ct);
        await adapter.KeepAsync(Ct);
        Assert.Equal("""{"messageIds":["o163","o354","o383","o451"]}""", Encoding.UTF8.GetString(Assert.Single(port.Calls, c => c.Path.EndsWith("suppress", StringComparison.Ordinal)).Body.Span));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"authenticated\":tr")]
    public async Task A_page_in_place_of_the_sessions_state_asks_nobody_to_sign_in(string body)
    {
        _port.On("POST /iserver/auth/status", 200, body);
        Assert.Contains((await Adapter.ProbeAsync(Ct)).Checks, c => c is { Id: CheckIds.Authentication, Passed: false, Code: ErrorCodes.BrokerProtocolError });
    }

    [Fact]
    public async Task The_user_must_fit_the_environment()
    {
        _port.On("POST /iserver/auth/status", 200, """{"authenticated":true,"connected":true,"competing":false}""").On("GET /portfolio/accounts", 200, """[{"id":"DU123456","accountId":"DU123456","displayName":"Paper","currency":"EUR"}]""");
        var report = await Adapter.ProbeAsync(Ct);
        Assert.All(report.Checks, c => Assert.Equal((true, null), (c.Passed, c.Code)));
        Assert.Equal(("DU123456", "EUR", Proof.Claimed), (report.Accounts[0].Id, report.Accounts[0].Currency, report.Accounts[0].RightsProof));
        _port.On("GET /iserver/accounts", 200, """{"accounts":["U1234567"]}""");
        var other = await Adapter.ProbeAsync(Ct);
        Assert.Contains(other.Checks, c => c is { Passed: false, Code: "wrong_environment" });
        Assert.Empty(other.Accounts);
        _port.On("POST /iserver/auth/status", 401, "");
        Assert.Contains((await Adapter.ProbeAsync(Ct)).Checks, c => c is { Passed: false, Code: "reauth_required" });
    }

    [Fact]
    public async Task Positions_are_read_until_a_page_is_empty()
    {
        _port.On("GET /portfolio/accounts", 200, "[]").On("GET /portfolio/*/positions/*", ScriptPort.Json(200, """[{"acctId":"DU123456","conid":265598,"contractDesc":"AAPL","position":-4.0,"mktPrice":201.5,"avgPrice":200.0,"currency":"USD","assetClass":"STK","ticker":"AAPL"}]"""), ScriptPort.Json(200, "[]"));
        var first = await Adapter.PositionsAsync(Account, null, Ct);
        Assert.Equal(("AAPL", -4m, 200m, 201.5m, "1"), (first.Items[0].Symbol, first.Items[0].Quantity, first.Items[0].AveragePrice, first.Items[0].MarketPrice, first.Next));
        var last = await Adapter.PositionsAsync(Account, first.Next, Ct);
        Assert.Equal((0, null, true), (last.Items.Count, last.Next, last.Coverage.AllPages));
    }

    [Fact]
    public async Task Recordings_of_calls_that_are_used_are_read()
    {
        Census.Take("ibkr-conduit/interactive-brokers", new Dictionary<string, Action<JsonElement>>
        {
            ["Accounts/GET-account-summary.json"] = r => Assert.Equal((971870m, 994831m, 1005254m, 3979324m), Body(r, InteractiveBrokersJson.Default.SummaryJson) is var s ? (s.TotalCashValue, s.AvailableFunds, s.NetLiquidationValue, s.BuyingPower) : default),
            ["Accounts/GET-iserver-accounts.json"] = r => Assert.Equal(["U1234567"], Body(r, InteractiveBrokersJson.Default.BrokerageAccountsJson).Accounts!),
            ["Contracts/GET-trsrv-stocks.json"] = r => Assert.Equal(265598, Body(r, InteractiveBrokersJson.Default.DictionaryStringStockJsonArray)["AAPL"][0].Contracts![0].Conid),
            ["Contracts/POST-contract-rules.json"] = r => Assert.Equal(0.01m, Body(r, InteractiveBrokersJson.Default.RulesJson).Increment),
            ["Contracts/GET-trading-schedule.json"] = r =>
            {
                var hours = Body(r, InteractiveBrokersJson.Default.ScheduleJson).Schedules!.Values.SelectMany(d => d.LiquidHours!).ToArray();
                Assert.Equal((true, 1775160000), InteractiveBrokersMap.Clock(hours, DateTimeOffset.FromUnixTimeSeconds(1775140000)) is var open ? (open.IsOpen, open.NextChange!.Value.ToUnixTimeSeconds()) : default);
                Assert.Equal((false, 1775482200), InteractiveBrokersMap.Clock(hours, DateTimeOffset.FromUnixTimeSeconds(1775170000)) is var closed ? (closed.IsOpen, closed.NextChange!.Value.ToUnixTimeSeconds()) : default);
            },
            ["MarketData/GET-history.json"] = r => Assert.Equal((646.42m, 646.86m), Body(r, InteractiveBrokersJson.Default.HistoryJson).Data![0] is var b ? (b.O, b.C) : default),
            ["MarketData/GET-snapshot.json"] = r => Assert.Equal(655.88m, InteractiveBrokersMap.Number(Body(r, InteractiveBrokersJson.Default.DictionaryStringJsonElementArray)[0]["84"])),
        }, new Dictionary<string, string>
        {
            ["Alerts/"] = "not needed for trading", ["EventContracts/"] = "not traded here", ["Fyi/"] = "notices to people", ["Scanner/"] = "not needed for trading", ["scanner"] = "not needed for trading", ["Watchlists/"] = "not needed for trading",
            ["summary-"] = "the summary itself has the same facts as numbers", ["account"] = "one account is named in each call", ["signatures"] = "people's names are not read", ["secdef"] = "trsrv/stocks is asked", ["futures"] = "futures are not traded here",
            ["contract-"] = "trsrv/stocks and the rules are enough", ["bond"] = "bonds are not traded here", ["all-conids"] = "one symbol is asked for", ["strikes"] = "options are not traded here", ["currency"] = "no currency trades here", ["exchangerate"] = "no currency trades here", ["unsubscribe"] = "prices are asked for, not streamed",
        });
        await Task.CompletedTask;

        static T Body<T>(JsonElement r, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => r.GetProperty("Response").GetProperty("Body").Deserialize(type)!;
    }

    [Fact]
    public void Examples_of_the_official_description_are_read_and_order_messages_keep_to_it()
    {
        using var spec = Fixtures.Json("official-openapi/interactive-brokers/ibkr-web-api-openapi.json");
        JsonElement Followed(JsonElement e) => e.TryGetProperty("$ref", out var to) ? to.GetString()!.Split('/')[1..].Aggregate(spec.RootElement, (at, name) => at.GetProperty(name)) : e;
        JsonElement Example(string path, string method, string name) => Followed(Followed(spec.RootElement.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty("200"))
            .GetProperty("content").GetProperty("application/json") is var json && json.TryGetProperty("examples", out var several) ? several.GetProperty(name) : json.GetProperty("example").GetProperty(name)).GetProperty("value");
        Outcome Answered(string name) => InteractiveBrokersMap.Submitted(ScriptPort.Json(200, Example("/iserver/account/{accountId}/orders", "post", name).GetRawText()), null);
        Assert.Equal((Verdict.Accepted, "1370093239"), (Answered("orderSubmitSuccessExample").Verdict, Answered("orderSubmitSuccessExample").BrokerOrderId));
        Assert.Equal((Verdict.Unknown, "o354"), (Answered("orderReplyMessageExample").Verdict, Answered("orderReplyMessageExample").Evidence.Code));
        Assert.Equal((Verdict.Refused, "Order not confirmed "), (Answered("orderSubmitErrorExample").Verdict, Answered("orderSubmitErrorExample").Evidence.Text));
        Assert.Equal(Verdict.Unknown, Answered("advancedOrderRejectPromptExample").Verdict);
        var trades = Example("/iserver/account/trades", "get", "tradesResponseExample").Deserialize(InteractiveBrokersJson.Default.TradeJsonArray)!;
        var traded = trades.GroupBy(t => t.OrderId!.Value).Select(InteractiveBrokersMap.Traded).First();
        Assert.Equal(("17437897932", "Order123", Side.Sell, 5m, 192.26m, FillKind.Trade, "0000e0d5.6576fd38.01.01"), (traded.BrokerOrderId, traded.ClientOrderId, traded.Side, traded.Fills[0].Quantity, traded.Fills[0].Price, traded.Fills[0].Kind, traded.Fills[0].Id));
        var listed = InteractiveBrokersMap.Report(Example("/iserver/account/orders", "get", "orders").Deserialize(InteractiveBrokersJson.Default.OrdersJson)!.Orders![0], []);
        Assert.Equal(("1370093238", OrderState.Filled, OrderType.Limit, 0.9m, 2499.99m, 0.8908m), (listed.BrokerOrderId, listed.State, listed.Type, listed.LimitPrice, listed.Filled, listed.AveragePrice));
        Assert.True(InteractiveBrokersAdapter.Said(Example("/tickle", "post", "success").Deserialize(InteractiveBrokersJson.Default.TickleJson)!.Iserver!.AuthStatus).Alive);
        Assert.Equal(Verdict.Accepted, InteractiveBrokersMap.Cancelled(ScriptPort.Json(200, Example("/iserver/account/{accountId}/order/{orderId}", "delete", "orderCancelSuccessExample").GetRawText()), "1370093239").Verdict);
        Assert.Equal(Verdict.NoSuchOrder, InteractiveBrokersMap.Cancelled(ScriptPort.Json(200, Example("/iserver/account/{accountId}/order/{orderId}", "delete", "orderCancelErrorExample").GetRawText()), "123456").Verdict);
        var known = spec.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("singleOrderSubmissionRequest").GetProperty("properties");
        Assert.All(JsonSerializer.SerializeToElement(InteractiveBrokersMap.NewOrder(Limit)!, InteractiveBrokersJson.Default.OrderMessageJson).EnumerateObject(), m => Assert.True(known.TryGetProperty(m.Name, out _), m.Name));
    }

    [Fact]
    public void A_correction_names_the_execution_that_it_corrects()
    {
        var fill = InteractiveBrokersMap.Fill(new TradeJson("0000e0d5.6576fd38.01.02", "AAPL", "B", null, 8, 0, 4, 200, null, "DU123456", "STK", 265598));
        Assert.Equal((FillKind.Correction, "0000e0d5.6576fd38.01.01"), (fill.Kind, fill.Corrects));
    }

    private static ScriptPort Port(string warnings) => new ScriptPort(Manifest, "paper", "gateway", new Dictionary<string, string> { ["warnings"] = warnings }).On("GET /iserver/accounts", 200, """{"accounts":["DU123456"],"selectedAccount":"DU123456"}""");

    private static string Shown(int id, string reference, string status = "Submitted", int filled = 0) => $$"""
        {"acct":"DU123456","account":"DU123456","orderId":{{id}},"order_ref":"{{reference}}","conid":265598,"ticker":"AAPL","secType":"STK","cashCcy":"USD","totalSize":10.0,"filledQuantity":{{filled}},"status":"{{status}}","origOrderType":"LIMIT","price":"200.5","timeInForce":"DAY","side":"BUY","avgPrice":"200.4"}
        """;
}
