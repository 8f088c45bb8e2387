using Argix.Accounts;
using Argix.Strategies;
using Argix.Web;

namespace Argix.Api;

/// <summary><c>/strategies</c>: the built-in one. Documents, back-tests and templates come with graphs.</summary>
internal static class StrategyCalls
{
    public static void MapStrategies(this IEndpointRouteBuilder api)
    {
        api.MapGet("/strategies", async (HttpContext context, StrategyService service) =>
            ApiFeature.Json(new { items = await service.ListAsync(Caller.Of(context).WorkspaceId, context.RequestAborted), nextCursor = (string?)null }));
        api.MapGet("/strategies/{id}", async (string id, HttpContext context, StrategyService service) =>
            ApiFeature.Json(await service.GetAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), context.RequestAborted)));
        api.MapGet("/strategies/{id}/evaluations", async (string id, string? limit, HttpContext context, StrategyService service) =>
            ApiFeature.Json(new { items = await service.EvaluationsAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), ApiFeature.Limit(limit), context.RequestAborted), nextCursor = (string?)null }));
        api.MapPut("/strategies/{id}", PutAsync).RequireAuthorization(Scopes.Trade);
        Act(api, "arm", (s, c, id, ct) => s.ArmAsync(c.WorkspaceId, id, c.Actor, ct));
        Act(api, "disarm", (s, c, id, ct) => s.DisarmAsync(c.WorkspaceId, id, c.Actor, ct));
        Later(api);
    }

    private static void Later(IEndpointRouteBuilder api)
    {
        api.MapGet("/strategies/templates", (HttpContext context) => Problems.NotImplemented(context, "Strategy templates"));
        api.MapPost("/strategies", (HttpContext context) => Problems.NotImplemented(context, "Making strategies")).RequireAuthorization(Scopes.Trade);
        api.MapDelete("/strategies/{id}", (HttpContext context) => Problems.NotImplemented(context, "Deleting strategies")).RequireAuthorization(Scopes.Trade);
        api.MapPost("/strategies/{id}/backtest", (HttpContext context) => Problems.NotImplemented(context, "Back-testing"));
        api.MapGet("/strategies/{id}/backtests/{runId}", (HttpContext context) => Problems.NotImplemented(context, "Back-testing"));
    }

    private static void Act(IEndpointRouteBuilder api, string verb, Func<StrategyService, Caller, Guid, CancellationToken, Task<StrategyView>> act) =>
        api.MapPost($"/strategies/{{id}}/{verb}", async (string id, HttpContext context, StrategyService service) =>
            ApiFeature.Json(await act(service, Caller.Of(context), ApiFeature.Id(id), context.RequestAborted))).RequireAuthorization(Scopes.Trade);

    private static async Task<IResult> PutAsync(string id, HttpContext context, StrategyService service)
    {
        var caller = Caller.Of(context);
        var strategy = await service.GetAsync(caller.WorkspaceId, ApiFeature.Id(id), context.RequestAborted);
        var body = await RequestBody.ReadAsync(context);
        var change = Read(body.Inside("parameters"));
        var name = body.OptionalText("name", 80);
        body.Done();
        return ApiFeature.Json(await service.ChangeAsync(caller.WorkspaceId, strategy.Id, name, change, caller.Actor, context.RequestAborted));
    }

    // What is left out keeps its value.
    private static Func<CrossParameters, CrossParameters> Read(RequestBody body)
    {
        var connection = body.OptionalText("connectionId");
        var (symbol, asset, bar) = (body.OptionalText("symbol", 64), body.OptionalText("assetClass"), body.OptionalText("barSize"));
        var (fast, slow) = (body.Whole("fast"), body.Whole("slow"));
        var size = body.Present("size") ? Size(body.Inside("size")) : null;
        var enter = body.Present("enterOnArm") ? body.Flag("enterOnArm") : (bool?)null;
        body.Done();
        return now => new CrossParameters(connection is null ? now.ConnectionId : ApiFeature.Id(connection), symbol ?? now.Symbol, asset ?? now.AssetClass, bar ?? now.BarSize,
            fast ?? now.Fast, slow ?? now.Slow, size ?? now.Size, enter ?? now.EnterOnArm);
    }

    private static SizeParameter Size(RequestBody body)
    {
        var size = new SizeParameter(body.Figure("quantity"), body.Figure("notional"));
        body.Done();
        return size;
    }
}
