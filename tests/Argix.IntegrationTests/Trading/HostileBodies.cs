using System.Text;
using System.Text.Json;

namespace Argix.IntegrationTests.Trading;

/// <summary>One hostile request: raw bytes of an order body, or a path with a wrong id.</summary>
public sealed record Hostile(string What, byte[] Body)
{
    public static Hostile Of(string body, string? what = null) => new(what ?? (body.Length > 160 ? body[..160] + "…" : body), Encoding.UTF8.GetBytes(body));
}

/// <summary>Order bodies that nobody sends in good faith: ten kinds, thirty of each. Every one differs from a good order in one thing.</summary>
public sealed class HostileBodies(Guid connection, Guid foreign)
{
    private const string Instrument = """{"symbol":"AAPL","assetClass":"equity"}""";

    public IReadOnlyDictionary<string, Hostile[]> All() => new Dictionary<string, Hostile[]>(StringComparer.Ordinal)
    {
        ["numbers"] = [.. Numbers().Select(n => Good(n.Field, n.Raw))],
        ["text"] = [.. Texts().Select(t => t.Field == "symbol" || t.Field == "assetClass" ? Inside(t.Field, Json(t.Value)) : Good(t.Field, Json(t.Value)))],
        ["types"] = [.. Types()],
        ["enums"] = [.. Enums()],
        ["depth"] = [.. Depths()],
        ["size"] = [.. Sizes()],
        ["unicode"] = [.. Unicodes()],
        ["unknown fields"] = [.. Unknowns()],
        ["wrong ids"] = [.. Ids()],
        ["contradictions"] = [.. Contradictions()],
    };

    private IEnumerable<(string Field, string Raw)> Numbers()
    {
        string[] bad = ["1e30", "-1", "0", "\"NaN\"", "\"1,5\"", "1e-30", new string('9', 400), "-0.0", "\"Infinity\"", "\"-Infinity\"", "\"0x10\"", "\"1e3\"", "\" 1\"", "\"1 \"", "\"+1\"", "\"\"", "\".5\"", "\"1.\"",
            "\"1_000\"", "\"1.000.000\"", "1e400", "-1e400", "1.0000000000000000000000001", "\"0.0000000000000000000001\"", "\"79228162514264337593543950336\"", "1e13"];
        return bad.Select(b => ("quantity", b)).Concat([("quantity", "0.5"), ("quantity", "1.0000001"), ("quantity", "\"١\""), ("quantity", "\"1\\u00a0000\"")]);
    }

    private static IEnumerable<(string Field, string Value)> Texts()
    {
        foreach (var field in (string[])["side", "type", "timeInForce", "symbol", "assetClass"])
        {
            yield return (field, "");
            yield return (field, new string('A', 10_000));
            yield return (field, "a\0b");
            yield return (field, "\r\nSet-Cookie: a=b");
            yield return (field, "' OR 1=1 --");
            yield return (field, "<script>alert(1)</script>");
        }
    }

    private IEnumerable<Hostile> Types()
    {
        foreach (var field in (string[])["side", "type", "quantity", "instrument", "timeInForce"])
        {
            foreach (var raw in (string[])["true", "[]", "{}", "[\"buy\"]", field == "quantity" ? "{\"value\":1}" : "7"])
            {
                yield return Good(field, raw);
            }
        }

        yield return Good("reduceOnly", "\"false\"");
        yield return Good("reduceOnly", "0");
        yield return Hostile.Of("[]");
        yield return Hostile.Of("\"order\"");
        yield return Hostile.Of("null");
    }

    private IEnumerable<Hostile> Enums()
    {
        foreach (var word in (string[])["BUY", "Buy", "long", "b", "buy ", " sell", "0", "unknown", "short"])
        {
            yield return Good("side", Json(word));
        }

        foreach (var word in (string[])["Market", "MARKET", "market_if_touched", "trailing_stop", "0", "unknown", "stopLimit", "STOP"])
        {
            yield return Good("type", Json(word));
        }

        foreach (var word in (string[])["DAY", "Day", "gtd", "opg", "1", "unknown", "g_t_c"])
        {
            yield return Good("timeInForce", Json(word));
        }

        foreach (var word in (string[])["Equity", "stock", "us_equity", "unknown", "0", "forex"])
        {
            yield return Inside("assetClass", Json(word));
        }
    }

