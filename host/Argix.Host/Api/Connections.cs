using Argix.Accounts;
using Argix.Connections.OAuth;
using Argix.Connections;
using Argix.Strategies;
using Argix.Web;

namespace Argix.Api;

/// <summary><c>/connections</c>: test, connect, look after, disconnect.</summary>
internal static class ConnectionCalls
{
    public static void MapConnections(this IEndpointRouteBuilder api)
    {
        api.MapPost("/connections/test", TestAsync).RequireAuthorization(Scopes.Trade);
        api.MapPost("/connections", CreateAsync).RequireAuthorization(Scopes.Trade);
        api.MapGet("/connections", async (HttpContext context, ConnectionService service) =>
            ApiFeature.Json(new { items = await service.ListAsync(Caller.Of(context).WorkspaceId, context.RequestAborted), nextCursor = (string?)null }));
        api.MapGet("/connections/{id}", async (string id, HttpContext context, ConnectionService service) =>
            ApiFeature.Json(await service.GetAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), context.RequestAborted)));
        api.MapPost("/connections/{id}/test", async (string id, HttpContext context, ConnectionService service) =>
            ApiFeature.Json(await service.TestStoredAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), context.RequestAborted))).RequireAuthorization(Scopes.Trade);
        api.MapGet("/connections/{id}/plan", async (string id, HttpContext context, AccessPlans plans) =>
            ApiFeature.Json(await plans.OfAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), context.RequestAborted)));
        api.MapGet("/connections/{id}/diagnostics", async (string id, HttpContext context, ConnectionDiagnostics diagnostics) =>
            ApiFeature.Json(await diagnostics.OfAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), context.RequestAborted)));
        api.MapGet("/hygiene", async (HttpContext context, Hygiene hygiene) =>
            ApiFeature.Json(new { items = await hygiene.LookAsync(Caller.Of(context), context.RequestAborted) }));
        Act(api, "pause", (s, c, id, ct) => s.PauseAsync(c.WorkspaceId, id, c.Actor, ct));
        Act(api, "resume", (s, c, id, ct) => s.ResumeAsync(c.WorkspaceId, id, c.Actor, ct));
        api.MapPost("/connections/{id}/disable", async (string id, string? openOrders, HttpContext context, ConnectionService service) =>
            ApiFeature.Json(await service.DisableAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), ConnectionService.ParseChoice(openOrders), Caller.Of(context).Actor, context.RequestAborted)))
            .RequireAuthorization(Scopes.Trade);
        Act(api, "enable", (s, c, id, ct) => s.EnableAsync(c.WorkspaceId, id, c.Actor, ct));
        api.MapPost("/connections/{id}/credentials", RotateAsync).RequireAuthorization(Scopes.Trade);
        api.MapDelete("/connections/{id}", DisconnectAsync).RequireAuthorization(Scopes.Trade);
    }

    private static void Act(IEndpointRouteBuilder api, string verb, Func<ConnectionService, Caller, Guid, CancellationToken, Task<ConnectionView>> act) =>
        api.MapPost($"/connections/{{id}}/{verb}", async (string id, HttpContext context, ConnectionService service) =>
            ApiFeature.Json(await act(service, Caller.Of(context), ApiFeature.Id(id), context.RequestAborted))).RequireAuthorization(Scopes.Trade);

    private static async Task<IResult> TestAsync(HttpContext context, ConnectionTester tester)
    {
        var body = await RequestBody.ReadAsync(context);
        var request = Read(body);
        // The same body as for connecting is taken, so that a client can test first and connect with it.
        (_, _, _, _) = (body.OptionalText("name"), body.OptionalText("access"), body.Flag("acceptWithdrawal"), body.Flag("confirmLive"));
        body.Done();
        return ApiFeature.Json(await tester.TestAsync(request, null, context.RequestAborted));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ConnectionService service, OAuthFlows flows)
    {
        var caller = Caller.Of(context);
        var body = await RequestBody.ReadAsync(context);
        var request = new CreateRequest(Read(body), body.OptionalText("name") ?? body.Peek("brokerId") ?? "", body.OptionalText("access") ?? "trade", body.Flag("acceptWithdrawal"), body.Flag("confirmLive"));
        body.Done();
        var view = flows.IsPasted(request.Test) ? await flows.ConnectPastedAsync(caller.WorkspaceId, request, caller.Actor)
            : await service.CreateAsync(caller.WorkspaceId, request, caller.Actor, context.RequestAborted);
        context.Response.Headers.Location = $"/api/v1/connections/{view.Id}";
        return ApiFeature.Json(view, StatusCodes.Status201Created);
    }

    private static async Task<IResult> RotateAsync(string id, HttpContext context, ConnectionService service)
    {
        var caller = Caller.Of(context);
        var body = await RequestBody.ReadAsync(context);
        var (credentials, accept) = (body.Texts("credentials"), body.Flag("acceptWithdrawal"));
        body.Done();
        return ApiFeature.Json(await service.RotateCredentialsAsync(caller.WorkspaceId, ApiFeature.Id(id), credentials, accept, caller.Actor, context.RequestAborted));
    }

    private static async Task<IResult> DisconnectAsync(string id, string? openOrders, HttpContext context, ConnectionService service)
    {
        var caller = Caller.Of(context);
        var view = await service.DisconnectAsync(caller.WorkspaceId, ApiFeature.Id(id), ConnectionService.ParseChoice(openOrders), caller.Actor, context.RequestAborted);
        return ApiFeature.Json(view, StatusCodes.Status202Accepted);
    }

    private static TestRequest Read(RequestBody body) =>
        new(body.Text("brokerId"), body.Text("methodId"), body.Text("environmentId"), body.OptionalText("accountId"), body.Texts("credentials"));
}
