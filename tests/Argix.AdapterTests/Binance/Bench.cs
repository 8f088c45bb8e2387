using Argix.Broker.Binance;
using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests.Binance;

/// <summary>The Binance adapter over canned answers.</summary>
internal sealed class Bench
{
    public const string Id = "6d1b345e-2821-40e2-ad83-4ecb18a06876";
    public const string Secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    public const string Symbol = """
        {"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","minPrice":"0.01","tickSize":"0.01000000"},
        {"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},{"filterType":"NOTIONAL","minNotional":"5.00000000"}]}]}
        """;

    public static readonly BrokerManifest Manifest = ManifestReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "binance", "plugin.json")));

    public Bench(string environment = "live")
    {
        Port = new CannedPort(Manifest, new Dictionary<string, string> { ["apiKey"] = "key-1", ["secretKey"] = Secret }) { Login = new LoginInfo("l", environment, "keys", new Dictionary<string, string>()) };
        Adapter = new BinancePlugin().Create(Port.On("GET /api/v3/exchangeInfo?symbol=", """{"code":-1121,"msg":"Invalid symbol."}""", 400).On("GET /api/v3/exchangeInfo?symbol=BTCUSDT", Symbol));
    }

    public CannedPort Port { get; }
    public IBrokerAdapter Adapter { get; }
    public Account Account { get; } = new("354937868", "Binance", "USDT", Rights.Read | Rights.Trade, Proof.Claimed);
    public static Instrument Bitcoin { get; } = new("BTC/USDT", "BTCUSDT", AssetClass.Crypto, "USDT", QuantityUnit.Base, 1, 0.01m, 0.00001m, 0.00001m, null, 5m, true);
    public IPlaceOrders Orders => Adapter.Capability<IPlaceOrders>()!;
    public IFindOrders Look => Adapter.Capability<IFindOrders>()!;
    public Call Last => Port.Calls.Last();

    public Order Order(OrderType type = OrderType.Limit, TimeInForce tif = TimeInForce.Gtc, decimal? limit = 37_500m, decimal? stop = null) =>
        new(Account, Bitcoin, Id, Side.Buy, Effect.Open, type, tif, 1.2500m, limit, stop, CannedPort.Now);

    public static string Placed(string status = "NEW", string filled = "0.00000000", string id = Id, string fills = "[]") => $$"""
        {"symbol":"BTCUSDT","orderId":28,"clientOrderId":"{{id}}","transactTime":1772445600000,"price":"37500.00","origQty":"1.25","executedQty":"{{filled}}","cummulativeQuoteQty":"0","status":"{{status}}","timeInForce":"GTC","type":"LIMIT","side":"BUY","fills":{{fills}}}
        """;
}
