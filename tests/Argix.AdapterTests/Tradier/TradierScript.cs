using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.Tradier;

/// <summary>Tradier's words over the kit's scripted book: forms in, one element without its list, "null" for none, our id as a mere label.</summary>
public sealed class TradierScript : VenueScript
{
    private const string Account = "VA000001";

    public override string BrokerId => "tradier";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string> { ["accessToken"] = "tradier-canary-token-0001" };

    public override IReadOnlyList<Traded> Instruments => [new("AAPL", "AAPL", AssetClass.Equity, 200, 8, 0.01m, 1), new("SPY", "SPY", AssetClass.Etf, 500, 8, 0.01m, 1)];

    public override string? OrderId(string symbol, long number) => number.ToString(CultureInfo.InvariantCulture);

    // One text is recorded; how Tradier words the others nobody has shown.
    public override IReadOnlySet<Saying> Unrecorded => new HashSet<Saying> { Saying.UnknownInstrument, Saying.InvalidOrder, Saying.TooLate };

    public override Reply Handle(Request r) => !IsGood("accessToken", r.Header("Authorization").Replace("Bearer ", "", StringComparison.Ordinal)) ? Fault("invalid_access_token") : r switch
    {
        _ when r.Is("GET /user/profile") => Reply.Json(new JsonObject { ["profile"] = new JsonObject { ["account"] = new JsonObject { ["account_number"] = Account, ["status"] = "active", ["type"] = "margin" } } }),
        _ when r.Is("GET /markets/clock") => Reply.Json(new JsonObject { ["clock"] = new JsonObject { ["state"] = "open", ["timestamp"] = Clock.GetUtcNow().ToUnixTimeSeconds() } }),
        _ when r.Is("GET /accounts/*/balances") => Reply.Json(new JsonObject { ["balances"] = new JsonObject { ["account_number"] = Account, ["total_cash"] = Book.Cash, ["total_equity"] = Book.Cash, ["margin"] = new JsonObject { ["stock_buying_power"] = Book.Cash } } }),
        _ when r.Is("GET /accounts/*/positions") => List("positions", "position", Book.Positions().Select(p => new JsonObject { ["symbol"] = p.Key, ["quantity"] = p.Value.Quantity, ["cost_basis"] = p.Value.Quantity * p.Value.Average })),
        _ when r.Is("GET /accounts/*/orders") => List("orders", "order", Book.Orders().Select(Row)),
        _ when r.Is("GET /accounts/*/orders/*") => Book.Order(r.Segments[3]) is { } o ? Reply.Json(new JsonObject { ["order"] = Row(o) }) : Errors("order not found"),
        _ when r.Is("POST /accounts/*/orders") => Submit(r.Form),
        _ when r.Is("PUT /accounts/*/orders/*") => Book.Change(r.Segments[3], null, Number(r.Form, "price"), Number(r.Form, "stop")) ? Ok(r.Segments[3]) : Errors("order not open"),
        _ when r.Is("DELETE /accounts/*/orders/*") => Book.End(r.Segments[3]) ? Ok(r.Segments[3]) : Errors("order not open"),
        _ when r.Is("GET /markets/quotes") => List("quotes", "quote", Book.PriceOf(r.Query["symbols"]) is > 0 and var price
            ? [new JsonObject { ["symbol"] = r.Query["symbols"], ["bid"] = price, ["ask"] = price, ["last"] = price, ["trade_date"] = Clock.GetUtcNow().ToUnixTimeMilliseconds() }] : []),
        _ when r.Is("GET /markets/lookup") => List("securities", "security", Instruments.Where(i => i.Symbol.StartsWith(r.Query["q"], StringComparison.OrdinalIgnoreCase))
            .Select(i => new JsonObject { ["symbol"] = i.Symbol, ["exchange"] = "Q", ["type"] = i.AssetClass == AssetClass.Etf ? "etf" : "stock", ["description"] = i.Symbol })),
        _ => Reply.Text("not found", 404, "text/plain"),
    };

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.BadCredentials => Fault("invalid_access_token"),
        Saying.Expired => Fault("access_token_expired"),
        Saying.InsufficientFunds => Errors("You do not have enough buying power for this trade."),
        Saying.UnknownInstrument or Saying.InvalidOrder => Errors("words that nobody has recorded"),
        _ => null,
    };

    private Reply Submit(IReadOnlyDictionary<string, string> f)
    {
        var taken = Book.Accept(f["tag"], f["symbol"], f["side"] is "buy" or "buy_to_cover" ? "buy" : "sell", f["type"], f["duration"], Number(f, "quantity")!.Value, Number(f, "price"), Number(f, "stop"));
        return taken is null ? Errors("not taken") : Ok(taken.Id);
    }

    private static Reply Ok(string id) => Reply.Json(new JsonObject { ["order"] = new JsonObject { ["id"] = long.Parse(id, CultureInfo.InvariantCulture), ["status"] = "ok" } });

    private static Reply List(string outer, string inner, IEnumerable<JsonObject> rows) => rows.ToArray() switch
    {
        [] => Reply.Json(new JsonObject { [outer] = "null" }),
        [var only] => Reply.Json(new JsonObject { [outer] = new JsonObject { [inner] = only } }),
        var several => Reply.Json(new JsonObject { [outer] = new JsonObject { [inner] = new JsonArray([.. several]) } }),
    };

    private static JsonObject Row(BookOrder o) => new()
    {
        ["id"] = long.Parse(o.Id, CultureInfo.InvariantCulture), ["type"] = o.Type, ["symbol"] = o.Symbol, ["side"] = o.Side, ["quantity"] = o.Quantity, ["duration"] = o.TimeInForce, ["price"] = o.LimitPrice, ["stop_price"] = o.StopPrice,
        ["avg_fill_price"] = o.AveragePrice ?? 0, ["exec_quantity"] = o.Filled, ["class"] = "equity", ["tag"] = o.ClientOrderId,
        ["create_date"] = Time(o.At), ["transaction_date"] = Time(o.ChangedAt ?? o.At), ["status"] = o.Status == "accepted" ? "open" : o.Status,
    };

    private static Reply Errors(string text) => Reply.Json(new JsonObject { ["errors"] = new JsonObject { ["error"] = text } }, 400);

    private static Reply Fault(string code) => Reply.Json(new JsonObject { ["fault"] = new JsonObject { ["faultstring"] = "Invalid Access Token", ["detail"] = new JsonObject { ["errorcode"] = "keymanagement.service." + code } } }, 401);

    private static decimal? Number(IReadOnlyDictionary<string, string> f, string name) => Request.Number(f.GetValueOrDefault(name));

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
