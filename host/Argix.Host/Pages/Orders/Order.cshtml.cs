using Argix.Accounts;
using Argix.Connections;
using Argix.Trading;
using Argix.Trading.Desks;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Orders;

/// <summary>One order's whole life.</summary>
public sealed class OrderModel(ConnectionService connections, TradeReads reads, OrderEntry entry) : MemberPage
{
    public OrderView Order { get; private set; } = null!;
    public OrderStory Story { get; private set; } = new(null, []);
    public IReadOnlyList<ExecutionView> Fills { get; private set; } = [];
    public PositionView? Position { get; private set; }

    public decimal FilledValue => Fills.Sum(f => f.Quantity * f.Price) * (Story.Facts?.Instrument.Multiplier ?? 1);

    public async Task OnGetAsync(Guid id) => await FillAsync(id);

    public async Task<IActionResult> OnPostCancelAsync(Guid id)
    {
        var me = Need(Scopes.Trade);
        if (await TryAsync(() => entry.CancelAsync(me.WorkspaceId, me.Actor, id)))
        {
            return LocalRedirect($"/orders/{id}");
        }

        await FillAsync(id);
        return Page();
    }

    private async Task FillAsync(Guid id)
    {
        var workspace = Me.WorkspaceId;
        Order = await reads.OrderAsync(workspace, id);
        await LoadConnectionsAsync(connections);
        Story = OrderStory.Of(id, await reads.HistoryAsync(workspace, id));
        Fills = (await reads.ExecutionsAsync(workspace, 500, null, x => x.OrderId == id)).Items;
        Position = (await reads.PositionsAsync(workspace, Order.ConnectionId)).FirstOrDefault(p => p.Instrument.Symbol == Order.Instrument.Symbol);
    }
}
