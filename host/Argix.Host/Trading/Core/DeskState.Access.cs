namespace Argix.Trading.Core;

public sealed partial class DeskState
{
    /// <summary>Whether what the order fills now is in the positions that are about to be read for the first time, so that it must not move them as well.</summary>
    internal bool InFirstPositions(TrackedOrder order) => order.Inherited && !IsBaselined(order.Facts.ConnectionId);

    private void TakeOver(TrackedOrder order, Guid to)
    {
        var facts = order.Facts;
        _byClientId.Remove((facts.ConnectionId, facts.ClientOrderId));
        order.MoveTo(to);
        _byClientId.TryAdd((to, facts.ClientOrderId), order);
        if (order.Replace is { } p && _byClientId.Remove((facts.ConnectionId, p.ClientOrderId)))
        {
            _byClientId.TryAdd((to, p.ClientOrderId), order);
        }

        foreach (var id in order.Legs.Select(l => l.BrokerOrderId).Append(order.BrokerOrderId).OfType<string>())
        {
            _byBrokerId.Remove((facts.ConnectionId, id));
            _byBrokerId[(to, id)] = order;
        }
    }

    private void LeavePositions(Guid connection)
    {
        foreach (var line in _positions.Values.Where(p => p.ConnectionId == connection))
        {
            line.Leave();
        }

        foreach (var key in _drift.Keys.Where(k => k.Connection == connection).ToList())
        {
            _drift.Remove(key);
        }
    }
}
