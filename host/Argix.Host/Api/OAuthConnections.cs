using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Accounts;
using Argix.Connections;
using Argix.Connections.OAuth;

namespace Argix.Api;

/// <summary>Connecting by a sign-in at the broker: begin it, choose among several accounts, sign in again. It ends in a browser session of the same user.</summary>
internal static class OAuthConnectionCalls
{
    public static void MapOAuthConnections(this IEndpointRouteBuilder api)
    {
        api.MapPost("/connections/authorize", AuthorizeAsync).RequireAuthorization(Scopes.Trade);
        api.MapPost("/connections/{id}/account", ChooseAsync).RequireAuthorization(Scopes.Trade);
        api.MapPost("/connections/{id}/reconnect", ReconnectAsync).RequireAuthorization(Scopes.Trade);
    }

    private static async Task<IResult> AuthorizeAsync(HttpContext context, OAuthFlows flows)
    {
        var body = await RequestBody.ReadAsync(context);
        var connection = body.OptionalText("connectionId");
        var request = new BeginRequest(body.Text("brokerId"), body.Text("methodId"), body.Text("environmentId"), body.OptionalText("access") ?? "trade",
            body.OptionalText("name") ?? body.Peek("brokerId") ?? "", body.Flag("acceptWithdrawal"), body.Flag("confirmLive"), body.Texts("credentials"),
            connection is null ? null : ApiFeature.Id(connection));
        body.Done();
        return ApiFeature.Json(View(await flows.BeginAsync(Who(context), request, context.RequestAborted)));
    }

    private static async Task<IResult> ChooseAsync(string id, HttpContext context, ConnectionService service)
    {
        var caller = Caller.Of(context);
        await service.GetAsync(caller.WorkspaceId, ApiFeature.Id(id), context.RequestAborted); // what is not there comes before what the body says
        var body = await RequestBody.ReadAsync(context);
        var account = body.Text("accountId");
        body.Done();
        return ApiFeature.Json(await service.ChooseAccountAsync(caller.WorkspaceId, ApiFeature.Id(id), account, caller.Actor, context.RequestAborted));
    }

    // A connection whose access is dead gets, beside itself, the address at which a person signs in again.
    private static async Task<IResult> ReconnectAsync(string id, HttpContext context, ConnectionService service, OAuthFlows flows)
    {
        var (caller, connection) = (Caller.Of(context), ApiFeature.Id(id));
        var view = await service.GetAsync(caller.WorkspaceId, connection, context.RequestAborted);
        if (view.Status != "reauth_required" || await service.SignInMethodAsync(caller.WorkspaceId, connection, context.RequestAborted) is not { } method)
        {
            return ApiFeature.Json(await service.ReconnectAsync(caller.WorkspaceId, connection, context.RequestAborted));
        }
        var begun = await flows.BeginAsync(Who(context), new(view.BrokerId, method, view.EnvironmentId, view.Access, view.Name, false, ConfirmLive: true, new Dictionary<string, string>(), connection), context.RequestAborted);
        var answer = JsonSerializer.SerializeToNode(view, ApiJson.Options)!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(View(begun), ApiJson.Options)!.AsObject().ToList())
        {
            answer[name] = value?.DeepClone();
        }
        return ApiFeature.Json(answer);
    }

    private static Beginner Who(HttpContext context)
    {
        var caller = Caller.Of(context);
        return new(caller.WorkspaceId, caller.UserId, null, caller.Actor);
    }

    private static object View(Begun begun) => new { url = begun.Url.AbsoluteUri, expiresAt = begun.ExpiresAt, scopes = begun.Scopes.Select(s => new { s.Name, s.Words }) };
}