    private IEnumerable<Hostile> Depths()
    {
        for (var i = 0; i < 10; i++)
        {
            var depth = 100 * (i + 1);
            yield return Good("quantity", new string('[', depth) + new string(']', depth));
            yield return Good("instrument", string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth));
            yield return Hostile.Of(new string('[', depth * 50), $"{depth * 50} open brackets");
        }
    }

    private IEnumerable<Hostile> Sizes()
    {
        const int Most = 1 << 20;
        for (var i = 0; i < 10; i++)
        {
            var size = Most + 1 + (i * i * 40_000);
            yield return Hostile.Of(Body(("quantity", "1" + new string(' ', size))), $"{size} spaces");
            yield return Hostile.Of(Body(("side", "\"" + new string('b', size) + "\"")), $"a side of {size} letters");
            yield return Hostile.Of(Body(("quantity", new string('1', size))), $"a number of {size} digits");
        }
    }

    private IEnumerable<Hostile> Unicodes()
    {
        // Full-width digits, other scripts' digits, direction marks, joiners, NUL, lone surrogates (escaped, and as raw bytes), overlong and broken UTF-8.
        foreach (var quantity in (string[])["１", "１０", "٣", "१", "𝟏", "1\u200b", "\u202e1", "1\ufeff", "½", "²", "Ⅷ", "−1"])
        {
            yield return Good("quantity", Json(quantity));
        }

        foreach (var symbol in (string[])["ＡＡＰＬ", "AAРL", "AAPL\u200d", "\u202eLPAA", "AAPL\u0000", "ÀAPL", "😀", "AAPL\u2028"])
        {
            yield return Inside("symbol", Json(symbol));
        }

        foreach (var escape in (string[])["\"\\ud800\"", "\"\\udc00\"", "\"buy\\ud83d\"", "\"\\u0000\""])
        {
            yield return Good("side", escape);
        }

        yield return Inside("symbol", "\"\\ud800AAPL\"");
        yield return Good("\\ud800", "1");
        yield return Bytes("side", [0xC0, 0xAF]);
        yield return Bytes("side", [0xED, 0xA0, 0x80]);
        yield return Bytes("quantity", [0xFF, 0xFE]);
        yield return new Hostile("UTF-16 bytes", Encoding.Unicode.GetBytes(Body()));
    }

    private IEnumerable<Hostile> Unknowns()
    {
        string[] names = ["Side", "qty", "price", "limit_price", "clientOrderId", "id", "state", "workspaceId", "strategyId", "actor", "external", "approved", "__proto__", "constructor", "$type", "notional", "", " side", "side ", "QUANTITY",
            "extendedHours", "force", "skipRisk", "orders"];
        foreach (var name in names)
        {
            yield return Good(name, "1");
        }

        yield return Inside("exchange", "\"X\"");
        yield return Inside("Symbol", "\"AAPL\"");
        yield return Inside("conid", "265598");
        yield return Hostile.Of(Body().Replace("\"side\":", "\"side\":\"sell\",\"side\":", StringComparison.Ordinal));
        yield return Hostile.Of(Body().Replace("\"symbol\":", "\"symbol\":\"TSLA\",\"symbol\":", StringComparison.Ordinal));
        yield return Hostile.Of(Body() + Body());
    }

    private IEnumerable<Hostile> Ids()
    {
        var id = connection.ToString();
        string[] wrong = [foreign.ToString(), "", " ", "0", "1", "null", "../" + id, id + "/", id + "0", id[..35], $" {id}", $"{id} ", $"{{{id}}}", $"({id})", connection.ToString("N"), Guid.Empty.ToString(),
            "ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-000000000001", "paper", "PAPER-1", "' OR 1=1 --", new string('a', 10_000), id + "\0", id.Replace('-', '_'), "%00", "*"];
        foreach (var text in wrong)
        {
            yield return Good("connectionId", Json(text));
        }

        foreach (var raw in (string[])["null", "7", "[]", "{}"])
        {
            yield return Good("connectionId", raw);
        }
    }

    private IEnumerable<Hostile> Contradictions()
    {
        foreach (var (type, wantsLimit, wantsStop) in ((string, bool, bool)[])[("market", false, false), ("limit", true, false), ("stop", false, true), ("stop_limit", true, true)])
        {
            foreach (var (limit, stop) in ((bool, bool)[])[(false, false), (true, false), (false, true), (true, true)])
            {
                if ((limit, stop) != (wantsLimit, wantsStop))
                {
                    yield return Typed(type, limit ? "100" : "null", stop ? "110" : "null");
                }
            }
        }

        foreach (var bad in (string[])["0", "-5", "100.005", "1e20", "\"1,00\""])
        {
            yield return Typed("limit", bad, "null");
            yield return Typed("stop", "null", bad);
        }

        foreach (var (symbol, asset) in ((string, string)[])[("AAPL", "crypto"), ("BTC/USD", "equity"), ("EUR/USD", "future"), ("NOSUCH", "equity"), ("BTCUSD", "crypto"), ("aapl", "equity")])
        {
            yield return Hostile.Of(Body(("instrument", $$"""{"symbol":"{{symbol}}","assetClass":"{{asset}}"}""")));
        }

        yield return Hostile.Of(Body(("instrument", """{"symbol":"AAPL"}""")));
        yield return Hostile.Of("{}");
    }

    private Hostile Typed(string type, string limit, string stop) => Hostile.Of(Body(("type", Json(type)), ("limitPrice", limit), ("stopPrice", stop)));

    private Hostile Good(string field, string raw) => Hostile.Of(Body((field, raw)));

    private Hostile Inside(string field, string raw)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal) { ["symbol"] = "\"AAPL\"", ["assetClass"] = "\"equity\"", [field] = raw };
        return Hostile.Of(Body(("instrument", Join(parts))));
    }

    private Hostile Bytes(string field, byte[] text)
    {
        var whole = Body((field, "\"\u0001\""));
        var at = whole.IndexOf('\u0001', StringComparison.Ordinal);
        return new Hostile($"{field} of bytes {Convert.ToHexString(text)}", [.. Encoding.UTF8.GetBytes(whole[..at]), .. text, .. Encoding.UTF8.GetBytes(whole[(at + 1)..])]);
    }

    private string Body(params (string Field, string Raw)[] changes)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["connectionId"] = $"\"{connection}\"", ["instrument"] = Instrument, ["side"] = "\"buy\"", ["type"] = "\"market\"", ["quantity"] = "\"1\"",
        };
        foreach (var (field, raw) in changes)
        {
            fields[field] = raw;
        }

        return Join(fields);
    }

    private static string Join(Dictionary<string, string> fields) => "{" + string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}")) + "}";

    private static string Json(string text) => JsonSerializer.Serialize(text);
}
