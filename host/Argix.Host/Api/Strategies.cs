using System.Text.Json;
using Argix.Accounts;
using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;

namespace Argix.Api;

/// <summary><c>/strategies</c>: templates, blocks, documents and their versions, arming, evaluations.</summary>
internal static class StrategyCalls
{
    public static void MapStrategies(this IEndpointRouteBuilder api)
    {
        api.MapGet("/strategies", async (HttpContext context, StrategyService service) => List(await service.ListAsync(Caller.Of(context).WorkspaceId, context.RequestAborted)));
        api.MapGet("/strategies/templates", () => List(Templates.All.Select(t => new { id = t.Id, name = t.Name, purpose = t.Purpose, document = Parsed(GraphCanon.Text(t.Document)) })));
        api.MapGet("/strategies/blocks", () => List(BlockCatalogue.All.Select(Block)));
        api.MapPost("/strategies", CreateAsync).RequireAuthorization(Scopes.Trade);
        api.MapPost("/strategies/validate", (Delegate)ValidateAsync);
        api.MapGet("/strategies/{id}", async (string id, HttpContext context, StrategyService service) => await ShowAsync(context, service, ApiFeature.Id(id)));
        api.MapPut("/strategies/{id}", PutAsync).RequireAuthorization(Scopes.Trade);
        api.MapDelete("/strategies/{id}", DeleteAsync).RequireAuthorization(Scopes.Trade);
        api.MapGet("/strategies/{id}/evaluations", async (string id, string? limit, HttpContext context, StrategyService service) =>
            List(await service.EvaluationsAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), ApiFeature.Limit(limit), context.RequestAborted)));
        api.MapGet("/strategies/{id}/versions", async (string id, HttpContext context, StrategyService service) => List(await service.VersionsAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), context.RequestAborted)));
        api.MapGet("/strategies/{id}/versions/{version:int}", async (string id, int version, HttpContext context, StrategyService service) =>
            ApiFeature.Json(View(await service.DocumentAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), version, context.RequestAborted))));
        api.MapGet("/strategies/{id}/diff", async (string id, int from, int to, HttpContext context, StrategyService service) =>
            List(await service.DiffAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), from, to, context.RequestAborted)));
        api.MapGet("/strategies/{id}/checklist", async (string id, HttpContext context, StrategyService service) => List(await service.ChecklistAsync(Caller.Of(context).WorkspaceId, ApiFeature.Id(id), context.RequestAborted)));
        api.MapPost("/strategies/{id}/arm", ArmAsync).RequireAuthorization(Scopes.Trade);
        api.MapPost("/strategies/{id}/disarm", async (string id, HttpContext context, StrategyService service) =>
        {
            var caller = Caller.Of(context);
            await service.DisarmAsync(caller.WorkspaceId, ApiFeature.Id(id), caller.Actor, context.RequestAborted);
            return await ShowAsync(context, service, ApiFeature.Id(id));
        }).RequireAuthorization(Scopes.Trade);
    }

    internal static IResult List<T>(IEnumerable<T> items) => ApiFeature.Json(new { items, nextCursor = (string?)null });

    private static async Task<IResult> ShowAsync(HttpContext context, StrategyService service, Guid id, int status = StatusCodes.Status200OK)
    {
        var (caller, ct) = (Caller.Of(context), context.RequestAborted);
        var strategy = await service.GetAsync(caller.WorkspaceId, id, ct);
        var document = await service.DocumentAsync(caller.WorkspaceId, id, null, ct);
        var json = JsonSerializer.SerializeToNode(strategy, ApiJson.Options)!.AsObject();
        json["document"] = System.Text.Json.Nodes.JsonNode.Parse(document.Document);
        return ApiFeature.Json(json, status);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, StrategyService service)
    {
        var caller = Caller.Of(context);
        var body = await RequestBody.ReadAsync(context);
        var name = body.Text("name", 80);
        var (template, drawn, draft) = (body.OptionalText("templateId", 60), body.Raw("document"), body.Flag("draft"));
        body.Done();
        if (name.Trim().Length == 0 || name.AsSpan().IndexOfAny('<', '>') >= 0)
        {
            throw new ArgixException("validation_failed", "name: 1 to 80 characters, without markup");
        }

        if (template is null == drawn is null)
        {
            throw new ArgixException("validation_failed", "give either templateId or document");
        }

        var document = drawn is { } json ? Read(json)
            : Templates.Find(template!)?.Document ?? throw new ArgixException("validation_failed", "templateId: there is no such template; see GET /strategies/templates");
        var made = await service.CreateAsync(caller.WorkspaceId, name.Trim(), document, draft, caller.Actor, context.RequestAborted);
        context.Response.Headers.Location = $"/api/v1/strategies/{made.Id}";
        return await ShowAsync(context, service, made.Id, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ValidateAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        var json = body.Raw("document") ?? throw new ArgixException("validation_failed", "document: is missing");
        body.Done();
        var (document, problems) = GraphReader.Read(json);
        var all = document is null ? problems : GraphCheck.Problems(document);
        return ApiFeature.Json(new { ok = all.Count == 0, hash = document is null ? null : GraphCanon.Hash(document), problems = all });
    }

    private static async Task<IResult> PutAsync(string id, HttpContext context, StrategyService service)
    {
        var (caller, ct) = (Caller.Of(context), context.RequestAborted);
        var strategy = await service.GetAsync(caller.WorkspaceId, ApiFeature.Id(id), ct);
        var body = await RequestBody.ReadAsync(context);
        var (name, drawn, draft) = (body.OptionalText("name", 80), body.Raw("document"), body.Flag("draft"));
        var approval = body.Present("approval") ? Approval(body.Inside("approval")) : null;
        var parameters = body.Present("parameters") || (drawn is null && approval is null && name is null) ? StrategyParameters.Read(body.Inside("parameters")) : null;
        body.Done();
        if (name?.AsSpan().IndexOfAny('<', '>') >= 0)
        {
            throw new ArgixException("validation_failed", "name: without markup");
        }

        if (parameters is not null && drawn is null && strategy.Parameters is not null)
        {
            await service.ChangeAsync(caller.WorkspaceId, strategy.Id, name, parameters.On, caller.Actor, ct);
            parameters = null;
        }

        if (drawn is not null || approval is not null || parameters is not null || name is not null)
        {
            var document = drawn is { } json ? Read(json) : parameters is null ? null : GraphReader.Read((await service.DocumentAsync(caller.WorkspaceId, strategy.Id, null, ct)).Document).Document;
            document = document is null || parameters is null ? document : Trades.With(document, parameters.ConnectionId, parameters.Symbol, parameters.AssetClass, parameters.BarSize);
            await service.ChangeDocumentAsync(caller.WorkspaceId, strategy.Id, new DocumentChange(name, document, draft, approval), caller.Actor, ct);
        }

        return await ShowAsync(context, service, strategy.Id);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, StrategyService service)
    {
        var caller = Caller.Of(context);
        await service.DeleteAsync(caller.WorkspaceId, ApiFeature.Id(id), caller.Actor, context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> ArmAsync(string id, HttpContext context, StrategyService service)
    {
        var caller = Caller.Of(context);
        var confirm = false;
        if (await RequestBody.ReadIfAnyAsync(context) is { } body)
        {
            confirm = body.Flag("confirmLive");
            body.Done();
        }

        await service.ArmAsync(caller.WorkspaceId, ApiFeature.Id(id), caller.Actor, context.RequestAborted, confirm, caller.May(Scopes.Admin));
        return await ShowAsync(context, service, ApiFeature.Id(id));
    }

    private static GraphDocument Read(JsonElement json) => GraphReader.Read(json) is { Document: { } document } ? document : throw StrategyService.Faulty(GraphReader.Read(json).Problems);

    private static ApprovalRule Approval(RequestBody body)
    {
        var (required, seconds) = (body.Flag("required", true), body.Whole("expiresSeconds") ?? 300);
        body.Done();
        return !required ? new ApprovalRule(0) : seconds is >= 10 and <= 86_400 ? new ApprovalRule(seconds) : throw new ArgixException("validation_failed", "approval.expiresSeconds: 10 to 86400");
    }

    private static object View(DocumentView d) => new { version = d.Version, hash = d.Hash, document = Parsed(d.Document), actor = d.Actor, at = d.At, problems = d.Problems };

    private static JsonElement Parsed(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static object Block(BlockType t) => new
    {
        id = t.Id,
        stage = t.Stage,
        title = t.Title,
        does = t.Does,
        inputs = t.Inputs.Select(Port),
        outputs = t.Outputs.Select(Port),
        parameters = t.Parameters.Select(p => new { name = p.Name, kind = p.Kind, @default = p.Default, help = p.Help, min = p.Min, max = p.Max, choices = p.Choices }),
    };

    private static object Port(PortSpec p) => new { name = p.Name, type = p.Type, unit = p.Unit, required = p.Required, many = p.Many };
}
