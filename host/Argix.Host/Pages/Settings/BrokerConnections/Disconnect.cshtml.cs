using Argix.Accounts;
using Argix.Connections;
using Argix.Plugins;
using Argix.Trading;
using Argix.Trading.Desks;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Settings.BrokerConnections;

/// <summary>Asks before a connection ends: what is open, what is unknown, and what shall become of it.</summary>
public sealed class DisconnectModel(ConnectionService connections, BrokerCatalogue catalogue, TradeReads reads) : ConnectionPage(connections, catalogue)
{
    private const int MostShown = 50;

    /// <summary>Orders that the venue has not ended, newest first.</summary>
    public IReadOnlyList<OrderView> Orders { get; private set; } = [];

    public IReadOnlyList<PositionView> Positions { get; private set; } = [];

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
        Orders = (await reads.OrdersAsync(Me.WorkspaceId, MostShown, null, o => o.ConnectionId == Id && !o.IsFinal)).Items;
        Positions = [.. (await reads.PositionsAsync(Me.WorkspaceId, Id)).Where(p => p.Quantity != 0)];
    }
}
