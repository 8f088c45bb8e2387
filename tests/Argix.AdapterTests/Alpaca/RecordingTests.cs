using System.Text.Json;
using Argix.Broker.Alpaca;
using Argix.Contracts;

namespace Argix.AdapterTests.Alpaca;

/// <summary>The recordings are of Alpaca's interface for firms; where it answers as the trading interface does, they are read.</summary>
public class RecordingTests
{
    [Fact]
    public void Every_recording_of_a_used_endpoint_states_the_same_facts() => new FixtureTable("alpaca", "alpaca-py/alpaca")
        .Use("test_get_activities_for_account_max_items_and_single_request_date-1.json", j => Assert.All(Said(j).Deserialize(AlpacaJson.Default.ActivityJsonArray)!.Zip(Said(j).EnumerateArray()), x => Same(x.First, x.Second)))
        .Use("test_get_trade_account_by_id-1.json", Account).Use("test_get_trade_account_by_id_without_deprecated_pdt_fields-1.json", Account)
        .Use("test_get_all_positions_for_account-1.json", j => Assert.Equal(("AAPL", 5m, 100m, 120m), Assert.Single(Said(j).Deserialize(AlpacaJson.Default.PositionJsonArray)!.Select(p => AlpacaMap.Position(p, "USD", default))) is var p
            ? (p.Symbol, p.Quantity, p.AveragePrice, p.MarketPrice) : default))
        .Use("test_get_asset-1.json", j => Listed(Said(j).Deserialize(AlpacaJson.Default.AssetJson)!, Said(j)))
        .Use("test_get_all_assets-1.json", Assets).Use("test_get_all_assets_params-1.json", Assets)
        .Use("test_get_clock-1.json", j => Assert.Equal(Said(j).GetProperty("next_open").GetDateTimeOffset(), Said(j).Deserialize(AlpacaJson.Default.ClockJson)!.NextOpen))
        .Use("test_cancel_orders_for_account-1.json", j => Assert.Equal([200, 404], Said(j).Deserialize(AlpacaJson.Default.EndedJsonArray)!.Select(e => e.Status!.Value)))
        .Skip("setup_reqmock", "holds no answer").Skip("open_position", "holds no answer; the list of positions is read").Skip("test_get_all_accounts_positions", "of all customers of a firm").Skip("test_close_", "positions are closed by orders")
        .Skip("test_exercise", "options are not placed").Skip("test_option_routes", "options are not placed").Skip("test_funding_routes", "Argix never moves money").Skip("test_journal_routes", "Argix never moves money")
        .Skip("test_documents_routes", "not needed for trading").Skip("test_rebalancing_routes", "not needed for trading").Skip("test_watchlist_routes", "not needed for trading").Skip("test_corporate", "not needed for trading")
        .Skip("test_accounts_routes", "a firm's keeping of its customers").Skip("portfolio_history", "not needed for trading").Skip("test_get_calendar", "the clock says when the market opens").Run();

    private static JsonElement Said(JsonElement json) => json.GetProperty("response");

    private static void Same(ActivityJson read, JsonElement said)
    {
        var fill = Assert.Single(AlpacaMap.Filled(read, "A").Fills);
        Assert.Equal((Number(said, "qty"), Number(said, "price"), Number(said, "cum_qty")), (fill.Quantity, fill.Price, fill.FilledAfter));
    }

    private static void Account(JsonElement json)
    {
        var read = Said(json).Deserialize(AlpacaJson.Default.AccountJson)!;
        Assert.Equal((Said(json).GetProperty("account_number").GetString(), "USD", Number(Said(json), "cash"), false), (read.AccountNumber, read.Currency, read.Cash, read.TradingBlocked));
    }

    private static void Assets(JsonElement json) => Assert.All(Said(json).Deserialize(AlpacaJson.Default.AssetJsonArray)!.Zip(Said(json).EnumerateArray()), x => Listed(x.First, x.Second));

    private static void Listed(AssetJson read, JsonElement said) =>
        Assert.Equal((said.GetProperty("symbol").GetString(), said.GetProperty("tradable").GetBoolean()), AlpacaMap.Instrument(read) is var i ? (i.VenueSymbol, i.Tradable) : default);

    private static decimal Number(JsonElement said, string name) => decimal.Parse(said.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
