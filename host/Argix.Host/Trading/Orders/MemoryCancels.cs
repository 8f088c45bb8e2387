using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Trading.Orders;

/// <summary>
/// Cancels while the journal cannot be written: they make nothing larger, so they go from memory straight to the lanes; the venue's reports follow when it is back.
/// New orders and changes wait, for what is not durable is not sent.
/// </summary>
internal sealed class MemoryCancels(LaneRegistry lanes, TimeProvider clock)
{
    public static bool Closed(ArgixException e) => e.Code is "journal_unavailable" or "journal_broken";

    /// <summary>Asks for a cancel of each of these that the venue has; gives back which.</summary>
    public async Task<List<Guid>> AskAsync(Desk desk, Func<TrackedOrder, bool> which)
    {
        var open = await desk.ReadAsync(s => s.OpenOrders.Where(o => which(o) && o.BrokerOrderId is not null).Select(o => (o.Facts.Id, o.Facts.ConnectionId)).ToList());
        open.ForEach(o => lanes.Of(o.ConnectionId)?.Post(new CancelWanted(clock.GetUtcNow(), o.Id)));
        return [.. open.Select(o => o.Id)];
    }
}
