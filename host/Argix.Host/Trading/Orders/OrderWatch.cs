using Argix.Trading.Desks;

namespace Argix.Trading.Orders;

/// <summary>Lets a caller wait for the venue's word on one order.</summary>
public sealed class OrderWatch
{
    private readonly Waiters<(Guid Order, bool Final), OrderView> _waiters = new();
    private readonly TimeProvider _clock;

    public OrderWatch(DeskRegistry desks, TimeProvider clock)
    {
        _clock = clock;
        desks.Committed += c =>
        {
            foreach (var o in c.Orders)
            {
                Wake(o, final: false);
                Wake(o, final: true);
            }
        };
    }

    /// <summary>The order once the venue has said anything definite, or null when it has not within the time.</summary>
    public Task<OrderView?> WordAsync(Desk desk, Guid orderId, TimeSpan within, CancellationToken ct) => WaitAsync(desk, orderId, false, within, ct);

    /// <summary>Whether the order is final within the time.</summary>
    public async Task<bool> FinalAsync(Desk desk, Guid orderId, TimeSpan within, CancellationToken ct) => await WaitAsync(desk, orderId, true, within, ct) is not null;

    private async Task<OrderView?> WaitAsync(Desk desk, Guid orderId, bool final, TimeSpan within, CancellationToken ct)
    {
        var word = _waiters.Join((orderId, final));
        try
        {
            var now = await desk.ReadAsync(s => OrderView.Of(s.Order(orderId)!));
            return Done(now, final) ? now : within <= TimeSpan.Zero ? null : await word.WaitAsync(within, _clock, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _waiters.Leave((orderId, final));
        }
    }

    private void Wake(OrderView order, bool final)
    {
        if (Done(order, final))
        {
            _waiters.Wake((order.Id, final), order);
        }
    }

    private static bool Done(OrderView o, bool final) => o.IsFinal || (!final && o.State is not ("pending_submit" or "unknown"));
}
