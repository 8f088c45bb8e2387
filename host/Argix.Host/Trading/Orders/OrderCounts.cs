using System.Collections.Concurrent;
using Argix.Connections;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Trading.Orders;

/// <summary>Open and unknown orders per connection, kept from what desks commit; answers the connections room.</summary>
public sealed class OrderCounts : IOpenOrders
{
    private readonly ConcurrentDictionary<Guid, (Guid Connection, bool Unknown)> _open = [];
    private readonly DeskRegistry _desks;
    private readonly LaneRegistry _lanes;
    private readonly TimeProvider _clock;

    public OrderCounts(DeskRegistry desks, LaneRegistry lanes, TimeProvider clock)
    {
        (_desks, _lanes, _clock) = (desks, lanes, clock);
        desks.Committed += c => c.Orders.ToList().ForEach(Take);
    }

    public (int Open, int Unknown) Count(Guid workspace, Guid connectionId)
    {
        var mine = _open.Values.Where(o => o.Connection == connectionId).ToList();
        return (mine.Count, mine.Count(o => o.Unknown));
    }

    public async Task CancelAllAsync(Guid workspace, Guid connectionId, string actor)
    {
        var desk = _desks.Get(workspace);
        foreach (var id in await desk.ReadAsync(s => s.OpenOf(connectionId).Where(o => !o.CancelPending).Select(o => o.Facts.Id).ToList()))
        {
            await desk.DecideAsync(new CancelOrder(_clock.GetUtcNow(), actor, id));
        }

        _lanes.CancelAll(workspace, c => c == connectionId, Decider.SendWithin);
    }

    public async Task<IReadOnlyList<Guid>> OpenAsync(Guid workspace, Guid connectionId) =>
        await _desks.Get(workspace).ReadAsync(s => s.OpenOf(connectionId).Select(o => o.Facts.Id).ToList());

    public async Task<IReadOnlyList<OrderOutcome>> EndAsync(Guid workspace, Guid connectionId, IReadOnlyCollection<Guid> planned, bool left, string actor)
    {
        var (desk, why) = (_desks.Get(workspace), left ? "left" : "unproven");
        await desk.DecideAsync(new EndAccess(_clock.GetUtcNow(), actor, connectionId, why));
        return await desk.ReadAsync(s => planned.Union(s.OpenOf(connectionId).Select(o => o.Facts.Id)).Select(s.Order).OfType<TrackedOrder>()
            .Select(o => new OrderOutcome(o.Facts.Id, o.IsFinal ? o.StateWord : why)).ToList());
    }

    internal void Take(OrderView order)
    {
        if (order.IsFinal)
        {
            _open.TryRemove(order.Id, out _);
        }
        else
        {
            _open[order.Id] = (order.ConnectionId, order.Doubt is not null);
        }
    }
}
