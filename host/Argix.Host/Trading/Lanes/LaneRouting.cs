using Argix.Trading.Core;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>An order as routing needs it, after everything of the record was applied.</summary>
internal readonly record struct RoutedOrder(Guid Id, string? BrokerOrderId, bool CancelPending, bool IsFinal);

/// <summary>What a durable event means for the order's lane. Pure; approved orders go another way, because their time to leave begins there, and so do changes.</summary>
internal static class LaneRouting
{
    public static IEnumerable<LaneInput> For(DeskEvent e, RoutedOrder order, DateTimeOffset at)
    {
        switch (e)
        {
            case CancelAsked when order.BrokerOrderId is not null:
                yield return new CancelWanted(at, order.Id);
                break;
            case ReplaceAsked { Queued: false, Rule.CancelNew: true } when order.BrokerOrderId is not null:
                yield return new CancelWanted(at, order.Id);
                break;
            case OrderReplaced or ReplaceRefused:
                yield return new OrderSettled(at, order.Id);
                yield return new LookAgain(at, at);
                if (order is { CancelPending: true, BrokerOrderId: not null })
                {
                    yield return new CancelWanted(at, order.Id);
                }

                break;
            case OrderAcknowledged:
                yield return new OrderSettled(at, order.Id);
                if (order.CancelPending)
                {
                    yield return new CancelWanted(at, order.Id);
                }

                break;
            case OrderDoubted:
                yield return new QuestionRaised(at, order.Id);
                break;
            case FillApplied or FillLevelRaised:
                yield return new LookAgain(at, at.AddSeconds(3));
                break;
        }

        if (order.IsFinal)
        {
            yield return new OrderSettled(at, order.Id);
        }
    }
}
