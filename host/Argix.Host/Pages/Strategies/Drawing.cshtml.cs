using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Pages.Strategies.Outline;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>The document of a strategy as an outline of forms, with a picture of it. Everything works without JavaScript.</summary>
[RequestFormLimits(ValueCountLimit = 8192)]
public sealed class DrawingModel(StrategyService strategies, ConnectionService connections) : MemberPage
{
    public StrategyView Strategy { get; private set; } = null!;

    public OutlineView Outline { get; private set; } = null!;

    /// <summary>The document as it goes along in the form.</summary>
    public string Text => GraphCanon.Text(Outline.Document);

    /// <summary>Differs from what is stored.</summary>
    public bool Changed { get; private set; }

    public string Name { get; private set; } = "";

    public bool MayEdit => MayTrade && !Strategy.Armed;

    public async Task OnGetAsync(Guid id)
    {
        await LoadAsync(id);
        Show(OutlineEdit.Read((await strategies.DocumentAsync(Me.WorkspaceId, id, null, Cancel)).Document), changed: false);
    }

    /// <summary>Takes what was typed and shows it again, with one block more or less; nothing is stored.</summary>
    public async Task<IActionResult> OnPostEditAsync(Guid id, string? act)
    {
        Need(Scopes.Trade);
        await LoadAsync(id);
        await TakeAsync(id, act);
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(Guid id, string? name, bool draft)
    {
        var me = Need(Scopes.Trade);
        await LoadAsync(id);
        if (await TakeAsync(id, null) is { } document && await TryAsync(() => strategies.ChangeDocumentAsync(me.WorkspaceId, id, new DocumentChange(CleanName(name), document, draft), me.Actor, Cancel)))
        {
            Say(Outline.Problems.Count == 0 ? "Saved." : "Saved as a draft: it cannot run before its problems are solved.");
            return LocalRedirect($"/strategies/{id}/drawing");
        }

        return Page();
    }

    /// <summary>The document as a file.</summary>
    public async Task<IActionResult> OnGetExportAsync(Guid id)
    {
        var document = await strategies.DocumentAsync(Me.WorkspaceId, id, null, Cancel);
        return File(System.Text.Encoding.UTF8.GetBytes(document.Document), "application/json", $"strategy-{id}-v{document.Version}.json");
    }

    internal static string CleanName(string? name) => name?.Trim() is { Length: > 0 and <= 80 } text && text.AsSpan().IndexOfAny('<', '>') < 0 ? text
        : throw new ArgixException("validation_failed", "name: 1 to 80 characters, without markup");

    private async Task LoadAsync(Guid id)
    {
        Strategy = await strategies.GetAsync(Me.WorkspaceId, id, Cancel);
        Name = Strategy.Name;
        await LoadConnectionsAsync(connections);
    }

    // What cannot be a document leaves the stored one on the page, with the reason above it.
    private async Task<GraphDocument?> TakeAsync(Guid id, string? act)
    {
        var form = await Request.ReadFormAsync(Cancel);
        Name = form["name"].ToString() is { Length: > 0 } typed ? typed : Name;
        try
        {
            var document = OutlineEdit.Apply(form, act);
            Show(document, changed: true);
            return document;
        }
        catch (ArgixException failure) when (failure.Code == "validation_failed")
        {
            Refuse(failure);
            Show(OutlineEdit.Read((await strategies.DocumentAsync(Me.WorkspaceId, id, null, Cancel)).Document), changed: false);
            return null;
        }
    }

    private void Show(GraphDocument document, bool changed) => (Outline, Changed) = (new OutlineView(document, GraphCheck.Problems(document)), changed);
}
