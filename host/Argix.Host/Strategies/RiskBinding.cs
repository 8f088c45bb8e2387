using Argix.Strategies.Core.Graph;
using Argix.Trading.Core.Risk;

namespace Argix.Strategies;

/// <summary>Risk blocks as limits of the engine for this strategy. They are only ever made tighter; making one looser is a person's act on the Risk page.</summary>
internal static class RiskBinding
{
    private static readonly (string Control, string Block, string Setting)[] Bound = [("execution_throttle", "max_orders", "perDay"), ("price_collar", "price_collar", "percent")];

    /// <summary>The limit item with the blocks' figures where they are tighter; null = nothing becomes tighter.</summary>
    public static LimitItem? Tighter(GraphDocument document, Guid strategy, LimitItem? now)
    {
        var item = now ?? new LimitItem("strategy", strategy.ToString());
        foreach (var (control, block, setting) in Bound)
        {
            var figure = LimitFigures.Of(control);
            foreach (var node in document.OfType(block).Where(_ => figure.Allowed("strategy")))
            {
                var wanted = new Settings(BlockCatalogue.Find(block)!, node.Parameters).Figure(setting);
                item = figure.Get(item) is { } has && has <= wanted ? item : figure.With(item, wanted);
            }
        }

        return item == (now ?? new LimitItem("strategy", strategy.ToString())) ? null : item;
    }

    /// <summary>The block that a refusal such as <c>risk_denied:price_collar</c> belongs to.</summary>
    public static string? BlockOf(GraphDocument document, string? code) =>
        Bound.FirstOrDefault(b => code == "risk_denied:" + b.Control) is { Block: { } block } ? document.OfType(block).FirstOrDefault()?.Id
        : code == "risk_denied:position" ? document.OfType("max_position").FirstOrDefault()?.Id : null;
}
