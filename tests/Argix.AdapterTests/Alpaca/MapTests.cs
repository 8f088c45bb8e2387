using System.Text;
using System.Text.Json;
using Argix.Broker.Alpaca;
using Argix.Contracts;

namespace Argix.AdapterTests.Alpaca;

public class MapTests
{
    [Theory]
    [InlineData("EquityOrderResponse", "AAPL", AssetClass.Equity, OrderState.Pending, "2", "150")]
    [InlineData("CryptoOrderResponse", "ETH/USD", AssetClass.Crypto, OrderState.Pending, "0.02", "2100")]
    public void Orders_of_the_official_description(string example, string symbol, AssetClass assetClass, OrderState state, string quantity, string limit)
    {
        using var spec = Fixtures.Json("official-openapi/alpaca/trading-api.json");
        var json = spec.RootElement.GetProperty("components").GetProperty("examples").GetProperty(example).GetProperty("value");
        var report = AlpacaMap.Report(json.Deserialize(AlpacaJson.Default.OrderJson)!, "A");
        Assert.Equal((symbol, assetClass, state, Side.Buy, OrderType.Limit, TimeInForce.Gtc), (report.Symbol, report.Instrument!.AssetClass, report.State, report.Side, report.Type, report.TimeInForce));
        Assert.Equal((quantity, limit, 0m, (decimal?)null), (AlpacaMap.Text(report.Quantity), AlpacaMap.Text(report.LimitPrice), report.Filled, report.AveragePrice));
        Assert.Equal(json.GetProperty("client_order_id").GetString(), report.ClientOrderId);
        Assert.Equal(json.GetProperty("id").GetString(), report.BrokerOrderId);
        Assert.Equal(2023, report.VenueTime!.Value.Year);
    }

    [Fact]
    public void Every_order_word_of_the_official_description_has_a_place()
    {
        using var spec = Fixtures.Json("official-openapi/alpaca/trading-api.json");
        var schemas = spec.RootElement.GetProperty("components").GetProperty("schemas");
        string[] Words(string schema) => [.. schemas.GetProperty(schema).GetProperty("enum").EnumerateArray().Select(e => e.GetString()!)];
        Assert.DoesNotContain(Words("OrderStatus"), w => AlpacaMap.State(w) == OrderState.Unknown);
        Assert.Equal(["trailing_stop"], Words("OrderType").Where(w => AlpacaMap.Type(w) == OrderType.Unknown));
        Assert.Equal(["opg", "cls"], Words("TimeInForce").Where(w => AlpacaMap.Tif(w) == TimeInForce.Unknown));
    }

    [Fact]
    public void Fills_of_a_recording_are_told_apart_by_the_quantity_after_them()
    {
        using var recorded = Fixtures.Json("alpaca-py/alpaca/test_account_activities_routes/test_get_activities_for_account_max_items_and_single_request_date-1.json");
        var reports = recorded.RootElement.GetProperty("response").Deserialize(AlpacaJson.Default.ActivityJsonArray)!.Select(a => AlpacaMap.Filled(a, "A")).ToArray();
        Assert.Equal(5, reports.Select(r => Assert.Single(r.Fills).Id).Distinct().Count());
        var amazon = reports.Where(r => r.Symbol == "AMZN").ToArray();
        Assert.Equal(["cddf433b-1a41-497d-ae31-50b1fee56fff:1.792161878", "cddf433b-1a41-497d-ae31-50b1fee56fff:2.792161878"], amazon.Select(r => r.Fills[0].Id));
        Assert.Equal(2.792161878m, amazon.Sum(r => r.Fills[0].Quantity));
        Assert.All(reports, r => Assert.True(r.Partial));
    }

