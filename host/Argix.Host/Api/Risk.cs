using Argix.Accounts;
using Argix.Errors;
using Argix.Trading;
using Argix.Trading.Core.Risk;

namespace Argix.Api;

/// <summary><c>/risk</c>: limits and the controls that use them.</summary>
internal static class RiskCalls
{
    public static void MapRisk(this IEndpointRouteBuilder api)
    {
        api.MapGet("/risk/limits", async (HttpContext context, TradeReads reads) =>
            ApiFeature.Json(new { items = (await reads.LimitsAsync(Caller.Of(context).WorkspaceId)).Select(View) }));
        api.MapPut("/risk/limits", PutAsync).RequireAuthorization(Scopes.Trade);
        api.MapGet("/risk/controls", () => ApiFeature.Json(new { items = Gate.Controls.Select(c => new { id = c.Id, docs = $"/docs/errors#risk_denied:{c.Id}" }) }));
    }

    private static async Task<IResult> PutAsync(HttpContext context, TradeReads reads, TimeProvider clock)
    {
        var caller = Caller.Of(context);
        var body = await RequestBody.ReadAsync(context);
        var limits = body.Inside("limits");
        var (value, position) = (limits.Figure("max_value"), limits.Figure("position"));
        var rate = limits.Present("message_rate") ? Rate(limits.Inside("message_rate")) : null;
        limits.Done();
        var item = new LimitItem(body.Text("scope"), body.OptionalText("id"), value, position, rate);
        body.Done();
        if (Fault(item) is { } fault)
        {
            throw new ArgixException("validation_failed", fault);
        }

        return ApiFeature.Json(View(await reads.SetLimitsAsync(caller.WorkspaceId, caller.Actor, caller.May(Scopes.Admin), item, clock)));
    }

    private static MessageRate Rate(RequestBody body)
    {
        var rate = new MessageRate(body.Whole("perSecond") ?? 0, body.Whole("perMinute") ?? 0);
        body.Done();
        return rate;
    }

    private static string? Fault(LimitItem item) => !LimitBook.Scopes.Contains(item.Scope) ? "scope: one of " + string.Join(", ", LimitBook.Scopes)
        : (item.Scope == LimitBook.Tenant) != (item.Id is null) ? "id: null for tenant, else the id of the scope"
        : item.Scope == LimitBook.EnvironmentKind && item.Id is not ("paper" or "demo" or "live") ? "id: paper, demo or live"
        : item.Scope is "connection" or "strategy" && !Guid.TryParse(item.Id, out _) ? "id: the id of the " + item.Scope
        : item.MaxValue < 0 || item.Position < 0 ? "limits: not below 0"
        : null;

    private static object View(LimitItem i)
    {
        var limits = new Dictionary<string, object>();
        Add(limits, "max_value", i.MaxValue);
        Add(limits, "message_rate", i.MessageRate);
        Add(limits, "position", i.Position);
        return new { scope = i.Scope, id = i.Id, limits };
    }

    private static void Add(Dictionary<string, object> limits, string name, object? value)
    {
        if (value is not null)
        {
            limits[name] = value;
        }
    }
}
