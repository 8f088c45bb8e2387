using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.AdapterTests.Oanda;

/// <summary>OANDA's words over the kit's scripted book: whatever happens becomes an entry of the account's log, and everything else is read from it.</summary>
public sealed class OandaScript : VenueScript
{
    private const string Account = "101-004-1234567-001";
    private readonly List<(DateTimeOffset At, JsonObject Entry)> _log = [];

    public override string BrokerId => "oanda";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string> { ["token"] = "oanda-canary-token-0001", ["accountId"] = Account };

    public override IReadOnlyList<Traded> Instruments => [new("EUR/USD", "EUR_USD", AssetClass.Fx, 1.1m, 800, 0.00001m, 1), new("XAU/USD", "XAU_USD", AssetClass.Cfd, 2500, 8, 0.001m, 0.1m)];

    // One row of numbers for everything: an order's id is that of the entry which made it.
    public override string? OrderId(string symbol, long number) => Number(number);

    public override string? FillId(string symbol, long number) => Number(number);

    public override Reply Handle(Request r) => !Knows(r) ? Unauthorised() : r switch
    {
        _ when r.Is("GET /v3/accounts") => Reply.Json(new JsonObject { ["accounts"] = new JsonArray(new JsonObject { ["id"] = Account, ["tags"] = new JsonArray() }) }),
        _ when r.Is("GET /v3/accounts/*/summary") => Reply.Json(new JsonObject { ["account"] = new JsonObject { ["id"] = Account, ["currency"] = "USD", ["balance"] = Text(Book.Cash), ["NAV"] = Text(Book.Cash), ["marginAvailable"] = Text(Book.Cash), ["hedgingEnabled"] = false } }),
        _ when r.Is("GET /v3/accounts/*/openPositions") => Reply.Json(new JsonObject { ["positions"] = new JsonArray([.. Book.Positions().Select(Row)]) }),
        _ when r.Is("GET /v3/accounts/*/pendingOrders") => Reply.Json(new JsonObject { ["orders"] = new JsonArray([.. Book.Orders().Where(o => o.IsOpen).Select(Row)]) }),
        _ when r.Is("GET /v3/accounts/*/orders/*") => Find(r.Segments[4]) is { } o ? Reply.Json(new JsonObject { ["order"] = Row(o) }) : Missing(),
        _ when r.Is("GET /v3/accounts/*/transactions/idrange") => Reply.Json(new JsonObject { ["transactions"] = new JsonArray([.. Locked(() => Kind(r).Where(e => Id(e.Entry) >= Id(r.Query["from"]) && Id(e.Entry) <= Id(r.Query["to"])).Select(e => e.Entry.DeepClone()))]) }),
        _ when r.Is("GET /v3/accounts/*/transactions/*") => Locked(() => _log.Where(e => e.Entry["id"]!.ToString() == r.Segments[4]).Select(e => e.Entry.DeepClone())) is [var entry, ..] ? Reply.Json(new JsonObject { ["transaction"] = entry }) : Missing(),
        _ when r.Is("GET /v3/accounts/*/transactions") => Pages(r),
        _ when r.Is("POST /v3/accounts/*/orders") => Submit(r.Json!["order"]!),
        _ when r.Is("PUT /v3/accounts/*/orders/*/cancel") => Find(r.Segments[4]) is { IsOpen: true } open && Book.End(open.Id) ? Reply.Json(new JsonObject { ["orderCancelTransaction"] = Last("ORDER_CANCEL") }) : Rejected("orderCancelRejectTransaction", "ORDER_DOESNT_EXIST", 404),
        _ when r.Is("PUT /v3/accounts/*/orders/*") => Change(r.Segments[4], r.Json!["order"]!),
        _ when r.Is("GET /v3/accounts/*/instruments") => Reply.Json(new JsonObject { ["instruments"] = new JsonArray([.. Instruments.Select(Row)]) }),
        _ when r.Is("GET /v3/accounts/*/pricing") => Reply.Json(new JsonObject { ["prices"] = new JsonArray([.. new[] { r.Query["instruments"] }.Where(i => Book.PriceOf(i) > 0).Select(Price)]) }),
        _ => Missing(),
    };

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.BadCredentials or Saying.Expired => Unauthorised(),
        Saying.InsufficientFunds => Rejected("orderRejectTransaction", "INSUFFICIENT_MARGIN", 400),
        Saying.UnknownInstrument => Rejected("orderRejectTransaction", "INSTRUMENT_UNKNOWN", 404),
        Saying.InvalidOrder => Rejected("orderRejectTransaction", "UNITS_INVALID", 400),
        _ => null,
    };

    public override Reply? Opened(StreamLine line)
    {
        if (!Knows(line.Request))
        {
            return Unauthorised();
        }
        line.Listens = true;
        Beat(line);
        return null;
    }

    public override bool IsLines(Request request) => request.Is("GET /v3/accounts/*/transactions/stream");

    public override void Beat(StreamLine line) => line.Send(new JsonObject { ["type"] = "HEARTBEAT", ["time"] = Time(Clock.GetUtcNow()), ["lastTransactionID"] = Locked(() => _log.TakeLast(1)) is [var last] ? last.Entry["id"]!.ToString() : "0" });

    public override void Told(BookEvent e)
    {
        var o = e.Order;
        var entry = e.Line.Kind switch
        {
            "accepted" => new JsonObject
            {
                ["id"] = o.Id, ["batchID"] = o.Id, ["type"] = o.Type.ToUpperInvariant() + "_ORDER", ["instrument"] = o.Symbol, ["units"] = Text(o.Sign * o.Quantity), ["price"] = Text(o.LimitPrice ?? o.StopPrice),
                ["timeInForce"] = Tif(o.TimeInForce), ["clientExtensions"] = new JsonObject { ["id"] = o.ClientOrderId }, ["replacesOrderID"] = o.ReplacesId,
            },
            "fill" => new JsonObject
            {
                ["id"] = e.Line.ExecutionId, ["batchID"] = e.Line.ExecutionId, ["type"] = "ORDER_FILL", ["orderID"] = o.Id, ["clientOrderID"] = o.ClientOrderId, ["instrument"] = o.Symbol,
                ["units"] = Text(o.Sign * e.Line.Quantity), ["price"] = Text(e.Line.Price), ["fullVWAP"] = Text(e.Line.Price),
            },
            var how => new JsonObject
            {
                ["id"] = Number(e.Line.Seq), ["batchID"] = Number(e.Line.Seq), ["type"] = how is "canceled" or "replaced" or "expired" or "rejected" ? "ORDER_CANCEL" : how, ["orderID"] = o.Id, ["clientOrderID"] = o.ClientOrderId, ["replacedByOrderID"] = o.ReplacedById,
                ["reason"] = how switch { "replaced" => "CLIENT_REQUEST_REPLACED", "expired" => "TIME_IN_FORCE_EXPIRED", "rejected" => "INSUFFICIENT_MARGIN", _ => "CLIENT_REQUEST" },
            },
        };
        entry["time"] = Time(e.Line.At);
        lock (_log)
        {
            _log.Add((e.Line.At, entry));
        }
        foreach (var line in Lines.Where(l => l.Listens))
        {
            line.Send(entry.DeepClone());
        }
    }

    private Reply Submit(JsonNode o)
    {
        var (side, units, price) = Said(o);
        var type = o["type"]!.ToString().ToLowerInvariant();
        var taken = Book.Accept(o["clientExtensions"]!["id"]!.ToString(), o["instrument"]!.ToString(), side, type, Words(o), units, type == "limit" ? price : null, type == "stop" ? price : null);
        return taken is null ? Rejected("orderRejectTransaction", "CLIENT_ORDER_ID_ALREADY_EXISTS", 400) : Reply.Json(new JsonObject { ["orderCreateTransaction"] = Entry(taken.Id), ["lastTransactionID"] = taken.Id }, 201);
    }

    private Reply Change(string id, JsonNode o)
    {
        var (_, units, price) = Said(o);
        var type = o["type"]!.ToString();
        return Book.Replace(id, o["clientExtensions"]!["id"]!.ToString(), units, type == "LIMIT" ? price : null, type == "STOP" ? price : null) is { } next
            ? Reply.Json(new JsonObject { ["orderCancelTransaction"] = Entry(EndOf(id)!), ["orderCreateTransaction"] = Entry(next.Id) }, 201)
            : Rejected("orderCancelRejectTransaction", "ORDER_DOESNT_EXIST", 404);
    }

    private Reply Pages(Request r)
    {
        var from = r.Query.TryGetValue("from", out var text) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : DateTimeOffset.MinValue;
        var ids = Locked(() => Kind(r).Where(e => e.At >= from).Select(e => Id(e.Entry)));
        return Reply.Json(new JsonObject
        {
            ["count"] = ids.Count, ["pages"] = new JsonArray([.. ids.Chunk(1000).Select(page => (JsonNode)$"https://x/v3/accounts/{Account}/transactions/idrange?from={Number(page[0])}&to={Number(page[^1])}")]),
        });
    }

    private IEnumerable<(DateTimeOffset At, JsonObject Entry)> Kind(Request r) => _log.Where(e => !r.Query.TryGetValue("type", out var kind) || e.Entry["type"]!.ToString() == kind);

    private bool Knows(Request r) => IsGood("token", r.Header("Authorization").Replace("Bearer ", "", StringComparison.Ordinal));

    private BookOrder? Find(string specifier) => specifier.StartsWith('@') ? Book.Orders().LastOrDefault(o => o.IsOpen && o.ClientOrderId == specifier[1..]) : Book.Order(specifier);

    private JsonNode Entry(string id) => Locked(() => _log.Where(e => e.Entry["id"]!.ToString() == id).Select(e => e.Entry.DeepClone()))[0];

    private JsonNode Last(string type) => Locked(() => _log.Where(e => e.Entry["type"]!.ToString() == type).Select(e => e.Entry.DeepClone()))[^1];

    private List<T> Locked<T>(Func<IEnumerable<T>> read)
    {
        lock (_log)
        {
            return [.. read()];
        }
    }

    private JsonObject Row(BookOrder o) => new()
    {
        ["id"] = o.Id, ["type"] = o.Type.ToUpperInvariant(), ["instrument"] = o.Symbol, ["units"] = Text(o.Sign * o.Quantity), ["price"] = Text(o.LimitPrice ?? o.StopPrice), ["timeInForce"] = Tif(o.TimeInForce),
        ["createTime"] = Time(o.At), ["clientExtensions"] = new JsonObject { ["id"] = o.ClientOrderId }, ["state"] = o.IsOpen ? "PENDING" : o.Status switch { "filled" => "FILLED", "canceled" or "expired" or "rejected" or "replaced" => "CANCELLED", var word => word },
        ["fillingTransactionID"] = o.Status is "filled" ? Book.Fills().LastOrDefault(f => f.OrderId == o.Id)?.ExecutionId : null, ["cancellingTransactionID"] = EndOf(o.Id), ["replacesOrderID"] = o.ReplacesId,
    };

    private static JsonObject Row(KeyValuePair<string, (decimal Quantity, decimal Average)> p) => new()
    {
        ["instrument"] = p.Key, ["long"] = new JsonObject { ["units"] = Text(Math.Max(0, p.Value.Quantity)), ["averagePrice"] = p.Value.Quantity > 0 ? Text(p.Value.Average) : null },
        ["short"] = new JsonObject { ["units"] = Text(Math.Min(0, p.Value.Quantity)), ["averagePrice"] = p.Value.Quantity < 0 ? Text(p.Value.Average) : null },
    };

    private static JsonObject Row(Traded i) => new()
    {
        ["name"] = i.VenueSymbol, ["type"] = i.AssetClass == AssetClass.Fx ? "CURRENCY" : "METAL", ["displayName"] = i.Symbol, ["displayPrecision"] = i.AssetClass == AssetClass.Fx ? 5 : 3,
        ["tradeUnitsPrecision"] = i.AssetClass == AssetClass.Fx ? 0 : 1, ["minimumTradeSize"] = Text(i.Lot), ["maximumOrderUnits"] = "100000000",
    };

    private JsonObject Price(string instrument) => new()
    {
        ["instrument"] = instrument, ["time"] = Time(Clock.GetUtcNow()), ["tradeable"] = true,
        ["bids"] = new JsonArray(new JsonObject { ["price"] = Text(Book.PriceOf(instrument)) }), ["asks"] = new JsonArray(new JsonObject { ["price"] = Text(Book.PriceOf(instrument)) }),
    };

    private static (string Side, decimal Units, decimal? Price) Said(JsonNode o) => Request.Number(o["units"]!.ToString())!.Value is var units ? (units < 0 ? "sell" : "buy", Math.Abs(units), Request.Number(o["price"]?.ToString())) : default;

    private static string Words(JsonNode o) => o["timeInForce"]!.ToString() is "GFD" ? "day" : o["timeInForce"]!.ToString().ToLowerInvariant();

    private static string Tif(string word) => word == "day" ? "GFD" : word.ToUpperInvariant();

    private string? EndOf(string order) => Locked(() => _log.Where(e => e.Entry["type"]!.ToString() == "ORDER_CANCEL" && e.Entry["orderID"]!.ToString() == order).Select(e => e.Entry["id"]!.ToString())) is [var id, ..] ? id : null;

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Id(JsonObject entry) => Id(entry["id"]!.ToString());

    private static long Id(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static Reply Unauthorised() => Reply.Json(new JsonObject { ["errorMessage"] = "Insufficient authorization to perform request." }, 401);

    private static Reply Missing() => Reply.Json(new JsonObject { ["errorCode"] = "NO_SUCH_ORDER", ["errorMessage"] = "The order ID specified does not exist" }, 404);

    private static Reply Rejected(string name, string reason, int status) => Reply.Json(new JsonObject { [name] = new JsonObject { ["id"] = "1", ["type"] = "ORDER_REJECT", ["rejectReason"] = reason }, ["errorCode"] = reason, ["errorMessage"] = "refused" }, status);

    private static string? Text(decimal? number) => number?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
