using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

// Three-valued: what is not ready is neither true nor false, so "not" of it is not ready either and starts nothing.

internal sealed class And(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("and", "logic", "And", "True when all are.", [Boolean("in", many: true)], [Boolean("is")], [], w => new And(w));

    private readonly int[] _in = w.Ins("in");
    private readonly int _out = w.Out("is");

    public override void Step()
    {
        var all = 1.0;
        foreach (var slot in _in)
        {
            all = V[slot] == 0 || all == 0 ? 0 : all * V[slot];
        }

        V[_out] = all;
    }
}

internal sealed class Or(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("or", "logic", "Or", "True when any is.", [Boolean("in", many: true)], [Boolean("is")], [], w => new Or(w));

    private readonly int[] _in = w.Ins("in");
    private readonly int _out = w.Out("is");

    public override void Step()
    {
        var any = 0.0;
        foreach (var slot in _in)
        {
            any = V[slot] == 1 || any == 1 ? 1 : any + V[slot];
        }

        V[_out] = any;
    }
}

internal sealed class Not(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("not", "logic", "Not", "True when the other is false.", [Boolean("in")], [Boolean("is")], [], w => new Not(w));

    private readonly int _in = w.In("in"), _out = w.Out("is");

    public override void Step() => V[_out] = 1 - V[_in];
}

internal sealed class BecameTrue(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("became_true", "logic", "Became true", "Happens at the bar at which a condition goes from false to true.", [Boolean("in")], [Event("now")], [], w => new BecameTrue(w)) { OnBars = true, Memory = _ => 2 };

    private readonly int _in = w.In("in"), _out = w.Out("now");
    private double _before = double.NaN;

    public override void Step()
    {
        var now = V[_in];
        V[_out] = double.IsNaN(now) ? double.NaN : Truth(_before == 0 && now == 1);
        _before = now;
    }
}

internal sealed class ForBars(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("for_bars", "logic", "For some bars", "True when a condition has held for so many bars in a row.", [Boolean("in")], [Boolean("is")], [Bars("bars", 3, "How many bars in a row.")], w => new ForBars(w))
    { OnBars = true, Memory = s => s.Whole("bars") };

    private readonly int _in = w.In("in"), _out = w.Out("is"), _bars = w.Settings.Whole("bars");
    private int _row;

    public override void Step()
    {
        _row = V[_in] == 1 ? Math.Min(_row + 1, _bars) : 0;
        V[_out] = double.IsNaN(V[_in]) ? double.NaN : Truth(_row >= _bars);
    }
}

internal sealed class OncePerSession(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("once_per_session", "logic", "Once per session", "Lets the first event of a day in its time zone through, and no other that day.", [Boolean("in")], [Event("now")],
        [Zone()], w => new OncePerSession(w))
    { Memory = _ => 200 };

    private readonly int _in = w.In("in"), _out = w.Out("now");
    private readonly LocalTime _zone = new(w.Settings.Text("timeZone"));
    private DateTime _day;

    public override void Step()
    {
        var day = _zone.Of(Board.Signal?.At ?? Board.Start).Date;
        var now = V[_in] == 1 && day != _day;
        V[_out] = double.IsNaN(V[_in]) ? double.NaN : Truth(now);
        _day = now ? day : _day;
    }
}

internal sealed class Cooldown(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("cooldown", "logic", "Cooldown", "Lets an event through, then none for so many bars.", [Boolean("in")], [Event("now")], [Bars("bars", 5, "How many bars of rest.")], w => new Cooldown(w))
    { OnBars = true, Memory = s => s.Whole("bars") * 2 };

    private readonly int _in = w.In("in"), _out = w.Out("now"), _bars = w.Settings.Whole("bars");
    private int _rest;

    public override void Step()
    {
        var now = V[_in] == 1 && _rest == 0;
        V[_out] = double.IsNaN(V[_in]) ? double.NaN : Truth(now);
        _rest = now ? _bars : Math.Max(0, _rest - 1);
    }
}

internal sealed class Latch(Wiring w) : SlotBlock(w)
{
    public static readonly BlockType Type = new("latch", "logic", "Latch", "Becomes true with set and stays so until reset; reset wins.", [Boolean("set"), Boolean("reset")], [Boolean("is")], [], w => new Latch(w)) { Memory = _ => 500 };

    private readonly int _set = w.In("set"), _reset = w.In("reset"), _out = w.Out("is");
    private bool _on;

    public override void Step()
    {
        _on = V[_reset] != 1 && (_on || V[_set] == 1);
        V[_out] = Truth(_on);
    }
}
