using System.Text;
using Argix.Broker.Kraken;
using Argix.Contracts;

namespace Argix.AdapterTests.Kraken;

public class StreamTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_token_is_asked_for_and_told_in_the_first_message()
    {
        var bench = new Bench();
        bench.Port.On("POST /0/private/GetWebSocketsToken", Bench.Result("""{"token":"t-1","expires":900}"""));
        bench.Port.Stream.Writer.TryWrite("""{"channel":"status","type":"update","data":[{"system":"online"}]}"""u8.ToArray());
        bench.Port.Stream.Writer.TryWrite("""{"method":"subscribe","result":{"channel":"executions"},"success":true,"req_id":1}"""u8.ToArray());
        bench.Port.Stream.Writer.TryWrite("""{"channel":"heartbeat"}"""u8.ToArray());
        bench.Port.Stream.Writer.Complete();
        var seen = new List<VenueEvent>();
        await foreach (var e in bench.Adapter.Capability<IStreamReports>()!.StreamAsync([bench.Account], Ct))
        {
            seen.Add(e);
        }
        Assert.Equal([EventKind.Alive, EventKind.Alive], seen.Select(e => e.Kind));
        Assert.Equal("""{"method":"subscribe","params":{"channel":"executions","token":"t-1","snap_orders":true,"snap_trades":true},"req_id":1}""", bench.Port.Told.First());
    }

    [Fact]
    public void An_order_is_followed_from_deltas_as_Krakens_documentation_shows_them()
    {
        var stream = Stream();
        var seen = new[]
        {
            """{"order_id":"OK4GJX-KSTLS-7DZZO5","cl_ord_id":"id-1","symbol":"BTC/USD","order_qty":0.005,"cum_cost":0.0,"time_in_force":"GTC","exec_type":"pending_new","side":"sell","order_type":"limit","limit_price":26500.0,"order_status":"pending_new","timestamp":"2023-09-22T10:33:05.709950Z"}""",
            """{"timestamp":"2023-09-22T10:33:05.709982Z","order_status":"new","exec_type":"new","order_userref":3,"order_id":"OK4GJX-KSTLS-7DZZO5"}""",
            """{"order_id":"OK4GJX-KSTLS-7DZZO5","exec_id":"TGBB7L-HT5LX-J3BZ4A","exec_type":"trade","trade_id":62887576,"symbol":"BTC/USD","side":"sell","last_qty":0.005,"last_price":26599.9,"order_type":"limit","timestamp":"2023-09-22T10:33:05.709993Z","order_status":"partially_filled","cum_qty":0.005,"cum_cost":132.9995,"avg_price":26599.9,"fees":[{"asset":"USD","qty":0.3458}]}""",
            """{"order_id":"OK4GJX-KSTLS-7DZZO5","exec_type":"filled","order_status":"filled","cum_qty":0.005,"avg_price":26599.9,"timestamp":"2023-09-22T10:33:05.709993Z"}""",
        }.Select((data, n) => Assert.Single(stream.Read(Update(n + 8, data))).Report!).ToArray();
        Assert.Equal([OrderState.Pending, OrderState.Working, OrderState.Working, OrderState.Filled], seen.Select(r => r.State));
        Assert.All(seen, r => Assert.Equal(("id-1", "BTC/USD", Side.Sell, 0.005m, 26_500m), (r.ClientOrderId, r.Symbol, r.Side, r.Quantity!.Value, r.LimitPrice!.Value)));
        Assert.Equal([false, true, true, true], seen.Select(r => r.Partial));
        var fill = Assert.Single(seen[2].Fills);
        Assert.Equal(("TGBB7L-HT5LX-J3BZ4A", 0.005m, 26_599.9m, 0.005m, new Money(0.3458m, "USD")), (fill.Id, fill.Quantity, fill.Price, fill.FilledAfter, Assert.Single(fill.Fees)));
        Assert.Equal("26500", KrakenMap.Text(seen[0].LimitPrice));
    }

    [Theory]
    [InlineData("canceled", OrderState.Cancelled)]
    [InlineData("expired", OrderState.Expired)]
    public void An_end_carries_its_reason(string word, OrderState state)
    {
        var report = Assert.Single(Stream().Read(Update(1, $$"""{"order_id":"O1","exec_type":"{{word}}","order_status":"{{word}}","reason":"User requested","cum_qty":0.001,"avg_price":5}"""))).Report!;
        Assert.Equal((state, "User requested", 0.001m), (report.State, report.Reason!.Text, report.Filled));
    }

    [Fact]
    public void A_missing_message_is_noticed_and_a_repeated_one_is_not_a_gap()
    {
        var stream = Stream();
        var one = """{"order_id":"O1","exec_type":"new","order_status":"new"}""";
        Assert.Equal([EventKind.Report], stream.Read(Update(4, one)).Select(e => e.Kind));
        Assert.Equal([EventKind.Report], stream.Read(Update(4, one)).Select(e => e.Kind));
        Assert.Equal([EventKind.Report], stream.Read(Update(5, one)).Select(e => e.Kind));
        Assert.Equal([EventKind.Gap, EventKind.Report], stream.Read(Update(7, one)).Select(e => e.Kind));
        Assert.Empty(stream.Read(Encoding.UTF8.GetBytes("""{"channel":"executions","type":"snapshot","data":[],"sequence":1}""")));
        Assert.Equal([EventKind.Report], stream.Read(Update(2, one)).Select(e => e.Kind));
    }

    [Theory]
    [InlineData("""{"channel":"executions","type":"update","data":[{"exec_type":"trade","order_id":"O1"}],"sequence":1}""", EventKind.LookAgain)]
    [InlineData("""{"channel":"executions","type":"update","data":[{"exec_type":"new"}],"sequence":1}""", EventKind.LookAgain)]
    [InlineData("""{"channel":"executions","type":"update","data":[{"exec_type":"new","order_id":"O1","cum_qty":"many"}],"sequence":1}""", EventKind.Gap)]
    [InlineData("""{"channel":"exec""", EventKind.Gap)]
    [InlineData("""{"method":"subscribe","success":false,"error":"ESession:Invalid session"}""", EventKind.SessionLost)]
    public void What_a_message_does_not_tell_whole_makes_the_host_look(string message, EventKind kind) =>
        Assert.Equal(kind, Assert.Single(Stream().Read(Encoding.UTF8.GetBytes(message))).Kind);

    private static KrakenStream Stream() => new(new KrakenPairs(KrakenMap.Result(CannedPort.Ok(Bench.Pairs), KrakenJson.Default.DictionaryStringPairJson)!), "A");

    private static byte[] Update(int sequence, string data) => Encoding.UTF8.GetBytes($$"""{"channel":"executions","type":"update","data":[{{data}}],"sequence":{{sequence}}}""");
}
