using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Argix.ScriptedAlpaca;

/// <summary>What the scripted Alpaca lists, with the price it starts at.</summary>
internal sealed record Asset(string Symbol, string Class, string Exchange, string Name, decimal Price)
{
    public string Id => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(Symbol)).AsSpan(0, 16)).ToString();

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id, ["class"] = Class, ["exchange"] = Exchange, ["symbol"] = Symbol, ["name"] = Name, ["status"] = "active", ["tradable"] = true,
            ["marginable"] = Class != "crypto", ["shortable"] = Class != "crypto", ["easy_to_borrow"] = Class != "crypto", ["fractionable"] = true,
        };
        if (Class == "crypto")
        {
            (json["min_order_size"], json["min_trade_increment"], json["price_increment"]) = ("0.0001", "0.0001", "0.01");
        }
        return json;
    }
}

internal static class Assets
{
    public static readonly IReadOnlyList<Asset> All =
    [
        new("AAPL", "us_equity", "NASDAQ", "Apple Inc. Common Stock", 200m),
        new("MSFT", "us_equity", "NASDAQ", "Microsoft Corporation Common Stock", 400m),
        new("SPY", "us_equity", "ARCA", "SPDR S&P 500 ETF Trust", 500m),
        new("TSLA", "us_equity", "NASDAQ", "Tesla, Inc. Common Stock", 250m),
        new("BTC/USD", "crypto", "CRYPTO", "Bitcoin / US Dollar", 60_000m),
        new("ETH/USD", "crypto", "CRYPTO", "Ethereum / US Dollar", 3_000m),
    ];

    /// <summary>By symbol; the slash of a pair may be missing, or still escaped as it stands in a path.</summary>
    public static Asset? Find(string symbol) =>
        All.FirstOrDefault(a => a.Symbol == Uri.UnescapeDataString(symbol)) ?? All.FirstOrDefault(a => a.Symbol.Replace("/", "", StringComparison.Ordinal) == symbol);
}
