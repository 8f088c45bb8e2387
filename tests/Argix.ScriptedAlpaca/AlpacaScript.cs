using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Argix.ScriptedAlpaca;

/// <summary>Speaks Alpaca's trading and market data API over the scripted book: for the conformance kit in memory, for tests of the host as a process of its own.</summary>
public sealed partial class AlpacaScript : VenueScript
{
    private readonly Dictionary<string, JsonArray> _bars = [];

    public override string BrokerId => "alpaca";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string> { ["keyId"] = "PKSCRIPTED0001", ["secretKey"] = "alpaca-canary-secret-0001" };

    public override IReadOnlyList<Traded> Instruments =>
    [
        .. Assets.All.OrderBy(a => a.Class == "crypto").Select(a => new Traded(a.Symbol, a.Symbol, a.Class == "crypto" ? AssetClass.Crypto : AssetClass.Equity, a.Price, a.Price > 1_000 ? 0.4m : 8, 0.01m,
            a.Class == "crypto" ? 0.0001m : 0.001m)),
    ];

    public override int RowsPerPage => 500;

    public override bool TellsRights => true;

    /// <summary>What the account may do and how it stands.</summary>
    internal AccountControl AccountStands { get; set; } = new();

    /// <summary>What the clock of the body says, and that of the header.</summary>
    internal ClockControl ClockStands { get; set; } = new();

    /// <summary>Paper sends binary frames, live text frames.</summary>
    internal bool TextFrames { get; set; }

    private bool MayTrade => AccountStands.MayTrade && Rights.HasFlag(Rights.Trade);

    internal void SetBars(BarsControl bars) => _bars[bars.Symbol] = bars.Bars;

    public override Reply Handle(Request request)
    {
        var reply = IsGood("keyId", request.Header("APCA-API-KEY-ID")) && IsGood("secretKey", request.Header("APCA-API-SECRET-KEY")) ? Answer(request) : Say(Saying.BadCredentials, request)!;
        return ClockStands.HeaderSkewSeconds == 0 ? reply : reply.With("Date", Clock.GetUtcNow().AddSeconds(ClockStands.HeaderSkewSeconds).ToString("R", CultureInfo.InvariantCulture));
    }

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.BadCredentials or Saying.Expired => Error(401, 40110000, "request is not authorized"),
        Saying.InsufficientFunds => Error(403, 40310000, "insufficient buying power"),
        Saying.UnknownInstrument => Error(422, 40010001, "asset \"NOPE\" not found"),
        Saying.InvalidOrder => Error(422, 40010001, "qty must be > 0"),
        Saying.RateLimited => Error(429, 42910000, "rate limit exceeded").With("Retry-After", "1"),
        Saying.Unavailable => Error(503, 50310000, "service unavailable"),
        _ => null,
    };

    private Reply Answer(Request r) => r switch
    {
        _ when r.Is("GET /v2/account") => Reply.Json(Account()),
        _ when r.Is("GET /v2/clock") => Reply.Json(MarketClock()),
        _ when r.Is("GET /v2/assets") => Reply.Json(List(Assets.All.Where(a => !r.Query.TryGetValue("asset_class", out var kind) || a.Class == kind).Select(a => a.ToJson()))),
        _ when r.Is("GET /v2/assets/*") => Assets.Find(r.Segments[2]) is { } asset ? Reply.Json(asset.ToJson()) : Error(404, 40410000, $"asset not found for {r.Segments[2]}"),
        _ when r.Is("POST /v2/orders") => Submit(r.Json as JsonObject),
        _ when r.Is("GET /v2/orders") => Reply.Json(Orders(r.Query)),
        _ when r.Is("GET /v2/orders:by_client_order_id") => Shown(Book.Order(clientOrderId: Asked(r, "client_order_id")), Asked(r, "client_order_id")),
        _ when r.Is("GET /v2/orders/*") => Shown(Book.Order(r.Segments[2]), r.Segments[2]),
        _ when r.Is("DELETE /v2/orders/*") => Cancel(r.Segments[2]),
        _ when r.Is("DELETE /v2/orders") => Reply.Json(List(Book.Orders().Where(o => o.IsOpen).Select(o => new JsonObject { ["id"] = o.Id, ["status"] = Book.End(o.Id) ? 200 : 500 })), 207),
        _ when r.Is("GET /v2/positions") => Reply.Json(List(Book.Positions().Select(p => Position(p.Key, p.Value.Quantity, p.Value.Average)))),
        _ when r.Is("GET /v2/account/activities/FILL") => Reply.Json(Activities(r.Query)),
        _ => Data(r),
    };

    private Reply Data(Request r) => r switch
    {
        _ when r.Is("GET /v2/stocks/*/quotes/latest") => Assets.Find(r.Segments[2]) is null
            ? Error(404, 40410000, $"no quote found for {r.Segments[2]}")
            : Reply.Json(new JsonObject { ["symbol"] = r.Segments[2], ["quote"] = Quote(r.Segments[2]) }),
        _ when r.Is("GET /v2/stocks/*/bars") => Reply.Json(new JsonObject { ["symbol"] = r.Segments[2], ["bars"] = Bars(r.Segments[2]), ["next_page_token"] = null }),
        _ when r.Is("GET /v1beta3/crypto/us/latest/quotes") => Reply.Json(new JsonObject { ["quotes"] = new JsonObject { [Asked(r, "symbols")] = Quote(Asked(r, "symbols")) } }),
        _ when r.Is("GET /v1beta3/crypto/us/bars") => Reply.Json(new JsonObject { ["bars"] = new JsonObject { [Asked(r, "symbols")] = Bars(Asked(r, "symbols")) }, ["next_page_token"] = null }),
        _ => Error(404, 40410000, "endpoint not found"),
    };

    private Reply Cancel(string id) => Book.Order(orderId: id) switch
    {
        null => Error(404, 40410000, $"order not found for {id}"),
        { IsOpen: false } order => Error(422, 42210000, $"order is already in \"{Word(order)}\" state"),
        _ => Book.End(id) ? Reply.Empty() : Error(422, 42210000, "order is not cancelable"),
    };

    private static Reply Shown(BookOrder? order, string id) => order is null ? Error(404, 40410000, $"order not found for {id}") : Reply.Json(Order(order));

    private static string Asked(Request r, string name) => r.Query.GetValueOrDefault(name, "");

    private static Reply Error(int status, int code, string message) => Reply.Json(new JsonObject { ["code"] = code, ["message"] = message }, status);

    private static JsonArray List(IEnumerable<JsonNode> rows) => new([.. rows]);

    private static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string? Text(decimal? number) => number is { } n ? Text(n) : null;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    internal sealed record AccountControl(string Status = "ACTIVE", bool TradingBlocked = false, bool AccountBlocked = false, bool TradeSuspendedByUser = false)
    {
        public bool MayTrade => Status == "ACTIVE" && !TradingBlocked && !AccountBlocked && !TradeSuspendedByUser;
    }

    internal sealed record ClockControl(bool IsOpen = true, double SkewSeconds = 0, double HeaderSkewSeconds = 0);

    internal sealed record BarsControl(string Symbol, JsonArray Bars);
}
