using Argix.Accounts;
using Argix.Connections;
using Argix.Pages.Strategies.Outline;
using Argix.Strategies;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>One strategy: its parameters, what it saw, what it decided.</summary>
public sealed class StrategyModel(ConnectionService connections, StrategyService strategies, TimeProvider clock) : MemberPage
{
    public StrategyView Strategy { get; private set; } = null!;
    public StrategyForm Form { get; private set; } = new();
    public IReadOnlyList<Evaluation> Evaluations { get; private set; } = [];
    public IReadOnlyList<ConnectionView> Choices { get; private set; } = [];

    /// <summary>What a drawing needs before it may trade real money; empty where it trades none.</summary>
    public IReadOnlyList<ChecklistItem> Checklist { get; private set; } = [];

    /// <summary>The drawing; a strategy with parameters has one that they fill in.</summary>
    public OutlineView Outline { get; private set; } = null!;

    public static readonly IReadOnlyList<(string Value, string Word)> Bars =
        [("PT1S", "1 second"), ("PT5S", "5 seconds"), ("PT15S", "15 seconds"), ("PT1M", "1 minute"), ("PT5M", "5 minutes"), ("PT15M", "15 minutes"), ("PT1H", "1 hour"), ("P1D", "1 day")];

    public async Task OnGetAsync(Guid id) => await FillAsync(id, null);

    public Task<IActionResult> OnPostSaveAsync(Guid id, StrategyForm form) =>
        DoAsync(id, form, me => strategies.ChangeAsync(me.WorkspaceId, id, null, _ => form.Read(), me.Actor, Cancel), "Saved.");

    public Task<IActionResult> OnPostArmAsync(Guid id, bool confirmLive)
    {
        if (confirmLive)
        {
            RequireFreshSignIn(clock);
        }

        return DoAsync(id, null, me => strategies.ArmAsync(me.WorkspaceId, id, me.Actor, Cancel, confirmLive, MayAdmin), "Armed: it places orders by itself from now on.");
    }

    /// <summary>Whether intents wait for a person. 0 seconds = they do not.</summary>
    public Task<IActionResult> OnPostApprovalAsync(Guid id, int seconds) =>
        DoAsync(id, null, me => strategies.ChangeDocumentAsync(me.WorkspaceId, id, new DocumentChange(null, null, Approval: new ApprovalRule(Math.Clamp(seconds, 0, 86_400))), me.Actor, Cancel), "Saved.");

    public async Task<IActionResult> OnPostDeleteAsync(Guid id)
    {
        var me = Need(Scopes.Trade);
        if (await TryAsync(() => strategies.DeleteAsync(me.WorkspaceId, id, me.Actor, Cancel)))
        {
            Say("Deleted. Its orders and what the audit trail says of it stay.");
            return LocalRedirect("/strategies");
        }

        await FillAsync(id, null);
        return Page();
    }

    public Task<IActionResult> OnPostDisarmAsync(Guid id) =>
        DoAsync(id, null, me => strategies.DisarmAsync(me.WorkspaceId, id, me.Actor, Cancel), "Disarmed: it asks for nothing more. Its open orders and its position stay.");

    private async Task<IActionResult> DoAsync(Guid id, StrategyForm? form, Func<Caller, Task<StrategyView>> act, string said)
    {
        var me = Need(Scopes.Trade);
        if (await TryAsync(() => act(me)))
        {
            Say(said);
            return LocalRedirect($"/strategies/{id}");
        }

        await FillAsync(id, form);
        return Page();
    }

    private async Task FillAsync(Guid id, StrategyForm? typed)
    {
        Strategy = await strategies.GetAsync(Me.WorkspaceId, id, Cancel);
        Evaluations = await strategies.EvaluationsAsync(Me.WorkspaceId, id, 30, Cancel);
        await LoadConnectionsAsync(connections);
        Choices = [.. Connections.Values.Where(TradeWords.TakesOrders).OrderBy(c => c.EnvironmentKind == "live")];
        Checklist = Strategy.ConnectionId is { } on && Connections.GetValueOrDefault(on)?.EnvironmentKind == "live" ? await strategies.ChecklistAsync(Me.WorkspaceId, id, Cancel) : [];
        Outline = new OutlineView(OutlineEdit.Read((await strategies.DocumentAsync(Me.WorkspaceId, id, null, Cancel)).Document), Strategy.Problems);
        Form = typed ?? StrategyForm.Of(Strategy.Parameters ?? CrossParameters.Default);
    }
}
