using System.Text.Json;
using Argix.Broker.TradeStation;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests.TradeStation;

public class TradeStationTests
{
    private const string Ours = "5ZqkT3yXw9LmN2pR8sVbCd";
    private const string Submit = "POST /v3/orderexecution/orders";
    private const string Today = "GET /v3/brokerage/accounts/*/orders";
    private const string History = "GET /v3/brokerage/accounts/*/historicalorders";
    private static readonly BrokerManifest Manifest = Broker.Manifest("tradestation");
    private static readonly Account Account = new("SIM123M", "Margin SIM123M", "USD", Rights.Read | Rights.Trade, Proof.Claimed);
    private static readonly Instrument Share = new("MSFT", "MSFT", AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, 1, null, null, true);
    private static readonly Order Limit = Broker.Order(Account, Share, Ours, Side.Buy, 10, OrderType.Limit, 216.5m);
    private readonly ScriptPort _port = new(Manifest, "sim", "oauth", new Dictionary<string, string> { ["access_token"] = "canary-token-1" });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TradeStationAdapter Adapter => new(_port);

    [Fact]
    public async Task An_order_leaves_once_with_our_id_and_text_for_numbers()
    {
        _port.On(Submit, 200, """{"Orders":[{"Message":"Sent order: Buy 10 MSFT @ 216.5 Limit","OrderID":"286179829"}]}""");
        var outcome = await Adapter.SubmitAsync(Limit, Ct);
        Assert.Equal((Verdict.Accepted, "286179829"), (outcome.Verdict, outcome.BrokerOrderId));
        using var sent = JsonDocument.Parse(Assert.Single(_port.OrderCalls).Body);
        Assert.Equal("""{"AccountID":"SIM123M","Symbol":"MSFT","Quantity":"10","OrderType":"Limit","TradeAction":"BUY","TimeInForce":{"Duration":"DAY"},"LimitPrice":"216.5","Route":"Intelligent","OrderConfirmID":"5ZqkT3yXw9LmN2pR8sVbCd"}""",
            sent.RootElement.GetRawText());
    }

