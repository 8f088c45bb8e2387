using System.Text.Json;
using Argix.Accounts;
using Argix.Errors;
using Argix.Pages.Strategies.Outline;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>The same document as the outline, drawn with the pointer. The page carries document and catalogue as data; the island in <c>Client/src/canvas</c> writes the document back into the form.</summary>
public sealed class CanvasModel(StrategyService strategies) : MemberPage
{
    // The default encoder writes < as an escape, so nothing in the data can end its script element.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public StrategyView Strategy { get; private set; } = null!;

    public string Document { get; private set; } = "";

    public string Name { get; private set; } = "";

    public IReadOnlyList<GraphProblem> Problems { get; private set; } = [];

    public bool MayEdit => MayTrade && !Strategy.Armed;

    /// <summary>What the canvas knows of blocks, and why two types do not fit.</summary>
    public static string Catalogue { get; } = JsonSerializer.Serialize(new
    {
        stages = BlockCatalogue.Stages,
        blocks = BlockCatalogue.All.Select(t => new
        {
            id = t.Id, stage = t.Stage, title = t.Title, does = t.Does,
            inputs = t.Inputs.Select(Port), outputs = t.Outputs.Select(Port),
            parameters = t.Parameters.Select(p => new { name = p.Name, kind = p.Kind.ToString().ToLowerInvariant(), @default = p.Default, help = p.Help, choices = p.Choices }),
        }),
        refusals = Enum.GetValues<PortType>().ToDictionary(WireChecks.Word, output => Enum.GetValues<PortType>()
            .Select(input => (Word: WireChecks.Word(input), Why: WireChecks.WhyNot(output, input))).Where(r => r.Why is not null).ToDictionary(r => r.Word, r => r.Why)),
    }, Json);

    public async Task OnGetAsync(Guid id)
    {
        await LoadAsync(id);
        Show((await strategies.DocumentAsync(Me.WorkspaceId, id, null, Cancel)).Document);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? name, string? document, bool draft)
    {
        var me = Need(Scopes.Trade);
        await LoadAsync(id);
        Name = name ?? Name;
        if (await TryAsync(() => strategies.ChangeDocumentAsync(me.WorkspaceId, id, new DocumentChange(DrawingModel.CleanName(name), OutlineEdit.Read(document ?? ""), draft), me.Actor, Cancel)))
        {
            Say("Saved.");
            return LocalRedirect($"/strategies/{id}/canvas");
        }

        Show(document ?? "");
        return Page();
    }

    /// <summary>What is wrong with a document that is being drawn; stores nothing.</summary>
    public IActionResult OnPostCheck(string? document)
    {
        var (read, problems) = GraphReader.Read(document ?? "");
        return new JsonResult(read is null ? problems : GraphCheck.Problems(read), Json);
    }

    private async Task LoadAsync(Guid id)
    {
        Strategy = await strategies.GetAsync(Me.WorkspaceId, id, Cancel);
        Name = Strategy.Name;
    }

    // What cannot be read is not handed to the canvas: the stored document stands there again, and the reason above it.
    private void Show(string document)
    {
        var (read, problems) = GraphReader.Read(document);
        (Document, Problems) = read is null ? (GraphCanon.Text(new GraphDocument([], [])), problems) : (GraphCanon.Text(read), GraphCheck.Problems(read));
    }

    private static object Port(PortSpec p) => new { name = p.Name, type = WireChecks.Word(p.Type), required = p.Required, many = p.Many };
}
