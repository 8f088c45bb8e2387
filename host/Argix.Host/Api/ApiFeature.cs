using System.Text.Json;
using Argix.Accounts;
using Argix.Errors;
using Argix.Web;
using Microsoft.AspNetCore.Http.Json;

namespace Argix.Api;

/// <summary>REST v1. One file a resource; names are a contract with the outside.</summary>
public static class ApiFeature
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(o => ApiJson.Configure(o.SerializerOptions));
        return services.AddOpenApi();
    }

    public static void MapApi(this WebApplication app)
    {
        app.Services.GetRequiredService<AuthenticationAnswers>().Write = (context, _, code, detail) => Problems.From(code, detail, context).ExecuteAsync(context);
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        app.MapMetrics();
        var api = app.MapGroup("/api/v1").RequireAuthorization(Scopes.Read).DisableAntiforgery();
        api.MapBrokers();
        api.MapConnections();
        api.MapInstruments();
        api.MapOAuthConnections();
        api.MapOrders();
        api.MapPositions();
        api.MapRisk();
        api.MapKill();
        api.MapStrategies();
        api.MapBacktests();
        api.MapSignals();
        api.MapAudit();
        api.MapEvents();
        api.MapAccount();
        api.MapFallback(() => { throw new ArgixException("not_found", "there is no such call; see /openapi/v1.json"); });
    }

    /// <summary>The page size of a list call: 1 to 500, 50 by default.</summary>
    internal static int Limit(string? limit) => limit is null ? 50 : int.TryParse(limit, out var n) && n is >= 1 and <= 500
        ? n
        : throw new ArgixException("validation_failed", "limit: 1 to 500");

    /// <summary>An id in a path. What is no id at all is not found either.</summary>
    internal static Guid Id(string id, string code = "not_found") => TryId(id, out var guid) ? guid : throw new ArgixException(code, "there is nothing with this id in this workspace");

    /// <summary>An id exactly as we write it: no braces, no blanks around it, hyphens where they belong.</summary>
    internal static bool TryId(string id, out Guid guid)
    {
        guid = default;
        return id.Length == 36 && Guid.TryParseExact(id, "D", out guid);
    }

    internal static IResult Json(object value, int status = StatusCodes.Status200OK) => Results.Json(value, ApiJson.Options, statusCode: status);

    /// <summary>Refuses a caller without the scope, in the API's own words.</summary>
    internal static Caller Require(HttpContext context, string scope)
    {
        var caller = Caller.Of(context);
        return caller.May(scope) ? caller : throw new ArgixException("forbidden", $"this needs the scope {scope}");
    }
}