    public static TheoryData<int, string, Verdict, string?> Refusals => new()
    {
        { 200, """{"Errors":[{"Error":"FAILED","Message":"Order failed. Reason: Type = LMT has invalid Price greater than absolute maximum","OrderID":"1234567"}]}""", Verdict.Refused, "price_out_of_range/refused" },
        { 200, """{"Orders":[],"Errors":[{"Error":"FAILED","Message":"Order failed. Reason: something new","OrderID":"1234567"}]}""", Verdict.Refused, null },
        { 200, """{"Orders":[{"Error":"FAILED","Message":"Order failed. Reason: something new","OrderID":"1234567"}]}""", Verdict.Refused, null },
        { 200, """{"Orders":[{"Message":"Sent","OrderID":"1"}],"Errors":[{"Error":"FAILED","Message":"and failed","OrderID":"2"}]}""", Verdict.Unknown, null },
        { 200, """{"Orders":[]}""", Verdict.Unknown, null },
        { 200, "<html>sign in to the wireless network</html>", Verdict.Unknown, null },
        { 400, """{"Error":"BadRequest","Message":"Invalid"}""", Verdict.Refused, null },
        { 401, """{"Error":"Unauthorized","Message":"expired"}""", Verdict.Refused, "reauth_required/notSent" },
        { 400, "<html>?</html>", Verdict.Unknown, null },
        { 429, """{"Error":"TooManyRequests","Message":"quota"}""", Verdict.Unknown, "rate_limited/unknown" },
        { 503, """{"Error":"ServiceUnavailable","Message":"later"}""", Verdict.Unknown, null },
        { 504, """{"Error":"GatewayTimeout","Message":"later"}""", Verdict.Unknown, null },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Only_a_refusal_whose_text_is_known_ends_an_order(int status, string body, Verdict verdict, string? concluded)
    {
        _port.On(Submit, status, body);
        var outcome = await Adapter.SubmitAsync(Limit, Ct);
        Assert.Equal(verdict, outcome.Verdict);
        Assert.Equal(concluded, Rules.Conclude(Manifest, "submit", outcome.Evidence) is { } c ? $"{c.Means}/{c.Verdict}" : null);
        Assert.Single(_port.OrderCalls);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_a_call_that_never_left_is_not_sent()
    {
        _port.On(Submit, ScriptPort.Lost, ScriptPort.Unsent);
        Assert.Equal(Verdict.Unknown, (await Adapter.SubmitAsync(Limit, Ct)).Verdict);
        Assert.Equal(Verdict.NotSent, (await Adapter.SubmitAsync(Limit, Ct)).Verdict);
    }

    [Theory]
    [InlineData(200, """{"Accounts":[{"AccountID":"SIM1","AccountType":"Margin","Currency":"USD","Status":"Active"}]}""")]
    [InlineData(401, "{}")]
    public async Task The_venues_time_is_told_whether_the_sign_in_worked_or_not(int status, string body)
    {
        _port.On("GET /v3/brokerage/accounts", status, body).On("GET /v3/marketdata/quotes/*", 500, "");
        Assert.Equal(ScriptPort.Now, (await Adapter.ProbeAsync(Ct)).VenueTime);
    }

    [Fact]
    public async Task A_lost_order_that_nothing_looks_like_is_not_there_and_the_answer_covers_both_lists()
    {
        _port.On(Today, ScriptPort.Json(200, $$"""{"Orders":[{{Order("1", symbol: "AAPL")}}],"NextToken":"t"}"""), ScriptPort.Json(200, $$"""{"Orders":[{{Order("2", quantity: 11)}},{{Order("3", opened: "2026-11-02T14:00:00Z")}}]}"""))
            .On(History, 200, $$"""{"Orders":[{{Order("4", side: "Sell")}}]}""");
        var found = await Adapter.FindAsync(Broker.Ref(Limit), Ct);
        Assert.Empty(found.Orders);
        Assert.True(found is { By: MatchedBy.Shape, Coverage: { Open: true, Closed: true, AllPages: true } });
        Assert.Equal(3, _port.Calls.Count);
    }

    [Fact]
    public async Task A_look_alike_is_shown_and_proves_nothing()
    {
        _port.On(Today, 200, $$"""{"Orders":[{{Order("7")}}]}""").On(History, 200, """{"Orders":[]}""");
        var found = await Adapter.FindAsync(Broker.Ref(Limit), Ct);
        var alike = Assert.Single(found.Orders);
        Assert.Equal(("7", null), (alike.BrokerOrderId, alike.ClientOrderId));
        Assert.True(found.Coverage is { Open: false, Closed: false });
        // Cancelling what merely looks alike is not tried.
        Assert.Equal(Verdict.Unknown, (await Adapter.CancelAsync(Broker.Ref(Limit), Ct)).Verdict);
        Assert.Empty(_port.OrderCalls);
    }

    [Fact]
    public async Task A_look_up_that_fails_anywhere_throws()
    {
        foreach (var (pattern, status, body) in new[] { (Today, 500, "{}"), (Today, 200, "{}"), (History, 429, "{}"), (History, 200, """{"Orders":[],"Errors":[{"AccountID":"x","Error":"Forbidden"}]}""") })
        {
            _port.On(Today, 200, """{"Orders":[]}""").On(History, 200, """{"Orders":[]}""").On(pattern, status, body);
            await Assert.ThrowsAsync<VenueException>(() => Adapter.FindAsync(Broker.Ref(Limit), Ct));
        }
    }

    [Fact]
    public async Task A_known_number_is_looked_for_today_and_then_in_the_history()
    {
        _port.On("GET /v3/brokerage/accounts/*/orders/*", 200, """{"Orders":[],"Errors":[]}""").On("GET /v3/brokerage/accounts/*/historicalorders/*", 200, $$"""{"Orders":[{{Order("7", status: "FLL", filled: 10)}}]}""");
        var shown = Assert.Single((await Adapter.FindAsync(Broker.Ref(Limit, "7"), Ct)).Orders);
        Assert.Equal((OrderState.Filled, 10m, 216.4m), (shown.State, shown.Filled, shown.AveragePrice));
    }

    [Fact]
    public async Task Cancels_and_changes_are_asked_for_by_number()
    {
        _port.On("DELETE /v3/orderexecution/orders/*", ScriptPort.Json(200, """{"Message":"Cancel request sent","OrderID":"7"}"""), ScriptPort.Json(200, """{"Message":"Cancel request sent","OrderID":"8"}"""),
            ScriptPort.Json(200, """{"Error":"FAILED","Message":"no","OrderID":"7"}"""), ScriptPort.Json(500, ""), ScriptPort.Lost);
        foreach (var verdict in new[] { Verdict.Accepted, Verdict.Unknown, Verdict.Refused, Verdict.Unknown, Verdict.Unknown })
        {
            Assert.Equal(verdict, (await Adapter.CancelAsync(Broker.Ref(Limit, "7"), Ct)).Verdict);
        }
        _port.On("PUT /v3/orderexecution/orders/*", 200, """{"Message":"Cancel/Replace order sent.","OrderID":"7"}""");
        Assert.Equal(Verdict.Accepted, (await Adapter.ReplaceAsync(Broker.Ref(Limit, "7"), Limit with { LimitPrice = 217 }, Ct)).Verdict);
        Assert.Equal("""{"LimitPrice":"217"}""", System.Text.Encoding.UTF8.GetString(_port.OrderCalls.Last().Body.Span));
        Assert.Equal(Verdict.NotSent, (await Adapter.ReplaceAsync(Broker.Ref(Limit, "7"), Limit with { TimeInForce = TimeInForce.Gtc }, Ct)).Verdict);
    }

    [Theory]
    [InlineData(0, Verdict.Accepted)]
    [InlineData(4, Verdict.NotSent)]
    public async Task A_quantity_is_changed_only_while_nothing_has_filled(int filled, Verdict verdict)
    {
        _port.On("GET /v3/brokerage/accounts/*/orders/*", 200, $$"""{"Orders":[{{Order("7", filled: filled)}}]}""").On("PUT /v3/orderexecution/orders/*", 200, """{"Message":"Cancel/Replace order sent.","OrderID":"7"}""");
        Assert.Equal(verdict, (await Adapter.ReplaceAsync(Broker.Ref(Limit, "7"), Limit with { Quantity = 5 }, Ct)).Verdict);
        Assert.Equal(verdict == Verdict.Accepted ? 1 : 0, _port.OrderCalls.Count());
    }

    [Theory]
    [InlineData(Side.Buy, Effect.Open, "BUY")]
    [InlineData(Side.Buy, Effect.Close, "BUYTOCOVER")]
    [InlineData(Side.Sell, Effect.Open, "SELLSHORT")]
    [InlineData(Side.Sell, Effect.Reduce, "SELL")]
    [InlineData(Side.Sell, Effect.Unknown, "SELL")]
    public void Sell_short_and_buy_to_cover_come_from_what_the_order_does_to_the_position(Side side, Effect effect, string action)
    {
        Assert.Equal(action, TradeStationMap.NewOrder(Limit with { Side = side, Effect = effect })!.TradeAction);
        Assert.Equal(side == Side.Buy ? "BUY" : "SELL", TradeStationMap.Action(Limit with { Side = side, Effect = effect, Instrument = Share with { AssetClass = AssetClass.Future } }));
    }

    [Fact]
    public async Task The_stream_shows_the_snapshot_then_changes_and_ends_when_it_is_told_to()
    {
        _port.Lines = [Order("7", status: "FPR", filled: 4), """{"StreamStatus":"EndSnapshot"}""", Order("7", status: "FLL", filled: 10), """{"Heartbeat":1,"Timestamp":"2026-11-02T15:00:00Z"}""", "{\"Acc", """{"StreamStatus":"GoAway"}""", Order("8")];
        var events = await Broker.AllAsync(Adapter.StreamAsync([Account], Ct));
        Assert.Equal([EventKind.Alive, EventKind.Report, EventKind.Alive, EventKind.Report, EventKind.Alive, EventKind.Gap, EventKind.ClosingSoon], events.Select(e => e.Kind));
        Assert.Equal([4m, 10m], events.Where(e => e.Report is not null).Select(e => e.Report!.Filled!.Value));
        Assert.Equal("/v3/brokerage/stream/accounts/SIM123M/orders", _port.Calls[0].Path);
        _port.Lines = ["""{"Error":"Forbidden","Message":"Invalid Account ID.","AccountID":"123456789"}""", Order("8")];
        Assert.Equal([EventKind.SessionLost], (await Broker.AllAsync(Adapter.StreamAsync([Account], Ct))).Select(e => e.Kind));
    }

    [Fact]
    public async Task Orders_come_from_today_and_from_the_history_page_by_page()
    {
        _port.On(Today, 200, $$"""{"Orders":[{{Order("7")}},{{Order("8", status: "FLL", filled: 10)}}]}""").On(History, 200, $$"""{"Orders":[{{Order("4", status: "CAN")}}]}""");
        var first = await Adapter.OrdersAsync(Account, ScriptPort.Now.AddHours(-1), false, null, Ct);
        var second = await Adapter.OrdersAsync(Account, ScriptPort.Now.AddHours(-1), false, first.Next, Ct);
        Assert.Equal(["7", "8", "4"], first.Items.Concat(second.Items).Select(o => o.BrokerOrderId));
        Assert.Equal((false, true, null), (first.Coverage.AllPages, second.Coverage.AllPages, second.Next));
        var open = await Adapter.OrdersAsync(Account, null, true, null, Ct);
        Assert.Equal(("7", null), (Assert.Single(open.Items).BrokerOrderId, open.Next));
    }

    [Fact]
    public void Examples_of_the_official_description_are_read_and_order_messages_keep_to_it()
    {
        using var spec = Fixtures.Json("official-openapi/tradestation/tradestation-webapi-v3-openapi.json");
        var paths = spec.RootElement.GetProperty("paths");
        JsonElement Example(string path, string method) => paths.GetProperty(path).GetProperty(method).GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().First().Value.GetProperty("example");
        JsonElement Named(string path, string name) => paths.GetProperty(path).GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().First().Value.GetProperty("examples").GetProperty(name).GetProperty("value");
        var history = Example("/v3/brokerage/accounts/{accounts}/historicalorders", "get").Deserialize(TradeStationJson.Default.OrdersJson)!.Orders!.Select(o => TradeStationMap.Report(o, "x")).ToArray();
        Assert.Equal(("286234131", OrderState.Working, 0m, null, 10m, "MSFT"), (history[0].BrokerOrderId, history[0].State, history[0].Filled, history[0].AveragePrice, history[0].Quantity, history[0].Symbol));
        Assert.Equal(("123456789", OrderState.Filled, 10m, 216.68m), (history[1].BrokerOrderId, history[1].State, history[1].Filled, history[1].AveragePrice));
        Assert.Equal(EventKind.Alive, TradeStationAdapter.Read(JsonSerializer.SerializeToUtf8Bytes(Named("/v3/brokerage/stream/accounts/{accounts}/orders", "Heartbeat"))).Kind);
        Assert.Equal(EventKind.SessionLost, TradeStationAdapter.Read(JsonSerializer.SerializeToUtf8Bytes(Named("/v3/brokerage/stream/accounts/{accounts}/orders", "ErrorResponse"))).Kind);
        var corn = TradeStationMap.Instrument(Example("/v3/marketdata/symbols/{symbols}", "get").Deserialize(TradeStationJson.Default.SymbolsJson)!.Symbols![1])!;
        Assert.Equal((AssetClass.Future, 0.25m, 50m, 1m, false), (corn.AssetClass, corn.Tick, corn.Multiplier, corn.MinQuantity!.Value, corn.Tradable));
        Assert.Equal(212.85m, Named("/v3/marketdata/quotes/{symbols}", "Quotes").Deserialize(TradeStationJson.Default.QuotesJson)!.Quotes![0].Bid);
        Assert.Equal(216.39m, Example("/v3/marketdata/barcharts/{symbol}", "get").Deserialize(TradeStationJson.Default.BarsJson)!.Bars![0].Close);
        var schemas = spec.RootElement.GetProperty("components").GetProperty("schemas");
        var known = schemas.GetProperty("OrderRequest").GetProperty("properties");
        foreach (var type in new[] { OrderType.Market, OrderType.Limit, OrderType.Stop, OrderType.StopLimit })
        {
            var message = JsonSerializer.SerializeToElement(TradeStationMap.NewOrder(Limit with { Type = type, StopPrice = 1 })!, TradeStationJson.Default.NewOrderJson);
            Assert.All(message.EnumerateObject(), m => Assert.True(known.TryGetProperty(m.Name, out _), m.Name));
            Assert.Contains(message.GetProperty("OrderType").GetString(), schemas.GetProperty("OrderType").GetProperty("enum").EnumerateArray().Select(w => w.GetString()));
            Assert.InRange(message.GetProperty("OrderConfirmID").GetString()!.Length, 1, 22);
        }
        // Words about options, corrections and brackets, and those that are said to end an order which is seen living on, end nothing here.
        Assert.Equal("ASS BRC BRF BRO COR DOA ECN EXE OTHER REC RJR STT UCH".Split(' '), schemas.GetProperty("Status").GetProperty("enum").EnumerateArray().Select(w => w.GetString()!)
            .Where(w => TradeStationMap.State(w) == OrderState.Unknown).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Prices_and_instruments_are_read_and_failures_are_not_absence()
    {
        _port.On("GET /v3/marketdata/symbols/*", 200, """{"Symbols":[],"Errors":[{"Symbol":"NOPE","Error":"FAILED, INVALID SYMBOL"}]}""");
        Assert.Null(await Adapter.GetAsync("NOPE", AssetClass.Equity, Ct));
        _port.On("GET /v3/marketdata/symbols/*", 200, """{"Symbols":[],"Errors":[]}""");
        await Assert.ThrowsAsync<VenueException>(() => Adapter.GetAsync("NOPE", AssetClass.Equity, Ct));
        _port.On("GET /v3/marketdata/quotes/*", 200, """{"Quotes":[{"Symbol":"MSFT","Bid":"1.5","Ask":"0","Last":"1.6","TradeTime":"2026-11-02T14:40:00Z","MarketFlags":{"IsDelayed":true}}]}""");
        var quote = await Adapter.QuoteAsync(Share, Ct);
        Assert.Equal((1.5m, null, 1.6m, null), (quote.Bid, quote.Ask, quote.Last, quote.Delay));
        var start = new DateTimeOffset(2026, 11, 2, 14, 0, 0, TimeSpan.Zero);
        _port.On("GET /v3/marketdata/barcharts/*", 200, """{"Bars":[{"TimeStamp":"2026-11-02T14:01:00Z","Open":"1","High":"2","Low":"1","Close":"1.5","TotalVolume":"9","BarStatus":"Closed"},{"TimeStamp":"2026-11-02T14:02:00Z","Open":"1","High":"2","Low":"1","Close":"1.7","TotalVolume":"9","BarStatus":"Open"}]}""");
        Assert.Equal([(start, 1.5m)], (await Adapter.BarsAsync(Share, TimeSpan.FromMinutes(1), start, start.AddMinutes(5), Ct)).Items.Select(b => (b.Start, b.Close)));
    }

    private static string Order(string id, string symbol = "MSFT", string side = "Buy", int quantity = 10, int filled = 0, string status = "OPN", string opened = "2026-11-02T15:00:01Z") => JsonSerializer.Serialize(new
    {
        AccountID = "SIM123M", OrderID = id, Status = status, OrderType = "Limit", Duration = "DAY", LimitPrice = "216.5", OpenedDateTime = opened, FilledPrice = filled > 0 ? "216.4" : "0",
        Legs = new[] { new { Symbol = symbol, AssetType = "STOCK", BuyOrSell = side, OpenOrClose = "Open", QuantityOrdered = $"{quantity}", ExecQuantity = $"{filled}", QuantityRemaining = $"{quantity - filled}", ExecutionPrice = filled > 0 ? "216.4" : "0" } },
    });
}
