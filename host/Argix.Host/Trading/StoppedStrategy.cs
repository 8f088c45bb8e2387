using Argix.Trading.Core;
using Argix.Trading.Core.Risk;

namespace Argix.Trading;

/// <summary>A strategy whose newest verdict was to wait for a person.</summary>
public sealed record StoppedStrategy(Guid StrategyId, int Orders, int RefusedInARow, string Detail)
{
    /// <summary>Judged by the last order it sent: its environment and symbol tell which limits apply.</summary>
    internal static StoppedStrategy? Of(DeskState desk, Guid strategy, DateTimeOffset now)
    {
        var (_, most) = desk.Strategies.Orders(strategy, now);
        var row = desk.Strategies.RefusedInARow(strategy);
        var denied = desk.OrdersOldestFirst.Reverse().Take(2000).FirstOrDefault(o => o.Facts.StrategyId == strategy)?.Verdicts
            .FirstOrDefault(v => v.Denied && (v.Control is ExecutionThrottle.Id or RejectStorm.Id));
        return denied is { Denied: true } ? new StoppedStrategy(strategy, most, row, denied.Detail) : null;
    }
}
