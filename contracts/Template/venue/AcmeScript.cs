using System.Globalization;
using System.Text.Json.Nodes;
using Argix.Contracts;
using Argix.Contracts.Testing;

namespace Acme.Venue;

/// <summary>Acme's API over the kit's scripted book.</summary>
public class AcmeScript : VenueScript
{
    public override string BrokerId => "acme";

    public override IReadOnlyDictionary<string, string> Credentials => new Dictionary<string, string> { ["token"] = "acme-canary-token-0001" };

    public override IReadOnlyList<Traded> Instruments => [new("AAPL", "AAPL", AssetClass.Equity, Price: 200, Quantity: 8, Tick: 0.01m, Lot: 0.5m)];

    public override int RowsPerPage => 100;

    public override bool TellsRights => true;

    public override Reply Handle(Request r) => !IsGood("token", r.Header("Authorization").Replace("Bearer ", "", StringComparison.Ordinal)) ? Error(401, "bad_token") : r switch
    {
        _ when r.Is("GET /v1/login") => Reply.Json(new JsonObject { ["id"] = "A1", ["name"] = "Acme one", ["currency"] = "USD", ["canTrade"] = Rights.HasFlag(Rights.Trade), ["cash"] = Text(Book.Cash) }),
        _ when r.Is("GET /v1/positions") => Reply.Json(new JsonArray([.. Book.Positions().Select(p => new JsonObject { ["symbol"] = p.Key, ["quantity"] = Text(p.Value.Quantity), ["price"] = Text(p.Value.Average) })])),
        _ when r.Is("GET /v1/orders/by-client-id") => Shown(Book.Order(clientOrderId: r.Query.GetValueOrDefault("id", ""))),
        _ when r.Is("GET /v1/orders/*") => Shown(Book.Order(r.Segments[2])),
        _ when r.Is("GET /v1/orders") => Reply.Json(Orders(r)),
        _ when r.Is("GET /v1/fills") => Reply.Json(Fills(r)),
        _ when r.Is("POST /v1/orders") => Submit(r.Json),
        _ when r.Is("PATCH /v1/orders/*") => Change(r.Segments[2], r.Json),
        _ when r.Is("DELETE /v1/orders/*") => Book.Order(r.Segments[2]) is null ? Error(404, "no_order") : Book.End(r.Segments[2]) ? Reply.Empty() : Error(409, "not_open"),
        _ => Others(r),
    };

    public override Reply? Say(Saying what, Request request) => what switch
    {
        Saying.BadCredentials or Saying.Expired => Error(401, "bad_token"),
        Saying.InsufficientFunds => Error(422, "no_money"),
        Saying.UnknownInstrument => Error(422, "no_symbol"),
        Saying.InvalidOrder => Error(422, "bad_order"),
        _ => null,
    };

    public override void Heard(StreamLine line, Frame frame)
    {
        var token = JsonNode.Parse(frame.Data.Span)?["token"]?.ToString();
        line.Listens = IsGood("token", token);
        line.Send(line.Listens ? new JsonObject { ["ready"] = true } : new JsonObject { ["error"] = "bad_token" });
    }

    public override void Told(BookEvent e)
    {
        foreach (var line in Lines.Where(l => l.Listens))
        {
            line.Send(new JsonObject { ["order"] = Row(e.Order), ["fill"] = e.Line.Kind == "fill" ? Row(e.Line) : null });
        }
    }

    public override void Beat(StreamLine line) => line.Send(new JsonObject { ["beat"] = true });

