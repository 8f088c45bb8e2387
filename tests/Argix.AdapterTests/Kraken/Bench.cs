using Argix.Broker.Kraken;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests.Kraken;

/// <summary>The Kraken adapter over canned answers.</summary>
internal sealed class Bench
{
    public const string Id = "6d1b345e-2821-40e2-ad83-4ecb18a06876";
    public const string Pairs = """
        {"error":[],"result":{"XXBTZUSD":{"altname":"XBTUSD","wsname":"XBT/USD","base":"XXBT","quote":"ZUSD","pair_decimals":1,"lot_decimals":8,"ordermin":"0.0001","costmin":"0.5","tick_size":"0.1","status":"online"},
        "XETHZEUR":{"altname":"ETHEUR","wsname":"ETH/EUR","base":"XETH","quote":"ZEUR","pair_decimals":2,"lot_decimals":8,"ordermin":"0.01","tick_size":"0.01","status":"online"},
        "ZEURZUSD":{"altname":"EURUSD","wsname":"EUR/USD","base":"ZEUR","quote":"ZUSD","pair_decimals":5,"lot_decimals":8}}}
        """;

    public static readonly BrokerManifest Manifest = ManifestReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "kraken", "plugin.json")));

    public Bench() => Adapter = new KrakenPlugin().Create(Port.On("GET /0/public/AssetPairs", Pairs));

    public CannedPort Port { get; } = new(Manifest, new Dictionary<string, string> { ["apiKey"] = "key-1", ["privateKey"] = "c2VjcmV0LW9mLXRoZS1iZW5jaA==" });
    public IBrokerAdapter Adapter { get; }
    public Account Account { get; } = new("AA00 N84G 0001 0001", "Kraken", "USD", Rights.Read | Rights.Trade, Proof.Claimed);
    public static Instrument Bitcoin { get; } = new("BTC/USD", "XBTUSD", AssetClass.Crypto, "USD", QuantityUnit.Base, 1, 0.1m, 0.00000001m, 0.0001m, null, 0.5m, true);
    public IPlaceOrders Orders => Adapter.Capability<IPlaceOrders>()!;

    public Order Order(OrderType type = OrderType.Limit, TimeInForce tif = TimeInForce.Gtc, decimal? limit = 37_500m, decimal? stop = null, DateTimeOffset? dieAfter = null) =>
        new(Account, Bitcoin, Id, Side.Buy, Effect.Open, type, tif, 1.2500m, limit, stop, CannedPort.Now, dieAfter);

    public static string Result(string json) => $$"""{"error":[],"result":{{json}}}""";

    public static string Error(params string[] errors) => $$"""{"error":[{{string.Join(',', errors.Select(e => $"\"{e}\""))}}]}""";

    public Call Last => Port.Calls.Last();
}
