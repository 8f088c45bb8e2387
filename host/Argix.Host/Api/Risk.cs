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
        api.MapGet("/risk/controls", () => ApiFeature.Json(new { items = Gate.Controls.Select(View) }));
        api.MapPost("/risk/rearm", RearmAsync).RequireAuthorization(Scopes.Admin);
    }

    private static object View(GateControl c) => new { id = c.Id, description = c.Description, @default = c.Default, unit = c.Unit, scopes = c.Scopes, docs = $"/docs/errors#risk_denied:{c.Id}" };

    private static async Task<IResult> PutAsync(HttpContext context, TradeReads reads, TimeProvider clock)
    {
        var caller = Caller.Of(context);
        var body = await RequestBody.ReadAsync(context);
        var limits = body.Inside("limits");
        var item = LimitFigures.All.Aggregate(new LimitItem("", null), (i, f) => f.With(i, f.Whole ? limits.Whole(f.Id) : limits.Figure(f.Id))) with
        {
            MessageRate = limits.Present("message_rate") ? Rate(limits.Inside("message_rate")) : null,
            Restricted = limits.TextList("restricted", 200, 64) is { Count: > 0 } list ? list : null,
        };
        limits.Done();
        item = item with { Scope = body.Text("scope"), Id = body.OptionalText("id") };
        var reason = body.OptionalText("reason", 500);
        body.Done();
        if (LimitFigures.Fault(item) is { } fault)
        {
            throw new ArgixException("validation_failed", fault);
        }

        return ApiFeature.Json(View(await reads.SetLimitsAsync(caller.WorkspaceId, caller.Actor, caller.May(Scopes.Admin), item, clock, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim())));
    }

    private static async Task<IResult> RearmAsync(HttpContext context, TradeReads reads, TimeProvider clock)
    {
        var caller = Caller.Of(context);
        var body = await RequestBody.ReadAsync(context);
        var (strategy, reason) = (body.Text("strategyId"), body.Text("reason", 500));
        body.Done();
        if (!Guid.TryParseExact(strategy, "D", out var id) || reason.Trim().Length < 3)
        {
            throw new ArgixException("validation_failed", "strategyId: the id of a strategy; reason: 3 to 500 characters");
        }

        await reads.RearmAsync(caller.WorkspaceId, caller.Actor, id, reason.Trim(), clock);
        return ApiFeature.Json(new { strategyId = id, rearmed = true, reason = reason.Trim() });
    }

    private static MessageRate Rate(RequestBody body)
    {
        var rate = new MessageRate(body.Whole("perSecond") ?? 0, body.Whole("perMinute") ?? 0);
        body.Done();
        return rate;
    }

    private static object View(LimitItem i)
    {
        var limits = new Dictionary<string, object>();
        foreach (var figure in LimitFigures.All)
        {
            Add(limits, figure.Id, figure.Get(i));
        }

        Add(limits, "message_rate", i.MessageRate);
        Add(limits, "restricted", i.Restricted);
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
