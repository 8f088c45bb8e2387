using System.Diagnostics;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>The whole path on the paper venue; its ledger file judges.</summary>
public class PaperPathTests(Platform platform) : IClassFixture<Platform>
{
    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task A_market_buy_fills_and_every_figure_equals_the_ledger_file(string store)
    {
        var on = await OnPostgres.OrAsync(store, platform);
        var desk = await on.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var started = Stopwatch.GetTimestamp();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, quantity: "3"));
        order = await desk.OrderAsync(order.Id, "filled");
        TestContext.Current.SendDiagnosticMessage("market buy filled after {0:0} ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        var coin = await desk.PlacedAsync(Desk.Order(connection.Id, quantity: "0.015", symbol: "BTC/USD", assetClass: "crypto", timeInForce: "gtc"));
        await desk.OrderAsync(coin.Id, "filled");

        var ledger = PaperLedger.With(on.Folder.Data, order.ClientOrderId);
        Assert.Equal(3, ledger.Filled(order.ClientOrderId));
        Assert.Equal(0.015m, ledger.Filled(coin.ClientOrderId));
        await AssertEqualsLedgerAsync(desk, ledger);
    }

    [Fact]
    public async Task Instruments_of_a_connection_are_found_by_symbol_and_by_name_with_their_rules()
    {
        var desk = await platform.DeskAsync();
        var path = $"/connections/{(await desk.ConnectPaperAsync()).Id}/instruments";
        var apple = Assert.Single((await desk.GetAsync(path + "?text=apple")).Read<ItemsJson<InstrumentRow>>().Items);
        Assert.Equal(("AAPL", "equity", "USD", true), (apple.Symbol, apple.AssetClass, apple.Currency, apple.Tradable));
        Assert.True(decimal.Parse(apple.PriceStep, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.Equal("BTC/USD", (await desk.GetAsync(path + "?text=btcusd&limit=1")).Read<ItemsJson<InstrumentRow>>().Items[0].Symbol);
        Assert.Equal(7, (await desk.GetAsync(path)).Read<ItemsJson<InstrumentRow>>().Items.Count);
        Assert.Equal("validation_failed", (await desk.GetAsync($"{path}?text={new string('a', 65)}")).Code);
        Assert.Equal("not_found", (await (await platform.DeskAsync()).GetAsync(path)).Code);
    }

    private sealed record InstrumentRow(string Symbol, string AssetClass, string Currency, bool Tradable, string PriceStep);

    [Fact]
    public async Task A_limit_order_rests_and_is_cancelled()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100"));
        Assert.Equal("working", (await desk.OrderAsync(order.Id, "working")).State);
        Assert.Equal(202, (await desk.PostAsync($"/orders/{order.Id}/cancel")).Status);
        await desk.OrderAsync(order.Id, "cancelled");
        Assert.Equal("order_not_cancellable", (await desk.PostAsync($"/orders/{order.Id}/cancel")).Code);
        var ledger = PaperLedger.With(platform.Folder.Data, order.ClientOrderId);
        Assert.Single(ledger.Of("cancelled"));
        Assert.Empty(ledger.Fills);
        var history = await desk.HistoryAsync(order.Id);
        Assert.Equal(history.Select(h => h.Seq).Order(), history.Select(h => h.Seq));
        Assert.Equal("cancelled", history[^1].State);
    }

    [Fact]
    public async Task A_stop_waits_for_its_price_and_a_reached_one_fills()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var far = await desk.PlacedAsync(Desk.Order(connection.Id, type: "stop", stopPrice: "900"));
        Assert.Equal("working", (await desk.OrderAsync(far.Id, "working")).State);
        var reached = await desk.PlacedAsync(Desk.Order(connection.Id, type: "stop", stopPrice: "1"));
        await desk.OrderAsync(reached.Id, "filled");
        var ledger = PaperLedger.With(platform.Folder.Data, far.ClientOrderId);
        Assert.Equal(0, ledger.Filled(far.ClientOrderId));
        Assert.Equal(1, ledger.Filled(reached.ClientOrderId));
    }

    [Fact]
    public async Task Orders_positions_and_the_audit_survive_a_restart()
    {
        await using var own = await Platform.StartAsync();
        var desk = await own.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var bought = await desk.PlacedAsync(Desk.Order(connection.Id, quantity: "2"));
        await desk.OrderAsync(bought.Id, "filled");
        var resting = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100", timeInForce: "gtc"));
        await desk.OrderAsync(resting.Id, "working");

        await own.RestartAsync();
        await desk.ReadyAsync(connection.Id);
        Assert.Equal("filled", (await desk.OrderAsync(bought.Id)).State);
        Assert.Equal("working", (await desk.OrderAsync(resting.Id, "working")).State);
        Assert.Equal(2, (await desk.SentAsync()).Count);
        Assert.True((await desk.VerifyAsync()).Ok);
        await AssertEqualsLedgerAsync(desk, own.PaperLedger());
        Assert.Equal(202, (await desk.PostAsync($"/orders/{resting.Id}/cancel")).Status);
        await desk.OrderAsync(resting.Id, "cancelled");
    }

    [Fact]
    public async Task A_closed_position_is_gone_and_the_cash_is_the_ledgers()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, quantity: "5", symbol: "MSFT"));
        await desk.OrderAsync(order.Id, "filled");
        var position = Assert.Single(await desk.PositionsAsync());
        var close = (await desk.PostAsync($"/positions/{Uri.EscapeDataString(position.Id)}/close", key: "close-1")).Read<OrderJson>();
        await desk.OrderAsync(close.Id, "filled");
        Assert.Empty(await desk.PositionsAsync());
        await AssertEqualsLedgerAsync(desk, PaperLedger.With(platform.Folder.Data, order.ClientOrderId));
    }

    /// <summary>Positions, executions and cash of the API against the venue's file, to the cent.</summary>
    internal static async Task AssertEqualsLedgerAsync(Desk desk, PaperLedger ledger)
    {
        var executions = await desk.ExecutionsAsync();
        Assert.Equal(
            ledger.Fills.Select(f => (PaperLedger.Text(f, "executionId"), PaperLedger.Number(f, "quantity"), PaperLedger.Number(f, "price"), PaperLedger.Number(f, "fee"))).Order(),
            executions.Select(x => (x.ExecutionId, x.Quantity, x.Price, x.Fee)).Order());
        Assert.Equal(ledger.Positions.OrderBy(p => p.Key), (await desk.PositionsAsync()).ToDictionary(p => p.Instrument.Symbol, p => p.Quantity).OrderBy(p => p.Key));
        Assert.All(await desk.PositionsAsync(), p => Assert.Equal(0, p.Drift));
        // Money is the venue's word and is read again after fills.
        var balance = await Wait.ForAsync(async () => Assert.Single(await desk.BalancesAsync()), b => b.Total == ledger.Cash, $"the balance is the ledger's {ledger.Cash}");
        Assert.Equal(("USD", ledger.Cash), (balance.Currency, balance.Total));
    }
}
