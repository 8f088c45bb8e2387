using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.ScriptedKraken;

/// <summary>
/// Speaks Kraken's spot API over the scripted book: for the conformance kit in memory, for tests of the host as a process of its own.
/// As strict as Kraken: numbers must rise, signatures must fit, refusals come with 200, and every order here must carry a deadline that lies ahead.
/// </summary>
public sealed partial class KrakenScript : VenueScript
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _nonces = []; // each key has a row of its own

    public override string BrokerId => "kraken";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string>
    {
        ["apiKey"] = "scripted/kraken+key/0001", ["privateKey"] = "c2NyaXB0ZWQta3Jha2VuLWNhbmFyeS1zZWNyZXQtMDAwMDAx",
    };

    public override IReadOnlyList<Traded> Instruments =>
    [
        new("BTC/USD", "XBTUSD", AssetClass.Crypto, 60_000m, 0.4m, 0.1m, 0.00000001m), new("ETH/USD", "ETHUSD", AssetClass.Crypto, 3_000m, 2m, 0.1m, 0.00000001m),
    ];

    public override int RowsPerPage => 50;

    public override bool TellsRights => true;

    public override Reply Handle(Request request) => request.Is("GET /0/public/*") ? Public(request) : request.Is("POST /0/private/*") ? Refusal(request) ?? Private(request.Segments[2], request.Form.GetValueOrDefault)
        : Reply.Text("not found", 404, "text/plain");

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.BadCredentials => Error("EAPI:Invalid key"),
        Saying.InsufficientFunds => Error("EOrder:Insufficient funds"),
        Saying.UnknownInstrument => Error("EQuery:Unknown asset pair"),
        Saying.InvalidOrder => Error("EGeneral:Invalid arguments:volume"),
        Saying.RateLimited => Error("EAPI:Rate limit exceeded"),
        Saying.Unavailable => Error("EService:Unavailable"),
        _ => null,
    };

    private Reply Public(Request r) => r.Segments[2] switch
    {
        "AssetPairs" => Ok(Pairs()),
        "Ticker" => Ok(Ticker(r.Query.GetValueOrDefault("pair", ""))),
        "OHLC" => Ok(new JsonObject { [Rest(r.Query.GetValueOrDefault("pair", ""))] = new JsonArray(), ["last"] = 0 }),
        _ => Error("EGeneral:Unknown method"),
    };

    private Reply Private(string method, Func<string, string?> field) => method switch
    {
        "GetApiKeyInfo" => Ok(new JsonObject { ["api_key_name"] = "scripted", ["iban"] = "AA00 N84G SCRI PTED", ["permissions"] = new JsonArray([.. Permissions().Select(p => (JsonNode)p)]), ["valid_until"] = "0" }),
        "GetWebSocketsToken" => Ok(new JsonObject { ["token"] = Token, ["expires"] = 900 }),
        "BalanceEx" => Ok(Balances()),
        "OpenOrders" => Ok(new JsonObject { ["open"] = Rows(Shown(field).Where(o => o.IsOpen)) }),
        "ClosedOrders" => Ok(Closed(field)),
        "QueryOrders" => Ok(Rows(Book.Orders().Where(o => o.Id == field("txid")))),
        "TradesHistory" => Ok(Trades(field)),
        "AddOrder" => Add(field),
        "AmendOrder" => Amend(field),
        "CancelOrder" => Find(field) is { } order && Book.End(order.Id) ? Ok(new JsonObject { ["count"] = 1 }) : Error("EOrder:Unknown order"),
        "CancelAll" => Ok(new JsonObject { ["count"] = Book.Orders().Count(o => o.IsOpen && Book.End(o.Id)) }),
        "CancelAllOrdersAfter" => Ok(new JsonObject { ["currentTime"] = Stamp(Clock.GetUtcNow()), ["triggerTime"] = Number(field("timeout")) is > 0 and var after ? Stamp(Clock.GetUtcNow().AddSeconds((double)after)) : "0" }),
        _ => Error("EGeneral:Unknown method"),
    };

    private IEnumerable<string> Permissions() =>
        [
            .. Rights.HasFlag(Rights.Read) ? ["query-funds", "query-open-trades", "query-closed-trades", "create-ws-token"] : Array.Empty<string>(),
            .. Rights.HasFlag(Rights.Trade) ? ["modify-trades", "close-trades"] : Array.Empty<string>(), .. Rights.HasFlag(Rights.Withdraw) ? ["withdraw-funds"] : Array.Empty<string>(),
        ];

    // In Kraken's order: who is it, does the signature fit, has the number risen.
    private Reply? Refusal(Request r)
    {
        if (!IsGood("apiKey", r.Header("API-Key")) || !long.TryParse(r.Form.GetValueOrDefault("nonce"), CultureInfo.InvariantCulture, out var number))
        {
            return Error("EAPI:Invalid key");
        }
        if (Secrets.TryGetValue("privateKey", out var secret))
        {
            byte[] message = [.. Encoding.UTF8.GetBytes(r.RawPath), .. SHA256.HashData(Encoding.UTF8.GetBytes(r.Form["nonce"] + r.Text))];
            if (Convert.ToBase64String(HMACSHA512.HashData(Convert.FromBase64String(secret), message)) != r.Header("API-Sign"))
            {
                return Error("EAPI:Invalid signature");
            }
        }
        lock (_gate)
        {
            if (number <= _nonces.GetValueOrDefault(r.Header("API-Key")!))
            {
                return Error("EAPI:Invalid nonce");
            }
            _nonces[r.Header("API-Key")!] = number;
            return null;
        }
    }

    private Reply Add(Func<string, string?> field)
    {
        var traded = Instruments.FirstOrDefault(t => t.VenueSymbol == field("pair"));
        var (volume, price, price2) = (Number(field("volume")), Number(field("price")), Number(field("price2")));
        var (type, limit, stop) = field("ordertype") switch
        {
            "market" => ("market", (decimal?)null, (decimal?)null), "limit" => ("limit", price, null), "stop-loss" => ("stop", null, price), "stop-loss-limit" => ("stop_limit", price2, price), _ => ("", null, null),
        };
        var now = Clock.GetUtcNow();
        if (!DateTimeOffset.TryParse(field("deadline"), CultureInfo.InvariantCulture, out var deadline) || deadline > now.AddSeconds(61))
        {
            return Error("EGeneral:Invalid arguments:deadline");
        }
        if (deadline < now)
        {
            return Error("EService:Deadline elapsed");
        }
        if (!Rights.HasFlag(Rights.Trade))
        {
            return Error("EGeneral:Permission denied");
        }
        if (traded is null || type.Length == 0 || volume is not > 0 || field("cl_ord_id") is not { Length: 36 } id)
        {
            return Error(traded is null ? "EQuery:Unknown asset pair" : "EGeneral:Invalid arguments");
        }
        if (field("type") == "buy" && volume * (limit ?? Book.PriceOf(traded.VenueSymbol)) > Book.Cash)
        {
            return Error("EOrder:Insufficient funds");
        }
        var order = Book.Accept(id, traded.VenueSymbol, field("type")!, type, field("timeinforce") == "IOC" ? "ioc" : "gtc", volume.Value, limit, stop);
        return order is null ? Error("EOrder:Duplicate order")
            : Ok(new JsonObject { ["descr"] = new JsonObject { ["order"] = $"{order.Side} {Text(order.Quantity)} {order.Symbol} @ {order.Type}" }, ["txid"] = new JsonArray(order.Id) });
    }

    private Reply Amend(Func<string, string?> field) => Find(field) is { IsOpen: true } order && Book.Change(order.Id, Number(field("order_qty")), Number(field("limit_price")), Number(field("trigger_price")))
        ? Ok(new JsonObject { ["amend_id"] = "TAMEND" }) : Error("EOrder:Unknown order");

    private BookOrder? Find(Func<string, string?> field) => field("cl_ord_id") is { } ours ? Book.Order(clientOrderId: ours) : Book.Order(field("txid"));

    private IEnumerable<BookOrder> Shown(Func<string, string?> field) => Book.Orders().Where(o => field("cl_ord_id") is not { } id || o.ClientOrderId == id);

    private static decimal? Number(string? text) => Request.Number(text);

    private static Reply Ok(JsonNode result) => Reply.Json(new JsonObject { ["error"] = new JsonArray(), ["result"] = result });

    private static Reply Error(string error) => Reply.Json(new JsonObject { ["error"] = new JsonArray(error) });
}
