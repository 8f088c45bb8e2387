using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>The same order of the same strategy a moment ago. People may mean it; a loop does not.</summary>
public static class DuplicateOrder
{
    public const string Id = "duplicate";

    private static readonly Verdict Person = Verdict.Pass(Id, "not sent by a strategy");

    public static Verdict Judge(GateInput i)
    {
        if (i.Facts.StrategyId is not { } strategy || i.Replaces is not null)
        {
            return i.Replaces is null ? Person : Verdict.Pass(Id, "a change of an order that is there");
        }

        if (i.Limit(Id) is not { Value: > 0 } window)
        {
            return Verdict.Pass(Id, "no limit set");
        }

        var from = i.Now.AddSeconds(-(double)window.Value);
        // Only the strategy's newest order in the symbol: who bought, sold and buys again does not repeat himself.
        var newest = i.Desk.Strategies.Newest(strategy, i.Facts.ConnectionId, i.Facts.Instrument.Symbol);
        var twin = newest is not null && newest.Facts.CreatedAt > from && Same(newest.Facts, i.Facts) ? newest : null;
        return twin is null
            ? Verdict.Pass(Id, new Words(Phrase.NoTwin, window.Value), null, window)
            : Verdict.Deny(Id, $"the strategy sent the same order {Short((decimal)(i.Now - twin.Facts.CreatedAt).TotalSeconds)} s ago; it is refused within {Count(window.Value, "second")}",
                (decimal)(i.Now - twin.Facts.CreatedAt).TotalSeconds, window);
    }

    private static bool Same(OrderFacts a, OrderFacts b) => a.Side == b.Side && a.Type == b.Type
        && a.Quantity == b.Quantity && Near(a.LimitPrice, b.LimitPrice, b.Instrument.Tick) && Near(a.StopPrice, b.StopPrice, b.Instrument.Tick);

    private static bool Near(decimal? a, decimal? b, decimal tick) => a is { } x && b is { } y ? Math.Abs(x - y) <= tick : a is null && b is null;
}
