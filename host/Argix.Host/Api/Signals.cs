using Argix.Accounts;
using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Signals;

namespace Argix.Api;

/// <summary><c>/signals</c>: signed messages from outside; and the queue of intents that wait for a person.</summary>
internal static class SignalCalls
{
    public static void MapSignals(this IEndpointRouteBuilder api)
    {
        // The signature is the sign-in.
        api.MapPost("/signals/{strategyId}", ReceiveAsync).AllowAnonymous();
        api.MapGet("/strategies/{id}/signals", async (string id, string? limit, HttpContext context, SignalService service) =>
            StrategyCalls.List(await service.ListAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), ApiFeature.Limit(limit), context.RequestAborted)));
        api.MapPost("/strategies/{id}/signal-secret", async (string id, HttpContext context, SignalService service) =>
        {
            var caller = Caller.Of(context);
            var secret = await service.NewSecretAsync(caller.WorkspaceId, ApiFeature.Id(id), caller.Actor, context.RequestAborted);
            return ApiFeature.Json(new { secret, path = $"/api/v1/signals/{id}" }, StatusCodes.Status201Created);
        }).RequireAuthorization(Scopes.Trade);
        api.MapGet("/approvals", async (string? strategyId, string? limit, HttpContext context, Approvals approvals) =>
            StrategyCalls.List(await approvals.ListAsync(Caller.Of(context).WorkspaceId, strategyId is null ? null : ApiFeature.Id(strategyId), ApiFeature.Limit(limit), context.RequestAborted)));
        Act(api, "approve", (a, c, id, ct) => a.ApproveAsync(c.WorkspaceId, id, c.Actor, ct));
        Act(api, "refuse", (a, c, id, ct) => a.RefuseAsync(c.WorkspaceId, id, c.Actor, ct));
        api.MapGet("/orders/{id}/evaluation", async (string id, HttpContext context, StrategyService service) =>
            await service.EvaluationOfAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id, "order_not_found"), context.RequestAborted) is { } found
                ? ApiFeature.Json(new { strategyId = found.Strategy, traceHash = found.Hash, evaluation = found.Evaluation })
                : throw new ArgixException("not_found", "no strategy's evaluation is kept for this order"));
    }

    private static void Act(IEndpointRouteBuilder api, string verb, Func<Approvals, Caller, Guid, CancellationToken, Task<ApprovalView>> act) =>
        api.MapPost($"/approvals/{{id}}/{verb}", async (string id, HttpContext context, Approvals approvals) =>
            ApiFeature.Json(await act(approvals, Caller.Of(context), ApiFeature.Id(id), context.RequestAborted))).RequireAuthorization(Scopes.Trade);

    private static async Task<IResult> ReceiveAsync(string strategyId, HttpContext context, SignalService service)
    {
        var body = await BodyBytes.ReadAsync(context);
        if (body.Length > SignalService.LargestBody)
        {
            throw new ArgixException("too_large", "a signal may have at most 64 KiB");
        }

        var answer = await service.ReceiveAsync(ApiFeature.TryId(strategyId, out var id) ? id : Guid.Empty, context.Request.Headers["X-Argix-Signature"].FirstOrDefault(), body, context.RequestAborted);
        return ApiFeature.Json(answer, answer.Status == "accepted" ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }
}
