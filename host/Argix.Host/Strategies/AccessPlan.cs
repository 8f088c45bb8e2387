using Argix.Connections;
using Argix.Trading;
using Argix.Trading.Desks;

namespace Argix.Strategies;

/// <summary>A strategy that trades through a connection.</summary>
public sealed record HangingStrategy(Guid Id, string Name, bool Armed, string Status);

/// <summary>One answer to what becomes of open orders: whether it can be chosen now, and what it does.</summary>
public sealed record PlanChoice(string Id, bool Possible, string Does);

/// <summary>What hangs on a connection whose access may end: orders that the venue has not ended, positions that stay there, strategies that stop trading; and the choices.</summary>
public sealed record AccessPlan(Guid ConnectionId, string Name, string Status, int OpenOrders, int UnknownOrders, IReadOnlyList<OrderView> Orders, IReadOnlyList<PositionView> Positions,
    IReadOnlyList<HangingStrategy> Strategies, IReadOnlyList<PlanChoice> Choices)
{
    public bool Busy => OpenOrders + UnknownOrders > 0;
}

/// <summary>Makes the plan, for pages and the API. It changes nothing.</summary>
public sealed class AccessPlans(ConnectionService connections, TradeReads reads, StrategyService strategies)
{
    private const int MostShown = 500;

    public async Task<AccessPlan> OfAsync(Guid workspace, Guid connection, CancellationToken ct)
    {
        var view = await connections.GetAsync(workspace, connection, ct);
        var open = (await reads.OrdersAsync(workspace, MostShown, null, o => o.ConnectionId == connection && !o.IsFinal)).Items;
        var held = (await reads.PositionsAsync(workspace, connection)).Where(p => p.Quantity != 0).ToList();
        var hanging = (await strategies.ListAsync(workspace, ct)).Where(s => s.ConnectionId == connection).Select(s => new HangingStrategy(s.Id, s.Name, s.Armed, s.Status)).ToList();
        return new(connection, view.Name, view.Status, view.OpenOrders, view.UnknownOrders, open, held, hanging, Choices(view));
    }

    private static IReadOnlyList<PlanChoice> Choices(ConnectionView c)
    {
        var busy = c.OpenOrders > 0;
        return
        [
            new("refuse", !busy, busy ? "Nothing ends while orders are open or unknown." : "Ends at once: no order is open."),
            // Cancels need somebody who sends them.
            new("cancel", c.Status is not ("disabled" or "disconnected"), c.Status switch
            {
                "disabled" => "Not while it is disabled: enable it first.",
                "reauth_required" or "failed" => "The broker cannot be asked just now: what it has not confirmed in time stays listed as unmanaged.",
                _ => "Asks the broker to cancel and waits for its word on each order. What it has not confirmed in time stays listed as unmanaged.",
            }),
            new("leave", true, "The orders stay at the broker and may fill unseen. They stay listed as unmanaged, and are picked up when the account is connected again."),
        ];
    }
}
