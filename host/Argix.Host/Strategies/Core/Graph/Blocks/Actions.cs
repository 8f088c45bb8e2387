using Argix.Contracts;
using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

/// <summary>Opens a position when it holds nothing.</summary>
internal sealed class Enter(Wiring w) : SlotBlock(w), IDrafts
{
    public static readonly BlockType Type = new("enter", "action", "Enter", "Opens a position of this size when the condition is true and nothing is held. While something is held it does nothing.",
        [Boolean("when"), Quantity("size")], [Intent("intent")], [Choice("side", "Buy to profit from rising prices; sell goes short.", "buy", "sell")], w => new Enter(w));

    private readonly int _when = w.In("when");
    private readonly ISizes? _size = w.Source("size") as ISizes;
    private readonly Side _side = w.Settings.Text("side") == "buy" ? Side.Buy : Side.Sell;
    private readonly Drafter _draft = new(w.Id, "enter", w.Why("when"));

    public Draft? Draft { get; private set; }

    public int Condition => _when;

    public override void Step()
    {
        Draft = null;
        if (V[_when] == 1 && Board is { MayAct: true, Holds: false } && _size?.Size(_side) is { } size)
        {
            (Draft, Board.Drafted) = (_draft.Of(_side, size), true);
        }
    }
}

/// <summary>Closes what is held.</summary>
internal sealed class Exit(Wiring w) : SlotBlock(w), IDrafts
{
    public static readonly BlockType Type = new("exit", "action", "Exit", "Closes the whole position when the condition is true. As long as it is true and something is held it asks again.",
        [Boolean("when")], [Intent("intent")], [], w => new Exit(w));

    private readonly int _when = w.In("when");
    private readonly Drafter _draft = new(w.Id, "exit", w.Why("when"));

    public Draft? Draft { get; private set; }

    public int Condition => _when;

    public override void Step()
    {
        Draft = null;
        if (V[_when] == 1 && Board is { MayAct: true, Holds: true })
        {
            (Draft, Board.Drafted) = (_draft.Of(Board.Known.Quantity > 0 ? Side.Sell : Side.Buy, null), true);
        }
    }
}

/// <summary>Goes to a position.</summary>
internal sealed class TargetAction(Wiring w) : SlotBlock(w), IDrafts
{
    public static readonly BlockType Type = new("target", "action", "Target position", "Buys or sells what is missing to the target when the condition is true; its size must be a target position.",
        [Boolean("when"), Quantity("size")], [Intent("intent")], [], w => new TargetAction(w));

    private readonly int _when = w.In("when");
    private readonly ISizes? _size = w.Source("size") as ISizes;
    private readonly Drafter _draft = new(w.Id, "target", w.Why("when"));

    public Draft? Draft { get; private set; }

    public int Condition => _when;

    public override void Step()
    {
        Draft = null;
        if (V[_when] == 1 && Board.MayAct && Units(_size?.Size(Side.Buy)) is { } target && target != Board.Known.Quantity)
        {
            var side = target > Board.Known.Quantity ? Side.Buy : Side.Sell;
            (Draft, Board.Drafted) = (_draft.Of(side, _size!.Size(side)), true);
        }
    }

    private static decimal? Units(GraphSize? size) => size switch { TargetUnits t => t.Quantity, Limited l => Units(l.Inner), _ => null };
}

/// <summary>Makes the drafts of an action, one for all that ask for the same.</summary>
internal sealed class Drafter(string id, string action, string why)
{
    private Draft? _last;

    public Draft Of(Side side, GraphSize? size) =>
        _last is not null && _last.Side == side && ReferenceEquals(_last.Size, size) ? _last : _last = new Draft(id, action, side, size, why, []);
}
