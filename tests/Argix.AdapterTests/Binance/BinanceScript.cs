using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.Binance;

/// <summary>
/// Binance's words over the kit's scripted book, as strict as Binance: signatures must fit, times must lie in the window, orders are numbered per symbol, an id of ours is taken only while
/// its order is open, and whatever is listed is listed of one symbol (but for the open orders).
/// </summary>
public sealed class BinanceScript : VenueScript
{
    private static readonly Dictionary<Saying, (int Code, string Text)> Refusals = new()
    {
        [Saying.InsufficientFunds] = (-2010, "Account has insufficient balance for requested action."), [Saying.UnknownInstrument] = (-1121, "Invalid symbol."),
        [Saying.InvalidOrder] = (-1013, "Filter failure: LOT_SIZE"),
    };

    public override string BrokerId => "binance";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string> { ["apiKey"] = "scriptedBinanceKey0001", ["secretKey"] = "scriptedBinanceCanarySecret000001" };

    public override IReadOnlyList<Traded> Instruments => [new("BTC/USDT", "BTCUSDT", AssetClass.Crypto, 60_000m, 0.4m, 0.01m, 0.00001m, "USDT")];

    // Kit and adapter put the symbol before the number; the wire has the number alone.
    public override string? OrderId(string symbol, long number) => $"{symbol}:{Text(number)}";

    public override string? FillId(string symbol, long number) => Text(number);

