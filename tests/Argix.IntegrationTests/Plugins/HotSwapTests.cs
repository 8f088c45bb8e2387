using System.Text.Json.Nodes;
using Argix.Contracts.Testing;
using Argix.IntegrationTests.Trading;
using Argix.ScriptedBrokers;
using Argix.UnitTests.Connections.OAuth;

namespace Argix.IntegrationTests.Plugins;

/// <summary>A plugin is replaced while an order rests at its venue: the host owns the order, so nothing happens to it.</summary>
public sealed class HotSwapTests(SwapHouse house) : IClassFixture<SwapHouse>
{
    [Theory]
    [InlineData("alpaca")]
    [InlineData("kraken")]
    [InlineData("paper")]
    [InlineData("binance")]
    [InlineData("coinbase")]
    [InlineData("interactive-brokers")]
    [InlineData("oanda")]
    [InlineData("tradestation")]
    [InlineData("tradier")]
    public async Task Open_orders_outlive_a_new_version_and_one_that_fails_rolls_back_by_itself(string broker)
    {
        var swap = house.Of(broker);
        house.Drop(swap, "1.0.0");
        await house.StateAsync(swap, "1.0.0", "staged");
        var desk = await house.Platform.DeskAsync();
        var connection = swap.SignsIn ? await desk.SignInAsync(swap.Id, swap.Connect) : await desk.ConnectAsync(swap.Connect);
        async Task<OrderJson> RestAsync() => await desk.OrderAsync((await desk.PlacedAsync(swap.Resting(connection.Id))).Id, "working");
        var (resting, other, untold) = (await RestAsync(), await RestAsync(), swap.Venue is null ? null : await RestAsync());

        // This one fills while the plugin changes, and no stream tells: the new version has to find out.
        if (untold is not null)
        {
            await swap.Venue!.FaultAsync(new Fault(FaultKind.DropMessage));
            await swap.Venue.FillAsync(untold.ClientOrderId, price: swap.Below);
        }

        house.Drop(swap, "1.1.0");
        await house.StateAsync(swap, "1.1.0", "running");
        await desk.ReadyAsync(connection.Id);
        Assert.Equal("working", (await desk.OrderAsync(resting.Id)).State);

        // No plugin in it: it fails when it is started, and 1.1.0 takes over again.
        house.Drop(swap, "1.2.0", broken: true);
        await house.StateAsync(swap, "1.2.0", "faulted");
        await house.StateAsync(swap, "1.1.0", "running");
        await desk.ReadyAsync(connection.Id);
        Assert.Equal("working", (await desk.OrderAsync(resting.Id)).State);

        // What the old version sent, the new one cancels and hears of.
        Assert.Equal(202, (await desk.PostAsync($"/orders/{other.Id}/cancel")).Status);
        await desk.OrderAsync(other.Id, "cancelled");
        if (swap.Venue is { } venue)
        {
            await venue.SetPriceAsync(swap.Symbol, swap.Below);
            foreach (var order in (OrderJson[])[untold!, resting])
            {
                Assert.Equal(venue.Filled(order.ClientOrderId), (await desk.OrderAsync(order.Id, "filled")).FilledQuantity);
            }

            Assert.Equal(new[] { resting.ClientOrderId, other.ClientOrderId, untold!.ClientOrderId }.Order(), venue.Accepted().Keys.Order());
        }
        else
        {
            var ledger = PaperLedger.With(house.Platform.Folder.Data, resting.ClientOrderId, swap.Id);
            Assert.Equal((2, 1), (ledger.Accepted.Count(), ledger.Of("cancelled").Count()));
        }

        Assert.Equal(untold is null ? 2 : 3, (await desk.OrdersAsync()).Count(o => !o.CameTooLate));
    }
}

/// <summary>One adapter that is swapped: its plugin under another id, how it is connected, and an order that rests there.</summary>
public sealed record Swap(string Broker, object Connect, Func<Guid, object> Resting, ScriptedVenueProcess? Venue, string Symbol, decimal Below, bool SignsIn = false)
{
    public string Id => Broker + "-two";
}

/// <summary>One host for all, and the venues that its swapped plugins speak to.</summary>
public sealed class SwapHouse : IAsyncLifetime
{
    private const string KrakenKey = "scripted/key+0001";
    private const string KrakenSecret = "c2NyaXB0ZWQta3Jha2VuLXNlY3JldC1vZi1hLWtleS0wMDAx";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("argix-swap-");
    private ScriptedVenueProcess _alpaca = null!;
    private ScriptedVenueProcess _kraken = null!;
    private Dictionary<string, (ScriptedBroker Broker, ScriptedVenueProcess Venue)> _scripted = [];
    private FakeProvider _provider = null!;

