using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.Coinbase;

/// <summary>Speaks Coinbase's Advanced Trade API over the scripted book, for the conformance kit. Tokens are verified: whose key, for which request, until when.</summary>
public sealed class CoinbaseScript : VenueScript
{
    private static readonly string Pem = NewKey();
    private const string Root = "/api/v3/brokerage";

    public override string BrokerId => "coinbase";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string> { ["keyName"] = "organizations/scripted/apiKeys/coinbase-0001", ["privateKey"] = Pem };

    public override IReadOnlyList<Traded> Instruments => [new("BTC/USD", "BTC-USD", AssetClass.Crypto, 60_000m, 0.4m, 0.01m, 0.00000001m), new("ETH/USD", "ETH-USD", AssetClass.Crypto, 3_000m, 2m, 0.01m, 0.00000001m)];

    public override int RowsPerPage => 250;

    public override bool TellsRights => true;

    public override Reply Handle(Request request) => request.RawPath.StartsWith(Root + "/market/", StringComparison.Ordinal) ? Market(request)
        : Knows(request.Header("Authorization").Replace("Bearer ", "", StringComparison.Ordinal), $"{request.Method} api.coinbase.com{request.RawPath}") ? Private(request) : Say(Saying.BadCredentials, request)!;

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.BadCredentials => Reply.Text("Unauthorized", 401, "text/plain"),
        Saying.InsufficientFunds => Refused("INSUFFICIENT_FUND", "Insufficient balance in source account"),
        Saying.UnknownInstrument => Refused("INVALID_PRODUCT_ID", "valid product_id is required"),
        Saying.InvalidOrder => Error(400, "INVALID_ARGUMENT", "order_configuration is required"),
        Saying.RateLimited => Error(429, "RESOURCE_EXHAUSTED", "too many requests").With("Retry-After", "1"),
        Saying.Unavailable => Error(503, "UNAVAILABLE", "service unavailable"),
        _ => null,
    };

    public override void Heard(StreamLine line, Frame frame)
    {
        var said = JsonNode.Parse(frame.Data.Span) as JsonObject;
        if (said?["type"]?.ToString() != "subscribe" || !Knows(said["jwt"]?.ToString() ?? "", null))
        {
            line.Send(new JsonObject { ["type"] = "error", ["message"] = "authentication failure" });
            return;
        }
        var channel = said["channel"]!.ToString();
        line.Listens |= channel == "user";
        Number(line, new JsonObject { ["channel"] = "subscriptions", ["events"] = new JsonArray(new JsonObject { ["subscriptions"] = new JsonObject { [channel] = new JsonArray("p-1") } }) });
    }

    public override void Beat(StreamLine line) => Number(line, new JsonObject { ["channel"] = "heartbeats", ["events"] = new JsonArray(new JsonObject { ["heartbeat_counter"] = 1 }) });

    public override void Told(BookEvent e)
    {
        var o = e.Order;
        foreach (var line in Lines.Where(l => l.Listens))
        {
            var row = new JsonObject
            {
                ["order_id"] = o.Id, ["client_order_id"] = o.ClientOrderId, ["cumulative_quantity"] = Text(o.Filled), ["leaves_quantity"] = Text(o.IsOpen ? o.Quantity - o.Filled : 0), ["avg_price"] = Text(o.AveragePrice) ?? "0",
                ["status"] = Status(o), ["product_id"] = o.Symbol, ["order_side"] = o.Side.ToUpperInvariant(), ["order_type"] = o.Type == "stop_limit" ? "Stop Limit" : o.Type == "limit" ? "Limit" : "Market",
                ["limit_price"] = Text(o.LimitPrice) ?? "", ["stop_price"] = Text(o.StopPrice) ?? "", ["time_in_force"] = Tif(o), ["cancel_reason"] = "", ["reject_reason"] = "",
            };
            Number(line, new JsonObject { ["channel"] = "user", ["events"] = new JsonArray(new JsonObject { ["type"] = "update", ["orders"] = new JsonArray(row) }) });
        }
    }

    private Reply Private(Request r) => r switch
    {
        _ when r.Is($"GET {Root}/key_permissions") => Reply.Json(new JsonObject
        {
            ["can_view"] = Rights.HasFlag(Rights.Read), ["can_trade"] = Rights.HasFlag(Rights.Trade), ["can_transfer"] = Rights.HasFlag(Rights.Withdraw), ["portfolio_uuid"] = "p-1", ["portfolio_type"] = "DEFAULT",
        }),
        _ when r.Is($"GET {Root}/accounts") => Reply.Json(new JsonObject { ["accounts"] = new JsonArray([Wallet("USD", Book.Cash), .. Book.Positions().Select(p => Wallet(p.Key.Split('-')[0], p.Value.Quantity))]), ["has_next"] = false }),
        _ when r.Is($"POST {Root}/orders") => Submit(r.Json as JsonObject),
        _ when r.Is($"POST {Root}/orders/edit") => Edit(r.Json as JsonObject),
        _ when r.Is($"POST {Root}/orders/batch_cancel") => Cancel(r.Json?["order_ids"]?[0]?.ToString() ?? ""),
        _ when r.Is($"GET {Root}/orders/historical/batch") => Orders(r.Query),
        _ when r.Is($"GET {Root}/orders/historical/fills") => Fills(r.Query),
        _ when r.Is($"GET {Root}/orders/historical/*") => Book.Order(r.Segments[^1]) is { } order ? Reply.Json(new JsonObject { ["order"] = Order(order) }) : Error(404, "NOT_FOUND", "order not found"),
        _ => Error(404, "NOT_FOUND", "no such route"),
    };

    private Reply Market(Request r) => r switch
    {
        _ when r.Is($"GET {Root}/market/products") => Reply.Json(new JsonObject { ["products"] = new JsonArray([.. Instruments.Select(Product)]) }),
        _ when r.Is($"GET {Root}/market/products/*") => Instruments.FirstOrDefault(t => t.VenueSymbol == r.Segments[^1]) is { } t ? Reply.Json(Product(t)) : Error(404, "NOT_FOUND", "valid product_id is required"),
        _ when r.Is($"GET {Root}/market/products/*/candles") => Reply.Json(new JsonObject { ["candles"] = new JsonArray() }),
        _ when r.Is($"GET {Root}/market/product_book") && Instruments.Any(t => t.VenueSymbol == r.Query.GetValueOrDefault("product_id")) => Reply.Json(new JsonObject
        {
            ["pricebook"] = new JsonObject
            {
                ["product_id"] = r.Query["product_id"], ["bids"] = Level(r.Query["product_id"]), ["asks"] = Level(r.Query["product_id"]), ["time"] = Stamp(Clock.GetUtcNow()),
            },
        }),
        _ => Error(404, "NOT_FOUND", "no such route"),
    };

    private Reply Submit(JsonObject? body)
    {
        if (body?["order_configuration"] is not JsonObject { Count: 1 } configuration || body["client_order_id"]?.ToString() is not { Length: > 0 } ours)
        {
            return Error(400, "INVALID_ARGUMENT", "order_configuration is required");
        }
        var (name, terms) = (configuration.First().Key, configuration.First().Value!);
        (string Type, string Tif)? kind = name switch
        {
            "market_market_ioc" => ("market", "ioc"), "limit_limit_gtc" => ("limit", "gtc"), "sor_limit_ioc" => ("limit", "ioc"), "limit_limit_fok" => ("limit", "fok"), "stop_limit_stop_limit_gtc" => ("stop_limit", "gtc"), _ => null,
        };
        var (size, limit, stop) = (Request.Number(terms["base_size"]?.ToString()), Request.Number(terms["limit_price"]?.ToString()), Request.Number(terms["stop_price"]?.ToString()));
        var (product, side) = (body["product_id"]?.ToString() ?? "", body["side"]?.ToString().ToLowerInvariant() ?? "");
        if (!Rights.HasFlag(Rights.Trade))
        {
            return Error(403, "PERMISSION_DENIED", "the key may not trade");
        }
        if (kind is not { } k || size is not > 0 || Instruments.All(t => t.VenueSymbol != product))
        {
            return Refused(kind is null ? "UNSUPPORTED_ORDER_CONFIGURATION" : size is not > 0 ? "INVALID_REQUEST" : "INVALID_PRODUCT_ID", "no");
        }
        if (side == "buy" && size * (limit ?? Book.PriceOf(product)) > Book.Cash)
        {
            return Refused("INSUFFICIENT_FUND", "Insufficient balance in source account");
        }
        var order = Book.Accept(ours, product, side, k.Type, k.Tif, size.Value, limit, stop)!;
        return Reply.Json(new JsonObject { ["success"] = true, ["success_response"] = new JsonObject { ["order_id"] = order.Id, ["product_id"] = product, ["side"] = side.ToUpperInvariant(), ["client_order_id"] = ours } });
    }

    private Reply Edit(JsonObject? body) => Book.Change(body?["order_id"]?.ToString() ?? "", Request.Number(body?["size"]?.ToString()), Request.Number(body?["price"]?.ToString()))
        ? Reply.Json(new JsonObject { ["success"] = true, ["success_response"] = new JsonObject { ["order_id"] = body!["order_id"]!.ToString() } })
        : Reply.Json(new JsonObject { ["success"] = false, ["errors"] = new JsonArray(new JsonObject { ["edit_failure_reason"] = "ORDER_NOT_FOUND" }) });

    private Reply Cancel(string id) => Reply.Json(new JsonObject
    {
        ["results"] = new JsonArray(Book.End(id) ? new JsonObject { ["success"] = true, ["failure_reason"] = "UNKNOWN_CANCEL_FAILURE_REASON", ["order_id"] = id }
            : new JsonObject { ["success"] = false, ["failure_reason"] = "UNKNOWN_CANCEL_ORDER", ["order_id"] = id }),
    });

    private Reply Orders(IReadOnlyDictionary<string, string> query)
    {
        var from = DateTimeOffset.TryParse(query.GetValueOrDefault("start_date"), CultureInfo.InvariantCulture, out var start) ? start : DateTimeOffset.MinValue;
        var rows = Book.Orders().Where(o => o.At >= from && (!query.TryGetValue("product_ids", out var product) || o.Symbol == product) && (query.GetValueOrDefault("order_status") != "OPEN" || o.IsOpen)).Reverse().ToList();
        var skip = (int)(Request.Number(query.GetValueOrDefault("cursor")) ?? 0);
        var more = rows.Count > skip + RowsPerPage;
        return Reply.Json(new JsonObject { ["orders"] = new JsonArray([.. rows.Skip(skip).Take(RowsPerPage).Select(Order)]), ["has_next"] = more, ["cursor"] = more ? Text(skip + RowsPerPage) : "" });
    }

    private Reply Fills(IReadOnlyDictionary<string, string> query)
    {
        var from = DateTimeOffset.TryParse(query.GetValueOrDefault("start_sequence_timestamp"), CultureInfo.InvariantCulture, out var start) ? start : DateTimeOffset.MinValue;
        var rows = Book.Fills().Where(f => f.At >= from && (!query.TryGetValue("order_ids", out var id) || f.OrderId == id)).Reverse().ToList();
        var skip = (int)(Request.Number(query.GetValueOrDefault("cursor")) ?? 0);
        return Reply.Json(new JsonObject
        {
            ["fills"] = new JsonArray([.. rows.Skip(skip).Take(RowsPerPage).Select(f => new JsonObject
            {
                ["entry_id"] = f.ExecutionId, ["trade_id"] = f.ExecutionId, ["order_id"] = f.OrderId, ["trade_time"] = Stamp(f.At), ["trade_type"] = "FILL", ["price"] = Text(f.Price), ["size"] = Text(f.Quantity), ["commission"] = "0",
                ["product_id"] = f.Symbol, ["size_in_quote"] = false, ["side"] = f.Side.ToUpperInvariant(),
            })]),
            ["cursor"] = Text(skip + RowsPerPage),
        });
    }

    private static JsonObject Order(BookOrder o)
    {
        var terms = new JsonObject { ["base_size"] = Text(o.Quantity) };
        (terms["limit_price"], terms["stop_price"]) = (Text(o.LimitPrice), Text(o.StopPrice));
        var name = (o.Type, o.TimeInForce) switch { ("market", _) => "market_market_ioc", ("stop_limit", _) => "stop_limit_stop_limit_gtc", (_, "ioc") => "sor_limit_ioc", (_, "fok") => "limit_limit_fok", _ => "limit_limit_gtc" };
        return new JsonObject
        {
            ["order_id"] = o.Id, ["product_id"] = o.Symbol, ["order_configuration"] = new JsonObject { [name] = terms }, ["side"] = o.Side.ToUpperInvariant(), ["client_order_id"] = o.ClientOrderId, ["status"] = Status(o),
            ["time_in_force"] = Tif(o), ["created_time"] = Stamp(o.At), ["filled_size"] = Text(o.Filled), ["average_filled_price"] = Text(o.AveragePrice) ?? "0", ["order_type"] = o.Type.ToUpperInvariant(), ["pending_cancel"] = false,
            ["reject_reason"] = "REJECT_REASON_UNSPECIFIED", ["cancel_message"] = o.Status == "canceled" ? "User requested cancel" : "", ["edit_history"] = new JsonArray(),
        };
    }

    private static string Status(BookOrder o) => o.Status switch
    {
        "accepted" or "partially_filled" => "OPEN", "filled" => "FILLED", "canceled" => "CANCELLED", "expired" => "EXPIRED", "rejected" => "FAILED", var other => other,
    };

    private static string Tif(BookOrder o) => o.TimeInForce switch { "ioc" => "IMMEDIATE_OR_CANCEL", "fok" => "FILL_OR_KILL", _ => "GOOD_UNTIL_CANCELLED" };

    private static JsonObject Product(Traded t) => new()
    {
        ["product_id"] = t.VenueSymbol, ["base_increment"] = Text(t.Lot), ["price_increment"] = Text(t.Tick), ["base_min_size"] = "0.00001", ["quote_min_size"] = "1", ["base_name"] = t.Symbol, ["status"] = "online",
        ["base_currency_id"] = t.Symbol.Split('/')[0], ["quote_currency_id"] = t.Symbol.Split('/')[1],
    };

    private static JsonObject Wallet(string currency, decimal amount) => new() { ["currency"] = currency, ["available_balance"] = new JsonObject { ["value"] = Text(amount) }, ["hold"] = new JsonObject { ["value"] = "0" } };

    private JsonArray Level(string product) => new(new JsonObject { ["price"] = Text(Book.PriceOf(product)), ["size"] = "1" });

    private static Reply Refused(string code, string message) => Reply.Json(new JsonObject { ["success"] = false, ["error_response"] = new JsonObject { ["error"] = code, ["message"] = message } });

    private static Reply Error(int status, string code, string message) => Reply.Json(new JsonObject { ["error"] = code, ["error_details"] = message, ["message"] = message }, status);

    private static void Number(StreamLine line, JsonObject message)
    {
        var next = (line.Tag as int? ?? -1) + 1;
        (line.Tag, message["sequence_num"]) = (next, next);
        line.Send(message);
    }

    private bool Knows(string token, string? uri)
    {
        if (token.Split('.') is not [var head, var body, var signature])
        {
            return false;
        }
        var (said, claims) = (JsonNode.Parse(Bytes(head))!, JsonNode.Parse(Bytes(body))!);
        return IsGood("keyName", said["kid"]?.ToString()) && claims["uri"]?.ToString() == uri && claims["exp"]!.GetValue<long>() >= Clock.GetUtcNow().ToUnixTimeSeconds()
            && Signed($"{head}.{body}", Bytes(signature));
    }

    // As a process without a given key any is good.
    private bool Signed(string text, byte[] signature)
    {
        if (!Secrets.TryGetValue("privateKey", out var pem))
        {
            return true;
        }
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (ArgumentException)
        {
            return false; // the kit has made the good key another one
        }
        return key.VerifyData(Encoding.ASCII.GetBytes(text), signature, HashAlgorithmName.SHA256);
    }

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportECPrivateKeyPem();
    }

    private static byte[] Bytes(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded + new string('=', (4 - (padded.Length % 4)) % 4));
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string? Text(decimal? number) => number is { } n ? Text(n) : null;
}