    private Reply Others(Request r) => r switch
    {
        _ when r.Is("GET /v1/instruments/*") => Instruments.FirstOrDefault(i => i.VenueSymbol == r.Segments[2]) is { } i
            ? Reply.Json(new JsonObject { ["symbol"] = i.VenueSymbol, ["name"] = "Apple", ["currency"] = i.Currency, ["tick"] = Text(i.Tick), ["lot"] = Text(i.Lot) }) : Error(404, "no_symbol"),
        _ when r.Is("GET /v1/quotes/*") => Book.PriceOf(r.Segments[2]) is > 0 and var price
            ? Reply.Json(new JsonObject { ["symbol"] = r.Segments[2], ["bid"] = Text(price), ["ask"] = Text(price), ["at"] = Time(Clock.GetUtcNow()) }) : Error(404, "no_symbol"),
        _ when r.Is("POST /v1/dead-man") => Reply.Json(new JsonObject { ["at"] = Time(Clock.GetUtcNow().AddSeconds((double)(Request.Number(r.Query.GetValueOrDefault("seconds")) ?? 0))) }),
        _ => Error(404, "no_path"),
    };

    private Reply Submit(JsonNode? o)
    {
        if (o is null || Request.Number(o["quantity"]?.ToString()) is not { } quantity)
        {
            return Error(422, "bad_order");
        }
        var taken = Book.Accept(o["clientId"]!.ToString(), o["symbol"]!.ToString(), o["side"]!.ToString(), o["type"]!.ToString(), o["tif"]!.ToString(), quantity,
            Request.Number(o["limit"]?.ToString()), Request.Number(o["stop"]?.ToString()));
        return taken is null ? Error(409, "id_used") : Reply.Json(Row(taken), 201);
    }

    private Reply Change(string id, JsonNode? o)
    {
        if (Book.Order(id) is null)
        {
            return Error(404, "no_order");
        }
        var changed = Book.Replace(id, o!["clientId"]!.ToString(), Request.Number(o["quantity"]?.ToString()), Request.Number(o["limit"]?.ToString()), Request.Number(o["stop"]?.ToString()));
        return changed is null ? Error(409, "not_open") : Reply.Json(Row(changed));
    }

    private JsonArray Orders(Request r) => Rows(r, Book.Orders().Where(o => r.Query["open"] == "false" || o.IsOpen).Where(o => o.At >= Since(r) || o.ChangedAt >= Since(r)), o => o.Id, Row);

    private JsonArray Fills(Request r) => Rows(r, Book.Fills().Where(f => f.At >= Since(r) && (r.Query["order"].Length == 0 || r.Query["order"] == f.OrderId)), f => f.ExecutionId!, Row);

    private static JsonArray Rows<T>(Request r, IEnumerable<T> all, Func<T, string> id, Func<T, JsonObject> row)
    {
        var rest = r.Query.TryGetValue("after", out var after) ? all.SkipWhile(x => id(x) != after).Skip(1) : all;
        return new JsonArray([.. rest.Take(100).Select(row)]);
    }

    private static DateTimeOffset Since(Request r) => r.Query.TryGetValue("since", out var text) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;

    private static JsonObject Row(BookOrder o) => new()
    {
        ["id"] = o.Id, ["clientId"] = o.ClientOrderId, ["symbol"] = o.Symbol, ["side"] = o.Side, ["type"] = o.Type, ["tif"] = o.TimeInForce, ["quantity"] = Text(o.Quantity),
        ["limit"] = Text(o.LimitPrice), ["stop"] = Text(o.StopPrice), ["filled"] = Text(o.Filled), ["average"] = Text(o.AveragePrice), ["at"] = Time(o.ChangedAt ?? o.At),
        ["status"] = o.Status switch { "accepted" => "new", "partially_filled" => "part_filled", var other => other }, ["replaces"] = o.ReplacesId, ["replacedBy"] = o.ReplacedById,
    };

    private static JsonObject Row(LedgerLine f) => new()
    {
        ["id"] = f.ExecutionId, ["order"] = f.OrderId, ["symbol"] = f.Symbol, ["quantity"] = Text(f.Quantity), ["price"] = Text(f.Price), ["total"] = Text(f.Cumulative), ["at"] = Time(f.At),
    };

    private static Reply Shown(BookOrder? order) => order is null ? Error(404, "no_order") : Reply.Json(Row(order));

    private static Reply Error(int status, string code) => Reply.Json(new JsonObject { ["error"] = code, ["text"] = code.Replace('_', ' ') }, status);

    private static string? Text(decimal? number) => number?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
