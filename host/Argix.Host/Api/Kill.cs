using Argix.Accounts;
using Argix.Errors;
using Argix.Trading.Desks;
using Argix.Trading.Orders;

namespace Argix.Api;

/// <summary><c>/kill</c>: press with trade, release with admin.</summary>
internal static class KillCalls
{
    private static readonly string[] KillScopes = ["tenant", "connection", "strategy", "symbol"];

    public static void MapKill(this IEndpointRouteBuilder api)
    {
        api.MapGet("/kill", (HttpContext context, KillSwitch kill) => ApiFeature.Json(new { items = kill.Active(Caller.Of(context).WorkspaceId)
            .Select(k => new { active = true, scope = k.Scope, id = k.Id, reason = k.Reason, since = k.Since }) }));
        api.MapPost("/kill", PressAsync).RequireAuthorization(Scopes.Trade);
        api.MapPost("/kill/release", ReleaseAsync).RequireAuthorization(Scopes.Admin);
    }

    private static async Task<IResult> PressAsync(HttpContext context, KillSwitch kill, PlatformAdmins admins)
    {
        var caller = Caller.Of(context);
        var (scope, id, reason, cancelOpen) = await ReadAsync(context, pressing: true);
        if (scope == KillFile.Platform)
        {
            await admins.RequireAsync(caller, context.RequestAborted);
            return ApiFeature.Json(await kill.PressPlatformAsync(caller.Actor, reason, cancelOpen, context.RequestAborted));
        }

        return ApiFeature.Json(await kill.PressAsync(caller.WorkspaceId, caller.Actor, scope, id, reason, cancelOpen, context.RequestAborted));
    }

    private static async Task<IResult> ReleaseAsync(HttpContext context, KillSwitch kill, PlatformAdmins admins)
    {
        var caller = Caller.Of(context);
        var (scope, id, reason, _) = await ReadAsync(context, pressing: false);
        if (scope == KillFile.Platform)
        {
            await admins.RequireAsync(caller, context.RequestAborted);
            return ApiFeature.Json(await kill.ReleasePlatformAsync(caller.Actor, reason));
        }

        return ApiFeature.Json(await kill.ReleaseAsync(caller.WorkspaceId, caller.Actor, scope, id, reason));
    }

    private static async Task<(string Scope, string? Id, string Reason, bool CancelOpen)> ReadAsync(HttpContext context, bool pressing)
    {
        // In an emergency an empty body must do.
        if (await RequestBody.ReadIfAnyAsync(context) is not { } body)
        {
            return pressing ? ("tenant", null, "", true) : throw new ArgixException("bad_request", "say what to release: {scope, id, reason}");
        }

        var (scope, id, reason) = (body.OptionalText("scope") ?? "tenant", body.OptionalText("id"), body.OptionalText("reason", 500) ?? "");
        var cancelOpen = pressing ? body.Flag("cancelOpen", otherwise: true) : false;
        body.Done();
        if (scope != "platform" && !KillScopes.Contains(scope))
        {
            throw new ArgixException("validation_failed", "scope: tenant, connection, strategy, symbol or platform");
        }

        return (scope is "tenant" or "platform") == (id is null)
            ? (scope, id, reason, cancelOpen)
            : throw new ArgixException("validation_failed", "id: none for tenant and platform, else the id of the scope");
    }
}
