using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Contracts.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Argix.ScriptedAlpaca;

/// <summary>
/// Speaks Alpaca's trading and market data API over the scripted book, on one port. Own options: <c>--key K --secret S</c> (else any pair is good),
/// <c>--frames binary|text</c>. Own control verbs: <c>account {status, tradingBlocked, accountBlocked, tradeSuspendedByUser}</c>, <c>bars {symbol, bars}</c>, <c>clock {isOpen, skewSeconds, headerSkewSeconds}</c>: the body's time, the Date header's.
/// </summary>
internal sealed partial class AlpacaDialect(VenueParts parts)
{
    private readonly ScriptedBook _book = parts.Book;
    private AccountControl _account = new();
    private ClockControl _clock = new();
    private readonly Dictionary<string, JsonArray> _bars = [];

    public void Map(WebApplication app)
    {
        _book.Happened = e => parts.Streams.Send(Message(e));
        foreach (var asset in Assets.All)
        {
            _book.SetPrice(asset.Symbol, asset.Price);
        }
        if (parts.Options.ContainsKey("control"))
        {
            ScriptedVenue.Post<AccountControl>(app, "/_control/account", a => _account = a);
            ScriptedVenue.Post<ClockControl>(app, "/_control/clock", c => _clock = c);
            ScriptedVenue.Post<BarsControl>(app, "/_control/bars", b => _bars[b.Symbol] = b.Bars);
        }
        app.Map("/stream", StreamAsync);
        app.Use((context, next) =>
        {
            if (_clock.HeaderSkewSeconds != 0)
            {
                context.Response.Headers.Date = parts.Clock.GetUtcNow().AddSeconds(_clock.HeaderSkewSeconds).ToString("R", CultureInfo.InvariantCulture);
            }
            return next(context);
        });
        var api = app.MapGroup("").AddEndpointFilter(async (call, next) => Knows(call.HttpContext)
            ? await next(call)
            : Error(401, 40110000, "request is not authorized"));
        MapTrading(api);
        MapData(api);
    }

    private void MapTrading(RouteGroupBuilder api)
    {
        api.MapGet("/v2/account", () => Ok(Account()));
        api.MapGet("/v2/clock", () => Ok(Clock()));
        api.MapGet("/v2/assets", (string? asset_class) => Ok(List(Assets.All.Where(a => asset_class is null || a.Class == asset_class).Select(a => a.ToJson()))));
        api.MapGet("/v2/assets/{symbol}", (string symbol) => Assets.Find(symbol) is { } asset ? Ok(asset.ToJson()) : Error(404, 40410000, $"asset not found for {symbol}"));
        api.MapPost("/v2/orders", (Delegate)SubmitAsync);
        api.MapGet("/v2/orders", (HttpRequest request) => Ok(Orders(request.Query)));
        api.MapGet("/v2/orders:by_client_order_id", (string client_order_id) => Shown(_book.Order(clientOrderId: client_order_id), client_order_id));
        api.MapGet("/v2/orders/{id}", (string id) => Shown(_book.Order(orderId: id), id));
        api.MapDelete("/v2/orders/{id}", Cancel);
        api.MapDelete("/v2/orders", () => Results.Text(List(_book.Orders().Where(o => o.IsOpen).Select(o => new JsonObject { ["id"] = o.Id, ["status"] = _book.End(o.Id) ? 200 : 500 })).ToJsonString(), "application/json", statusCode: 207));
        api.MapGet("/v2/positions", () => Ok(List(_book.Positions().Select(p => Position(p.Key, p.Value.Quantity, p.Value.Average)))));
        api.MapGet("/v2/account/activities/FILL", (HttpRequest request) => Ok(Activities(request.Query)));
    }

    private void MapData(RouteGroupBuilder api)
    {
        api.MapGet("/v2/stocks/{symbol}/quotes/latest", (string symbol) => Assets.Find(symbol) is null
            ? Error(404, 40410000, $"no quote found for {symbol}")
            : Ok(new JsonObject { ["symbol"] = symbol, ["quote"] = Quote(symbol) }));
        api.MapGet("/v2/stocks/{symbol}/bars", (string symbol) => Ok(new JsonObject { ["symbol"] = symbol, ["bars"] = Bars(symbol), ["next_page_token"] = null }));
        api.MapGet("/v1beta3/crypto/us/latest/quotes", (string symbols) => Ok(new JsonObject { ["quotes"] = new JsonObject { [symbols] = Quote(symbols) } }));
        api.MapGet("/v1beta3/crypto/us/bars", (string symbols) =>
            Ok(new JsonObject { ["bars"] = new JsonObject { [symbols] = Bars(symbols) }, ["next_page_token"] = null }));
    }

    private bool Knows(HttpContext context) =>
        Knows(context.Request.Headers["APCA-API-KEY-ID"].ToString(), context.Request.Headers["APCA-API-SECRET-KEY"].ToString());

    private bool Knows(string? key, string? secret) => !string.IsNullOrEmpty(key) && !string.IsNullOrEmpty(secret)
        && parts.Option("key", key) == key && parts.Option("secret", secret) == secret;

    private IResult Cancel(string id) => _book.Order(orderId: id) switch
    {
        null => Error(404, 40410000, $"order not found for {id}"),
        { IsOpen: false } order => Error(422, 42210000, $"order is already in \"{Word(order)}\" state"),
        _ => _book.End(id) ? Results.NoContent() : Error(422, 42210000, "order is not cancelable"),
    };

    private IResult Shown(BookOrder? order, string id) => order is null ? Error(404, 40410000, $"order not found for {id}") : Ok(Order(order));

    private static IResult Ok(JsonNode body) => Results.Text(body.ToJsonString(), "application/json");

    private static IResult Error(int status, int code, string message) =>
        Results.Text(new JsonObject { ["code"] = code, ["message"] = message }.ToJsonString(), "application/json", statusCode: status);

    private static JsonArray List(IEnumerable<JsonNode> rows) => new([.. rows]);

    private static string Text(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string? Text(decimal? number) => number is { } n ? Text(n) : null;

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private sealed record AccountControl(string Status = "ACTIVE", bool TradingBlocked = false, bool AccountBlocked = false, bool TradeSuspendedByUser = false)
    {
        public bool MayTrade => Status == "ACTIVE" && !TradingBlocked && !AccountBlocked && !TradeSuspendedByUser;
    }

    private sealed record ClockControl(bool IsOpen = true, double SkewSeconds = 0, double HeaderSkewSeconds = 0);

    private sealed record BarsControl(string Symbol, JsonArray Bars);
}
