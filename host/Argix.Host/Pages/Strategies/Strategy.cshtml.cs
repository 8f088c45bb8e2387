using Argix.Accounts;
using Argix.Connections;
using Argix.Strategies;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>One strategy: its parameters, what it saw, what it decided.</summary>
public sealed class StrategyModel(ConnectionService connections, StrategyService strategies) : MemberPage
{
    public StrategyView Strategy { get; private set; } = null!;
    public StrategyForm Form { get; private set; } = new();
    public IReadOnlyList<Evaluation> Evaluations { get; private set; } = [];
    public IReadOnlyList<ConnectionView> Choices { get; private set; } = [];

    public static readonly IReadOnlyList<(string Value, string Word)> Bars =
        [("PT1S", "1 second"), ("PT5S", "5 seconds"), ("PT15S", "15 seconds"), ("PT1M", "1 minute"), ("PT5M", "5 minutes"), ("PT15M", "15 minutes"), ("PT1H", "1 hour"), ("P1D", "1 day")];

    public async Task OnGetAsync(Guid id) => await FillAsync(id, null);

    public Task<IActionResult> OnPostSaveAsync(Guid id, StrategyForm form) =>
        DoAsync(id, form, me => strategies.ChangeAsync(me.WorkspaceId, id, null, _ => form.Read(), me.Actor, Cancel), "Saved.");

    public Task<IActionResult> OnPostArmAsync(Guid id) =>
        DoAsync(id, null, me => strategies.ArmAsync(me.WorkspaceId, id, me.Actor, Cancel), "Armed: it places orders by itself from now on.");

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
        Form = typed ?? StrategyForm.Of(Strategy.Parameters ?? CrossParameters.Default);
    }
}
