using Argix.Accounts;
using Argix.Errors;
using Argix.Trading;
using Argix.Trading.Desks;
using Argix.Trading.Orders;
using Argix.Web;

namespace Argix.Api;

/// <summary><c>/orders</c>: place, look, cancel.</summary>
internal static class OrderCalls
{
    private static readonly TimeSpan AckWait = TimeSpan.FromSeconds(2);

    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        api.MapPost("/orders", PlaceAsync).RequireAuthorization(Scopes.Trade);
        api.MapPost("/orders/preview", PreviewAsync);
        api.MapPost("/orders/cancel-all", CancelAllAsync).RequireAuthorization(Scopes.Trade);
        api.MapGet("/orders", ListAsync);
        api.MapGet("/orders/{id}", async (string id, HttpContext context, TradeReads reads) => ApiFeature.Json(await reads.OrderAsync(Caller.Of(context).WorkspaceId, OrderId(id))));
        api.MapGet("/orders/{id}/history", async (string id, HttpContext context, TradeReads reads) =>
            ApiFeature.Json(new { items = await reads.HistoryAsync(Caller.Of(context).WorkspaceId, OrderId(id)) }));
        api.MapPost("/orders/{id}/cancel", async (string id, HttpContext context, OrderEntry entry) =>
            ApiFeature.Json(await entry.CancelAsync(Caller.Of(context).WorkspaceId, Caller.Of(context).Actor, OrderId(id)), StatusCodes.Status202Accepted)).RequireAuthorization(Scopes.Trade);
        api.MapPost("/orders/{id}/resolve", ResolveAsync).RequireAuthorization(Scopes.Admin);
        api.MapPost("/orders/{id}/override", OverrideAsync).RequireAuthorization(Scopes.Admin);
        api.MapPatch("/orders/{id}", ReplaceAsync).RequireAuthorization(Scopes.Trade);
        api.MapGet("/executions", ExecutionsAsync);
    }

    private static async Task<IResult> PlaceAsync(string? wait, HttpContext context, OrderEntry entry)
    {
        var caller = Caller.Of(context);
        var body = await RequestBody.ReadAsync(context);
        await entry.RequireConnectionAsync(caller.WorkspaceId, body.Peek("connectionId"), context.RequestAborted);
        var key = Key(context);
        var patience = wait switch { null or "ack" => AckWait, "none" => TimeSpan.Zero, _ => throw new ArgixException("validation_failed", "wait: ack or none") };
        var placed = await entry.PlaceAsync(caller.WorkspaceId, caller.Actor, "api", Read(body), key, patience, null, context.RequestAborted);
        if (placed.Order.State == "denied")
        {
            throw Denial(placed.Order);
        }

        context.Response.Headers.Location = $"/api/v1/orders/{placed.Order.Id}";
        return ApiFeature.Json(placed.Order, placed.Existing ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static async Task<IResult> ResolveAsync(string id, HttpContext context, OrderEntry entry, TradeReads reads)
    {
        await reads.OrderAsync(Caller.Of(context).WorkspaceId, OrderId(id)); // an order that is not there comes before what the body says
        var (caller, body) = (Caller.Of(context), await RequestBody.ReadAsync(context));
        var says = new Resolution(body.Text("outcome"), body.Text("evidence", 1000), body.OptionalText("brokerOrderId"), body.Figure("filledQuantity"), body.Figure("averagePrice"));
        body.Done();
        return ApiFeature.Json(await entry.ResolveAsync(caller.WorkspaceId, caller.Actor, OrderId(id), says));
    }

    private static async Task<IResult> OverrideAsync(string id, HttpContext context, OrderEntry entry, TradeReads reads)
    {
        await reads.OrderAsync(Caller.Of(context).WorkspaceId, OrderId(id));
        var (caller, body) = (Caller.Of(context), await RequestBody.ReadAsync(context));
        var reason = body.Text("reason", 500);
        body.Done();
        var placed = await entry.OverrideAsync(caller.WorkspaceId, caller.Actor, "api", OrderId(id), reason, AckWait, context.RequestAborted);
        return placed.Order.State == "denied" ? throw Denial(placed.Order) : ApiFeature.Json(placed.Order, placed.Existing ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static async Task<IResult> ReplaceAsync(string id, HttpContext context, OrderEntry entry, TradeReads reads)
    {
        var (caller, order) = (Caller.Of(context), OrderId(id));
        await reads.OrderAsync(caller.WorkspaceId, order); // an order that is not there comes before what the body says
        var body = await RequestBody.ReadAsync(context);
        var change = new OrderChange(body.Figure("quantity"), body.Figure("limitPrice"), body.Figure("stopPrice"), body.OptionalText("timeInForce", 20));
        body.Done();
        return ApiFeature.Json(await entry.ReplaceAsync(caller.WorkspaceId, caller.Actor, order, change, context.RequestAborted), StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> PreviewAsync(HttpContext context, OrderEntry entry)
    {
        var caller = Caller.Of(context);
        var body = await RequestBody.ReadAsync(context);
        await entry.RequireConnectionAsync(caller.WorkspaceId, body.Peek("connectionId"), context.RequestAborted);
        return ApiFeature.Json(await entry.PreviewAsync(caller.WorkspaceId, caller.Actor, Read(body), context.RequestAborted));
    }

    private static async Task<IResult> CancelAllAsync(HttpContext context, OrderEntry entry)
    {
        var caller = Caller.Of(context);
        Guid? connection = null;
        if (await RequestBody.ReadIfAnyAsync(context) is { } body)
        {
            connection = body.OptionalText("connectionId") is { } id ? ApiFeature.Id(id) : null;
            body.Done();
        }

        return ApiFeature.Json(new { cancelRequested = await entry.CancelAllAsync(caller.WorkspaceId, caller.Actor, connection) }, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ListAsync(string? limit, string? cursor, string? connectionId, string? state, string? symbol, bool? unmanaged, HttpContext context, TradeReads reads)
    {
        bool Fits(OrderView o) => (connectionId is null || o.ConnectionId.ToString() == connectionId) && (symbol is null || o.Instrument.Symbol == symbol)
            && (unmanaged is null || o.Unmanaged is not null == unmanaged)
            && (state is null || o.State == state || (state == "open" && !o.IsFinal));
        return ApiFeature.Json(await reads.OrdersAsync(Caller.Of(context).WorkspaceId, ApiFeature.Limit(limit), cursor, Fits));
    }

    private static async Task<IResult> ExecutionsAsync(string? limit, string? cursor, string? connectionId, string? orderId, HttpContext context, TradeReads reads)
    {
        bool Fits(ExecutionView x) => (connectionId is null || x.ConnectionId.ToString() == connectionId) && (orderId is null || x.OrderId.ToString() == orderId);
        return ApiFeature.Json(await reads.ExecutionsAsync(Caller.Of(context).WorkspaceId, ApiFeature.Limit(limit), cursor, Fits));
    }

    private static OrderRequest Read(RequestBody body)
    {
        var instrument = body.Inside("instrument");
        var (symbol, asset) = (instrument.Text("symbol", 64), instrument.Text("assetClass", 20));
        instrument.Done();
        // An id that is none of the workspace has been refused already; here it is missing or no text, which is said together with the other faults.
        _ = ApiFeature.TryId(body.Text("connectionId"), out var connection);
        var request = new OrderRequest(connection, symbol, asset, body.Text("side", 20), body.Text("type", 20), body.Figure("quantity"),
            body.Figure("limitPrice"), body.Figure("stopPrice"), body.OptionalText("timeInForce", 20), body.Flag("reduceOnly"));
        body.Done();
        return request;
    }

    private static string Key(HttpContext context)
    {
        var values = context.Request.Headers["Idempotency-Key"];
        return values is [{ Length: >= 1 and <= 128 } key] && key.All(c => c is >= '!' and <= '~')
            ? key
            : throw new ArgixException("bad_request", "send one header Idempotency-Key with 1 to 128 visible ASCII characters: the same key never makes a second order");
    }

    private static ArgixException Denial(OrderView order) => new(order.Code!, order.Reason!)
    {
        Facts = new Dictionary<string, object?> { ["orderId"] = order.Id, ["verdicts"] = order.Verdicts },
    };

    private static Guid OrderId(string id) => ApiFeature.Id(id, "order_not_found");
}