    public Platform Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _alpaca = await Alpaca.StartAsync(_folder.FullName);
        _kraken = await ScriptedVenueProcess.StartAsync("Argix.ScriptedKraken.dll", Path.Combine(_folder.FullName, "kraken.jsonl"), ["--key", KrakenKey, "--secret", KrakenSecret, "--cash", "1000000"]);
        var brokers = ScriptedBroker.Ids.Select(id => new ScriptedBroker(id, File.ReadAllText(Path.Combine(HostFolder.PluginsFolder, id, "plugin.json"))));
        _scripted = (await Task.WhenAll(brokers.Select(async b => (Broker: b, Venue: await b.StartAsync(_folder.FullName))))).ToDictionary(b => b.Broker.Id);
        _provider = await FakeProvider.StartAsync();
        Platform = await Platform.StartAsync(f =>
        {
            foreach (var (key, value) in _scripted.Values.SelectMany(s => s.Broker.Settings(s.Broker.Id + "-two", s.Venue.Address, _provider.Url)))
            {
                f.Settings[key] = value;
            }

            f.Settings["ARGIX_Brokers__alpaca-two__Endpoints__paper__rest"] = f.Settings["ARGIX_Brokers__alpaca-two__Endpoints__paper__data"] = _alpaca.Address.ToString();
            f.Settings["ARGIX_Brokers__alpaca-two__Endpoints__paper__stream"] = _alpaca.Socket("/stream");
            f.Settings["ARGIX_Brokers__kraken-two__Endpoints__live__rest"] = _kraken.Address.ToString();
            f.Settings["ARGIX_Brokers__kraken-two__Endpoints__live__stream"] = _kraken.Socket("/v2");
        });
    }

    public Swap Of(string broker) => broker switch
    {
        "alpaca" => new(broker, new { brokerId = "alpaca-two", methodId = "keys", environmentId = "paper", name = "Two", access = "trade", credentials = new { keyId = Alpaca.Key, secretKey = Alpaca.Secret } },
            c => Desk.Order(c, type: "limit", limitPrice: "150", timeInForce: "gtc"), _alpaca, "AAPL", 149),
        "kraken" => new(broker, new { brokerId = "kraken-two", methodId = "keys", environmentId = "live", name = "Two", access = "trade", confirmLive = true, credentials = new { apiKey = KrakenKey, privateKey = KrakenSecret } },
            c => Desk.Order(c, quantity: "0.05", type: "limit", limitPrice: "58000", symbol: "BTC/USD", assetClass: "crypto", timeInForce: "gtc"), _kraken, "XBTUSD", 57_900),
        _ when _scripted.TryGetValue(broker, out var s) => new(broker, Wish(s.Broker),
            c => Desk.Order(c, quantity: s.Broker.Resting.Quantity, type: "limit", limitPrice: s.Broker.Resting.Limit, symbol: s.Broker.Traded.Symbol, assetClass: s.Broker.Traded.AssetClass.ToString().ToLowerInvariant(), timeInForce: "gtc"),
            s.Venue, s.Broker.Traded.VenueSymbol, s.Broker.Resting.Limit - s.Broker.Traded.Tick, s.Broker.SignsIn),
        _ => new(broker, new { brokerId = "paper-two", methodId = "local", environmentId = "paper", name = "Two", access = "trade", credentials = new { startingCash = "1000000" } },
            c => Desk.Order(c, type: "limit", limitPrice: "100", timeInForce: "gtc"), null, "AAPL", 0),
    };

    private static Dictionary<string, object> Wish(ScriptedBroker b)
    {
        var wish = new Dictionary<string, object> { ["brokerId"] = b.Id + "-two", ["methodId"] = b.MethodId, ["environmentId"] = b.EnvironmentId, ["name"] = "Two", ["access"] = "trade", ["confirmLive"] = b.IsLive };
        if (!b.SignsIn)
        {
            wish["credentials"] = b.Credentials;
        }

        return wish;
    }

    public void Drop(Swap swap, string version, bool broken = false)
    {
        var host = Path.GetDirectoryName(HostFolder.PluginsFolder)!;
        var made = Directory.CreateDirectory(Path.Combine(Platform.Folder.Root, $"made-{swap.Id}-{version}")).FullName;
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(host, "plugins", swap.Broker, "plugin.json")))!;
        (manifest["id"], manifest["version"]) = (swap.Id, version);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(host, "plugins", swap.Broker), "*.d*"))
        {
            File.Copy(file, Path.Combine(made, Path.GetFileName(file)));
        }

        if (broken)
        {
            manifest["entry"] = "Argix.Venue.dll";
            File.Copy(Path.Combine(host, "Argix.Venue.dll"), Path.Combine(made, "Argix.Venue.dll"), overwrite: true);
        }

        File.WriteAllText(Path.Combine(made, "plugin.json"), manifest.ToJsonString());
        Directory.Move(made, Path.Combine(Platform.Folder.Data, "plugins", "inbox", $"{swap.Id}-{version}"));
    }

    public async Task StateAsync(Swap swap, string version, string state) =>
        await Wait.ForAsync(async () => JsonNode.Parse(string.Concat((await Platform.Folder.RunAsync(null, "plugins", "list", "--json")).Stdout))!.AsArray()
            .FirstOrDefault(p => p!["id"]!.ToString() == swap.Id && p["version"]?.ToString() == version)?["state"]?.ToString(), s => s == state, $"{swap.Id} {version} is {state}");

    public async ValueTask DisposeAsync()
    {
        await Platform.DisposeAsync();
        await _alpaca.DisposeAsync();
        await _kraken.DisposeAsync();
        await _provider.DisposeAsync();
        await Task.WhenAll(_scripted.Values.Select(s => s.Venue.DisposeAsync().AsTask()));
        _folder.Delete(recursive: true);
    }
}
