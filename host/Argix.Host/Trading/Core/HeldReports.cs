using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>
/// What a venue that does not echo our ids said of orders that may be ours, by its own id. Kept until we know whose they are: the venue may say a thing only once.
/// </summary>
public sealed class HeldReports
{
    private readonly Dictionary<(Guid Connection, string BrokerId), OrderReport> _held = [];

    public OrderReport? Of(Guid connection, string? brokerId) => brokerId is null ? null : _held.GetValueOrDefault((connection, brokerId));

    internal void Keep(Guid connection, OrderReport report) => _held[(connection, report.BrokerOrderId)] = Merge(Of(connection, report.BrokerOrderId), report);

    internal void Drop(Guid connection, string brokerId) => _held.Remove((connection, brokerId));

    /// <summary>Two sights of one order as one: the furthest quantity, every execution, and an end if either saw one.</summary>
    public static OrderReport Merge(OrderReport? a, OrderReport b)
    {
        if (a is null)
        {
            return b;
        }

        var (less, more) = (b.Filled ?? 0) >= (a.Filled ?? 0) ? (a, b) : (b, a);
        var ended = more.State is OrderState.Filled or OrderState.Cancelled or OrderState.Expired or OrderState.Rejected ? more : less;
        return more with { State = ended.State, VenueState = ended.VenueState, Reason = ended.Reason, Fills = [.. a.Fills.Concat(b.Fills).DistinctBy(f => f.Id ?? f.ToString())] };
    }
}
