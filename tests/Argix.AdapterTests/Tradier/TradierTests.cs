using System.Text;
using System.Text.Json;
using Argix.Broker.Tradier;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests.Tradier;

public class TradierTests
{
    private const string Ours = "0197f0f5-0000-7000-8000-000000000001";
    private const string Submit = "POST /accounts/*/orders";
    private const string List = "GET /accounts/*/orders";
    private static readonly BrokerManifest Manifest = Broker.Manifest("tradier");
    private static readonly Account Account = new("VA000001", "margin VA000001", "USD", Rights.Read | Rights.Trade, Proof.Claimed);
    private static readonly Instrument Share = new("AAPL", "AAPL", AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, 1, null, null, true);
    private static readonly Order Limit = Broker.Order(Account, Share, Ours, Side.Buy, 10, OrderType.Limit, 200.5m);
    private readonly ScriptPort _port = new(Manifest, "sandbox", "token", new Dictionary<string, string> { ["accessToken"] = "canary-token-1" });

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TradierAdapter Adapter => new(_port);

    [Fact]
    public async Task An_order_leaves_once_as_a_form_with_our_id_as_its_label()
    {
        _port.On(Submit, 200, """{"order":{"id":257459,"status":"ok","partner_id":"c4998eb7"}}""");
        var outcome = await Adapter.SubmitAsync(Limit, Ct);
        Assert.Equal((Verdict.Accepted, "257459"), (outcome.Verdict, outcome.BrokerOrderId));
        var call = Assert.Single(_port.OrderCalls);
        Assert.Equal($"class=equity&symbol=AAPL&side=buy&quantity=10&type=limit&duration=day&price=200.5&tag={Ours}", Encoding.UTF8.GetString(call.Body.Span));
        Assert.Equal(("application/x-www-form-urlencoded", "application/json"), (call.Headers["Content-Type"], call.Headers["Accept"]));
    }

