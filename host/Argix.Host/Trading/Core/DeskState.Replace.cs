namespace Argix.Trading.Core;

public sealed partial class DeskState
{
    private void AskReplace(TrackedOrder order, ReplaceAsked a, DateTimeOffset at)
    {
        order.Replaces += order.Replace?.ClientOrderId == a.ClientOrderId ? 0 : 1;
        order.Replace = new PendingReplace(a.Terms, a.ClientOrderId, a.Rule, a.Queued, order.Replaces);
        _byClientId.TryAdd((order.Facts.ConnectionId, a.ClientOrderId), order);
        Messages.Add(at);
        (order.Code, order.Reason) = (null, order.Doubt is null ? null : order.Reason);
        ClearDoubt(order, DoubtAbout.Cancel);
    }

    private void RefuseReplace(TrackedOrder order, ReplaceRefused r)
    {
        (order.Replace, order.Code, order.Reason) = (null, r.Code, r.Reason);
        ClearDoubt(order, DoubtAbout.Replace);
        EndIfFull(order);
    }

    private void Replaced(TrackedOrder order, OrderReplaced r)
    {
        if (order.BrokerOrderId is { } old && old != r.BrokerOrderId)
        {
            KeepLeg(order, old);
        }

        Rebase(order, r.Terms, r.ClientOrderId);
        (order.BrokerOrderId, order.Route, order.Replace, order.Code, order.Reason) = (r.BrokerOrderId, r.Route ?? order.Route, null, null, null);
        _byBrokerId[(order.Facts.ConnectionId, r.BrokerOrderId)] = order;
        Held.Drop(order.Facts.ConnectionId, r.BrokerOrderId);
        ClearDoubt(order, DoubtAbout.Replace);
        ClearDoubt(order, DoubtAbout.End);
        EndIfFull(order);
    }

    // The venue has cancelled what was there and said how much had filled; the rest is a new order of its own.
    private void NextLeg(TrackedOrder order, LegApproved l, DateTimeOffset at)
    {
        KeepLeg(order, order.BrokerOrderId!);
        Rebase(order, l.Terms, l.ClientOrderId);
        order.Facts = order.Facts with { SendBy = l.SendBy };
        (order.FreshLegs, order.LegQuantity, order.Lifecycle, order.BrokerOrderId, order.Route, order.Replace) = (true, l.Terms.Quantity - order.Fills.Filled, Lifecycle.Approved, null, null, null);
        (order.Doubt, order.Repair, order.AcknowledgedAt) = (null, null, null);
        _byClientId.TryAdd((order.Facts.ConnectionId, l.ClientOrderId), order);
        Messages.Add(at);
    }

    private static void KeepLeg(TrackedOrder order, string brokerId) =>
        order._legs.Add(new Leg(brokerId, order.Fills.Filled - order._legs.Sum(l => l.Filled), order.Fills.Notional - order._legs.Sum(l => l.Notional)));

    private static void Rebase(TrackedOrder order, OrderTerms terms, string clientOrderId)
    {
        order.PastTerms.Add(OrderTerms.Of(order.Facts));
        order.Facts = terms.On(order.Facts) with { ClientOrderId = clientOrderId };
    }

    private void EndIfFull(TrackedOrder order)
    {
        if (!order.IsFinal && order.Fills.Filled >= order.Ceiling)
        {
            End(order, Lifecycle.Filled, null, null);
        }
    }
}
