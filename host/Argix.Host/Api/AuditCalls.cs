using System.Text.Json;
using Argix.Accounts;
using Argix.Audit;
using Argix.Errors;
using Argix.Trading;
using Argix.Web;

namespace Argix.Api;

/// <summary><c>/audit</c>: the workspace's journal, upwards, and whether its chain holds.</summary>
internal static class AuditCalls
{
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", (string? after, string? limit, HttpContext context, TradeReads reads) =>
        {
            var from = after is null ? 0 : long.TryParse(after, out var n) && n >= 0 ? n : throw new ArgixException("validation_failed", "after: a seq, 0 or more");
            var size = ApiFeature.Limit(limit);
            var records = reads.Audit(Caller.Of(context).WorkspaceId, from, size);
            return ApiFeature.Json(new { items = records.Select(View), nextCursor = records.Count == size ? records[^1].Seq.ToString() : null });
        });
        api.MapGet("/audit/verify", (HttpContext context, TradeReads reads) =>
        {
            var report = reads.Verify(Caller.Of(context).WorkspaceId);
            return ApiFeature.Json(new { ok = report.Ok, @checked = report.Checked, firstBroken = report.FirstBroken, archivedThrough = report.Archived == 0 ? (long?)null : report.Archived });
        });
        api.MapPost("/audit/restore/accept", async (HttpContext context, Trading.RestoreGate gate) =>
        {
            var caller = Caller.Of(context);
            var body = await RequestBody.ReadAsync(context);
            var reason = body.OptionalText("reason", 500) ?? "";
            body.Done();
            await gate.AcceptAsync(caller.WorkspaceId, caller.Actor, reason, context.RequestAborted);
            return ApiFeature.Json(new { accepted = true });
        }).RequireAuthorization(Scopes.Admin);
        api.MapGet("/audit/anchors", (HttpContext context, TradeReads reads) => ApiFeature.Json(new
        {
            items = reads.Anchors(Caller.Of(context).WorkspaceId).Select(x => new { v = x.Anchor.V, workspace = x.Anchor.Workspace, seq = x.Anchor.Seq, hash = x.Anchor.Hash, at = x.Anchor.At,
                key = x.Anchor.Key, signature = x.Anchor.Signature, fingerprint = x.Anchor.Fingerprint, setAside = x.Aside }),
            nextCursor = (string?)null,
        }));
    }

    private static object View(JournalRecord r) => new { seq = r.Seq, epoch = r.Epoch, at = r.At, kind = r.Kind, actor = Actor(r.Payload, out var data), data, previousHash = r.PreviousHash, hash = r.Hash };

    private static string? Actor(string payload, out object? data)
    {
        try
        {
            var json = JsonDocument.Parse(payload).RootElement.Clone();
            data = json;
            return json.TryGetProperty("actor", out var actor) ? actor.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            data = payload; // damaged: shown as it is
            return null;
        }
    }
}
