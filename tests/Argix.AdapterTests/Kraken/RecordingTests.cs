using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Broker.Kraken;
using Argix.Contracts;

namespace Argix.AdapterTests.Kraken;

public class RecordingTests
{
    private static readonly KrakenPairs Pairs = new(KrakenMap.Result(CannedPort.Ok(Bench.Pairs), KrakenJson.Default.DictionaryStringPairJson)!);

    [Fact]
    public void Every_recording_of_a_used_endpoint_states_the_same_facts() => new FixtureTable("kraken", "jkorf-Kraken.Net/kraken")
        .Use("Spot/Trading/PlaceOrder.json", Placed).Use("SpotTrading/PlaceOrderAsync.json", Placed)
        .Use("Spot/Trading/CancelOrder.json", Cancelled).Use("SpotTrading/CancelOrderAsync.json", Cancelled)
        .Use("Spot/Trading/CancelAllOrders.json", j => Assert.Equal(Verdict.Accepted, KrakenMap.AllCancelled(Said(j)).Verdict))
        .Use("Spot/Trading/CancelAllOrdersAfter.json", j => Assert.Equal("2023-03-24T17:42:56Z", Read(j, KrakenJson.Default.DeadManJson).TriggerTime))
        .Use("Spot/Trading/GetOpenOrders.json", j => Orders(j, Read(j, KrakenJson.Default.OpenJson).Open!)).Use("SpotTrading/GetOpenOrdersAsync.json", j => Orders(j, Read(j, KrakenJson.Default.OpenJson).Open!))
        .Use("Spot/Trading/GetClosedOrders.json", j => Orders(j, Read(j, KrakenJson.Default.ClosedJson).Closed!)).Use("SpotTrading/GetClosedOrdersAsync.json", j => Orders(j, Read(j, KrakenJson.Default.ClosedJson).Closed!))
        .Use("Spot/Trading/GetOrders.json", ByIds).Use("Spot/Trading/GetOrders2.json", ByIds).Use("SpotTrading/GetOrderAsync.json", ByIds)
        .Use("Spot/Trading/GetUserTrades.json", j => Trades(j, Read(j, KrakenJson.Default.TradesJson).Trades!)).Use("SpotTrading/GetUserTradesAsync.json", j => Trades(j, Read(j, KrakenJson.Default.TradesJson).Trades!))
        .Use("Spot/Account/GetApiKeyInfo.json", j => Assert.Contains("withdraw-funds", Read(j, KrakenJson.Default.KeyInfoJson).Permissions!))
        .Use("Spot/Account/GetAvailableBalances.json", j => Assert.Equal((25_435.21m, 8_249.76m), Read(j, KrakenJson.Default.DictionaryStringHoldingJson)["ZUSD"] is var usd ? (usd.Balance, usd.HoldTrade!.Value) : default))
        .Use("Spot/Account/GetBalances.json", j => Assert.Equal(171_288.6158m, Read(j, KrakenJson.Default.DictionaryStringDecimal)["ZUSD"])).Use("SpotAccount/GetBalancesAsync.json", j => Assert.Equal(171_288.6158m, Read(j, KrakenJson.Default.DictionaryStringDecimal)["ZUSD"]))
        .Use("Spot/ExchangeData/GetSymbols.json", Listed).Use("SpotExchangeData/GetSymbolsAsync.json", Listed)
        .Use("Spot/ExchangeData/GetTicker.json", Quote).Use("SpotExchangeData/GetTickerAsync.json", Quote).Use("SpotExchangeData/GetTickersAsync.json", Quote)
        .Use("Spot/ExchangeData/GetKlines.json", j => Assert.Equal(4, Read(j, KrakenJson.Default.DictionaryStringJsonElement)["XXBTZUSD"].GetArrayLength()))
        .Skip("Futures", "another API").Skip("/Socket/", "orders do not go over sockets, and these are market data or version 1").Skip("/Subscriptions/", "market data streams are not used")
        .Skip("Earn", "not trading").Skip("Withdraw", "Argix never moves money").Skip("Deposit", "Argix never moves money").Skip("Transfer", "Argix never moves money")
        .Skip("GetUserTradeDetails", "trades are read by time").Skip("EditOrder", "loses our order id; AmendOrder keeps it, and has no recording").Skip("Multiple", "orders go one by one")
        .Skip("Ledger", "not needed").Skip("GetTradeBalance", "margin").Skip("GetOpenPositions", "margin").Skip("GetTradeVolume", "fee tiers are not used")
        .Skip("ExchangeData", "not needed").Run();

