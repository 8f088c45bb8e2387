using Argix.Contracts;
using static Argix.Strategies.Core.Graph.Blocks.Spec;

namespace Argix.Strategies.Core.Graph.Blocks;

/// <summary>
/// A limit of the strategy itself: an intent goes through it or is stopped, with a reason that names it. It only ever tightens; the engine's own controls judge every order after it.
/// An exit makes a position smaller and is never stopped by a limit on size, loss or count.
/// </summary>
internal abstract class RiskBlock(Wiring w) : SlotBlock(w), IDrafts
{
    private readonly IDrafts? _in = w.Source("intent") as IDrafts;
    private (Draft? Came, Draft? Goes) _last;

    protected string Id { get; } = w.Id;
    protected Settings Settings { get; } = w.Settings;

    public Draft? Draft { get; private set; }

    public sealed override void Step()
    {
        Draft = Board.Drafted ? _in?.Draft : null;
        if (Draft is { } draft)
        {
            var why = Why(draft);
            Draft = why is null ? Passed(draft) : null;
            if (why is not null)
            {
                Board.Stops.Add(new Stopped(Id, Control, draft.Side, why));
            }
        }

        if (Draft is null && Watches && Own() is { } own)
        {
            (Draft, Board.Drafted) = (own, true);
        }
    }

    // Blocks ask for the same thing again and again; what came out of it then comes out of it now.
    private Draft? Passed(Draft draft)
    {
        if (!ReferenceEquals(draft, _last.Came))
        {
            _last = (draft, Change(draft) with { Guards = [.. draft.Guards, Id] });
        }

        return _last.Goes;
    }

    /// <summary>The engine's control that it is kin to.</summary>
    protected abstract string Control { get; }

    /// <summary>Why the intent is stopped, or null.</summary>
    protected abstract string? Why(Draft draft);

    /// <summary>What becomes of an intent that is not stopped; follows from the intent and the settings alone.</summary>
    protected virtual Draft Change(Draft draft) => draft;

    /// <summary>It asks by itself too: only then is it looked at when no condition holds, and only then is <see cref="Own"/> called.</summary>
    public virtual bool Watches => false;

    /// <summary>An intent of its own, where nothing else is asked for.</summary>
    protected virtual Draft? Own() => null;

    protected static BlockType Guard(string id, string title, string does, ParameterSpec[] parameters, Func<Wiring, Block> make) => new(id, "risk", title, does, [Intent("intent")], [Intent("intent")], parameters, make);
}

internal sealed class MaxPosition(Wiring w) : RiskBlock(w)
{
    public static readonly BlockType Type = Guard("max_position", "Largest position", "An entry is made no larger than this; 0 = no such limit. With money it also tightens the engine's position limit for this strategy.",
        [Figure("notional", 10_000, 0, 1_000_000_000m, "Money, in account currency."), Figure("quantity", 0, 0, 1_000_000_000m, "Units.")], w => new MaxPosition(w));

    protected override string Control => "position";

    protected override string? Why(Draft draft) => null;

    private readonly decimal? _quantity = Or(w.Settings.Figure("quantity")), _notional = Or(w.Settings.Figure("notional"));

    protected override Draft Change(Draft draft) => draft.Size is not { } size ? draft : draft with { Size = new Limited(size, _quantity, _notional) };

    private static decimal? Or(decimal figure) => figure > 0 ? figure : null;
}

internal sealed class MaxDailyLoss(Wiring w) : RiskBlock(w)
{
    public static readonly BlockType Type = Guard("max_daily_loss", "Largest loss per day", "No entry any more on a day on which the strategy has lost this much.", [Figure("amount", 500, 0.01m, 1_000_000_000m, "Money, in account currency.")], w => new MaxDailyLoss(w));

    protected override string Control => "loss";

    // What is not known is not fine.
    protected override string? Why(Draft draft) => draft.Action == "exit" ? null
        : Board.Known.DayProfit is not { } day ? "today's result is not known"
        : day <= -Settings.Figure("amount") ? $"today's result is {Spelling.Of(decimal.Round(day, 2))}, at or beyond −{Spelling.Of(Settings.Figure("amount"))}" : null;
}

internal sealed class MaxOrders(Wiring w) : RiskBlock(w)
{
    public static readonly BlockType Type = Guard("max_orders", "Orders per minute and day", "No entry any more when the strategy has sent this many orders in the last minute; the number per day tightens the engine's throttle for this strategy.",
        [Whole("perMinute", 10, 1, 1000, "Orders in a minute."), Whole("perDay", 100, 1, 100_000, "Orders in a day.")], w => new MaxOrders(w));

