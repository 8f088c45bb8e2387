using Argix.Contracts;
using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

/// <summary>The end of a drawing: what comes out of it is an intent, and nothing else.</summary>
internal abstract class OrderBlock(Wiring w, OrderType type) : SlotBlock(w), IAsked
{
    private readonly IDrafts? _in = w.Source("intent") as IDrafts;
    private readonly int _limit = w.In("limit"), _stop = w.In("stop");
    private readonly Settings _settings = w.Settings;

    protected static readonly ParameterSpec Tick = Figure("tick", 0.01m, 0.00000001m, 1000, "The instrument's price step; prices are rounded to it, never to the worse side.");
    protected static readonly ParameterSpec GoodForBars = Whole("goodForBars", 1, 1, 1000, "If it has not filled at the close of so many further bars, it is cancelled.");

    public string Id { get; } = w.Id;

    public sealed override void Step()
    {
        // asked when the bar is done
    }

    /// <summary>Whether anything is asked for just now.</summary>
    public bool Wants => _in?.Draft is not null;

    public GraphIntent? Intent(string id)
    {
        if (_in?.Draft is not { } d)
        {
            return null;
        }

        var (limit, stop) = (Price(_limit, d.Side == Side.Buy), Price(_stop, d.Side == Side.Sell));
        var complete = (type is not (OrderType.Limit or OrderType.StopLimit) || limit > 0) && (type is not (OrderType.Stop or OrderType.StopLimit) || stop > 0);

        // A stop-loss is a way out: it does not wait for a price.
        var kind = d.Action == "exit" && d.Guards.Contains(d.Block) ? OrderType.Market : type;
        return kind == OrderType.Market ? new(id, Id, Board.At, d.Action, d.Side, d.Size, kind, null, null, 1, d.Because, d.Guards)
            : complete ? new(id, Id, Board.At, d.Action, d.Side, d.Size, kind, type == OrderType.Stop ? null : limit, type == OrderType.Limit ? null : stop, _settings.Whole("goodForBars"), d.Because, d.Guards)
            : null;
    }

    // A limit never pays more (down for a buy); a stop never fires later than drawn (down for a sell's is later, so up).
    private decimal? Price(int slot, bool down)
    {
        if (Spelling.Money(V[slot]) is not { } price)
        {
            return null;
        }

        var tick = _settings.Figure("tick");
        return (down ? Math.Floor(price / tick) : Math.Ceiling(price / tick)) * tick;
    }

    protected static BlockType Order(string id, string title, string does, PortSpec[] prices, ParameterSpec[] parameters, Func<Wiring, Block> make) => new(id, "order", title, does, [Spec.Intent("intent"), .. prices], [], parameters, make);
}

internal sealed class MarketOrder(Wiring w) : OrderBlock(w, OrderType.Market)
{
    public static readonly BlockType Type = Order("market", "Market order", "At the best price there is.", [], [], w => new MarketOrder(w));
}

internal sealed class LimitOrder(Wiring w) : OrderBlock(w, OrderType.Limit)
{
    public static readonly BlockType Type = Order("limit", "Limit order", "At this price or better.", [Number("limit", Units.Price)], [Tick, GoodForBars], w => new LimitOrder(w));
}

internal sealed class StopOrder(Wiring w) : OrderBlock(w, OrderType.Stop)
{
    public static readonly BlockType Type = Order("stop", "Stop order", "At the market, once the price has reached the stop.", [Number("stop", Units.Price)], [Tick, GoodForBars], w => new StopOrder(w));
}

internal sealed class StopLimitOrder(Wiring w) : OrderBlock(w, OrderType.StopLimit)
{
    public static readonly BlockType Type = Order("stop_limit", "Stop-limit order", "At the limit or better, once the price has reached the stop.", [Number("stop", Units.Price), Number("limit", Units.Price)], [Tick, GoodForBars], w => new StopLimitOrder(w));
}
