using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Broker.Binance;
using Argix.Contracts;

namespace Argix.AdapterTests.Binance;

public class RecordingTests
{
    [Fact]
    public void Every_recording_of_a_used_endpoint_states_the_same_facts() => new FixtureTable("binance", "jkorf-Binance.Net/binance")
        .Use("Endpoints/Spot/Trading/GetOrder.json", j => Same(Said(j), Read(j, BinanceJson.Default.OrderJson))).Use("Endpoints/Spot/Trading/PlaceOrder.json", Placed)
        .Use("Endpoints/Spot/Trading/CancelOrder.json", j => Same(Said(j), Read(j, BinanceJson.Default.OrderJson)))
        .Use("Endpoints/Spot/Trading/GetOpenOrders.json", j => Same(Said(j)[0], Assert.Single(Read(j, BinanceJson.Default.OrderJsonArray))))
        .Use("Endpoints/Spot/Trading/GetUserTrades.json", j => Assert.Equal(("BNBBTC:28457", 12m, 4.000001m), BinanceMap.Fill(Read(j, BinanceJson.Default.TradeJsonArray)[0]) is var f ? (f.Id, f.Quantity, f.Price) : default))
        .Use("Endpoints/Spot/Account/GetAccountInfo.json", j => Assert.Equal((354937868L, 4723846.89208129m), Read(j, BinanceJson.Default.AccountJson) is var a ? (a.Uid!.Value, a.Balances![0].Free) : default))
        .Use("Endpoints/Spot/Account/GetAPIKeyPermissions.json", j => Assert.Equal((true, false, false), Read(j, BinanceJson.Default.RestrictionsJson) is var k ? (k.EnableReading, k.EnableSpotAndMarginTrading, k.EnableWithdrawals) : default))
        .Use("Endpoints/Spot/ExchangeData/GetExchangeInfo.json", j => Assert.Equal(("ETH/BTC", "ETHBTC", true), BinanceMap.Instrument(Read(j, BinanceJson.Default.ExchangeJson).Symbols![0]) is { } i ? (i.Symbol, i.VenueSymbol, i.Tradable) : default))
        .Use("Endpoints/Spot/ExchangeData/GetBookPrice.json", j => Assert.Equal(4m, Read(j, BinanceJson.Default.QuoteJson).BidPrice))
        .Use("Endpoints/Spot/ExchangeData/GetKlines.json", j => Assert.Equal(12, Read(j, BinanceJson.Default.JsonElementArrayArray)[0].Length))
        .Use("Subscriptions/Spot/Account/Order.json", Streamed)
        .Skip("Futures", "another API").Skip("/General/", "not trading").Skip("Withdraw", "Argix never moves money").Skip("/Socket/", "orders do not go over sockets")
        .Skip("/Subscriptions/", "market data and balances are not streamed").Skip("Spot/Account", "not needed").Skip("Spot/ExchangeData", "not needed")
        .Skip("ReplaceOrder", "a cancel and a new order; the host does it with a word between").Skip("AmendOrder", "can only make an order smaller").Skip("CancelAllOrders", "of one symbol only")
        .Skip("GetOrders", "of one symbol only").Skip("Spot/Trading", "order lists, algos, margin, converting: not offered").Run();

    /// <summary>Messages of another platform's tests, one with the older, bare form; those of futures are another API.</summary>
    [Fact]
    public void Recorded_stream_messages_give_the_states_they_name() => new FixtureTable("binance", "lean-Binance/binance/from-tests")
        .Use("OrderWebSocketMessages-2.json", Streamed).Use("OrderWebSocketMessages-6.json", Streamed)
        .Use("SpotAccountConverterTests/DeserializeJson-1.json", j => Assert.Equal((true, 1m), Payload(j).Deserialize(BinanceJson.Default.AccountJson) is { } a ? (a.CanTrade, a.Balances![1].Locked) : default))
        .Use("NotSupportWebSocketMessages-1.json", j => Assert.Equal(default, Message(Payload(j)))).Use("NotSupportWebSocketMessages-2.json", j => Assert.Equal(EventKind.Alive, Message(Payload(j)).Event!.Kind))
        .Skip("NotSupport", "requests and answers of other kinds").Skip("OrderWebSocketMessages", "futures (ORDER_TRADE_UPDATE): another API").Skip("PlaceOrderResponses", "futures algo orders")
        .Skip("GetOpenOrderResponses", "futures algo orders").Skip("ChannelSubscribe", "requests").Skip("Margin", "margin is not offered").Skip("Future", "another API").Run();

