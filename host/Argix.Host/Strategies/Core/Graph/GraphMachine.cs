using Argix.Contracts;
using Argix.Strategies.Core.Graph.Blocks;

namespace Argix.Strategies.Core.Graph;

/// <summary>
/// Runs a document: closed bars (and signals) in, intents out. No clock, no I/O, no chance: the same bars and facts give the same intents in back-test, paper and live.
/// Blocks run in one fixed order; a bar costs as much as there are blocks, however long the history is. Bars that come twice or late are left out.
/// </summary>
public sealed class GraphMachine
{
    // What is read back after a restart; beyond it the oldest bars no longer weigh.
    private const int LongestMemory = 5000;
    private readonly GraphMap _map;
    private readonly int _version;
    private readonly int _resetAfterGap, _every;
    private readonly List<(string Key, int Slot)> _shown = [];
    private readonly List<GraphIntent> _intents = [];
    private Board _board = new(1);
    private Block[] _blocks = [], _betweenBars = [], _drafting = [];
    private int[] _barEvents = [], _conditions = [];
    private OrderBlock[] _orders = [];
    private IShows[] _shows = [];
    private bool _armedOwed, _watching;
    private int _seen;
    private long _due = long.MaxValue;

    /// <summary>A machine for a document without problems.</summary>
    public GraphMachine(GraphDocument document, int version = 1, bool armed = false)
    {
        if (GraphCheck.Problems(document) is [var first, ..])
        {
            throw new ArgumentException($"the document cannot run: {first.What}", nameof(document));
        }

        (_map, _version, _armedOwed) = (new GraphMap(document), version, armed);
        var bars = document.OfType("bars").Single();
        var settings = new Settings(BlockCatalogue.Find("bars")!, bars.Parameters);
        (_resetAfterGap, _every) = (settings.Whole("resetAfterGap"), document.EvaluateEvery);
        (BarSize, ReadyAfter, WarmUp) = (Durations.Parse(settings.Text("timeframe"))!.Value, Longest(t => t.ReadyAfter, 1), Math.Min(LongestMemory, Longest(t => t.Memory ?? t.ReadyAfter, 1)));
        Build();
    }

    public TimeSpan BarSize { get; }

    /// <summary>Bars until every block is ready; before that there is no intent.</summary>
    public int ReadyAfter { get; }

    /// <summary>Bars to read back before the first that is decided on.</summary>
    public int WarmUp { get; }

    public bool Ready => _seen >= ReadyAfter;

    /// <summary>The newest bar's close, as blocks see it.</summary>
    public double Close => _board.Close;

    /// <summary>Bars that came twice or too late and were left out.</summary>
    public int Late { get; private set; }

    /// <summary>Gaps between bars that were longer than a bar.</summary>
    public int Gaps { get; private set; }

    public IReadOnlyList<Stopped> Stops => _board.Stops;

    /// <summary>Whether any block looks at more than the position's quantity.</summary>
    public bool NeedsAccount => _map.Nodes.Any(n => n.Type is "account" or "position" or "max_daily_loss" or "protect" or "max_orders");

    public bool NeedsQuote => _map.Document.OfType("quote").Any();

    public bool TakesSignals => _map.Document.OfType("signal").Any();

    /// <summary>Tells what the strategy holds and has, before the next evaluation.</summary>
    public void Know(Known known) => _board.Known = known;

    /// <summary>Takes the next closed bar. With <paramref name="warmUp"/> it only learns. The list is good until the next call.</summary>
    public IReadOnlyList<GraphIntent> OnBar(Bar bar, bool warmUp = false)
    {
        _intents.Clear();
        if (bar.Start <= _board.Start)
        {
            Late++;
            return _intents;
        }

        var start = bar.Start.UtcTicks;
        if (start > _due)
        {
            Gap(bar);
        }

        _due = start + BarSize.Ticks;
        var board = _board;
        board.Take(bar, BarSize);
        _seen++;
        board.Signal = null;
        board.MayAct = !warmUp && _seen >= ReadyAfter && (_every == 1 || Chosen(start));
        board.Armed = _armedOwed && board.MayAct;
        Run(_blocks);
        if (board.MayAct)
        {
            _armedOwed = false;
            Collect(bar, null);
        }

        return _intents;
    }

