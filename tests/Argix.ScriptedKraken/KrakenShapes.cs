using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts.Testing;

namespace Argix.ScriptedKraken;

// The JSON shapes, as in the recordings: numbers are strings.
public sealed partial class KrakenScript
{
    private static string Rest(string alt) => alt switch { "XBTUSD" => "XXBTZUSD", "ETHUSD" => "XETHZUSD", _ => alt };

    private JsonObject Pairs() => Map(Instruments, t => Rest(t.VenueSymbol), t => new JsonObject
    {
        ["altname"] = t.VenueSymbol, ["wsname"] = t.Symbol.Replace("BTC", "XBT", StringComparison.Ordinal), ["base"] = Rest(t.VenueSymbol)[..4], ["quote"] = "ZUSD", ["pair_decimals"] = 1, ["lot_decimals"] = 8,
        ["ordermin"] = "0.0001", ["costmin"] = "0.5", ["tick_size"] = Text(t.Tick), ["status"] = "online",
    });

    private JsonObject Ticker(string alt) => Map(Instruments.Where(t => t.VenueSymbol == alt), t => Rest(t.VenueSymbol), t =>
    {
        JsonArray Price() => new(Text(Book.PriceOf(t.VenueSymbol)), "1", "1.000");
        return new JsonObject { ["a"] = Price(), ["b"] = Price(), ["c"] = Price() };
    });

    private JsonObject Balances()
    {
        var held = Map(Book.Positions(), p => Rest(p.Key)[..4], p => new JsonObject { ["balance"] = Text(p.Value.Quantity), ["hold_trade"] = "0" });
        held["ZUSD"] = new JsonObject { ["balance"] = Text(Book.Cash), ["hold_trade"] = "0" };
        return held;
    }

    private JsonObject Closed(Func<string, string?> field)
    {
        var all = Shown(field).Where(o => !o.IsOpen && Seconds(o.ChangedAt ?? o.At) > (Number(field("start")) ?? 0)).Reverse().ToList();
        return new JsonObject { ["closed"] = Rows(all.Skip((int)(Number(field("ofs")) ?? 0)).Take(RowsPerPage)), ["count"] = all.Count };
    }

    private JsonObject Trades(Func<string, string?> field)
    {
        var all = Book.Fills().Where(f => Seconds(f.At) > (Number(field("start")) ?? 0)).Reverse().ToList();
        return new JsonObject
        {
            ["trades"] = Map(all.Skip((int)(Number(field("ofs")) ?? 0)).Take(RowsPerPage), f => f.ExecutionId!, f => new JsonObject
            {
                ["ordertxid"] = f.OrderId, ["pair"] = Rest(f.Symbol), ["time"] = Seconds(f.At), ["type"] = f.Side, ["ordertype"] = f.Type, ["price"] = Text(f.Price), ["fee"] = "0", ["vol"] = Text(f.Quantity),
            }),
            ["count"] = all.Count,
        };
    }

    // Kraken has no word for an order that is rejected after it was taken: it is cancelled.
    private static JsonObject Rows(IEnumerable<BookOrder> orders) => Map(orders, o => o.Id, o => new JsonObject
    {
        ["refid"] = null, ["userref"] = 0, ["cl_ord_id"] = o.ClientOrderId, ["opentm"] = Seconds(o.At), ["closetm"] = o.IsOpen ? null : Seconds(o.ChangedAt ?? o.At),
        ["status"] = o.Status switch { "accepted" or "partially_filled" => "open", "filled" => "closed", "rejected" => "canceled", var other => other }, ["reason"] = o.Status == "canceled" ? "User requested" : null,
        ["descr"] = new JsonObject
        {
            ["pair"] = o.Symbol, ["type"] = o.Side, ["ordertype"] = Type(o), ["price"] = Text(o.StopPrice ?? o.LimitPrice) ?? "0", ["price2"] = o.StopPrice is null ? "0" : Text(o.LimitPrice) ?? "0", ["leverage"] = "none",
        },
        ["vol"] = Text(o.Quantity), ["vol_exec"] = Text(o.Filled), ["cost"] = Text(o.Filled * (o.AveragePrice ?? 0)), ["fee"] = "0", ["price"] = Text(o.AveragePrice) ?? "0", ["misc"] = "", ["oflags"] = "fciq",
    });

    private static string Type(BookOrder o) => o.Type switch { "stop" => "stop-loss", "stop_limit" => "stop-loss-limit", var same => same };

    private static JsonObject Map<T>(IEnumerable<T> rows, Func<T, string> name, Func<T, JsonObject> shape) => new(rows.Select(r => KeyValuePair.Create(name(r), (JsonNode?)shape(r))));

    private static decimal Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000m;

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string? Text(decimal? number) => number is { } n ? Text(n) : null;
}