    [Fact]
    public void Order_messages_keep_to_the_official_description()
    {
        var lines = File.ReadAllLines(Path.Combine(Fixtures.Folder("official-openapi/binance"), "spot_api.yaml"));
        string[] Below(string head, string end) => [.. lines.SkipWhile(l => l != head).Skip(1).TakeWhile(l => !l.StartsWith(end, StringComparison.Ordinal) || l.StartsWith(end + " ", StringComparison.Ordinal))];
        var post = Below("  /api/v3/order:", "  ").SkipWhile(l => l != "    post:").Skip(1).TakeWhile(l => l.StartsWith("     ", StringComparison.Ordinal) || l.Length == 0);
        var known = post.Where(l => l.Contains("#/components/parameters/", StringComparison.Ordinal)).Select(l => l[(l.LastIndexOf('/') + 1)..].TrimEnd('\'', ' '))
            .Select(p => Below($"    {p}:", "    ").First(l => l.StartsWith("      name: ", StringComparison.Ordinal))["      name: ".Length..]).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string> { "symbol", "side", "type", "newClientOrderId", "timestamp", "signature" }, known);
        foreach (var type in new[] { OrderType.Market, OrderType.Limit, OrderType.Stop, OrderType.StopLimit })
        {
            var message = BinanceMap.NewOrder(new Bench().Order(type, limit: type is OrderType.Limit or OrderType.StopLimit ? 1 : null, stop: type is OrderType.Stop or OrderType.StopLimit ? 1 : null))!;
            Assert.Empty(message.Where(f => f.Item2 is not null).Select(f => f.Item1).Except(known));
        }
    }

    private static void Placed(JsonElement json)
    {
        var order = Read(json, BinanceJson.Default.OrderJson);
        Same(Said(json), order);
        var fills = BinanceMap.Report(order, null, "A").Fills;
        Assert.Equal(Said(json).GetProperty("fills").EnumerateArray().Select(f => ($"BTCUSDT:{f.GetProperty("tradeId")}", Number(f, "qty"), Number(f, "price"))), fills.Select(f => (f.Id!, f.Quantity, f.Price)));
        Assert.Equal(Number(Said(json), "executedQty"), fills[^1].FilledAfter);
    }

    private static void Same(JsonElement said, OrderJson read)
    {
        var report = BinanceMap.Report(read, null, "A");
        Assert.Equal((Number(said, "origQty"), Number(said, "executedQty")), (report.Quantity, report.Filled));
        Assert.Equal($"{said.GetProperty("symbol").GetString()}:{said.GetProperty("orderId").GetInt64()}", report.BrokerOrderId);
        Assert.Equal((said.TryGetProperty("origClientOrderId", out var original) ? original : said.GetProperty("clientOrderId")).GetString(), report.ClientOrderId);
        Assert.Equal(Word(said.GetProperty("status").GetString()!), report.State);
    }

    private static void Streamed(JsonElement json)
    {
        var messages = json.TryGetProperty("steps", out var steps) ? steps.EnumerateArray().Where(s => s.GetProperty("dir").GetString() == "serverPushes").Select(s => s.GetProperty("json")).ToList()
            : Payload(json).ValueKind == JsonValueKind.Array ? [.. Payload(json).EnumerateArray()] : [Payload(json)];
        foreach (var message in messages)
        {
            var said = message.TryGetProperty("event", out var wrapped) ? wrapped : message;
            var report = BinanceMap.Execution(Message(message).Execution!, null, "A");
            Assert.Equal((Word(said.GetProperty("X").GetString()!), Number(said, "z"), Number(said, "q")), (report.State, report.Filled!.Value, report.Quantity!.Value));
            Assert.Equal(said.GetProperty("x").GetString() == "TRADE" ? [($"{said.GetProperty("s").GetString()}:{said.GetProperty("t").GetInt64()}", Number(said, "l"), Number(said, "L"))] : [], report.Fills.Select(f => (f.Id!, f.Quantity, f.Price)));
        }
    }

    private static OrderState Word(string status) => status switch
    {
        "NEW" or "PARTIALLY_FILLED" => OrderState.Working, "FILLED" => OrderState.Filled, "CANCELED" => OrderState.Cancelled, "EXPIRED" => OrderState.Expired, "REJECTED" => OrderState.Rejected, _ => OrderState.Unknown,
    };

    private static Said Message(JsonElement message) => BinanceStream.Read(Encoding.UTF8.GetBytes(message.GetRawText()));

    private static JsonElement Payload(JsonElement json) => json.GetProperty("payload");

    private static JsonElement Said(JsonElement json) => json.GetProperty("response");

    private static T Read<T>(JsonElement json, JsonTypeInfo<T> type) where T : class => BinanceMap.Read(CannedPort.Ok(Said(json).GetRawText()), type, "a recording");

    private static decimal Number(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
