using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts.Testing;

namespace Argix.ScriptedKraken;

// The JSON shapes, as in the recordings: numbers are strings, ids are Kraken's form.
internal sealed partial class KrakenDialect
{
    private static readonly Dictionary<string, decimal> Prices = new() { ["BTC/USD"] = 60_000m, ["ETH/USD"] = 3_000m };

    private static string Alt(string pair) => pair.Replace("BTC", "XBT", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal);

    private static string Rest(string pair) => pair.StartsWith("BTC", StringComparison.Ordinal) ? "XXBTZUSD" : "XETHZUSD";

    private static string Txid(string id) => $"O{id[..5]}-{id[9..13]}{id[14]}-{id[24..30]}".ToUpperInvariant();

    private static JsonObject Pairs() => Map(Prices.Keys, Rest, p => new JsonObject
    {
        ["altname"] = Alt(p), ["wsname"] = p.Replace("BTC", "XBT", StringComparison.Ordinal), ["base"] = Rest(p)[..4], ["quote"] = "ZUSD", ["pair_decimals"] = 1, ["lot_decimals"] = 8,
        ["ordermin"] = "0.0001", ["costmin"] = "0.5", ["tick_size"] = "0.1", ["status"] = "online",
    });

    private JsonObject Ticker(string alt) => Map(Prices.Keys.Where(p => Alt(p) == alt), Rest, p =>
    {
        JsonArray Price() => new(Text(_book.PriceOf(p)), "1", "1.000");
        return new JsonObject { ["a"] = Price(), ["b"] = Price(), ["c"] = Price() };
    });

    private JsonObject Balances()
    {
        var held = Map(_book.Positions(), p => Rest(p.Key)[..4], p => new JsonObject { ["balance"] = Text(p.Value.Quantity), ["hold_trade"] = "0" });
        held["ZUSD"] = new JsonObject { ["balance"] = Text(_book.Cash), ["hold_trade"] = "0" };
        return held;
    }

    private JsonObject Closed(Func<string, string?> field)
    {
        var all = Shown(field).Where(o => !o.IsOpen && Seconds(o.ChangedAt ?? o.At) > (Number(field("start")) ?? 0)).Reverse().ToList();
        return new JsonObject { ["closed"] = Rows(all.Skip((int)(Number(field("ofs")) ?? 0)).Take(50)), ["count"] = all.Count };
    }

    private JsonObject Trades(Func<string, string?> field)
    {
        var all = _book.Fills().Where(f => Seconds(f.At) > (Number(field("start")) ?? 0)).Reverse().ToList();
        return new JsonObject
        {
            ["trades"] = Map(all.Skip((int)(Number(field("ofs")) ?? 0)).Take(50), TradeId, f => new JsonObject
            {
                ["ordertxid"] = Txid(f.OrderId), ["pair"] = Rest(f.Symbol), ["time"] = Seconds(f.At), ["type"] = f.Side, ["ordertype"] = f.Type, ["price"] = Text(f.Price), ["fee"] = "0", ["vol"] = Text(f.Quantity),
            }),
            ["count"] = all.Count,
        };
    }

    private static JsonObject Rows(IEnumerable<BookOrder> orders) => Map(orders, o => Txid(o.Id), o => new JsonObject
    {
        ["refid"] = null, ["userref"] = 0, ["cl_ord_id"] = o.ClientOrderId, ["opentm"] = Seconds(o.At), ["closetm"] = o.IsOpen ? null : Seconds(o.ChangedAt ?? o.At),
        ["status"] = o.Status switch { "accepted" or "partially_filled" => "open", "filled" => "closed", var ended => ended }, ["reason"] = o.Status == "canceled" ? "User requested" : null,
        ["descr"] = new JsonObject
        {
            ["pair"] = Alt(o.Symbol), ["type"] = o.Side, ["ordertype"] = Type(o), ["price"] = Text(o.StopPrice ?? o.LimitPrice) ?? "0", ["price2"] = o.StopPrice is null ? "0" : Text(o.LimitPrice) ?? "0", ["leverage"] = "none",
        },
        ["vol"] = Text(o.Quantity), ["vol_exec"] = Text(o.Filled), ["cost"] = Text(o.Filled * (o.AveragePrice ?? 0)), ["fee"] = "0", ["price"] = Text(o.AveragePrice) ?? "0", ["misc"] = "", ["oflags"] = "fciq",
    });

    private static string Type(BookOrder o) => o.Type switch { "stop" => "stop-loss", "stop_limit" => "stop-loss-limit", var same => same };

    private static string TradeId(LedgerLine f) => "T" + Txid(f.ExecutionId!)[1..];

    private static JsonObject Map<T>(IEnumerable<T> rows, Func<T, string> name, Func<T, JsonObject> shape) => new(rows.Select(r => KeyValuePair.Create(name(r), (JsonNode?)shape(r))));

    private static decimal Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000m;

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string? Text(decimal? number) => number is { } n ? Text(n) : null;
}
