using Argix.Contracts;
using Argix.Errors;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Desks;

namespace Argix.Strategies;

// An intent becomes an order: how much and which side by the strategy's own book, once under its key.
internal sealed partial class StrategyRunner
{
    private async Task<Evaluation> CarryOutAsync(GraphIntent intent, Evaluation decided, CancellationToken ct)
    {
        var holding = await FreeAsync(intent, ct);
        if (holding.Open is not null)
        {
            _pending = holding.Open;
            return decided with { Detail = "an earlier order of this strategy is still open; nothing was sent" };
        }

        Hold(holding.Net, holding.Known);
        if (intent.Action == "enter" && holding.Net != 0)
        {
            return decided with { Detail = "it holds a position already; nothing was sent" };
        }

        var (quantity, side, target) = Wanted(intent, holding.Net);
        return quantity == 0
            ? decided with { Detail = intent.Action == "exit" ? "there is nothing left to sell" : "it is at its target already" }
            : await PlaceAsync(new Placement(intent, side, quantity, KeyOf(intent)), target, decided, ct);
    }

    // An order that rests makes way for an exit or a new target; an entry waits until it is done.
    private async Task<Holding> FreeAsync(GraphIntent intent, CancellationToken ct)
    {
        var resting = _resting && _pending is not null;
        if (resting && intent.Action != "enter" && _pending is { } order)
        {
            await world.CancelAsync(order);
        }

        return resting && intent.Action == "enter" ? await world.HoldingAsync() : await SettledAsync(ct);
    }

    /// <summary>An exit sells (or buys back) what is held; a target what is missing to it, by the strategy's own book; an entry is sized at the door.</summary>
    private static (decimal? Quantity, Side Side, decimal? Target) Wanted(GraphIntent intent, decimal net)
    {
        if (intent.Action == "exit")
        {
            return (Math.Abs(net), net > 0 ? Side.Sell : Side.Buy, 0);
        }

        return TargetOf(intent.Size) is not { } target ? (null, intent.Side, null) : (Math.Abs(target - net), target > net ? Side.Buy : Side.Sell, target);
    }

    private static decimal? TargetOf(GraphSize? size) => size switch
    {
        TargetUnits t => t.Quantity,
        Limited { Quantity: { } most } l when TargetOf(l.Inner) is { } t => Math.Clamp(t, -most, most),
        Limited l => TargetOf(l.Inner),
        _ => null,
    };

    private async Task<Evaluation> PlaceAsync(Placement placement, decimal? target, Evaluation decided, CancellationToken ct)
    {
        try
        {
            if (_nextOrder - clock.GetUtcNow() is { Ticks: > 0 } early)
            {
                await Task.Delay(early, clock, ct);
            }

            _nextOrder = clock.GetUtcNow() + BetweenOrders;
            if (await PlaceOnceAsync(placement, ct) is not { } order)
            {
                return decided with { Detail = "it waits for a person to approve it" };
            }

            Take(order, placement, target);
            return decided with { OrderId = order.Id, OrderState = order.State, Code = order.Code, Detail = order.Reason, Block = world.BlockOf(order.Code) ?? decided.Block };
        }
        catch (ArgixException e)
        {
            return decided with { Code = e.Code, Detail = e.Message, Block = world.BlockOf(e.Code) ?? decided.Block };
        }
    }

    // An order of an earlier life that is proven not to have left (the host died before it could) was never made: it gets a new key. Never one that is in doubt.
    private async Task<OrderView?> PlaceOnceAsync(Placement placement, CancellationToken ct)
    {
        var order = await world.PlaceAsync(placement, ct);
        for (var again = 2; again <= MostTries && order is { State: "not_sent" } && order.CreatedAt < _began; again++)
        {
            order = await world.PlaceAsync(placement with { Key = $"{placement.Key}:{again}" }, ct);
        }

        return order;
    }

    // Alive or filled: the target counts as reached. Dead without a fill: the strategy stays where it was.
    private void Take(OrderView order, Placement placement, decimal? target)
    {
        (_pending, _resting) = (order.Id, placement.Intent.Type != OrderType.Market);
        _cancelFrom = placement.Intent.At + (_machine.BarSize * (placement.Intent.GoodForBars - 1));
        if (!order.IsFinal || order.FilledQuantity > 0)
        {
            Hold(target ?? (placement.Side == Side.Buy ? order.Quantity : -order.Quantity));
        }
    }

    // The version is part of the arming: a strategy is disarmed before it changes.
    private string KeyOf(GraphIntent intent) => $"strategy:{run.StrategyId:N}:{run.Arming}:{intent.Id[(intent.Id.IndexOf(':') + 1)..]}";
}
