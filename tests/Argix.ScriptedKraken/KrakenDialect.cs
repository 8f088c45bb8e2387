using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Argix.Contracts.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Argix.ScriptedKraken;

/// <summary>
/// Speaks Kraken's spot API over the scripted book, on one port. Own options: <c>--key K --secret BASE64</c> (else any pair is good), <c>--permissions a,b</c>.
/// As strict as Kraken: numbers must rise, signatures must fit, refusals come with 200, and every order here must carry a deadline that lies ahead.
/// </summary>
internal sealed partial class KrakenDialect(VenueParts parts)
{
    private const string All = "query-funds,query-open-trades,query-closed-trades,modify-trades,close-trades,create-ws-token";
    private readonly ScriptedBook _book = parts.Book;
    private readonly Lock _gate = new();
    private long _nonce;

    public void Map(WebApplication app)
    {
        _book.Happened = e => parts.Streams.Send(Message(e));
        foreach (var (pair, price) in Prices)
        {
            _book.SetPrice(pair, price);
        }
        app.Map("/v2", StreamAsync);
        app.MapGet("/0/public/{method}", (string method, HttpRequest request) => method switch
        {
            "AssetPairs" => Ok(Pairs()),
            "Ticker" => Ok(Ticker(request.Query["pair"].ToString())),
            _ => Error("EGeneral:Unknown method"),
        });
        app.MapPost("/0/private/{method}", async (string method, HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync(context.RequestAborted);
            var fields = body.Split('&').Select(p => p.Split('=', 2)).Where(p => p.Length == 2).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
            string? Field(string name) => fields.GetValueOrDefault(name);
            return Refusal(context.Request, body, Field("nonce")) ?? Answer(method, Field);
        });
    }

    private IResult Answer(string method, Func<string, string?> field) => method switch
    {
        "GetApiKeyInfo" => Ok(new JsonObject { ["api_key_name"] = "scripted", ["iban"] = "AA00 N84G SCRI PTED", ["permissions"] = new JsonArray([.. parts.Option("permissions", All).Split(',').Select(p => (JsonNode)p)]), ["valid_until"] = "0" }),
        "GetWebSocketsToken" => Ok(new JsonObject { ["token"] = Token, ["expires"] = 900 }),
        "BalanceEx" => Ok(Balances()),
        "OpenOrders" => Ok(new JsonObject { ["open"] = Rows(Shown(field).Where(o => o.IsOpen)) }),
        "ClosedOrders" => Ok(Closed(field)),
        "QueryOrders" => Ok(Rows(_book.Orders().Where(o => Txid(o.Id) == field("txid")))),
        "TradesHistory" => Ok(Trades(field)),
        "AddOrder" => Add(field),
        "CancelOrder" => Cancel(Find(field)),
        "CancelAll" => Ok(new JsonObject { ["count"] = _book.Orders().Count(o => o.IsOpen && _book.End(o.Id)) }),
        "CancelAllOrdersAfter" => Ok(new JsonObject { ["currentTime"] = Stamp(Now), ["triggerTime"] = field("timeout") is "0" or null ? "0" : Stamp(Now.AddSeconds(int.Parse(field("timeout")!, CultureInfo.InvariantCulture))) }),
        _ => Error("EGeneral:Unknown method"),
    };

    // In Kraken's order: who is it, does the signature fit, has the number risen.
    private IResult? Refusal(HttpRequest request, string body, string? nonce)
    {
        if (parts.Option("key", request.Headers["API-Key"].ToString()) != request.Headers["API-Key"].ToString() || !long.TryParse(nonce, CultureInfo.InvariantCulture, out var number))
        {
            return Error("EAPI:Invalid key");
        }
        if (parts.Options.TryGetValue("secret", out var secret))
        {
            byte[] message = [.. Encoding.UTF8.GetBytes(request.Path.Value!), .. SHA256.HashData(Encoding.UTF8.GetBytes(nonce + body))];
            if (Convert.ToBase64String(HMACSHA512.HashData(Convert.FromBase64String(secret), message)) != request.Headers["API-Sign"].ToString())
            {
                return Error("EAPI:Invalid signature");
            }
        }
        lock (_gate)
        {
            if (number <= _nonce)
            {
                return Error("EAPI:Invalid nonce");
            }
            _nonce = number;
            return null;
        }
    }

    private IResult Add(Func<string, string?> field)
    {
        var pair = Prices.Keys.FirstOrDefault(p => Alt(p) == field("pair"));
        var (volume, price, price2) = (Number(field("volume")), Number(field("price")), Number(field("price2")));
        var (type, limit, stop) = field("ordertype") switch
        {
            "market" => ("market", (decimal?)null, (decimal?)null), "limit" => ("limit", price, null), "stop-loss" => ("stop", null, price), "stop-loss-limit" => ("stop_limit", price2, price), _ => ("", null, null),
        };
        if (!DateTimeOffset.TryParse(field("deadline"), CultureInfo.InvariantCulture, out var deadline) || deadline > Now.AddSeconds(61))
        {
            return Error("EGeneral:Invalid arguments:deadline");
        }
        if (deadline < Now)
        {
            return Error("EService:Deadline elapsed");
        }
        if (pair is null || type.Length == 0 || volume is not > 0 || field("cl_ord_id") is not { Length: 36 } id)
        {
            return Error(pair is null ? "EQuery:Unknown asset pair" : "EGeneral:Invalid arguments");
        }
        if (volume * (limit ?? _book.PriceOf(pair)) > _book.Cash && field("type") == "buy")
        {
            return Error("EOrder:Insufficient funds");
        }
        var order = _book.Accept(id, pair, field("type")!, type, field("timeinforce") == "IOC" ? "ioc" : "gtc", volume.Value, limit, stop);
        return order is null ? Error("EOrder:Duplicate order")
            : Ok(new JsonObject { ["descr"] = new JsonObject { ["order"] = $"{order.Side} {Text(order.Quantity)} {Alt(pair)} @ {order.Type}" }, ["txid"] = new JsonArray(Txid(order.Id)) });
    }

    private IResult Cancel(BookOrder? order) => order is not null && _book.End(order.Id) ? Ok(new JsonObject { ["count"] = 1 }) : Error("EOrder:Unknown order");

    private BookOrder? Find(Func<string, string?> field) => field("cl_ord_id") is { } ours ? _book.Order(clientOrderId: ours) : _book.Orders().FirstOrDefault(o => Txid(o.Id) == field("txid"));

    private IEnumerable<BookOrder> Shown(Func<string, string?> field) => _book.Orders().Where(o => field("cl_ord_id") is not { } id || o.ClientOrderId == id);

    private static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private DateTimeOffset Now => parts.Clock.GetUtcNow();

    private static IResult Ok(JsonNode result) => Results.Text(new JsonObject { ["error"] = new JsonArray(), ["result"] = result }.ToJsonString(), "application/json");

    private static IResult Error(string error) => Results.Text(new JsonObject { ["error"] = new JsonArray(error) }.ToJsonString(), "application/json");
}
