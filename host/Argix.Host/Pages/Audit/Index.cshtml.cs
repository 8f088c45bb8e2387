using System.Text.Json;
using Argix.Accounts;
using Argix.Audit;
using Argix.Trading;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Audit;

/// <summary>A journal record for reading.</summary>
public sealed record AuditLine(JournalRecord Record, string? Actor, string? Cause, Guid? Order, string Data);

/// <summary>The workspace's journal, upwards, and whether its chain holds.</summary>
public sealed class AuditModel(TradeReads reads) : MemberPage
{
    public const int Size = 50;
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true };

    /// <summary>Records after this seq; without it the newest.</summary>
    [BindProperty(SupportsGet = true)]
    public long? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Verify { get; set; }

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];
    public long Tip { get; private set; }
    public long From { get; private set; }
    public ChainReport? Chain { get; private set; }

    public IReadOnlyList<(Anchor Anchor, bool Aside)> Anchors { get; private set; } = [];

    /// <summary>One anchor as its file, to be kept elsewhere.</summary>
    public IActionResult OnGetAnchor(long seq) =>
        reads.Anchors(Caller.Of(HttpContext).WorkspaceId).Where(a => !a.Aside && a.Anchor.Seq == seq).Select(a => a.Anchor).FirstOrDefault() is { } anchor
            ? File(System.Text.Encoding.UTF8.GetBytes(anchor.ToJson()), "application/json", $"argix-anchor-{anchor.Workspace}-{anchor.Seq}.json")
            : NotFound();

    public void OnGet()
    {
        var workspace = Caller.Of(HttpContext).WorkspaceId;
        Tip = reads.Tip(workspace);
        Anchors = reads.Anchors(workspace);
        From = Math.Clamp(After ?? Tip - Size, 0, Math.Max(0, Tip));
        Lines = [.. reads.Audit(workspace, From, Size).Select(Line)];
        Chain = Verify ? reads.Verify(workspace) : null;
    }

    private static AuditLine Line(JournalRecord r)
    {
        try
        {
            using var json = JsonDocument.Parse(r.Payload);
            var root = json.RootElement;
            return new AuditLine(r, Text(root, "actor"), Text(root, "cause"), OrderOf(root), JsonSerializer.Serialize(root, Pretty));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new AuditLine(r, null, null, null, r.Payload); // damaged: shown as it is
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    private static Guid? OrderOf(JsonElement root)
    {
        if (!root.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (var e in events.EnumerateArray())
        {
            var id = Text(e, "orderId") ?? (e.TryGetProperty("order", out var order) && order.ValueKind == JsonValueKind.Object ? Text(order, "id") : null);
            if (Guid.TryParse(id, out var guid))
            {
                return guid;
            }
        }

        return null;
    }
}