    /// <summary>Takes a signal between two bars. Blocks that move with bars keep their values; their events count as not happened.</summary>
    public IReadOnlyList<GraphIntent> OnSignal(SignalIn signal)
    {
        _intents.Clear();
        (_board.Signal, _board.At, _board.MayAct, _board.Armed) = (signal, signal.At, Ready, false);
        foreach (var slot in _barEvents)
        {
            _board.Values[slot] = double.IsNaN(_board.Values[slot]) ? double.NaN : 0;
        }

        Run(_betweenBars);
        if (_board.MayAct)
        {
            Collect(null, signal);
        }

        return _intents;
    }

    /// <summary>The newest value of every output, by <c>node.port</c> (by <c>node</c> where it has only one); null = not ready.</summary>
    public Dictionary<string, double?> Values()
    {
        var values = new Dictionary<string, double?>(_shown.Count + 1, StringComparer.Ordinal) { ["close"] = _seen == 0 ? null : _board.Close };
        if (_seen > 0)
        {
            Array.ForEach(_shows, s => s.Show());
        }

        foreach (var (key, slot) in _shown)
        {
            values[key] = double.IsNaN(_board.Values[slot]) ? null : _board.Values[slot];
        }

        return values;
    }

    private void Run(Block[] blocks)
    {
        _board.Stops.Clear();
        _board.Drafted = false;
        foreach (var block in blocks)
        {
            block.Step();
        }

        // Actions and risk blocks have no values of their own, so they are left out while nothing may be asked for.
        if (_board.MayAct && (_watching || AnyAsks()))
        {
            foreach (var block in _drafting)
            {
                block.Step();
            }
        }
    }

    private bool AnyAsks()
    {
        foreach (var slot in _conditions)
        {
            if (_board.Values[slot] == 1)
            {
                return true;
            }
        }

        return false;
    }

    // Most bars ask for nothing, so an id is written only where it is needed.
    private void Collect(Bar? bar, SignalIn? signal)
    {
        foreach (var order in _board.Drafted ? _orders : [])
        {
            if (order.Wants && order.Intent(Id(bar, signal, order)) is { } intent)
            {
                _intents.Add(intent);
            }
        }
    }

    private string Id(Bar? bar, SignalIn? signal, OrderBlock order) => bar is null ? $"v{_version}:signal-{signal!.Id}:{order.Id}" : Stamps.Id(_version, bar.Start, order.Id);

    // Counted from a fixed day, so that a restart chooses the same bars.
    private bool Chosen(long start) => start / BarSize.Ticks % _every == 0;

    private void Gap(Bar bar)
    {
        Gaps++;
        if (_resetAfterGap > 0 && bar.Start - _board.Start > BarSize * _resetAfterGap)
        {
            var known = _board.Known;
            Build();
            (_board.Known, _seen) = (known, 0);
        }
    }

    private void Build()
    {
        var built = new GraphBuilder(_map);
        var (all, moving) = (built.Blocks.Select(b => b.Block), built.Blocks.Where(b => b.Block is not IAsked));
        var valued = moving.Where(b => b.Block is not IDrafts);
        (_board, _blocks, _betweenBars, _barEvents) = (built.Board, [.. valued.Select(b => b.Block)], [.. valued.Where(b => !b.Type.OnBars).Select(b => b.Block)], built.BarEvents);
        _drafting = [.. moving.Where(b => b.Block is IDrafts).Select(b => b.Block)];
        (_conditions, _watching) = ([.. _drafting.Cast<IDrafts>().Select(d => d.Condition).Distinct()], _drafting.Cast<IDrafts>().Any(d => d.Watches));
        (_orders, _shows) = ([.. all.OfType<OrderBlock>()], [.. all.OfType<IShows>()]);
        _shown.Clear();
        _shown.AddRange(built.Shown);
    }

    private int Longest(Func<BlockType, Func<Settings, int>> of, int least)
    {
        var bars = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in _map.Sorted())
        {
            var type = BlockCatalogue.Find(node.Type)!;
            var before = _map.Into(node.Id).Select(w => bars[w.From.Node]).DefaultIfEmpty(1).Max();
            bars[node.Id] = before + Math.Max(1, of(type)(new Settings(type, node.Parameters))) - 1;
        }

        return Math.Max(least, bars.Values.DefaultIfEmpty(least).Max());
    }
}
