using Argix.Accounts;
using Argix.Strategies;
using Argix.Strategies.Signals;
using Argix.Web;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Strategies;

/// <summary>Signed messages from outside: where they go, the secret that signs them, and what came.</summary>
public sealed class SignalsModel(StrategyService strategies, SignalService signals, PublicUrl publicUrl) : MemberPage
{
    public StrategyView Strategy { get; private set; } = null!;

    public IReadOnlyList<SignalView> Items { get; private set; } = [];

    /// <summary>A secret that was made just now; it is on no later page.</summary>
    public string? NewSecret { get; private set; }

    public string Address => $"{publicUrl.Root.ToString().TrimEnd('/')}/api/v1/signals/{Strategy.Id}";

    public async Task OnGetAsync(Guid id) => await FillAsync(id);

    // Shown in the answer of the very request that made it, never in a link or a cookie.
    public async Task<IActionResult> OnPostSecretAsync(Guid id)
    {
        var me = Need(Scopes.Trade);
        await TryAsync(async () => NewSecret = await signals.NewSecretAsync(me.WorkspaceId, id, me.Actor, Cancel));
        await FillAsync(id);
        return Page();
    }

    private async Task FillAsync(Guid id)
    {
        Strategy = await strategies.GetAsync(Me.WorkspaceId, id, Cancel);
        Items = await signals.ListAsync(Me.WorkspaceId, id, 50, Cancel);
    }
}