    private static void Placed(JsonElement json)
    {
        var order = new Order(new Account("A", "A", "USD", Rights.Trade, Proof.Claimed), Bench.Bitcoin, "id", Side.Buy, Effect.Open, OrderType.Limit, TimeInForce.Gtc, 1, 1, null, default);
        Assert.Equal((Verdict.Accepted, Root(json).GetProperty("result").GetProperty("txid")[0].GetString()), KrakenMap.Submitted(Said(json), order) is var o ? (o.Verdict, o.BrokerOrderId) : default);
    }

    private static void Cancelled(JsonElement json) => Assert.Equal(Verdict.Accepted, KrakenMap.Cancelled(Said(json), "O1").Verdict);

    private static void ByIds(JsonElement json) => Orders(json, Read(json, KrakenJson.Default.DictionaryStringOrderJson));

    private static void Orders(JsonElement json, Dictionary<string, OrderJson> read)
    {
        var result = Root(json).GetProperty("result");
        var rows = result.TryGetProperty("open", out var open) ? open : result.TryGetProperty("closed", out var closed) ? closed : result;
        Assert.Equal(rows.EnumerateObject().Count(), read.Count);
        foreach (var row in rows.EnumerateObject())
        {
            var report = KrakenMap.Report(row.Name, read[row.Name], Pairs, "A");
            var (description, status) = (row.Value.GetProperty("descr"), row.Value.GetProperty("status").GetString());
            Assert.Equal((Number(row.Value, "vol"), Number(row.Value, "vol_exec")), (report.Quantity, report.Filled));
            Assert.Equal(status switch { "open" => OrderState.Working, "closed" => OrderState.Filled, "canceled" => OrderState.Cancelled, _ => OrderState.Unknown }, report.State);
            Assert.Equal(description.GetProperty("type").GetString() == "buy" ? Side.Buy : Side.Sell, report.Side);
            Assert.Equal(description.GetProperty("pair").GetString() == "XBTUSD" ? "BTC/USD" : description.GetProperty("pair").GetString(), report.Symbol);
            Assert.Equal(description.GetProperty("ordertype").GetString() == "limit" ? Number(description, "price") : report.LimitPrice, report.LimitPrice);
        }
    }

    private static void Trades(JsonElement json, Dictionary<string, TradeJson> read)
    {
        foreach (var row in Root(json).GetProperty("result").GetProperty("trades").EnumerateObject())
        {
            var fill = Assert.Single(KrakenMap.Filled(row.Name, read[row.Name], Pairs, "A").Fills);
            Assert.Equal((row.Name, Number(row.Value, "vol"), Number(row.Value, "price")), (fill.Id, fill.Quantity, fill.Price));
            Assert.Equal(Number(row.Value, "fee"), fill.Fees.Sum(f => f.Amount));
        }
    }

    private static void Listed(JsonElement json)
    {
        var bitcoin = new KrakenPairs(Read(json, KrakenJson.Default.DictionaryStringPairJson)).Find("BTC/USD")!;
        Assert.Equal(("XBTUSD", "USD", 0.1m, 0.00000001m, true), (bitcoin.VenueSymbol, bitcoin.Currency, bitcoin.Tick, bitcoin.Lot, bitcoin.Tradable));
    }

    private static void Quote(JsonElement json) => Assert.All(Read(json, KrakenJson.Default.DictionaryStringTickerJson).Values, t => Assert.True(t.A![0] >= t.B![0] && t.B[0] > 0));

    // Some are wrapped with method and path, some are the bare answer.
    private static JsonElement Root(JsonElement json) => json.TryGetProperty("response", out var inner) ? inner : json;

    private static Answer Said(JsonElement json) => CannedPort.Ok(Root(json).GetRawText());

    private static T Read<T>(JsonElement json, JsonTypeInfo<T> type) where T : class => KrakenMap.Read(Said(json), type, "a recording");

    private static decimal Number(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
