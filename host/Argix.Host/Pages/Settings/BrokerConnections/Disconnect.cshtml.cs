using Argix.Accounts;
using Argix.Connections;
using Argix.Plugins;
using Argix.Strategies;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>Asks before a connection ends: what is open, what is unknown, and what shall become of it.</summary>
public sealed class DisconnectModel(ConnectionService connections, BrokerCatalogue catalogue, AccessPlans plans) : ConnectionPage(connections, catalogue)
{
    /// <summary>What hangs on the connection, and what can be chosen.</summary>
    public AccessPlan Plan { get; private set; } = null!;

    [BindProperty]
    public string? OpenOrders { get; set; }

    public Task OnGetAsync() => LoadAllAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        var me = Need(Scopes.Trade);
        await LoadAsync();
        var keys = HasKeys(Connection);
        ConnectionView? after = null;
        var worked = await TryAsync(async () =>
            after = await Service.DisconnectAsync(me.WorkspaceId, Id, ConnectionService.ParseChoice(OpenOrders), me.Actor, Cancel));
        if (!worked)
        {
            await LoadAllAsync();
            return Page();
        }
        Say(after!.Status == "disconnected"
            ? $"{after.Name} is disconnected and its secrets are destroyed.{(keys ? " Delete the key at the broker too." : "")}"
            : $"{after.Name} is being disconnected: the broker was asked to cancel the open orders, and Argix waits for its word.");
        return Redirect("/settings/broker-connections");
    }

    private async Task LoadAllAsync()
    {
        await LoadAsync();
        Plan = await plans.OfAsync(Me.WorkspaceId, Id, Cancel);
    }
}