    [Fact]
    public void Asset_clock_account_and_position_of_the_recordings_are_read()
    {
        using var asset = Fixtures.Json("alpaca-py/alpaca/test_asset_routes/test_get_asset-1.json");
        var apple = AlpacaMap.Instrument(asset.RootElement.GetProperty("response").Deserialize(AlpacaJson.Default.AssetJson)!);
        Assert.Equal(("AAPL", AssetClass.Equity, true, 0.000000001m, 0.01m), (apple.Symbol, apple.AssetClass, apple.Tradable, apple.Lot, apple.Tick));
        using var clock = Fixtures.Json("alpaca-py/alpaca/test_misc_routes/test_get_clock-1.json");
        var read = clock.RootElement.GetProperty("response").Deserialize(AlpacaJson.Default.ClockJson)!;
        Assert.Equal(new DateTimeOffset(2022, 5, 17, 13, 30, 0, TimeSpan.Zero), read.NextOpen);
        using var spec = Fixtures.Json("official-openapi/alpaca/trading-api.json");
        JsonElement Example(string schema) => spec.RootElement.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("x-examples").GetProperty("example-1");
        Assert.Equal((-23140.2m, 262113.632m), (Example("Account").Deserialize(AlpacaJson.Default.AccountJson)!.Cash, Example("Account").Deserialize(AlpacaJson.Default.AccountJson)!.BuyingPower));
        var position = JsonSerializer.Deserialize($"[{Example("Position").GetRawText()}]", AlpacaJson.Default.PositionJsonArray)!.Select(p => AlpacaMap.Position(p, "USD", default)).Single();
        Assert.Equal(("AAPL", 5m, 100m, 120m), (position.Symbol, position.Quantity, position.AveragePrice, position.MarketPrice));
    }

    [Theory]
    [InlineData("BTCUSD", "crypto", "BTC/USD")]
    [InlineData("ETHUSDT", "crypto", "ETH/USDT")]
    [InlineData("BTC/USD", "crypto", "BTC/USD")]
    [InlineData("AUSD", "us_equity", "AUSD")]
    public void Pairs_get_their_slash_back(string venue, string assetClass, string canonical) => Assert.Equal(canonical, AlpacaMap.Canonical(venue, assetClass));

    [Theory]
    [InlineData("1.2000", "1.2")]
    [InlineData("100", "100")]
    [InlineData("0.000000001", "0.000000001")]
    public void Equal_amounts_are_equal_text(string amount, string text) => Assert.Equal($"o:{text}", AlpacaMap.FillId("o", decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void A_short_position_is_negative_however_the_quantity_is_written()
    {
        foreach (var quantity in new[] { 3m, -3m })
        {
            Assert.Equal(-3m, AlpacaMap.Position(new PositionJson("AAPL", "us_equity", quantity, "short", 1, 1), "USD", default).Quantity);
        }
    }

    [Theory]
    [InlineData("""{"stream":"trade_updates","data":{"event":"trade_bust","order":{"id":"o"}}}""", EventKind.LookAgain)]
    [InlineData("""{"stream":"trade_updates","data":{"event":"fill","order":{"id":"o","filled_qty":"1"},"price":"2"}}""", EventKind.LookAgain)]
    [InlineData("""{"stream":"trade_updates","data":{"event":"fill","order":{"id":"o","filled_qty":"many"},"price":"2","qty":"1"}}""", EventKind.Gap)]
    [InlineData("""{"stream":"trade_upd""", EventKind.Gap)]
    [InlineData("""{"stream":"trade_updates","data":{"event":"something_new","order":{"id":"o","status":"new"}}}""", EventKind.Report)]
    public void What_a_message_does_not_tell_whole_makes_the_host_look(string message, EventKind kind) =>
        Assert.Equal(kind, AlpacaStream.Read(Encoding.UTF8.GetBytes(message), "A").Event!.Kind);

    [Fact]
    public void Other_streams_are_passed_over() => Assert.Null(AlpacaStream.Read("{\"stream\":\"account_updates\",\"data\":{}}"u8, "A").Event);
}