    protected override string Control => "execution_throttle";

    protected override string? Why(Draft draft) => draft.Action != "exit" && Board.Known.OrdersInMinute >= Settings.Whole("perMinute") ? $"{Board.Known.OrdersInMinute} orders in the last minute" : null;
}

internal sealed class TradingHours(Wiring w) : RiskBlock(w)
{
    public static readonly BlockType Type = Guard("trading_hours", "Trading hours", "Stops every intent that is decided outside these hours; entries only, if exits may go at any time.",
        [Zone(), Time("from", "09:30", "Local time."), Time("to", "16:00", "Local time; not included."), Flag("weekends", false, "Whether Saturdays and Sundays count."), Flag("exitsAnyTime", true, "Exits go outside these hours too.")], w => new TradingHours(w));

    private readonly LocalTime _zone = new(w.Settings.Text("timeZone"));
    private readonly TimeSpan _from = w.Settings.Time("from"), _to = w.Settings.Time("to");

    protected override string Control => "trading_state";

    protected override string? Why(Draft draft)
    {
        var local = _zone.Of(Board.At);
        var inside = _from < _to ? local.TimeOfDay >= _from && local.TimeOfDay < _to : local.TimeOfDay >= _from || local.TimeOfDay < _to;
        var day = Settings.Flag("weekends") || local.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
        return (inside && day) || (draft.Action == "exit" && Settings.Flag("exitsAnyTime")) ? null : FormattableString.Invariant($"it is {local:ddd HH:mm} there, outside {_from:hh\\:mm} to {_to:hh\\:mm}");
    }
}

internal sealed class PriceCollarBlock(Wiring w) : RiskBlock(w)
{
    public static readonly BlockType Type = Guard("price_collar", "Price collar", "Stops an entry when the bar it is decided on moved further than this from its open; the percentage also tightens the engine's collar for this strategy.",
        [Figure("percent", 5, 0.01m, 100, "Percent.")], w => new PriceCollarBlock(w));

    protected override string Control => "price_collar";

    protected override string? Why(Draft draft)
    {
        var moved = Board.Open > 0 ? Math.Abs(Board.Close - Board.Open) / Board.Open * 100 : 0;
        return draft.Action == "exit" || moved <= Settings.Number("percent") ? null : $"the bar moved by {Spelling.Short(Math.Round(moved, 2))} %";
    }
}

internal sealed class SymbolList(Wiring w) : RiskBlock(w)
{
    public static readonly BlockType Type = Guard("symbol_list", "Allowed symbols", "Stops every entry unless the strategy's instrument is in this list.", [new("symbols", ParameterKind.List, "SPY", "Symbols, parted by commas.")], w => new SymbolList(w));

    /// <summary>Whether the strategy's own symbol is in the list; told by whoever builds the machine.</summary>
    private readonly bool _listed = w.Settings.List("symbols").Contains(w.Symbol, StringComparer.Ordinal);

    protected override string Control => "restricted";

    protected override string? Why(Draft draft) => _listed || draft.Action == "exit" ? null : "the instrument is not in the list";
}

internal sealed class Protect(Wiring w) : RiskBlock(w)
{
    public static readonly BlockType Type = Guard("protect", "Stop-loss and take-profit", "Attaches an exit to a position: when a bar closes this many percent against (or for) the average price, it asks for a market exit. It watches closes; it is no order at the broker. 0 = none.",
        [Figure("stopLoss", 2, 0, 100, "Percent against the position."), Figure("takeProfit", 0, 0, 1000, "Percent for the position.")], w => new Protect(w));

    public override bool Watches => true;

    protected override string Control => "loss";

    protected override string? Why(Draft draft) => null;

    protected override Draft? Own()
    {
        var known = Board.Known;
        if (!Board.MayAct || known is not { Quantity: not 0, AveragePrice: > 0 and var average })
        {
            return null;
        }

        var result = (Board.LastClose - average) / average * 100 * Math.Sign(known.Quantity);
        var (stop, take) = (Settings.Figure("stopLoss"), Settings.Figure("takeProfit"));
        return stop > 0 && result <= -stop ? Leave("stop-loss") : take > 0 && result >= take ? Leave("take-profit") : null;

        Draft Leave(string why) => new(Id, "exit", known.Quantity > 0 ? Side.Sell : Side.Buy, null, why, [Id]);
    }
}
