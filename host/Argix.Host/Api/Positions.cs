using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Trading;
using Argix.Trading.Orders;

namespace Argix.Api;

/// <summary><c>/positions</c> and <c>/balances</c>.</summary>
internal static class PositionCalls
{
    public static void MapPositions(this IEndpointRouteBuilder api)
    {
        api.MapGet("/positions", async (string? connectionId, HttpContext context, TradeReads reads) =>
        {
            var all = await reads.PositionsAsync(Caller.Of(context).WorkspaceId, connectionId is null ? null : ApiFeature.Id(connectionId));
            return ApiFeature.Json(new { items = all.Where(p => p.Quantity != 0 || p.Drift != 0), nextCursor = (string?)null });
        });
        api.MapGet("/balances", async (string? connectionId, HttpContext context, TradeReads reads, ConnectionService connections) =>
        {
            var mine = await connections.ListAsync(Caller.Of(context).WorkspaceId, context.RequestAborted);
            return ApiFeature.Json(new { items = reads.Balances(mine.Where(c => connectionId is null || c.Id.ToString() == connectionId).Select(c => c.Id)), nextCursor = (string?)null });
        });
        api.MapPost("/positions/{id}/close", CloseAsync).RequireAuthorization(Scopes.Trade);
    }

    private static async Task<IResult> CloseAsync(string id, HttpContext context, TradeReads reads, OrderEntry entry)
    {
        var caller = Caller.Of(context);
        var position = (await reads.PositionsAsync(caller.WorkspaceId)).FirstOrDefault(p => p.Id == id && p.Quantity != 0)
            ?? throw new ArgixException("not_found", "there is no such open position in this workspace");
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var placed = await entry.PlaceAsync(caller.WorkspaceId, caller.Actor, "api", Closing(position), key.Length > 0 ? key : null, TimeSpan.FromSeconds(2), null, context.RequestAborted);
        return ApiFeature.Json(placed.Order, placed.Existing ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static OrderRequest Closing(PositionView p) =>
        new(p.ConnectionId, p.Instrument.Symbol, p.Instrument.AssetClass, p.Quantity > 0 ? "sell" : "buy", "market", Math.Abs(p.Quantity), ReduceOnly: true);
}
