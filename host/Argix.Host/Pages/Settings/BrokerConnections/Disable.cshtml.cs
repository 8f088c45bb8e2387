using Argix.Accounts;
using Argix.Connections;
using Argix.Plugins;
using Argix.Strategies;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>Asks before a connection is disabled: what is open, and what shall become of it while nobody listens.</summary>
public sealed class DisableModel(ConnectionService connections, BrokerCatalogue catalogue, AccessPlans plans) : ConnectionPage(connections, catalogue)
{
    internal const string Done = "is disabled: nothing is sent to the broker, and nothing is heard from it.";

    /// <summary>What hangs on the connection, and what can be chosen.</summary>
    public AccessPlan Plan { get; private set; } = null!;

    [BindProperty]
    public string? OpenOrders { get; set; }

    public Task OnGetAsync() => LoadAllAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var me = Need(Scopes.Trade);
        if (await TryAsync(async () => Say($"{(await Service.DisableAsync(me.WorkspaceId, Id, ConnectionService.ParseChoice(OpenOrders), me.Actor, Cancel)).Name} {Done}")))
        {
            return Redirect(Here);
        }
        await LoadAllAsync();
        return Page();
    }

    private async Task LoadAllAsync()
    {
        await LoadAsync();
        Plan = await plans.OfAsync(Me.WorkspaceId, Id, Cancel);
    }
}
