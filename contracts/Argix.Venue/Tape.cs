using System.Globalization;

namespace Argix.Venue;

/// <summary>Where the matching rules write what happened; also the index of open orders and the counters.</summary>
internal sealed class Tape
{
    private readonly List<EngineEvent> _events = [];

    public Dictionary<string, Working> Open { get; } = [];
    public long Sequence { get; set; }
    public long Executions { get; set; }
    public DateTimeOffset At { get; set; }

    public void Write(EngineEvent e) => _events.Add(e);

    public IReadOnlyList<EngineEvent> Take()
    {
        if (_events.Count == 0)
        {
            return [];
        }

        EngineEvent[] all = [.. _events];
        _events.Clear();
        return all;
    }

    public void Trigger(Working order)
    {
        Market.Remove(order);
        order.Triggered = true;

        // It joins the queue now, behind those who were there while it slept.
        order.Sequence = ++Sequence;
        Write(new Triggered(order.Id, At));
    }

    public void Fill(Listing listing, Working order, decimal quantity, decimal price, bool maker)
    {
        order.Filled += quantity;
        var id = string.Create(CultureInfo.InvariantCulture, $"E{++Executions}");
        Write(new Filled(order.Id, id, order.Side, quantity, price, order.Filled, quantity * price * listing.FeeRate, listing.FeeCurrency, maker, At));
        if (order.Leaves == 0)
        {
            Close(order);
        }
    }

    public void Cancel(Working order, string reason)
    {
        Close(order);
        Write(new Cancelled(order.Id, reason, At));
    }

    public void Expire(Working order)
    {
        Close(order);
        Write(new Expired(order.Id, At));
    }

    private void Close(Working order)
    {
        Market.Remove(order);
        Open.Remove(order.Id);
    }
}
