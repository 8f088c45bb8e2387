using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.AdapterTests.Coinbase;

public class OrderTests
{
    private const string Placed = """{"success":true,"success_response":{"order_id":"o-1","product_id":"BTC-USD","side":"BUY","client_order_id":"6d1b345e-2821-40e2-ad83-4ecb18a06876"}}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>ES256 is random in each signature, so there is no vector: it is verified with the public key.</summary>
    [Fact]
    public async Task Each_request_has_a_token_of_its_own_for_its_method_and_path()
    {
        using var bench = new Bench();
        bench.Port.On("GET /api/v3/brokerage/orders/historical/batch", """{"orders":[],"has_next":false}""");
        await bench.Look.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct);
        await bench.Look.FindAsync(new OrderRef(bench.Order(), null, null, null), Ct);
        var tokens = bench.Port.Calls.Select(c => c.Headers["Authorization"]["Bearer ".Length..]).ToList();
        Assert.Equal(2, tokens.Distinct().Count());
        var parts = tokens[0].Split('.');
        Assert.True(bench.Key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256));
        using var head = JsonDocument.Parse(Bytes(parts[0]));
        using var body = JsonDocument.Parse(Bytes(parts[1]));
        Assert.Equal(("ES256", Bench.KeyName, "JWT"), (head.RootElement.GetProperty("alg").GetString(), head.RootElement.GetProperty("kid").GetString(), head.RootElement.GetProperty("typ").GetString()));
        var now = CannedPort.Now.ToUnixTimeSeconds();
        Assert.Equal((Bench.KeyName, "cdp", now, now + 120), (body.RootElement.GetProperty("sub").GetString(), body.RootElement.GetProperty("iss").GetString(), body.RootElement.GetProperty("nbf").GetInt64(), body.RootElement.GetProperty("exp").GetInt64()));
        Assert.Equal("GET api.coinbase.com/api/v3/brokerage/orders/historical/batch", body.RootElement.GetProperty("uri").GetString());
    }

    [Theory]
    [InlineData(OrderType.Market, TimeInForce.Ioc, null, null, Side.Buy, "market_market_ioc", """{"base_size":"1.25"}""")]
    [InlineData(OrderType.Limit, TimeInForce.Gtc, 100, null, Side.Buy, "limit_limit_gtc", """{"base_size":"1.25","limit_price":"100","post_only":false}""")]
    [InlineData(OrderType.Limit, TimeInForce.Ioc, 100, null, Side.Buy, "sor_limit_ioc", """{"base_size":"1.25","limit_price":"100"}""")]
    [InlineData(OrderType.Limit, TimeInForce.Fok, 100, null, Side.Buy, "limit_limit_fok", """{"base_size":"1.25","limit_price":"100"}""")]
    [InlineData(OrderType.StopLimit, TimeInForce.Gtc, 101, 100, Side.Buy, "stop_limit_stop_limit_gtc", """{"base_size":"1.25","limit_price":"101","stop_price":"100","stop_direction":"STOP_DIRECTION_STOP_UP"}""")]
    [InlineData(OrderType.StopLimit, TimeInForce.Gtc, 99, 100, Side.Sell, "stop_limit_stop_limit_gtc", """{"base_size":"1.25","limit_price":"99","stop_price":"100","stop_direction":"STOP_DIRECTION_STOP_DOWN"}""")]
    public async Task Each_order_type_has_its_configuration_in_the_coins_amount(OrderType type, TimeInForce tif, int? limit, int? stop, Side side, string name, string body)
    {
        using var bench = new Bench();
        bench.Port.On("POST /api/v3/brokerage/orders", Placed);
        var outcome = await bench.Orders.SubmitAsync(bench.Order(type, tif, limit, stop, side), Ct);
        Assert.Equal((Verdict.Accepted, "o-1"), (outcome.Verdict, outcome.BrokerOrderId));
        var word = side == Side.Buy ? "BUY" : "SELL";
        Assert.Equal("{\"client_order_id\":\"" + Bench.Id + "\",\"product_id\":\"BTC-USD\",\"side\":\"" + word + "\",\"order_configuration\":{\"" + name + "\":" + body + "}}",
            Encoding.UTF8.GetString(Assert.Single(bench.Port.Calls).Body.Span));
    }

    [Theory]
    [InlineData("""{"error":"INSUFFICIENT_FUND","message":"Insufficient balance in source account"}""", "insufficient_funds", "refused")]
    [InlineData("""{"error":"UNKNOWN_FAILURE_REASON","preview_failure_reason":"PREVIEW_INSUFFICIENT_FUND"}""", "insufficient_funds", "refused")]
    [InlineData("""{"error":"UNKNOWN_FAILURE_REASON","new_order_failure_reason":"UNSUPPORTED_ORDER_CONFIGURATION"}""", "order_type_unsupported", "refused")]
    [InlineData("""{"error":"INVALID_LIMIT_PRICE_POST_ONLY"}""", "price_out_of_range", "refused")]
    [InlineData("""{"error":"INVALID_PRODUCT_ID"}""", "unknown_instrument", "refused")]
    [InlineData("""{"preview_failure_reason":"PREVIEW_STOP_PRICE_ABOVE_LIMIT_PRICE"}""", "invalid_order", "refused")]
    [InlineData("""{"error":"ORDER_ENTRY_DISABLED"}""", "market_closed", "refused")]
    [InlineData("""{"error":"COMMANDER_REJECTED_NEW_ORDER"}""", null, null)]
    public async Task A_refusal_in_a_good_answer_is_named_by_its_rule(string why, string? means, string? verdict)
    {
        using var bench = new Bench();
        bench.Port.On("POST /api/v3/brokerage/orders", "{\"success\":false,\"error_response\":" + why + "}");
        var outcome = await bench.Orders.SubmitAsync(bench.Order(), Ct);
        Assert.Equal(Verdict.Refused, outcome.Verdict);
        Assert.Equal(means is null ? null : (means, verdict!), Rules.Conclude(Bench.Manifest, "submit", outcome.Evidence));
    }

    [Theory]
    [InlineData(400, """{"error":"INVALID_ARGUMENT","error_details":"order_configuration is required"}""", "invalid_order")]
    [InlineData(403, """{"error":"PERMISSION_DENIED","message":"user is not allowed"}""", "insufficient_scope")]
    [InlineData(401, "Unauthorized", "invalid_credentials")]
    public async Task A_refusal_by_status_is_named_by_its_rule(int status, string body, string means)
    {
        using var bench = new Bench();
        bench.Port.On("POST /api/v3/brokerage/orders", body, status);
        var outcome = await bench.Orders.SubmitAsync(bench.Order(), Ct);
        Assert.Equal((Verdict.Refused, (means, "refused")), (outcome.Verdict, Rules.Conclude(Bench.Manifest, "submit", outcome.Evidence)!.Value));
    }

    [Theory]
    [InlineData(200, """{"success":false,"error_response":{"error":"UNKNOWN_FAILURE_REASON","preview_failure_reason":"UNKNOWN_PREVIEW_FAILURE_REASON"}}""")]
    [InlineData(200, """{"success":true,"success_response":{"order_id":"o-1","client_order_id":"somebody-else"}}""")]
    [InlineData(200, """{"success":true}""")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"success":tr""")]
    [InlineData(200, "<html></html>")]
    [InlineData(401, "<html>sign in</html>")]
    [InlineData(403, "<html>blocked</html>")]
    [InlineData(429, """{"error":"INVALID_ARGUMENT"}""")]
    [InlineData(500, """{"error":"INVALID_ARGUMENT"}""")]
    [InlineData(504, "")]
    public async Task What_does_not_say_it_whole_proves_nothing(int status, string body)
    {
        using var bench = new Bench();
        bench.Port.On("POST /api/v3/brokerage/orders", body, status);
        Assert.Equal(Verdict.Unknown, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
        Assert.Single(bench.Port.Calls);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_one_that_never_left_is_not_sent()
    {
        using var bench = new Bench();
        bench.Port.On("POST /api/v3/brokerage/orders", _ => CannedPort.Lost);
        Assert.Equal(Verdict.Unknown, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
        bench.Port.On("POST /api/v3/brokerage/orders", _ => CannedPort.NeverLeft);
        Assert.Equal(Verdict.NotSent, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
    }

    [Theory]
    [InlineData("""{"results":[{"success":true,"failure_reason":"UNKNOWN_CANCEL_FAILURE_REASON","order_id":"o-1"}]}""", Verdict.Accepted)]
    [InlineData("""{"results":[{"success":false,"failure_reason":"UNKNOWN_CANCEL_ORDER","order_id":"o-1"}]}""", Verdict.NoSuchOrder)]
    [InlineData("""{"results":[{"success":false,"failure_reason":"DUPLICATE_CANCEL_REQUEST","order_id":"o-1"}]}""", Verdict.Pending)]
    [InlineData("""{"results":[{"success":false,"failure_reason":"UNKNOWN_CANCEL_FAILURE_REASON","order_id":"o-1"}]}""", Verdict.Unknown)]
    [InlineData("""{"results":[{"success":true,"order_id":"another"}]}""", Verdict.Unknown)]
    [InlineData("""{"results":[]}""", Verdict.Unknown)]
    public async Task Cancels_go_by_the_venues_id(string body, Verdict verdict)
    {
        using var bench = new Bench();
        bench.Port.On("POST /api/v3/brokerage/orders/batch_cancel", body);
        Assert.Equal(verdict, (await bench.Orders.CancelAsync(new OrderRef(bench.Order(), "o-1", null, null), Ct)).Verdict);
        Assert.Equal("""{"order_ids":["o-1"]}""", Encoding.UTF8.GetString(bench.Last.Body.Span));
        bench.Port.On("GET /api/v3/brokerage/orders/historical/batch", """{"orders":[],"has_next":false}""");
        Assert.Equal(Verdict.Unknown, (await bench.Orders.CancelAsync(new OrderRef(bench.Order(), null, null, null), Ct)).Verdict);
    }

    [Fact]
    public async Task A_change_is_pending_until_the_order_shows_it()
    {
        using var bench = new Bench();
        var (replaces, current) = (bench.Adapter.Capability<IReplaceOrders>()!, new OrderRef(bench.Order(), "o-1", null, null));
        bench.Port.On("POST /api/v3/brokerage/orders/edit", """{"success":true,"success_response":{"order_id":"o-1"}}""");
        Assert.Equal(Verdict.Pending, (await replaces.ReplaceAsync(current, bench.Order(limit: 38_000m), Ct)).Verdict);
        Assert.Equal("""{"order_id":"o-1","price":"38000","size":"1.25"}""", Encoding.UTF8.GetString(bench.Last.Body.Span));
        bench.Port.On("POST /api/v3/brokerage/orders/edit", """{"success":false,"errors":[{"edit_failure_reason":"CANNOT_EDIT_TO_BELOW_FILLED_SIZE"}]}""");
        var refused = await replaces.ReplaceAsync(current, bench.Order(limit: 38_000m), Ct);
        Assert.Equal((Verdict.Refused, ("invalid_order", "refused")), (refused.Verdict, Rules.Conclude(Bench.Manifest, "replace", refused.Evidence)!.Value));
        Assert.Equal("unsupported", (await replaces.ReplaceAsync(current with { Order = bench.Order(tif: TimeInForce.Ioc) }, bench.Order(), Ct)).Evidence.Code);
    }

    private static byte[] Bytes(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded + new string('=', (4 - (padded.Length % 4)) % 4));
    }
}
