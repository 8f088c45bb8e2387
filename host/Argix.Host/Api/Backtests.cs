using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Accounts;
using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Backtests;

namespace Argix.Api;

/// <summary><c>/strategies/{id}/backtest</c> and what it makes.</summary>
internal static class BacktestCalls
{
    public static void MapBacktests(this IEndpointRouteBuilder api)
    {
        api.MapPost("/strategies/{id}/backtest", BeginAsync).RequireAuthorization(Scopes.Trade);
        api.MapGet("/strategies/{id}/backtests", async (string id, string? limit, HttpContext context, BacktestService service) =>
            StrategyCalls.List((await service.ListAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), ApiFeature.Limit(limit), context.RequestAborted)).Select(View)));
        api.MapGet("/strategies/{id}/backtests/{runId}", async (string id, string runId, HttpContext context, BacktestService service) =>
            ApiFeature.Json(View(await service.GetAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), ApiFeature.Id(runId), context.RequestAborted))));
        api.MapPost("/strategies/{id}/backtests/{runId}/cancel", async (string id, string runId, HttpContext context, BacktestService service) =>
            ApiFeature.Json(View(await service.CancelAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), ApiFeature.Id(runId), context.RequestAborted)))).RequireAuthorization(Scopes.Trade);
        Csv(api, "equity.csv", r => r.EquityCsv());
        Csv(api, "trades.csv", r => r.TradesCsv());
    }

    private static void Csv(IEndpointRouteBuilder api, string file, Func<BacktestReport, string> write) =>
        api.MapGet($"/strategies/{{id}}/backtests/{{runId}}/{file}", async (string id, string runId, HttpContext context, BacktestService service) =>
            (await service.GetAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), ApiFeature.Id(runId), context.RequestAborted)).Report is { } report
                ? Results.Text(write(BacktestReport.Read(report)), "text/csv") : throw new ArgixException("not_found", "this back-test has no report"));

    private static async Task<IResult> BeginAsync(string id, HttpContext context, StrategyService strategies, BacktestService service)
    {
        var caller = Caller.Of(context);
        await strategies.GetAsync(caller.WorkspaceId, ApiFeature.Id(id), context.RequestAborted); // 404 before the body is looked at
        var body = await RequestBody.ReadAsync(context);
        var bars = body.Inside("bars");
        var (csv, connection) = (bars.LongText("csv", BodyBytes.Most), bars.OptionalText("connectionId"));
        var request = new BacktestRequest(csv, connection is null ? null : ApiFeature.Id(connection), bars.OptionalText("symbol", 64), bars.OptionalText("timeframe", 20), bars.Moment("from"), bars.Moment("to"),
            body.Figure("startingCash") ?? 100_000m, body.Figure("feePercent") ?? 0, body.Whole("slippageTicks") ?? 0, body.Figure("tick"), body.Figure("lot"));
        bars.Done();
        body.Done();
        var run = await service.BeginAsync(caller.WorkspaceId, ApiFeature.Id(id), request, context.RequestAborted);
        return ApiFeature.Json(View(run), StatusCodes.Status202Accepted);
    }

    private static JsonObject View(BacktestView run)
    {
        var json = JsonSerializer.SerializeToNode(run with { Report = null }, ApiJson.Options)!.AsObject();
        json["report"] = run.Report is { } report ? JsonNode.Parse(report) : null;
        return json;
    }
}