    public override Reply Handle(Request r) => r switch
    {
        _ when r.Is("GET /api/v3/exchangeInfo") => Listed(r),
        _ when r.Is("GET /api/v3/ticker/bookTicker") => Book.PriceOf(r.Query["symbol"]) is > 0 and var price ? Reply.Json(new JsonObject { ["symbol"] = r.Query["symbol"], ["bidPrice"] = Text(price), ["askPrice"] = Text(price) }) : Error(-1121, "Invalid symbol."),
        _ when r.Is("GET /api/v3/klines") => Reply.Json(new JsonArray()),
        _ => Refusal(r) ?? Private(r, r.Method == "POST" ? r.Form : r.Query),
    };

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.BadCredentials => Error(-2015, "Invalid API-key, IP, or permissions for action.", 401),
        Saying.RateLimited => Error(-1003, "Too many requests; current limit is 6000 request weight per 1 MINUTE.", 429),
        Saying.Unavailable => Reply.Text("<html>Service Unavailable</html>", 503, "text/html"),
        _ => Refusals.TryGetValue(what, out var said) ? Error(said.Code, said.Text) : null,
    };

    public override void Heard(StreamLine line, Frame frame)
    {
        var said = JsonNode.Parse(frame.Data.Span);
        if (said?["method"]?.ToString() == "ping")
        {
            line.Send(new JsonObject { ["id"] = "ping", ["status"] = 200, ["result"] = new JsonObject() });
            return;
        }
        var given = said?["params"];
        var good = IsGood("apiKey", given?["apiKey"]?.ToString()) && Signed($"apiKey={given!["apiKey"]}&timestamp={given["timestamp"]}", given["signature"]?.ToString());
        line.Send(good ? new JsonObject { ["id"] = said!["id"]!.ToString(), ["status"] = 200, ["result"] = new JsonObject { ["subscriptionId"] = 0 } }
            : new JsonObject { ["id"] = said!["id"]!.ToString(), ["status"] = 401, ["error"] = new JsonObject { ["code"] = -2015, ["msg"] = "Invalid API-key, IP, or permissions for action." } });
        line.Listens = good;
    }

    public override void Told(BookEvent e)
    {
        var (o, l) = (e.Order, e.Line);
        var cancel = l.Kind == "canceled";
        var fill = l.Kind == "fill";
        var report = new JsonObject
        {
            ["e"] = "executionReport", ["E"] = l.At.ToUnixTimeMilliseconds(), ["s"] = o.Symbol, ["c"] = cancel ? "cancelOf" + Number(o) : o.ClientOrderId, ["C"] = cancel ? o.ClientOrderId : "", ["S"] = o.Side.ToUpperInvariant(),
            ["o"] = Type(o), ["f"] = o.TimeInForce.ToUpperInvariant(), ["q"] = Text(o.Quantity), ["p"] = Text(o.LimitPrice ?? 0), ["P"] = Text(o.StopPrice ?? 0),
            ["x"] = l.Kind switch { "accepted" => "NEW", "fill" => "TRADE", var kind => kind.ToUpperInvariant() }, ["X"] = Status(o), ["r"] = "NONE", ["i"] = Number(o), ["l"] = fill ? Text(l.Quantity) : "0", ["L"] = fill ? Text(l.Price ?? 0) : "0",
            ["z"] = Text(o.Filled), ["Z"] = Text(o.Filled * (o.AveragePrice ?? 0)), ["n"] = "0", ["N"] = null, ["T"] = l.At.ToUnixTimeMilliseconds(), ["t"] = fill ? long.Parse(l.ExecutionId!, CultureInfo.InvariantCulture) : -1,
        };
        foreach (var line in Lines.Where(l => l.Listens))
        {
            line.Send(new JsonObject { ["subscriptionId"] = 0, ["event"] = report.DeepClone() });
        }
    }

    private Reply? Refusal(Request r)
    {
        var (given, at) = (r.Method == "POST" ? r.Text : r.Call.Path.Split('?', 2).ElementAtOrDefault(1) ?? "", "&signature=");
        var cut = given.LastIndexOf(at, StringComparison.Ordinal);
        if (!IsGood("apiKey", r.Header("X-MBX-APIKEY")) || cut < 0)
        {
            return Error(-2015, "Invalid API-key, IP, or permissions for action.", 401);
        }
        var fields = r.Method == "POST" ? r.Form : r.Query;
        var behind = Clock.GetUtcNow().ToUnixTimeMilliseconds() - long.Parse(fields["timestamp"], CultureInfo.InvariantCulture);
        return !Signed(given[..cut], given[(cut + at.Length)..]) ? Error(-1022, "Signature for this request is not valid.")
            : behind is < -1000 || behind > (long)Request.Number(fields["recvWindow"])! ? Error(-1021, "Timestamp for this request is outside of the recvWindow.") : null;
    }

    private Reply Private(Request r, IReadOnlyDictionary<string, string> f) => r switch
    {
        _ when r.Is("GET /api/v3/account") => Reply.Json(new JsonObject { ["canTrade"] = true, ["canWithdraw"] = false, ["uid"] = 354937868, ["balances"] = new JsonArray([Held("USDT", Book.Cash), .. Book.Positions().Select(p => Held(p.Key[..^4], p.Value.Quantity))]) }),
        _ when r.Is("POST /api/v3/order") => Submit(f),
        _ when r.Is("DELETE /api/v3/order") => Find(f) is { IsOpen: true } open && Book.End(open.Id) ? Reply.Json(Cancelled(Book.Order(open.Id)!)) : Error(-2011, "Unknown order sent."),
        _ when r.Is("GET /api/v3/order") => Find(f) is { } o ? Reply.Json(Row(o)) : Error(-2013, "Order does not exist."),
        _ when r.Is("GET /api/v3/openOrders") => Reply.Json(new JsonArray([.. Book.Orders().Where(o => o.IsOpen).Select(Row)])),
        _ when r.Is("GET /api/v3/myTrades") => Reply.Json(new JsonArray([.. Book.Fills().Where(t => t.OrderId == $"{f["symbol"]}:{f["orderId"]}").Select(Trade)])),
        _ => Reply.Text("not found", 404, "text/plain"),
    };

    private Reply Submit(IReadOnlyDictionary<string, string> f)
    {
        var (type, limit, stop) = (f["type"], Request.Number(f.GetValueOrDefault("price")), Request.Number(f.GetValueOrDefault("stopPrice")));
        var word = type switch { "MARKET" => "market", "LIMIT" => "limit", "STOP_LOSS" => "stop", "STOP_LOSS_LIMIT" => "stop_limit", _ => null };
        if (word is null || (limit is null) == word is "limit" or "stop_limit" || Request.Number(f.GetValueOrDefault("quantity")) is not > 0)
        {
            return Error(-1102, "Mandatory parameter was not sent, was empty/null, or malformed.");
        }
        if (Instruments.All(t => t.VenueSymbol != f["symbol"]))
        {
            return Error(-1121, "Invalid symbol.");
        }
        var order = Book.Accept(f["newClientOrderId"], f["symbol"], f["side"].ToLowerInvariant(), word, f.GetValueOrDefault("timeInForce", "GTC").ToLowerInvariant(), Request.Number(f["quantity"])!.Value, limit, stop);
        if (order is null)
        {
            return Error(-2010, "Duplicate order sent.");
        }
        var row = Row(order);
        (row["transactTime"], row["fills"]) = (order.At.ToUnixTimeMilliseconds(), new JsonArray());
        return Reply.Json(row);
    }

    private BookOrder? Find(IReadOnlyDictionary<string, string> f) => f.TryGetValue("orderId", out var number) ? Book.Order($"{f["symbol"]}:{number}")
        : Book.Orders().LastOrDefault(o => o.Symbol == f["symbol"] && o.ClientOrderId == f["origClientOrderId"]);

    private Reply Listed(Request r)
    {
        var listed = Instruments.Where(t => !r.Query.TryGetValue("symbol", out var wanted) || t.VenueSymbol == wanted).ToArray();
        return listed.Length == 0 ? Error(-1121, "Invalid symbol.") : Reply.Json(new JsonObject
        {
            ["symbols"] = new JsonArray([.. listed.Select(t => new JsonObject
            {
                ["symbol"] = t.VenueSymbol, ["status"] = "TRADING", ["baseAsset"] = t.Symbol.Split('/')[0], ["quoteAsset"] = t.Symbol.Split('/')[1], ["filters"] = new JsonArray(
                    new JsonObject { ["filterType"] = "PRICE_FILTER", ["tickSize"] = Text(t.Tick) }, new JsonObject { ["filterType"] = "LOT_SIZE", ["stepSize"] = Text(t.Lot), ["minQty"] = Text(t.Lot), ["maxQty"] = "9000" },
                    new JsonObject { ["filterType"] = "NOTIONAL", ["minNotional"] = "5" }),
            })]),
        });
    }

    // In the answer to a cancel clientOrderId names the cancel, and ours is the original one.
    private static JsonObject Cancelled(BookOrder o)
    {
        var row = Row(o);
        (row["clientOrderId"], row["origClientOrderId"]) = ("cancelOf" + Text(Number(o)), o.ClientOrderId);
        return row;
    }

    private static JsonObject Row(BookOrder o) => new()
    {
        ["symbol"] = o.Symbol, ["orderId"] = Number(o), ["clientOrderId"] = o.ClientOrderId, ["price"] = Text(o.LimitPrice ?? 0), ["origQty"] = Text(o.Quantity), ["executedQty"] = Text(o.Filled),
        ["cummulativeQuoteQty"] = Text(o.Filled * (o.AveragePrice ?? 0)), ["status"] = Status(o), ["timeInForce"] = o.TimeInForce.ToUpperInvariant(), ["type"] = Type(o), ["side"] = o.Side.ToUpperInvariant(),
        ["stopPrice"] = Text(o.StopPrice ?? 0), ["time"] = o.At.ToUnixTimeMilliseconds(), ["updateTime"] = (o.ChangedAt ?? o.At).ToUnixTimeMilliseconds(),
    };

    private static JsonObject Trade(LedgerLine t) => new()
    {
        ["symbol"] = t.Symbol, ["id"] = long.Parse(t.ExecutionId!, CultureInfo.InvariantCulture), ["orderId"] = Number(t.OrderId), ["price"] = Text(t.Price ?? 0), ["qty"] = Text(t.Quantity), ["commission"] = "0",
        ["commissionAsset"] = "USDT", ["time"] = t.At.ToUnixTimeMilliseconds(), ["isBuyer"] = t.Side == "buy",
    };

    private static JsonObject Held(string asset, decimal amount) => new() { ["asset"] = asset, ["free"] = Text(amount), ["locked"] = "0" };

    private static string Status(BookOrder o) => o.Status switch { "accepted" => "NEW", var word => word.ToUpperInvariant() };

    private static string Type(BookOrder o) => o.Type switch { "stop" => "STOP_LOSS", "stop_limit" => "STOP_LOSS_LIMIT", var word => word.ToUpperInvariant() };

    private static long Number(BookOrder o) => Number(o.Id);

    private static long Number(string id) => long.Parse(id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);

    private bool Signed(string payload, string? signature) => !Secrets.TryGetValue("secretKey", out var secret)
        || Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload))) == signature;

    private static Reply Error(int code, string text, int status = 400) => Reply.Json(new JsonObject { ["code"] = code, ["msg"] = text }, status);

    private static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);
}
