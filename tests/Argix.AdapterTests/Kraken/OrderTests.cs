using System.Text.Json;
using Argix.Broker.Kraken;
using Argix.Contracts;

namespace Argix.AdapterTests.Kraken;

public class OrderTests
{
    private const string Added = """{"descr":{"order":"buy 1.25 XBTUSD @ limit 37500"},"txid":["OUF4EM-FRGI2-MQMWZD"]}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_vector_of_Krakens_documentation()
    {
        using var vectors = Fixtures.Json("signing-vectors.json");
        // Published: the inputs. The expected value was computed from them, because the stored page was cut before it.
        var v = vectors.RootElement.GetProperty("vectors").EnumerateArray().Single(x => x.GetProperty("broker").GetString() == "kraken");
        Assert.Equal("published", v.GetProperty("kind").GetString());
        string Text(string name) => v.GetProperty(name).GetString()!;
        Assert.Equal(Text("expected"), KrakenApi.Sign(Text("path"), Text("nonce"), Text("body"), Text("secret")));
    }

    [Fact]
    public async Task An_order_goes_out_once_signed_with_our_id_and_a_deadline()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/AddOrder", Bench.Result(Added));
        var outcome = await bench.Orders.SubmitAsync(bench.Order(dieAfter: CannedPort.Now.AddSeconds(20)), Ct);
        Assert.Equal((Verdict.Accepted, "OUF4EM-FRGI2-MQMWZD"), (outcome.Verdict, outcome.BrokerOrderId));
        var call = Assert.Single(bench.Port.Calls);
        var fields = CannedPort.Fields(call);
        Assert.Equal("nonce", System.Text.Encoding.UTF8.GetString(call.Body.Span).Split('=')[0]);
        Assert.Equal(("limit", "buy", "1.25", "XBTUSD", "37500", Bench.Id, "2026-03-02T10:00:20.000Z"),
            (fields["ordertype"], fields["type"], fields["volume"], fields["pair"], fields["price"], fields["cl_ord_id"], fields["deadline"]));
        Assert.False(fields.ContainsKey("price2") || fields.ContainsKey("timeinforce") || fields.ContainsKey("userref") || fields.ContainsKey("oflags"));
        Assert.Equal("key-1", call.Headers["API-Key"]);
        Assert.Equal(KrakenApi.Sign(call.Path, fields["nonce"], System.Text.Encoding.UTF8.GetString(call.Body.Span), "c2VjcmV0LW9mLXRoZS1iZW5jaA=="), call.Headers["API-Sign"]);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(20, 20)]
    [InlineData(600, 60)]
    [InlineData(null, 5)]
    public void The_deadline_stays_within_what_Kraken_takes(int? asked, int sent) =>
        Assert.Equal($"2026-03-02T10:00:{sent % 60:00}.000Z".Replace("10:00:00", sent == 60 ? "10:01:00" : "10:00:00", StringComparison.Ordinal),
            KrakenMap.Deadline(asked is { } s ? CannedPort.Now.AddSeconds(s) : null, CannedPort.Now));

    [Theory]
    [InlineData(OrderType.Market, TimeInForce.Gtc, null, null, "market", null, null, null)]
    [InlineData(OrderType.Limit, TimeInForce.Ioc, 100, null, "limit", "100", null, "IOC")]
    [InlineData(OrderType.Stop, TimeInForce.Gtc, null, 90, "stop-loss", "90", null, null)]
    [InlineData(OrderType.StopLimit, TimeInForce.Gtc, 89, 90, "stop-loss-limit", "90", "89", null)]
    public async Task Each_order_type_has_its_fields(OrderType type, TimeInForce tif, int? limit, int? stop, string word, string? price, string? price2, string? time)
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/AddOrder", Bench.Result(Added));
        await bench.Orders.SubmitAsync(bench.Order(type, tif, limit, stop), Ct);
        var fields = CannedPort.Fields(bench.Last);
        Assert.Equal((word, price, price2, time), (fields["ordertype"], fields.GetValueOrDefault("price"), fields.GetValueOrDefault("price2"), fields.GetValueOrDefault("timeinforce")));
    }

    /// <summary>Error texts as in Kraken's list of them; none of the last group may be called final.</summary>
    [Theory]
    [InlineData("EOrder:Insufficient funds", "insufficient_funds", "refused")]
    [InlineData("EOrder:Insufficient margin", "insufficient_funds", "refused")]
    [InlineData("EOrder:Order minimum not met", "invalid_order", "refused")]
    [InlineData("EOrder:Cost minimum not met", "invalid_order", "refused")]
    [InlineData("EOrder:Orders limit exceeded", "invalid_order", "refused")]
    [InlineData("EOrder:Tick size check failed", "price_out_of_range", "refused")]
    [InlineData("EOrder:Invalid price", "price_out_of_range", "refused")]
    [InlineData("EQuery:Unknown asset pair", "unknown_instrument", "refused")]
    [InlineData("EGeneral:Permission denied", "insufficient_scope", "refused")]
    [InlineData("EGeneral:Invalid arguments:volume", "invalid_order", "refused")]
    [InlineData("EAPI:Invalid key", "invalid_credentials", "refused")]
    [InlineData("EAPI:Invalid signature", "invalid_credentials", "refused")]
    [InlineData("EService:Market in cancel_only mode", "market_closed", "refused")]
    [InlineData("EService:Market in post_only mode", "market_closed", "refused")]
    [InlineData("EAPI:Invalid nonce", "clock_skew", "notSent")]
    [InlineData("EOrder:Duplicate order", "duplicate_order", "duplicate")]
    [InlineData("EGeneral:Invalid arguments:cl_ord_id already in use", "duplicate_order", "duplicate")]
    [InlineData("EOrder:Rate limit exceeded", "rate_limited", "unknown")]
    [InlineData("EOrder:Domain rate limit exceeded", "rate_limited", "unknown")]
    [InlineData("EAPI:Rate limit exceeded", "rate_limited", "unknown")]
    [InlineData("EGeneral:Temporary lockout", "rate_limited", "unknown")]
    [InlineData("EGeneral:Internal error", "broker_unavailable", "unknown")]
    [InlineData("EService:Deadline elapsed", "broker_timeout", "unknown")]
    [InlineData("EService:Unavailable", "broker_unavailable", "unknown")]
    [InlineData("EService:Busy", "broker_unavailable", "unknown")]
    [InlineData("EService:Timeout", "broker_unavailable", "unknown")]
    [InlineData("EOrder:Unknown order", "broker_protocol_error", "unknown")]
    [InlineData("ENew:Never heard of", null, null)]
    public async Task A_refusal_is_named_by_its_rule(string error, string? means, string? verdict)
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/AddOrder", Bench.Error(error));
        var outcome = await bench.Orders.SubmitAsync(bench.Order(), Ct);
        Assert.Equal(means is null ? null : (means, verdict!), Rules.Conclude(Bench.Manifest, "submit", outcome.Evidence));
        Assert.Contains(outcome.Verdict, (Verdict[])[Verdict.Refused, Verdict.Unknown]);
        Assert.Single(bench.Port.Calls);
    }

    [Theory]
    [InlineData(200, """{"error":["EOrder:Insufficient funds","EService:Timeout"]}""")]
    [InlineData(200, """{"error":["EService:Busy"]}""")]
    [InlineData(200, """{"error":[],"result":{}}""")]
    [InlineData(200, """{"error":[],"result":{"txid":[]}}""")]
    [InlineData(200, """{"error":[],"result":{"txid":["O1"],"cl_ord_id":"somebody-else"}}""")]
    [InlineData(200, """{"error":["EOrder:Insufficient funds"],"result":{"txid":["OUF4EM-FRGI2-MQMWZD"]}""")]
    [InlineData(200, """{"result":{"txid":["OUF4EM-FRGI2-MQMWZD"]}}""")]
    [InlineData(200, """{"error":[],"result":{"tx""")]
    [InlineData(200, "<html>please sign in to the network</html>")]
    [InlineData(502, "<html>Bad Gateway</html>")]
    [InlineData(520, """{"error":["EOrder:Insufficient funds"]}""")]
    [InlineData(429, "")]
    public async Task What_does_not_say_it_whole_proves_nothing(int status, string body)
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/AddOrder", body, status);
        Assert.Equal(Verdict.Unknown, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
        Assert.Single(bench.Port.Calls);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_one_that_never_left_is_not_sent()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/AddOrder", _ => CannedPort.Lost);
        Assert.Equal(Verdict.Unknown, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
        bench.Port.On("POST /0/private/AddOrder", _ => CannedPort.NeverLeft);
        Assert.Equal(Verdict.NotSent, (await bench.Orders.SubmitAsync(bench.Order(), Ct)).Verdict);
        Assert.Equal(2, bench.Port.Calls.Count);
    }

    [Theory]
    [InlineData("""{"error":[],"result":{"count":1}}""", Verdict.Accepted)]
    [InlineData("""{"error":[],"result":{"count":1,"pending":true}}""", Verdict.Accepted)]
    [InlineData("""{"error":[],"result":{"count":0}}""", Verdict.Unknown)]
    [InlineData("""{"error":["EOrder:Unknown order"]}""", Verdict.NoSuchOrder)]
    [InlineData("""{"error":["EGeneral:Permission denied"]}""", Verdict.Refused)]
    [InlineData("""{"error":["EService:Unavailable"]}""", Verdict.Unknown)]
    [InlineData("<html></html>", Verdict.Unknown)]
    public async Task Cancels_by_its_id_or_by_ours(string body, Verdict verdict)
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/CancelOrder", body);
        Assert.Equal(verdict, (await bench.Orders.CancelAsync(new OrderRef(bench.Order(), "OUF4EM-FRGI2-MQMWZD", null, null), Ct)).Verdict);
        Assert.Equal("OUF4EM-FRGI2-MQMWZD", CannedPort.Fields(bench.Last)["txid"]);
        await bench.Orders.CancelAsync(new OrderRef(bench.Order(), null, null, null), Ct);
        Assert.Equal(Bench.Id, CannedPort.Fields(bench.Last)["cl_ord_id"]);
        Assert.False(CannedPort.Fields(bench.Last).ContainsKey("txid"));
    }

    [Fact]
    public async Task A_change_keeps_the_order_and_states_the_whole_quantity()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/AmendOrder", Bench.Result("""{"amend_id":"TTW6PD-RC36L-ZZSWNU"}"""));
        var current = new OrderRef(bench.Order(), "OUF4EM-FRGI2-MQMWZD", null, null);
        var replaces = bench.Adapter.Capability<IReplaceOrders>()!;
        var outcome = await replaces.ReplaceAsync(current, bench.Order(limit: 37_600m) with { Quantity = 2 }, Ct);
        Assert.Equal((Verdict.Accepted, "OUF4EM-FRGI2-MQMWZD"), (outcome.Verdict, outcome.BrokerOrderId));
        var fields = CannedPort.Fields(bench.Last);
        Assert.Equal(("OUF4EM-FRGI2-MQMWZD", "2", "37600", false), (fields["txid"], fields["order_qty"], fields["limit_price"], fields.ContainsKey("trigger_price")));
        var other = await replaces.ReplaceAsync(current, bench.Order(tif: TimeInForce.Ioc), Ct);
        Assert.Equal(("order_type_unsupported", "refused"), Rules.Conclude(Bench.Manifest, "replace", other.Evidence));
        Assert.Single(bench.Port.Calls);
        bench.Port.On("POST /0/private/AmendOrder", Bench.Error("EOrder:Unknown order"));
        Assert.Equal(Verdict.NoSuchOrder, (await replaces.ReplaceAsync(current, bench.Order(limit: 1), Ct)).Verdict);
    }

    [Fact]
    public async Task The_dead_man_switch_is_armed_in_seconds_and_switched_off_with_none()
    {
        var bench = new Bench();
        var deadMan = bench.Adapter.Capability<IDeadMan>()!;
        bench.Port.On("POST /0/private/CancelAllOrdersAfter", Bench.Result("""{"currentTime":"2023-03-24T17:41:56Z","triggerTime":"2023-03-24T17:42:56Z"}"""));
        Assert.Equal(new DateTimeOffset(2023, 3, 24, 17, 42, 56, TimeSpan.Zero), await deadMan.ArmAsync(bench.Account, TimeSpan.FromSeconds(60), Ct));
        Assert.Equal("60", CannedPort.Fields(bench.Last)["timeout"]);
        bench.Port.On("POST /0/private/CancelAllOrdersAfter", Bench.Result("""{"currentTime":"2023-03-24T17:41:56Z","triggerTime":"0"}"""));
        Assert.Null(await deadMan.ArmAsync(bench.Account, TimeSpan.Zero, Ct));
        Assert.Equal("0", CannedPort.Fields(bench.Last)["timeout"]);
        bench.Port.On("POST /0/private/CancelAllOrdersAfter", Bench.Error("EGeneral:Permission denied"));
        Assert.Equal("insufficient_scope", (await Assert.ThrowsAsync<VenueException>(() => deadMan.ArmAsync(bench.Account, TimeSpan.FromSeconds(60), Ct))).Code);
    }

    [Fact]
    public async Task Everything_open_is_cancelled_with_one_call()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/CancelAll", Bench.Result("""{"count":0}"""));
        Assert.Equal(Verdict.Accepted, (await bench.Adapter.Capability<ICancelAll>()!.CancelAllAsync(bench.Account, Ct)).Verdict);
        bench.Port.On("POST /0/private/CancelAll", Bench.Error("EService:Busy"));
        Assert.Equal(Verdict.Unknown, (await bench.Adapter.Capability<ICancelAll>()!.CancelAllAsync(bench.Account, Ct)).Verdict);
        Assert.Equal(2, bench.Port.Calls.Count);
    }
}
