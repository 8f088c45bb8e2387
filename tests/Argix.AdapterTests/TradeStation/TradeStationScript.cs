using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.TradeStation;

/// <summary>TradeStation's words over the kit's scripted book: text for numbers, refusals with HTTP 200, the id of ours taken and never shown.</summary>
public sealed class TradeStationScript : VenueScript
{
    private const string Account = "SIM123M";

    public override string BrokerId => "tradestation";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string> { ["access_token"] = "tradestation-canary-token-0001" };

    public override IReadOnlyList<Traded> Instruments => [new("MSFT", "MSFT", AssetClass.Equity, 200, 8, 0.01m, 1), new("ESZ26", "ESZ26", AssetClass.Future, 5000, 8, 0.25m, 1, Unit: QuantityUnit.Contracts, Multiplier: 50)];

    public override string? OrderId(string symbol, long number) => (900_000_000 + number).ToString(CultureInfo.InvariantCulture);

    // One refusal stands in TradeStation's description; how it words the others nobody has shown.
    public override IReadOnlySet<Saying> Unrecorded => new HashSet<Saying> { Saying.InsufficientFunds, Saying.UnknownInstrument, Saying.Repeated, Saying.TooLate };

    public override Reply Handle(Request r) => !Knows(r) ? Error(401, "Unauthorized") : r switch
    {
        _ when r.Is("GET /v3/brokerage/accounts") => Reply.Json(new JsonObject { ["Accounts"] = new JsonArray(new JsonObject { ["AccountID"] = Account, ["AccountType"] = "Margin", ["Currency"] = "USD", ["Status"] = "Active" }) }),
        _ when r.Is("GET /v3/brokerage/accounts/*/balances") => Reply.Json(new JsonObject { ["Balances"] = new JsonArray(new JsonObject { ["AccountID"] = Account, ["CashBalance"] = Text(Book.Cash), ["Equity"] = Text(Book.Cash), ["BuyingPower"] = Text(Book.Cash) }), ["Errors"] = new JsonArray() }),
        _ when r.Is("GET /v3/brokerage/accounts/*/positions") => Reply.Json(new JsonObject { ["Positions"] = new JsonArray([.. Book.Positions().Select(Row)]), ["Errors"] = new JsonArray() }),
        _ when r.Is("GET /v3/brokerage/accounts/*/orders") => Orders(Book.Orders()),
        _ when r.Is("GET /v3/brokerage/accounts/*/orders/*") => Orders(Book.Orders().Where(o => o.Id == r.Segments[5])),
        _ when r.Is("GET /v3/brokerage/accounts/*/historicalorders") || r.Is("GET /v3/brokerage/accounts/*/historicalorders/*") => Orders([]),
        _ when r.Is("POST /v3/orderexecution/orders") => Submit(r.Json!),
        _ when r.Is("PUT /v3/orderexecution/orders/*") => Book.Change(r.Segments[3], Number(r.Json, "Quantity"), Number(r.Json, "LimitPrice"), Number(r.Json, "StopPrice")) ? Sent("Cancel/Replace order sent.", r.Segments[3]) : Error(400, "BadRequest"),
        _ when r.Is("DELETE /v3/orderexecution/orders/*") => Book.End(r.Segments[3]) ? Sent("Cancel request sent", r.Segments[3]) : Error(400, "BadRequest"),
        _ when r.Is("GET /v3/marketdata/quotes/*") => Quote(r.Segments[3]),
        _ when r.Is("GET /v3/marketdata/symbols/*") => Symbol(r.Segments[3]),
        _ => Error(404, "NotFound"),
    };

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.BadCredentials or Saying.Expired => Error(401, "Unauthorized"),
        // The one refusal whose words are known.
        Saying.InvalidOrder => Failed("Type = LMT has invalid Price greater than absolute maximum"),
        Saying.InsufficientFunds or Saying.UnknownInstrument => Failed("words that nobody has recorded"),
        _ => null,
    };

    public override Reply? Opened(StreamLine line)
    {
        if (!Knows(line.Request))
        {
            return Error(401, "Unauthorized");
        }
        line.Listens = true;
        foreach (var order in Book.Orders())
        {
            line.Send(Row(order));
        }
        line.Send(new JsonObject { ["StreamStatus"] = "EndSnapshot" });
        return null;
    }

    public override bool IsLines(Request request) => request.Is("GET /v3/brokerage/stream/accounts/*/orders");

    public override void Told(BookEvent e)
    {
        foreach (var line in Lines.Where(l => l.Listens))
        {
            line.Send(Row(e.Order));
        }
    }

    public override void Beat(StreamLine line) => line.Send(new JsonObject { ["Heartbeat"] = 1, ["Timestamp"] = Time(Clock.GetUtcNow()) });

    private Reply Submit(JsonNode o)
    {
        var type = o["OrderType"]!.ToString() switch { "Market" => "market", "Limit" => "limit", "StopMarket" => "stop", _ => "stop_limit" };
        var side = o["TradeAction"]!.ToString() is "BUY" or "BUYTOCOVER" ? "buy" : "sell";
        var taken = Book.Accept(o["OrderConfirmID"]!.ToString(), o["Symbol"]!.ToString(), side, type, o["TimeInForce"]!["Duration"]!.ToString().ToLowerInvariant(), Number(o, "Quantity")!.Value, Number(o, "LimitPrice"), Number(o, "StopPrice"));
        return taken is null
            ? Failed("words that nobody has recorded")
            : Reply.Json(new JsonObject { ["Orders"] = new JsonArray(new JsonObject { ["Message"] = "Sent order", ["OrderID"] = taken.Id }) });
    }

    private Reply Quote(string symbol) => Book.PriceOf(symbol) is > 0 and var price
        ? Reply.Json(new JsonObject { ["Quotes"] = new JsonArray(new JsonObject { ["Symbol"] = symbol, ["Bid"] = Text(price), ["Ask"] = Text(price), ["Last"] = Text(price), ["TradeTime"] = Time(Clock.GetUtcNow()), ["MarketFlags"] = new JsonObject { ["IsDelayed"] = false } }) })
        : Reply.Json(new JsonObject { ["Errors"] = new JsonArray(new JsonObject { ["Symbol"] = symbol, ["Error"] = "FAILED, INVALID SYMBOL" }) });

    private Reply Symbol(string symbol) => Instruments.FirstOrDefault(i => i.VenueSymbol == symbol) is { } i
        ? Reply.Json(new JsonObject
        {
            ["Symbols"] = new JsonArray(new JsonObject
            {
                ["Symbol"] = symbol, ["AssetType"] = i.AssetClass == AssetClass.Future ? "FUTURE" : "STOCK", ["Currency"] = "USD",
                ["PriceFormat"] = new JsonObject { ["Increment"] = Text(i.Tick), ["PointValue"] = Text(i.Multiplier) }, ["QuantityFormat"] = new JsonObject { ["Increment"] = Text(i.Lot), ["MinimumTradeQuantity"] = "1" },
            }),
            ["Errors"] = new JsonArray(),
        })
        : Reply.Json(new JsonObject { ["Symbols"] = new JsonArray(), ["Errors"] = new JsonArray(new JsonObject { ["Symbol"] = symbol, ["Error"] = "FAILED, INVALID SYMBOL" }) });

    private Reply Orders(IEnumerable<BookOrder> orders) => Reply.Json(new JsonObject { ["Orders"] = new JsonArray([.. orders.Reverse().Select(Row)]), ["Errors"] = new JsonArray() });

    private JsonObject Row(BookOrder o)
    {
        var kind = Instruments.FirstOrDefault(i => i.VenueSymbol == o.Symbol)?.AssetClass == AssetClass.Future ? "FUTURE" : "STOCK";
        return new JsonObject
        {
            ["AccountID"] = Account, ["OrderID"] = o.Id, ["Duration"] = o.TimeInForce.ToUpperInvariant(), ["LimitPrice"] = Text(o.LimitPrice), ["StopPrice"] = Text(o.StopPrice), ["OpenedDateTime"] = Time(o.At),
            ["OrderType"] = o.Type switch { "market" => "Market", "limit" => "Limit", "stop" => "StopMarket", _ => "StopLimit" }, ["FilledPrice"] = Text(o.AveragePrice ?? 0),
            ["ClosedDateTime"] = o.IsOpen ? null : Time(o.ChangedAt ?? o.At),
            ["Status"] = o.Status switch { "accepted" => "OPN", "partially_filled" => "FPR", "filled" => "FLL", "canceled" => o.Filled > 0 ? "FLP" : "OUT", "expired" => "EXP", "rejected" => "REJ", var other => other },
            ["Legs"] = new JsonArray(new JsonObject
            {
                ["Symbol"] = o.Symbol, ["AssetType"] = kind, ["BuyOrSell"] = o.Side == "buy" ? "Buy" : "Sell", ["QuantityOrdered"] = Text(o.Quantity), ["ExecQuantity"] = Text(o.Filled),
                ["QuantityRemaining"] = Text(o.Quantity - o.Filled), ["ExecutionPrice"] = Text(o.AveragePrice ?? 0),
            }),
        };
    }

    private JsonObject Row(KeyValuePair<string, (decimal Quantity, decimal Average)> p) => new()
    {
        ["AccountID"] = Account, ["Symbol"] = p.Key, ["AssetType"] = Instruments.FirstOrDefault(i => i.VenueSymbol == p.Key)?.AssetClass == AssetClass.Future ? "FUTURE" : "STOCK",
        ["LongShort"] = p.Value.Quantity < 0 ? "Short" : "Long", ["Quantity"] = Text(p.Value.Quantity), ["AveragePrice"] = Text(p.Value.Average), ["Last"] = Text(Book.PriceOf(p.Key)),
    };

    private bool Knows(Request r) => IsGood("access_token", r.Header("Authorization").Replace("Bearer ", "", StringComparison.Ordinal));

    private static Reply Failed(string reason) => Reply.Json(new JsonObject { ["Errors"] = new JsonArray(new JsonObject { ["Error"] = "FAILED", ["Message"] = $"Order failed. Reason: {reason}", ["OrderID"] = "1" }) });

    private static Reply Sent(string message, string id) => Reply.Json(new JsonObject { ["Message"] = message, ["OrderID"] = id });

    private static Reply Error(int status, string word) => Reply.Json(new JsonObject { ["Error"] = word, ["Message"] = word }, status);

    private static decimal? Number(JsonNode? o, string name) => Request.Number(o?[name]?.ToString());

    private static string? Text(decimal? number) => number?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
