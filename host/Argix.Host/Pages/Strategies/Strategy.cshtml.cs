using Argix.Accounts;
using Argix.Connections;
using Argix.Errors;
using Argix.Strategies;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>One strategy: what it may do, what it thought lately, and the switch.</summary>
public sealed class StrategyModel(StrategyService strategies, ConnectionService connections) : TradePage
{
    private const int Shown = 25;

    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public StrategyView Strategy { get; private set; } = null!;

    public IReadOnlyList<Evaluation> Evaluations { get; private set; } = [];

    /// <summary>The form; what was typed is kept when it is refused.</summary>
    public StrategyForm Form { get; private set; } = new();

    /// <summary>Where it may trade: paper and demo, until live arming has its checklist.</summary>
    public IEnumerable<ConnectionView> Choices => Connections.Values.Where(c => c.EnvironmentKind != "live" && TradeWords.TakesOrders(c));

    public Task OnGetAsync() => FillAsync(null);

    public async Task<IActionResult> OnPostChangeAsync(StrategyForm form)
    {
        var me = Need(Scopes.Trade);
        return await ThenAsync("The parameters are saved.", form, () => strategies.ChangeAsync(me.WorkspaceId, Id, null, form.Read, me.Actor, Ct));
    }

    public async Task<IActionResult> OnPostArmAsync()
    {
        var me = Need(Scopes.Trade);
        return await ThenAsync("Armed: from now on it places orders by itself, within your limits.", null, () => strategies.ArmAsync(me.WorkspaceId, Id, me.Actor, Ct));
    }

    public async Task<IActionResult> OnPostDisarmAsync()
    {
        var me = Need(Scopes.Trade);
        return await ThenAsync("Disarmed. Its open orders and its position stay; close them by hand if they should go.", null, () => strategies.DisarmAsync(me.WorkspaceId, Id, me.Actor, Ct));
    }

    public string? ErrorOf(string field) =>
        Failure?.Facts.GetValueOrDefault("errors") is IReadOnlyDictionary<string, string> errors ? errors.GetValueOrDefault("parameters." + field) : null;

    private async Task<IActionResult> ThenAsync(string said, StrategyForm? form, Func<Task> act)
    {
        if (await TryAsync(act))
        {
            TempData["Ok"] = said;
            return LocalRedirect("/strategies/" + Id);
        }

        await FillAsync(form);
        return Page();
    }

    private async Task FillAsync(StrategyForm? form)
    {
        await LoadConnectionsAsync(connections);
        Strategy = await strategies.GetAsync(Me.WorkspaceId, Id, Ct);
        Evaluations = await strategies.EvaluationsAsync(Me.WorkspaceId, Id, Shown, Ct);
        Form = form ?? StrategyForm.Of(Strategy.Parameters);
    }
}
