using System.Security.Cryptography;
using Argix.Broker.Coinbase;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests.Coinbase;

/// <summary>The Coinbase adapter over canned answers, with a key made for the test.</summary>
internal sealed class Bench : IDisposable
{
    public const string Id = "6d1b345e-2821-40e2-ad83-4ecb18a06876";
    public const string KeyName = "organizations/o-1/apiKeys/k-1";
    public const string Product = """{"product_id":"BTC-USD","base_increment":"0.00000001","price_increment":"0.01","base_min_size":"0.00001","base_max_size":"1000","quote_min_size":"1","base_name":"Bitcoin","status":"online","base_currency_id":"BTC","quote_currency_id":"USD"}""";

    public static readonly BrokerManifest Manifest = ManifestReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "coinbase", "plugin.json")));

    public Bench()
    {
        Port = new CannedPort(Manifest, new Dictionary<string, string> { ["keyName"] = KeyName, ["privateKey"] = Key.ExportECPrivateKeyPem().Replace("\n", "\\n", StringComparison.Ordinal) });
        Adapter = new CoinbasePlugin().Create(Port.On("GET /api/v3/brokerage/market/products/", """{"error":"NOT_FOUND","message":"valid product_id is required"}""", 404).On("GET /api/v3/brokerage/market/products/BTC-USD", Product));
    }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public CannedPort Port { get; }
    public IBrokerAdapter Adapter { get; }
    public Account Account { get; } = new("portfolio-1", "Coinbase DEFAULT", "USD", Rights.Read | Rights.Trade, Proof.Claimed);
    public static Instrument Bitcoin { get; } = new("BTC/USD", "BTC-USD", AssetClass.Crypto, "USD", QuantityUnit.Base, 1, 0.01m, 0.00000001m, 0.00001m, null, 1m, true);
    public IPlaceOrders Orders => Adapter.Capability<IPlaceOrders>()!;
    public IFindOrders Look => Adapter.Capability<IFindOrders>()!;
    public Call Last => Port.Calls.Last();

    public Order Order(OrderType type = OrderType.Limit, TimeInForce tif = TimeInForce.Gtc, decimal? limit = 37_500m, decimal? stop = null, Side side = Side.Buy) =>
        new(Account, Bitcoin, Id, side, Effect.Open, type, tif, 1.2500m, limit, stop, CannedPort.Now);

    public static string Shown(string id, string ours, string status = "OPEN", string filled = "0") => $$"""
        {"order_id":"{{id}}","product_id":"BTC-USD","order_configuration":{"limit_limit_gtc":{"base_size":"1.25","limit_price":"37500","post_only":false} },"side":"BUY","client_order_id":"{{ours}}","status":"{{status}}","time_in_force":"GOOD_UNTIL_CANCELLED","created_time":"2026-03-02T10:00:00Z","filled_size":"{{filled}}","average_filled_price":"0","order_type":"LIMIT","pending_cancel":false}
        """;

    public void Dispose() => Key.Dispose();
}
