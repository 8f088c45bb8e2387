using Argix.Contracts;

namespace Acme;

// Looking an order up: by Acme's id, or among the open orders by ours.
internal sealed partial class AcmeAdapter : IFindOrders
{
    public async Task<Found> FindAsync(OrderRef order, CancellationToken ct)
    {
        if (order.BrokerOrderId is { } id)
        {
            var answer = await _api.Order(id, ct);
            var row = AcmeMap.Read(answer, AcmeJson.Default.OrderRow, "looking the order up", o => o.Id == id);
            return new Found([AcmeMap.Report(row, order.Order.Account.Id)], MatchedBy.BrokerId, AcmeMap.Everything(answer.At));
        }
        var open = new List<OrderReport>();
        Page<OrderReport> page;
        string? cursor = null;
        do
        {
            page = await OrdersAsync(order.Order.Account, null, openOnly: true, cursor, ct);
            open.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return new Found([.. open.Where(o => o.ClientOrderId == order.Order.ClientOrderId)], MatchedBy.ClientId, page.Coverage);
    }
}
