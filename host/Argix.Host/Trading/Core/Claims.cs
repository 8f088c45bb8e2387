namespace Argix.Trading.Core;

/// <summary>
/// Which orders the venue's figures of a moment may not contain yet: those it has not acknowledged, and those acknowledged since. Kept in order of acknowledgement, so that
/// an order is not weighed against all that were ever sent.
/// </summary>
internal sealed class Claims
{
    private readonly Dictionary<Guid, TrackedOrder> _unanswered = [];
    private readonly List<(DateTimeOffset At, TrackedOrder Order)> _acknowledged = [];

    /// <summary>The order's acknowledgement, or its end, may have changed.</summary>
    public void Note(TrackedOrder order)
    {
        if (order.Facts.External)
        {
            return; // placed elsewhere: the venue's figures contain it
        }

        if (order.AcknowledgedAt is null && (order.IsOpen || order.Fills.Filled > 0))
        {
            _unanswered[order.Facts.Id] = order;
            return;
        }

        _unanswered.Remove(order.Facts.Id);
        if (order.AcknowledgedAt is { } at && order.ClaimedAt != at)
        {
            order.ClaimedAt = at;
            var place = _acknowledged.Count;
            while (place > 0 && _acknowledged[place - 1].At > at)
            {
                place--; // a clock that was set back
            }

            _acknowledged.Insert(place, (at, order));
        }
    }

    public IEnumerable<TrackedOrder> Since(DateTimeOffset asOf)
    {
        foreach (var order in _unanswered.Values)
        {
            yield return order;
        }

        for (var n = _acknowledged.Count - 1; n >= 0 && _acknowledged[n].At >= asOf; n--)
        {
            // An order that was sent anew after its acknowledgement stands among the unanswered, or later in this list.
            if (_acknowledged[n].Order.AcknowledgedAt == _acknowledged[n].At)
            {
                yield return _acknowledged[n].Order;
            }
        }
    }
}
