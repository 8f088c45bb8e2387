using Argix.Contracts;

namespace Argix.Strategies.Core.Graph;

/// <summary>What a strategy is told about its own position and account before it decides. It never guesses them: whoever carries intents out says what became of them.</summary>
/// <param name="Quantity">Signed; what was asked for and not refused counts.</param>
/// <param name="DayProfit">Realised and unrealised result of the day, in account currency; null = not known.</param>
public readonly record struct Known(decimal Quantity, decimal? AveragePrice = null, decimal? Equity = null, decimal? Cash = null, decimal? DayProfit = null, int OrdersInMinute = 0,
    decimal? Bid = null, decimal? Ask = null);

/// <summary>A signal from outside, as the graph sees it.</summary>
/// <param name="Action"><c>buy, sell, exit</c> or a word of the sender's own.</param>
public sealed record SignalIn(string Id, DateTimeOffset At, string Action, decimal? Price = null, decimal? Quantity = null);

/// <summary>What all blocks of one machine look at: the slots of their outputs and the moment that is being evaluated.</summary>
public sealed class Board(int slots)
{
    private Bar _bar = new(DateTimeOffset.MinValue, 0, 0, 0, 0, 0);
    private TimeSpan _size;
    private DateTimeOffset? _moment;

    /// <summary>The slot that no block writes: not a number, ever.</summary>
    public const int Nothing = 0;

    /// <summary>Outputs. Not a number = not ready; booleans and events are 0 or 1.</summary>
    public double[] Values { get; } = NotReady(slots);

    // Nearly every drawing looks at the close, few at the rest: money becomes a double where it is looked at.
    public double Open => (double)_bar.Open;
    public double High => (double)_bar.High;
    public double Low => (double)_bar.Low;
    public double Close { get; private set; }
    public double Volume => (double)_bar.Volume;
    public decimal LastClose => _bar.Close;

    /// <summary>Start of the bar before, and of this one.</summary>
    public DateTimeOffset Before { get; private set; }
    public DateTimeOffset Start { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>When it is decided: the bar's close, or the signal's time.</summary>
    public DateTimeOffset At
    {
        get => _moment ?? Start + _size;
        set => _moment = value;
    }

    /// <summary>Null between bars.</summary>
    public SignalIn? Signal { get; set; }

    public Known Known
    {
        get;
        set => (field, Holds) = (value, value.Quantity != 0);
    }

    /// <summary>Whether the strategy holds anything.</summary>
    public bool Holds { get; private set; }

    /// <summary>An action has drafted an intent in this evaluation; in most nobody has, and then nobody looks for one.</summary>
    public bool Drafted { get; set; }

    /// <summary>True at the first evaluation after arming.</summary>
    public bool Armed { get; set; }

    /// <summary>Warm-up is over, and this bar is one on which orders are decided.</summary>
    public bool MayAct { get; set; }

    /// <summary>Risk blocks that stopped an intent in this evaluation.</summary>
    public List<Stopped> Stops { get; } = [];

    public void Take(Bar bar, TimeSpan size)
    {
        (_bar, _size, _moment) = (bar, size, null);
        (Before, Start, Close) = (Start, bar.Start, (double)bar.Close);
    }

    private static double[] NotReady(int slots)
    {
        var values = new double[slots];
        Array.Fill(values, double.NaN);
        return values;
    }
}

/// <summary>A risk block's refusal.</summary>
public sealed record Stopped(string Block, string Control, Side Side, string Text);

/// <summary>A running block: reads slots, keeps a little state, writes its own slots. One step costs the same however long it has run.</summary>
public abstract class Block
{
    public abstract void Step();
}

/// <summary>A block that is asked when it is needed; it takes no step of its own.</summary>
internal interface IAsked;

/// <summary>A source that writes only the outputs somebody listens to, and the others when somebody wants to see them.</summary>
internal interface IShows
{
    void Show();
}

/// <summary>A sizing block: asked only when an order is made.</summary>
internal interface ISizes : IAsked
{
    /// <summary>Null = a figure that it needs is not known.</summary>
    GraphSize? Size(Side side);
}

/// <summary>A block that an intent comes out of.</summary>
internal interface IDrafts
{
    Draft? Draft { get; }

    /// <summary>The slot that must be true for it to ask.</summary>
    int Condition => Board.Nothing;

    /// <summary>It may ask by itself, at any bar.</summary>
    bool Watches => false;
}

/// <summary>An intent on its way through the risk blocks.</summary>
internal sealed record Draft(string Block, string Action, Side Side, GraphSize? Size, string Because, IReadOnlyList<string> Guards);

/// <summary>What a block is made from: its settings and the places of its ports.</summary>
public sealed class Wiring(Board board, GraphNode node, Settings settings, ILookup<string, int> inputs, IReadOnlyDictionary<string, int> outputs, Func<string, Block?> source, Func<string, string> why, string symbol, Func<string, bool> heard)
{
    public Board Board => board;
    public string Id => node.Id;

    /// <summary>The instrument that the strategy trades.</summary>
    public string Symbol => symbol;

    public Settings Settings => settings;

    /// <summary>The slot wired to this input; the empty one when there is no wire.</summary>
    public int In(string port) => inputs[port].FirstOrDefault();

    public int[] Ins(string port) => [.. inputs[port]];

    public int Out(string port) => outputs[port];

    /// <summary>Whether any wire leaves this output.</summary>
    public bool Heard(string port) => heard(port);

    /// <summary>The block at the other end of this input's wire.</summary>
    public Block? Source(string port) => source(port);

    /// <summary>The name of what is wired to this input, for a reason in words.</summary>
    public string Why(string port) => why(port);
}
