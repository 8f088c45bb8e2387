using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.InteractiveBrokers;

/// <summary>
/// The Client Portal gateway's words over the kit's scripted book: no credentials, HTTP 200 for nearly everything, order calls only after the accounts were asked for, our id as order_ref
/// in lists and trades, and no way to ask for it.
/// </summary>
public sealed class InteractiveBrokersScript : VenueScript
{
    private const string Account = "DU1234567";
    private bool _asked;

    public override string BrokerId => "interactive-brokers";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string> { ["warnings"] = "ask" };

    public override IReadOnlyList<Traded> Instruments => [new("AAPL", "265598", AssetClass.Equity, 200, 8, 0.01m, 1)];

    public override string? OrderId(string symbol, long number) => Text(number);

    public override string? FillId(string symbol, long number) => $"00012345.{Text(number)}.01.01";

    // A repeated id and an unknown order have words that clients look for; how the gateway refuses an order nobody has recorded.
    public override IReadOnlySet<Saying> Unrecorded => new HashSet<Saying> { Saying.InsufficientFunds, Saying.UnknownInstrument, Saying.InvalidOrder };

    public override Reply Handle(Request r) => r switch
    {
        _ when r.Is("POST /iserver/auth/status") => Reply.Json(Session()),
        _ when r.Is("POST /tickle") => Reply.Json(new JsonObject { ["iserver"] = new JsonObject { ["authStatus"] = Session() } }),
        _ when r.Is("GET /iserver/accounts") => Accounts(),
        _ when r.Is("GET /portfolio/accounts") => Reply.Json(new JsonArray(new JsonObject { ["id"] = Account, ["accountId"] = Account, ["displayName"] = Account, ["currency"] = "USD", ["type"] = "DEMO" })),
        _ when r.Is("GET /iserver/account/*/summary") => Reply.Json(new JsonObject { ["totalCashValue"] = Book.Cash, ["availableFunds"] = Book.Cash, ["netLiquidationValue"] = Book.Cash, ["buyingPower"] = Book.Cash }),
        _ when r.Is("GET /portfolio/*/positions/*") => Reply.Json(new JsonArray([.. r.Segments[3] == "0" ? Book.Positions().Select(Row) : []])),
        _ when r.Is("GET /iserver/account/trades") => Reply.Json(new JsonArray([.. Book.Fills().Select(Trade)])),
        _ when r.Is("GET /trsrv/stocks") => Stocks(r.Query["symbols"]),
        _ when r.Is("POST /iserver/contract/rules") => Reply.Json(new JsonObject { ["increment"] = Instruments.FirstOrDefault(t => t.VenueSymbol == r.Json?["conid"]?.ToString())?.Tick }),
        _ when r.Is("GET /iserver/marketdata/snapshot") => Snapshot(r.Query["conids"]),
        _ when !_asked => Error("Please query /accounts first", 400),
        _ when r.Is("GET /iserver/account/orders") => Reply.Json(new JsonObject { ["orders"] = new JsonArray([.. Book.Orders().Select(Row)]), ["snapshot"] = true }),
        _ when r.Is("POST /iserver/account/*/orders") => Submit(r.Json?["orders"]?[0]),
        _ when r.Is("POST /iserver/account/*/order/*") => Change(r.Segments[4], r.Json),
        _ when r.Is("DELETE /iserver/account/*/order/*") => Book.Order(r.Segments[4]) is { IsOpen: true } && Book.End(r.Segments[4])
            ? Reply.Json(new JsonObject { ["msg"] = "Request was submitted", ["order_id"] = long.Parse(r.Segments[4], CultureInfo.InvariantCulture), ["account"] = Account }) : Error($"OrderID {r.Segments[4]} doesn't exist"),
        _ => Error("Not Found", 404),
    };

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.InsufficientFunds or Saying.UnknownInstrument or Saying.InvalidOrder => Error("words that nobody has recorded"),
        _ => null,
    };

    private Reply Accounts()
    {
        _asked = true;
        return Reply.Json(new JsonObject { ["accounts"] = new JsonArray(Account), ["selectedAccount"] = Account });
    }

    private Reply Submit(JsonNode? o)
    {
        var (type, price) = (Type(o), Request.Number(o?["price"]?.ToString()));
        if (o is null || type.Length == 0 || (type == "market") != price is null)
        {
            return Error("words that nobody has recorded");
        }
        var taken = Book.Accept(o["cOID"]!.ToString(), o["conid"]!.ToString(), o["side"]!.ToString().ToLowerInvariant(), type, o["tif"]!.ToString().ToLowerInvariant(), Request.Number(o["quantity"]!.ToString())!.Value,
            type == "limit" ? price : null, type == "stop" ? price : null);
        return taken is null ? Error($"Local order ID={o["cOID"]} is already registered.") : Accepted(taken.Id);
    }

    private Reply Change(string id, JsonNode? o)
    {
        var (type, price) = (Type(o), Request.Number(o?["price"]?.ToString()));
        return Book.Change(id, Request.Number(o?["quantity"]?.ToString()), type == "limit" ? price : null, type == "stop" ? price : null) ? Accepted(id) : Error($"OrderID {id} doesn't exist");
    }

    private Reply Stocks(string symbols) => Reply.Json(new JsonObject
    {
        [symbols] = new JsonArray([.. Instruments.Where(t => t.Symbol == symbols).Select(t => new JsonObject
        {
            ["name"] = t.Symbol, ["assetClass"] = "STK", ["contracts"] = new JsonArray(new JsonObject { ["conid"] = long.Parse(t.VenueSymbol, CultureInfo.InvariantCulture), ["exchange"] = "NASDAQ", ["isUS"] = true }),
        })]),
    });

    private Reply Snapshot(string conid)
    {
        var row = new JsonObject { ["conid"] = long.Parse(conid, CultureInfo.InvariantCulture), ["_updated"] = Clock.GetUtcNow().ToUnixTimeMilliseconds(), ["6509"] = "RB" };
        foreach (var field in Book.PriceOf(conid) > 0 ? new[] { "31", "84", "86" } : [])
        {
            row[field] = Text(Book.PriceOf(conid));
        }
        return Reply.Json(new JsonArray(row));
    }

    private JsonObject Row(BookOrder o) => new()
    {
        ["acct"] = Account, ["account"] = Account, ["orderId"] = long.Parse(o.Id, CultureInfo.InvariantCulture), ["order_ref"] = o.ClientOrderId, ["conid"] = long.Parse(o.Symbol, CultureInfo.InvariantCulture), ["ticker"] = Ticker(o.Symbol),
        ["secType"] = "STK", ["cashCcy"] = "USD", ["totalSize"] = o.Quantity, ["filledQuantity"] = o.Filled, ["orderType"] = o.Type switch { "market" => "Market", "limit" => "Limit", _ => "Stop" },
        ["origOrderType"] = o.Type.ToUpperInvariant(), ["price"] = Text(o.LimitPrice), ["auxPrice"] = Text(o.StopPrice), ["timeInForce"] = o.TimeInForce == "day" ? "CLOSE" : o.TimeInForce.ToUpperInvariant(), ["side"] = o.Side.ToUpperInvariant(),
        ["avgPrice"] = Text(o.AveragePrice), ["lastExecutionTime_r"] = (o.ChangedAt ?? o.At).ToUnixTimeMilliseconds(),
        // The gateway has one word for cancelled, expired and thrown out by the exchange.
        ["status"] = o.Status switch { "accepted" or "partially_filled" => "Submitted", "filled" => "Filled", "canceled" or "expired" or "rejected" => "Cancelled", var word => word },
    };

    private JsonObject Row(KeyValuePair<string, (decimal Quantity, decimal Average)> p) => new()
    {
        ["conid"] = long.Parse(p.Key, CultureInfo.InvariantCulture), ["contractDesc"] = Ticker(p.Key), ["ticker"] = Ticker(p.Key), ["position"] = p.Value.Quantity, ["avgPrice"] = p.Value.Average,
        ["mktPrice"] = Book.PriceOf(p.Key), ["currency"] = "USD", ["assetClass"] = "STK",
    };

    private JsonObject Trade(LedgerLine f) => new()
    {
        ["execution_id"] = f.ExecutionId, ["symbol"] = Ticker(f.Symbol), ["side"] = f.Side == "buy" ? "B" : "S", ["order_ref"] = f.ClientOrderId, ["order_id"] = long.Parse(f.OrderId, CultureInfo.InvariantCulture),
        ["trade_time_r"] = f.At.ToUnixTimeMilliseconds(), ["size"] = f.Quantity, ["price"] = Text(f.Price), ["commission"] = "0", ["account"] = Account, ["sec_type"] = "STK", ["conid"] = long.Parse(f.Symbol, CultureInfo.InvariantCulture),
    };

    private string Ticker(string conid) => Instruments.FirstOrDefault(t => t.VenueSymbol == conid)?.Symbol ?? conid;

    private static string Type(JsonNode? o) => o?["orderType"]?.ToString() switch { "MKT" => "market", "LMT" => "limit", "STP" => "stop", _ => "" };

    private static JsonObject Session() => new() { ["authenticated"] = true, ["connected"] = true, ["competing"] = false };

    private static Reply Accepted(string id) => Reply.Json(new JsonArray(new JsonObject { ["order_id"] = id, ["order_status"] = "Submitted", ["encrypt_message"] = "1" }));

    private static Reply Error(string text, int status = 200) => Reply.Json(new JsonObject { ["error"] = text }, status);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(decimal? number) => number?.ToString("0.############################", CultureInfo.InvariantCulture);
}
