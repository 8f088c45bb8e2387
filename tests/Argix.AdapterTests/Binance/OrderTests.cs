using System.Text;
using Argix.Broker.Binance;
using Argix.Contracts;

namespace Argix.AdapterTests.Binance;

public class OrderTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_published_vectors()
    {
        using var vectors = Fixtures.Json("signing-vectors.json");
        var published = vectors.RootElement.GetProperty("vectors").EnumerateArray().Where(x => x.GetProperty("broker").GetString() == "binance" && x.GetProperty("kind").GetString() == "published").ToList();
        Assert.Equal(2, published.Count);
        Assert.All(published, v => Assert.Equal(v.GetProperty("expected").GetString(), BinanceApi.Sign(v.GetProperty("payload").GetString()!, v.GetProperty("secret").GetString()!)));
    }

    [Fact]
    public async Task An_order_goes_out_once_signed_in_the_body_with_our_id()
    {
        var bench = new Bench();
        bench.Port.On("POST /api/v3/order", Bench.Placed());
        var outcome = await bench.Orders.SubmitAsync(bench.Order(), Ct);
        Assert.Equal((Verdict.Accepted, "BTCUSDT:28", OrderState.Working, "BTC/USDT"), (outcome.Verdict, outcome.BrokerOrderId, outcome.Report!.State, outcome.Report.Symbol));
        var call = Assert.Single(bench.Port.Calls);
        var (body, fields) = (Encoding.UTF8.GetString(call.Body.Span), CannedPort.Fields(call));
        Assert.Equal(("BTCUSDT", "BUY", "LIMIT", "GTC", "1.25", "37500", Bench.Id), (fields["symbol"], fields["side"], fields["type"], fields["timeInForce"], fields["quantity"], fields["price"], fields["newClientOrderId"]));
        Assert.False(fields.ContainsKey("quoteOrderQty"));
        Assert.Equal(("FULL", "5000", CannedPort.Now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture)), (fields["newOrderRespType"], fields["recvWindow"], fields["timestamp"]));
        Assert.Equal(BinanceApi.Sign(body[..body.LastIndexOf("&signature=", StringComparison.Ordinal)], Bench.Secret), fields["signature"]);
        Assert.Equal("key-1", call.Headers["X-MBX-APIKEY"]);
    }

    [Theory]
    [InlineData(OrderType.Market, TimeInForce.Ioc, null, null, "MARKET", null, null, null)]
    [InlineData(OrderType.Limit, TimeInForce.Fok, 100, null, "LIMIT", "100", null, "FOK")]
    [InlineData(OrderType.Stop, TimeInForce.Gtc, null, 90, "STOP_LOSS", null, "90", null)]
    [InlineData(OrderType.StopLimit, TimeInForce.Gtc, 89, 90, "STOP_LOSS_LIMIT", "89", "90", "GTC")]
    public async Task Each_order_type_has_its_fields(OrderType type, TimeInForce tif, int? limit, int? stop, string word, string? price, string? trigger, string? time)
    {
        var bench = new Bench();
        bench.Port.On("POST /api/v3/order", Bench.Placed());
        await bench.Orders.SubmitAsync(bench.Order(type, tif, limit, stop), Ct);
        var fields = CannedPort.Fields(bench.Last);
        Assert.Equal((word, price, trigger, time), (fields["type"], fields.GetValueOrDefault("price"), fields.GetValueOrDefault("stopPrice"), fields.GetValueOrDefault("timeInForce")));
    }

    [Fact]
    public async Task The_answers_fills_are_told_apart_by_the_numbers_that_trades_and_stream_have_too()
    {
        var bench = new Bench();
        bench.Port.On("POST /api/v3/order", Bench.Placed("FILLED", "1.25", fills: """[{"price":"37500","qty":"0.25","commission":"0.01","commissionAsset":"BNB","tradeId":56},{"price":"37499","qty":"1","commission":"0","commissionAsset":"BNB","tradeId":57}]"""));
        var report = (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Report!;
        Assert.Equal([("BTCUSDT:56", 0.25m, 0.25m), ("BTCUSDT:57", 1m, 1.25m)], report.Fills.Select(f => (f.Id!, f.Quantity, f.FilledAfter!.Value)));
        Assert.Equal(new Money(0.01m, "BNB"), Assert.Single(report.Fills[0].Fees));
    }

    /// <summary>Bodies as in Binance's errors.md; none of the last group may be called final.</summary>
    [Theory]
    [InlineData(400, -2010, "Duplicate order sent.", "duplicate_order", "duplicate")]
    [InlineData(400, -2010, "Account has insufficient balance for requested action.", "insufficient_funds", "refused")]
    [InlineData(400, -2010, "Market is closed.", "market_closed", "refused")]
    [InlineData(400, -2010, "Stop price would trigger immediately.", "price_out_of_range", "refused")]
    [InlineData(400, -2010, "This account may not place or cancel orders.", "insufficient_scope", "refused")]
    [InlineData(400, -1013, "Filter failure: PRICE_FILTER", "price_out_of_range", "refused")]
    [InlineData(400, -1013, "Filter failure: LOT_SIZE", "invalid_order", "refused")]
    [InlineData(400, -1100, "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'.", "invalid_order", "refused")]
    [InlineData(400, -1102, "Mandatory parameter 'price' was not sent, was empty/null, or malformed.", "invalid_order", "refused")]
    [InlineData(400, -1111, "Precision is over the maximum defined for this asset.", "invalid_order", "refused")]
    [InlineData(400, -1121, "Invalid symbol.", "unknown_instrument", "refused")]
    [InlineData(401, -2015, "Invalid API-key, IP, or permissions for action.", "invalid_credentials", "refused")]
    [InlineData(401, -2014, "API-key format invalid.", "invalid_credentials", "refused")]
    [InlineData(400, -1022, "Signature for this request is not valid.", "invalid_credentials", "refused")]
    [InlineData(400, -1021, "Timestamp for this request is outside of the recvWindow.", "clock_skew", "notSent")]
    [InlineData(400, -1007, "Timeout waiting for response from backend server. Send status unknown; execution status unknown.", "broker_timeout", "unknown")]
    [InlineData(400, -1006, "An unexpected response was received from the message bus. Execution status unknown.", "broker_timeout", "unknown")]
    [InlineData(429, -1003, "Too many requests; current limit is 6000 requests per minute.", "rate_limited", "unknown")]
    [InlineData(400, -1015, "Too many new orders; current limit is 50 orders per 10 SECOND.", "rate_limited", "unknown")]
    [InlineData(400, -2010, "Something that nobody has heard of.", null, null)]
    public async Task A_refusal_is_named_by_its_rule(int status, int code, string text, string? means, string? verdict)
    {
        var bench = new Bench();
        bench.Port.On("POST /api/v3/order", $$"""{"code":{{code}},"msg":"{{text}}"}""", status);
        var outcome = await bench.Orders.SubmitAsync(bench.Order(), Ct);
        Assert.Equal(means is null ? null : (means, verdict!), Rules.Conclude(Bench.Manifest, "submit", outcome.Evidence));
        Assert.Equal(Verdict.Refused, outcome.Verdict);
        Assert.Single(bench.Port.Calls);
    }

    [Theory]
    [InlineData(200, "<html>please sign in to the network</html>")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"symbol":"BTCUSDT","orderId":28,"clientOrderId":"somebody-else"}""")]
    [InlineData(200, """{"symbol":"BTCUSDT","orderId":""")]
    [InlineData(403, "<html>blocked by a firewall</html>")]
    [InlineData(500, """{"code":-1121,"msg":"Invalid symbol."}""")]
    [InlineData(503, """{"code":-1000,"msg":"Unknown error, please check your request or try again later."}""")]
    [InlineData(504, "")]
    public async Task What_does_not_say_it_whole_proves_nothing(int status, string body)
    {
        var bench = new Bench();
        bench.Port.On("POST /api/v3/order", body, status);
        Assert.Equal(Verdict.Unknown, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
        Assert.Single(bench.Port.Calls);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_one_that_never_left_is_not_sent()
    {
        var bench = new Bench();
        bench.Port.On("POST /api/v3/order", _ => CannedPort.Lost);
        Assert.Equal(Verdict.Unknown, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
        bench.Port.On("POST /api/v3/order", _ => CannedPort.NeverLeft);
        Assert.Equal(Verdict.NotSent, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
        Assert.Equal(2, bench.Port.Calls.Count);
    }

    [Fact]
    public async Task A_cancels_answer_has_our_id_as_the_original_one()
    {
        var bench = new Bench();
        bench.Port.On("DELETE /api/v3/order", """{"symbol":"BTCUSDT","origClientOrderId":"6d1b345e-2821-40e2-ad83-4ecb18a06876","orderId":28,"clientOrderId":"cancel-1","price":"2","origQty":"1.25","executedQty":"0.5","cummulativeQuoteQty":"1","status":"CANCELED","type":"LIMIT","side":"BUY"}""");
        var outcome = await bench.Orders.CancelAsync(new OrderRef(bench.Order(), "BTCUSDT:28", null, null), Ct);
        Assert.Equal((Verdict.Accepted, Bench.Id, OrderState.Cancelled, 0.5m), (outcome.Verdict, outcome.Report!.ClientOrderId, outcome.Report.State, outcome.Report.Filled));
        Assert.Equal(("28", "BTCUSDT"), (CannedPort.Fields(bench.Last)["orderId"], CannedPort.Fields(bench.Last)["symbol"]));
        await bench.Orders.CancelAsync(new OrderRef(bench.Order(), null, null, null), Ct);
        Assert.Equal(Bench.Id, CannedPort.Fields(bench.Last)["origClientOrderId"]);
        bench.Port.On("DELETE /api/v3/order", """{"code":-2011,"msg":"Unknown order sent."}""", 400);
        var gone = await bench.Orders.CancelAsync(new OrderRef(bench.Order(), "BTCUSDT:28", null, null), Ct);
        Assert.Equal((Verdict.NoSuchOrder, ("order_not_found", "noSuchOrder")), (gone.Verdict, Rules.Conclude(Bench.Manifest, "cancel", gone.Evidence)!.Value));
        bench.Port.On("DELETE /api/v3/order", _ => CannedPort.Lost);
        Assert.Equal(Verdict.Unknown, (await bench.Orders.CancelAsync(new OrderRef(bench.Order(), null, null, null), Ct)).Verdict);
    }
}
