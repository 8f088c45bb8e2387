using Argix.Contracts;
using Argix.Strategies.Core.Graph;

namespace Argix.Strategies;

// What the strategy holds, as far as its orders tell.
internal sealed partial class StrategyRunner
{
    // An order that ended without a fill leaves the strategy where it was; while it is open the graph goes by what was asked for. One that rests too long is cancelled.
    private async Task FollowPendingAsync(Bar? bar)
    {
        if (_pending is not { } id)
        {
            return;
        }

        var order = await world.OrderAsync(id);
        if (!order.IsFinal && order.Type != "market" && bar is not null && !(bar.Start < _cancelFrom))
        {
            await world.CancelAsync(id);
            await SettledAsync();
            order = await world.OrderAsync(id);
        }

        if (order.IsFinal)
        {
            _pending = null;
            await ReconcileAsync();
        }
    }

    private async Task ReconcileAsync()
    {
        var holding = await world.HoldingAsync();
        if (_pending is null || holding.Open is null)
        {
            Hold(holding.Net, holding.Known);
        }

        _pending = holding.Open;
    }

    private void Hold(decimal quantity, Known? known = null)
    {
        _known = (known ?? _known) with { Quantity = quantity, Bid = _known.Bid, Ask = _known.Ask };
        _machine.Know(_known);
    }

    // The report of a fill may come a moment after the bar that filled it.
    private async Task<Holding> SettledAsync(CancellationToken ct = default)
    {
        var until = clock.GetUtcNow() + SettleWithin;
        var holding = await world.HoldingAsync();
        while (holding.Open is not null && clock.GetUtcNow() < until)
        {
            await Task.Delay(LookAgain, clock, ct);
            holding = await world.HoldingAsync();
        }

        return holding;
    }
}