    public static TheoryData<int, string, Verdict, string?> Refusals => new()
    {
        { 400, """{"errors":{"error":"You do not have enough buying power for this trade."}}""", Verdict.Refused, "insufficient_funds/refused" },
        { 200, """{"errors":{"error":["Backoffice rejected override of the order.","You do not have enough buying power for this trade."]}}""", Verdict.Refused, "insufficient_funds/refused" },
        { 400, """{"errors":{"error":"something new"}}""", Verdict.Refused, null },
        { 401, """{"fault":{"faultstring":"Invalid Access Token","detail":{"errorcode":"keymanagement.service.invalid_access_token"}}}""", Verdict.Refused, "invalid_credentials/notSent" },
        { 500, """{"fault":{"faultstring":"Execution of ServiceCallout failed","detail":{"errorcode":"steps.servicecallout.ExecutionFailed"}}}""", Verdict.Unknown, null },
        { 400, "<html>?</html>", Verdict.Unknown, null },
        { 400, "Quota Violation", Verdict.Unknown, null },
        { 200, "<errors><error>x</error></errors>", Verdict.Unknown, null },
        { 200, """{"order":{"id":1,"status":"error"}}""", Verdict.Unknown, null },
        { 200, "{}", Verdict.Unknown, null },
        { 429, "{}", Verdict.Unknown, "rate_limited/unknown" },
        { 504, "", Verdict.Unknown, null },
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
    public async Task A_lost_answer_is_unknown_and_the_label_finds_the_one_order()
    {
        _port.On(Submit, ScriptPort.Lost, ScriptPort.Unsent).On(List, 200, $$"""{"orders":{"order":[{{Order(7, "other")}},{{Order(8, Ours, "partially_filled", 4)}}]} }""");
        Assert.Equal(Verdict.Unknown, (await Adapter.SubmitAsync(Limit, Ct)).Verdict);
        Assert.Equal(Verdict.NotSent, (await Adapter.SubmitAsync(Limit, Ct)).Verdict);
        var found = await Adapter.FindAsync(Broker.Ref(Limit), Ct);
        var shown = Assert.Single(found.Orders);
        Assert.Equal(("8", Ours, OrderState.Working, 4m, 200.4m, MatchedBy.Label), (shown.BrokerOrderId, shown.ClientOrderId, shown.State, shown.Filled, shown.AveragePrice, found.By));
    }

    [Theory]
    [InlineData("""{"orders":"null"}""")]
    [InlineData("""{"orders":null}""")]
    [InlineData("""{"orders":{"order":{"id":7,"symbol":"AAPL","status":"open","tag":"other"}}}""")]
    public async Task A_list_without_our_label_covers_the_day_and_no_more(string body)
    {
        _port.On(List, 200, body);
        var found = await Adapter.FindAsync(Broker.Ref(Limit), Ct);
        Assert.Empty(found.Orders);
        Assert.True(found.Coverage is { Open: true, Closed: true, AllPages: true });
        var yesterday = await Adapter.FindAsync(Broker.Ref(Limit) with { SentAt = ScriptPort.Now.AddHours(-12) }, Ct);
        Assert.True(yesterday.Coverage is { Open: true, Closed: false });
    }

    [Theory]
    [InlineData("2026-11-02T14:00:00Z", "2026-11-02T23:00:00Z", true)]
    [InlineData("2026-11-02T03:59:00Z", "2026-11-02T04:01:00Z", false)]
    [InlineData("2026-11-02T04:59:00Z", "2026-11-02T05:01:00Z", false)]
    [InlineData("2026-11-02T05:01:00Z", "2026-11-03T03:59:00Z", true)]
    public void A_day_ends_at_midnight_in_new_york_in_summer_or_in_winter(string one, string other, bool same) =>
        Assert.Equal(same, TradierAdapter.SameDay(DateTimeOffset.Parse(one, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(other, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public async Task A_look_up_that_fails_anywhere_throws()
    {
        foreach (var (status, body) in new[] { (500, "{}"), (200, "{}"), (200, """{"orders":{}}"""), (200, """{"orders":{"order":[{"symbol":"AAPL"}]}}"""), (200, "<orders/>"), (429, "") })
        {
            _port.On(List, status, body);
            await Assert.ThrowsAsync<VenueException>(() => Adapter.FindAsync(Broker.Ref(Limit), Ct));
        }
        _port.On(List, ScriptPort.Json(200, """{"orders":{"order":[],"page":1,"total_pages":2}}"""), ScriptPort.Json(500, ""));
        await Assert.ThrowsAsync<VenueException>(() => Adapter.FindAsync(Broker.Ref(Limit), Ct));
    }

    [Fact]
    public async Task Every_page_is_read()
    {
        _port.On(List, ScriptPort.Json(200, $$"""{"orders":{"order":{{Order(7, "other")}},"page":1,"total_pages":2} }"""), ScriptPort.Json(200, $$"""{"orders":{"order":[{{Order(8, Ours)}}],"page":2,"total_pages":2} }"""));
        Assert.Equal("8", Assert.Single((await Adapter.FindAsync(Broker.Ref(Limit), Ct)).Orders).BrokerOrderId);
        Assert.EndsWith("&page=2", _port.Calls[^1].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancels_and_changes_say_what_was_said()
    {
        _port.On("DELETE /accounts/*/orders/*", ScriptPort.Json(200, """{"order":{"id":8,"status":"ok"}}"""), ScriptPort.Json(200, """{"order":{"id":9,"status":"ok"}}"""),
            ScriptPort.Json(400, """{"errors":{"error":"order already in finalized state: filled"}}"""), ScriptPort.Json(503, ""), ScriptPort.Lost);
        foreach (var verdict in new[] { Verdict.Accepted, Verdict.Unknown, Verdict.Refused, Verdict.Unknown, Verdict.Unknown })
        {
            var outcome = await Adapter.CancelAsync(Broker.Ref(Limit, "8"), Ct);
            Assert.Equal(verdict, outcome.Verdict);
            Assert.Null(Rules.Conclude(Manifest, "cancel", outcome.Evidence));
        }
        _port.On("PUT /accounts/*/orders/*", 200, """{"order":{"id":8,"status":"ok"}}""");
        Assert.Equal(Verdict.Accepted, (await Adapter.ReplaceAsync(Broker.Ref(Limit, "8"), Limit with { LimitPrice = 201 }, Ct)).Verdict);
        Assert.Equal("type=limit&duration=day&price=201", Encoding.UTF8.GetString(_port.OrderCalls.Last().Body.Span));
        Assert.Equal(Verdict.NotSent, (await Adapter.ReplaceAsync(Broker.Ref(Limit, "8"), Limit with { Quantity = 5 }, Ct)).Verdict);
    }

    [Theory]
    [InlineData(Side.Buy, Effect.Close, "buy_to_cover")]
    [InlineData(Side.Buy, Effect.Open, "buy")]
    [InlineData(Side.Sell, Effect.Open, "sell_short")]
    [InlineData(Side.Sell, Effect.Close, "sell")]
    [InlineData(Side.Sell, Effect.Unknown, "sell")]
    public void Sell_short_and_buy_to_cover_come_from_what_the_order_does_to_the_position(Side side, Effect effect, string word) => Assert.Equal(word, TradierMap.Side(Limit with { Side = side, Effect = effect }));

    [Fact]
    public void Every_status_of_the_documents_has_a_place_however_it_is_written()
    {
        foreach (var word in "open partially_filled filled expired canceled pending rejected calculated accepted_for_bidding error held Filled".Split(' '))
        {
            Assert.NotEqual(OrderState.Unknown, TradierMap.State(word));
        }
        Assert.Equal(OrderState.Unknown, TradierMap.State("something_new"));
    }

    [Fact]
    public async Task The_sign_in_is_tried_and_says_what_it_found()
    {
        _port.On("GET /user/profile", 200, """{"profile":{"id":"id-gcostanza","name":"George","account":{"account_number":"VA000001","status":"active","type":"margin"}}}""").On("GET /markets/clock", 200, """{"clock":{"state":"open","timestamp":1793631600}}""")
            .On("GET /accounts/*/orders", ScriptPort.Json(200, """{"orders":"null"}"""), ScriptPort.Json(502, ""));
        var report = await Adapter.ProbeAsync(Ct);
        Assert.All(report.Checks, c => Assert.Equal((true, null), (c.Passed, c.Code)));
        Assert.Equal(("VA000001", Rights.Read | Rights.Trade, Proof.Claimed), (report.Accounts[0].Id, report.Accounts[0].Rights, report.Accounts[0].RightsProof));
        Assert.Contains((await Adapter.ProbeAsync(Ct)).Checks, c => c is { Id: CheckIds.OrderLookup, Code: ErrorCodes.BrokerUnavailable });
        _port.On("GET /user/profile", 401, """{"fault":{"faultstring":"Invalid Access Token","detail":{"errorcode":"keymanagement.service.invalid_access_token"}}}""");
        var refused = await Adapter.ProbeAsync(Ct);
        Assert.Contains(refused.Checks, c => c is { Id: "authentication", Passed: false, Code: "invalid_credentials" });
        Assert.DoesNotContain("canary-token-1", string.Join('\n', refused.Checks));
    }

    [Fact]
    public async Task Books_and_prices_are_read()
    {
        _port.On("GET /accounts/*/balances", 200, """{"balances":{"account_number":"VA000001","account_type":"margin","total_cash":1000.5,"total_equity":1500,"margin":{"stock_buying_power":3000}}}""")
            .On("GET /accounts/*/positions", 200, """{"positions":{"position":{"symbol":"AAPL","quantity":-4.0,"cost_basis":-800.0}}}""")
            .On("GET /markets/timesales", 200, """{"series":{"data":[{"time":"2026-11-02T09:30:00","timestamp":1793629800,"price":1.2,"open":1,"high":2,"low":1,"close":1.5,"volume":10}]}}""");
        Assert.Equal((1000.5m, 1500m, 3000m), (await Adapter.BalancesAsync(Account, Ct)).Items.Select(b => (b.Total, b.Equity!.Value, b.BuyingPower!.Value)).Single());
        Assert.Equal(("AAPL", -4m, 200m), (await Adapter.PositionsAsync(Account, null, Ct)).Items.Select(p => (p.Symbol, p.Quantity, p.AveragePrice!.Value)).Single());
        var start = DateTimeOffset.FromUnixTimeSeconds(1793629800);
        Assert.Equal([new Bar(start, 1, 2, 1, 1.5m, 10)], (await Adapter.BarsAsync(Share, TimeSpan.FromMinutes(1), start, start.AddMinutes(5), Ct)).Items);
        _port.On("GET /accounts/*/positions", 200, """{"positions":"null"}""");
        Assert.Empty((await Adapter.PositionsAsync(Account, null, Ct)).Items);
        _port.On("GET /accounts/*/positions", 200, "{}");
        await Assert.ThrowsAsync<VenueException>(() => Adapter.PositionsAsync(Account, null, Ct));
    }

    [Fact]
    public void Recordings_of_calls_that_are_used_are_read()
    {
        static IReadOnlyList<T> Rows<T>(JsonElement json, string outer, string inner, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class => TradierList.Read(JsonSerializer.SerializeToUtf8Bytes(json), outer, inner, type)!.Value.Items;
        Census.Take("tradier.rb/tradier", new Dictionary<string, Action<JsonElement>>
        {
            ["user_profile.json"] = r => Assert.Equal("10026165", TradierMap.Text(Rows(r, "profile", "account", TradierJson.Default.AccountJson)[0].AccountNumber)),
            ["account_positions.json"] = r => Assert.Equal(["AAPL 21 468.92", "DELL140118C00015000 -1 2"], Rows(r, "positions", "position", TradierJson.Default.PositionJson).Select(p => TradierMap.Position(p, default)).Select(p => FormattableString.Invariant($"{p.Symbol} {p.Quantity:0.##} {p.AveragePrice:0.##}"))),
            ["clock.json"] = r => Assert.Equal(("closed", 1370918353L), (r.Deserialize(TradierJson.Default.ClockAnswerJson)!.Clock!.State, r.Deserialize(TradierJson.Default.ClockAnswerJson)!.Clock!.Timestamp!.Value)),
            ["quote.json"] = r => Assert.Equal((438.63m, 438.66m, new DateTimeOffset(2013, 6, 10, 20, 34, 58, TimeSpan.Zero)), Rows(r, "quotes", "quote", TradierJson.Default.QuoteJson).Select(q => (q.Bid!.Value, q.Ask!.Value, TradierMap.Time(q)!.Value)).Single()),
            ["quotes.json"] = r => Assert.True(Rows(r, "quotes", "quote", TradierJson.Default.QuoteJson).Count > 1),
            ["history.json"] = r => Assert.Equal((new DateOnly(2012, 5, 25), 562.29m), Rows(r, "history", "day", TradierJson.Default.DayJson).Select(d => (d.Date, Math.Round(d.Close, 2))).First()),
            ["lookup.json"] = r => Assert.Equal(["AAPL Equity", "AAXJ Etf"], Rows(r, "securities", "security", TradierJson.Default.SecurityJson).Select(s => TradierMap.Instrument(s)!).Where(i => i.Symbol is "AAPL" or "AAXJ").Select(i => $"{i.Symbol} {i.AssetClass}")),
        }, new Dictionary<string, string>
        {
            ["account_orders"] = "orders of 2013 (order_id, exec_status, time_in_force): another shape than today's documents show",
            ["account_balances"] = "balances of 2013: cash is a list of a number and an object",
            ["timesales"] = "single trades; only bars are asked for", ["user_"] = "read by account here", ["account_"] = "not needed for trading", ["session"] = "no stream here", ["search"] = "looked up by symbol and name with lookup",
            ["calendar"] = "not read", ["chain"] = "options are not placed", ["option_"] = "options are not placed", ["expirations"] = "options are not placed", ["strikes"] = "options are not placed",
            ["etb"] = "not read", ["watchlist"] = "not needed for trading",
        });
    }

    [Fact]
    public void Our_order_shape_has_the_names_of_the_published_schema()
    {
        using var schema = Fixtures.Json("joaquinbejar-tradier/tradier/accounts/get_account_orders_schema.json");
        var known = schema.RootElement.GetProperty("$defs").GetProperty("Order").GetProperty("properties").EnumerateObject().Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var read = JsonSerializer.SerializeToElement(new OrderJson(1, "", "", "", 1, "", "", 1, 1, 1, 1, default(DateTimeOffset), default(DateTimeOffset), "", "", ""), TradierJson.Default.OrderJson).EnumerateObject().Select(p => p.Name);
        TestContext.Current.TestOutputHelper!.WriteLine("not in the schema: " + string.Join(", ", read.Where(n => !known.Contains(n))));
        Assert.Superset(new HashSet<string>(["id", "type", "symbol", "side", "quantity", "status", "duration", "avg_fill_price", "exec_quantity", "create_date", "transaction_date", "class"]), read.Where(known.Contains).ToHashSet(StringComparer.Ordinal));
    }

    private static string Order(int id, string tag, string status = "open", int filled = 0) => JsonSerializer.Serialize(new
    {
        id, type = "limit", symbol = "AAPL", side = "buy", quantity = 10.0, status, duration = "day", price = 200.5, avg_fill_price = filled > 0 ? 200.4 : 0, exec_quantity = (double)filled,
        remaining_quantity = 10.0 - filled, create_date = "2026-11-02T15:00:00.000Z", transaction_date = "2026-11-02T15:00:00.000Z", @class = "equity", tag,
    });
}
