using Argix.Broker.Alpaca;
using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.Alpaca;

/// <summary>A scripted Alpaca in its own process, and the adapter connected to it.</summary>
internal sealed class Desk : IAsyncDisposable
{
    public const string Key = "PKTESTKEY0001";
    public const string Secret = "canary-secret-0001";
    public static readonly BrokerManifest Manifest = ManifestReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "alpaca", "plugin.json")));
    private static int _folders;

    private Desk(ScriptedVenueProcess venue, TestPort port, string folder)
    {
        (Venue, Port, Folder) = (venue, port, folder);
        Adapter = new AlpacaPlugin().Create(port);
    }

    public ScriptedVenueProcess Venue { get; }
    public TestPort Port { get; }
    public IBrokerAdapter Adapter { get; }
    public string Folder { get; }
    public Account Account { get; } = new("e6fe16f3-64a4-4921-8928-cadf02f92f98", "PA0SCRIPTED1", "USD", Rights.Read | Rights.Trade, Proof.Claimed);
    public IPlaceOrders Orders => Adapter.Capability<IPlaceOrders>()!;
    public IFindOrders Look => Adapter.Capability<IFindOrders>()!;
    public IReadAccount Books => Adapter.Capability<IReadAccount>()!;

    public static async Task<Desk> OpenAsync(string frames = "binary", string? secret = null, string? folder = null)
    {
        folder ??= Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"argix-alpaca-{Environment.ProcessId}-{Interlocked.Increment(ref _folders)}")).FullName;
        var venue = await ScriptedVenueProcess.StartAsync("Argix.ScriptedAlpaca.dll", Path.Combine(folder, "ledger.jsonl"), ["--key", Key, "--secret", Secret, "--frames", frames],
            TestContext.Current.CancellationToken);
        var endpoints = new Dictionary<string, string> { ["rest"] = venue.Address.ToString(), ["data"] = venue.Address.ToString(), ["stream"] = venue.Socket("/stream") };
        return new Desk(venue, new TestPort(Manifest, endpoints, new Dictionary<string, string> { ["keyId"] = Key, ["secretKey"] = secret ?? Secret }), folder);
    }

    public Order Order(string clientOrderId, decimal quantity = 1, OrderType type = OrderType.Market, decimal? limit = null, string symbol = "AAPL", Side side = Side.Buy)
    {
        var crypto = symbol.Contains('/');
        var instrument = new Instrument(symbol, symbol, crypto ? AssetClass.Crypto : AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 0, null, null, null, true);
        return new Order(Account, instrument, clientOrderId, side, Effect.Open, type, crypto ? TimeInForce.Gtc : TimeInForce.Day, quantity, limit, null, default);
    }

    public OrderRef Ref(Order order, string? brokerOrderId = null) => new(order, brokerOrderId, null, null);

    public async ValueTask DisposeAsync()
    {
        await Adapter.DisposeAsync();
        Port.Dispose();
        await Venue.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
