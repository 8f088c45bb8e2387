using Argix.Accounts;
using Argix.Errors;
using Argix.Pages.Strategies.Outline;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>A new strategy: from a template, from an exported document, or from nothing.</summary>
public sealed class NewModel(StrategyService strategies) : MemberPage
{
    private const string Empty = "empty", Import = "import";

    public string? Name { get; private set; }

    public string From { get; private set; } = Templates.All[0].Id;

    public string? Json { get; private set; }

    public void OnGet(string? template) => From = template is not null && Templates.Find(template) is not null ? template : From;

    public async Task<IActionResult> OnPostAsync(string? name, string? from, string? json)
    {
        var me = Need(Scopes.Trade);
        (Name, From, Json) = (name, from ?? "", json);
        StrategyView? made = null;
        if (await TryAsync(async () => made = await strategies.CreateAsync(me.WorkspaceId, DrawingModel.CleanName(name), Document(), draft: From is Empty or Import, me.Actor, Cancel)))
        {
            return LocalRedirect($"/strategies/{made!.Id}/drawing");
        }

        return Page();
    }

    private GraphDocument Document() => From switch
    {
        Empty => new GraphDocument([], []),
        Import => OutlineEdit.Read(Json ?? ""),
        _ => Templates.Find(From)?.Document ?? throw new ArgixException("validation_failed", "from: choose a template"),
    };
}
