using Argix.Accounts;
using Argix.Connections;
using Argix.Strategies;
using Argix.Trading;
using Argix.Trading.Desks;
using Argix.Trading.Orders;
using Microsoft.AspNetCore.Mvc;

namespace Argix.Pages.Orders;

/// <summary>One order's whole life.</summary>
public sealed class OrderModel(ConnectionService connections, TradeReads reads, OrderEntry entry, StrategyService strategies, TimeProvider clock) : MemberPage
{
    public OrderView Order { get; private set; } = null!;
    public OrderStory Story { get; private set; } = new(null, []);
    public IReadOnlyList<ExecutionView> Fills { get; private set; } = [];
    public PositionView? Position { get; private set; }

    /// <summary>What the strategy saw when it asked for this order; null for orders of a hand.</summary>
    public DecisionTrace? Trace { get; private set; }

    public decimal FilledValue => Fills.Sum(f => f.Quantity * f.Price) * (Story.Facts?.Instrument.Multiplier ?? 1);

    /// <summary>The change as typed; the order's own figures until then.</summary>
    public ChangeForm Change { get; private set; } = new();

    /// <summary>Whether the refusal of this order can still be overridden; a person who may not sees nothing of it.</summary>
    public bool Overridable { get; private set; }

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

    public async Task<IActionResult> OnPostChangeAsync(Guid id, ChangeForm change)
    {
        var me = Need(Scopes.Trade);
        Change = change;
        if (await TryAsync(() => entry.ReplaceAsync(me.WorkspaceId, me.Actor, id, change.Read(), Cancel)))
        {
            Say("The change was sent to the broker. It counts when the broker has said so.");
            return LocalRedirect($"/orders/{id}");
        }

        await FillAsync(id);
        return Page();
    }

    /// <summary>One order, by an admin who has just signed in, with a reason.</summary>
    public async Task<IActionResult> OnPostOverrideAsync(Guid id, string? reason)
    {
        var me = Need(Scopes.Admin);
        Placed? placed = null;
        if (await TryAsync(async () =>
        {
            RequireFreshSignIn(clock);
            placed = await entry.OverrideAsync(me.WorkspaceId, me.Actor, "hand", id, reason ?? "", TimeSpan.FromSeconds(2), Cancel);
        }))
        {
            return LocalRedirect($"/orders/{placed!.Order.Id}");
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
        Overridable = MayAdmin && await reads.OverridableAsync(workspace, id, clock.GetUtcNow());
        Trace = await TraceAsync(workspace, id);
        Position = (await reads.PositionsAsync(workspace, Order.ConnectionId)).FirstOrDefault(p => p.Instrument.Symbol == Order.Instrument.Symbol);
    }

    // A deleted strategy's traces stay; its name does not.
    private async Task<DecisionTrace?> TraceAsync(Guid workspace, Guid id)
    {
        if (Order.StrategyId is null || await strategies.EvaluationOfAsync(workspace, id, Cancel) is not { } found)
        {
            return null;
        }

        var name = (await strategies.ListAsync(workspace, Cancel)).FirstOrDefault(s => s.Id == found.Strategy)?.Name ?? "a deleted strategy";
        return new DecisionTrace(found.Evaluation, found.Strategy, name, found.Hash);
    }
}
