namespace Argix.Strategies.Core.Graph;

/// <summary>Makes the running blocks of a document, each behind those it listens to.</summary>
internal sealed class GraphBuilder
{
    private readonly Dictionary<PortRef, int> _slots = [];
    private readonly Dictionary<string, Block> _made = new(StringComparer.Ordinal);

    private readonly string _symbol;

    public GraphBuilder(GraphMap map)
    {
        _symbol = new Settings(BlockCatalogue.Find("bars")!, map.Document.OfType("bars").Single().Parameters).Text("symbol");
        var sorted = map.Sorted();
        foreach (var node in sorted)
        {
            foreach (var port in BlockCatalogue.Find(node.Type)!.Outputs)
            {
                _slots[new PortRef(node.Id, port.Name)] = _slots.Count + 1;
            }
        }

        Board = new Board(_slots.Count + 1);
        Blocks = [.. sorted.Select(n => Make(map, n))];
        BarEvents = [.. sorted.Select(n => (n, t: BlockCatalogue.Find(n.Type)!)).Where(x => x.t.OnBars)
            .SelectMany(x => x.t.Outputs.Where(o => o.Type == PortType.Event).Select(o => _slots[new PortRef(x.n.Id, o.Name)]))];
        Shown = [.. sorted.SelectMany(n => Keys(n.Id, BlockCatalogue.Find(n.Type)!))];
    }

    public Board Board { get; }

    public IReadOnlyList<(BlockType Type, Block Block)> Blocks { get; }

    /// <summary>Slots of events that only a bar can make.</summary>
    public int[] BarEvents { get; }

    /// <summary>What a trace shows: figures, booleans and events, not sizes and intents.</summary>
    public IReadOnlyList<(string Key, int Slot)> Shown { get; }

    private (BlockType, Block) Make(GraphMap map, GraphNode node)
    {
        var type = BlockCatalogue.Find(node.Type)!;
        var into = map.Into(node.Id).OrderBy(w => w.From.ToString(), StringComparer.Ordinal).ToList();
        var wiring = new Wiring(Board, node, new Settings(type, node.Parameters), into.ToLookup(w => w.To.Port, w => _slots[w.From], StringComparer.Ordinal),
            type.Outputs.ToDictionary(o => o.Name, o => _slots[new PortRef(node.Id, o.Name)], StringComparer.Ordinal),
            port => into.Find(w => w.To.Port == port) is { } wire ? _made[wire.From.Node] : null,
            port => into.Find(w => w.To.Port == port) is { } wire ? map.Name(wire.From.Node) : node.Id, _symbol,
            port => map.Document.Wires.Any(wire => wire.From == new PortRef(node.Id, port)));
        var block = _made[node.Id] = type.Make(wiring);
        return (type, block);
    }

    private IEnumerable<(string, int)> Keys(string node, BlockType type)
    {
        var shown = type.Outputs.Where(o => o.Type is not (PortType.Quantity or PortType.Intent)).ToList();
        return shown.Select(o => (shown.Count == 1 ? node : $"{node}.{o.Name}", _slots[new PortRef(node, o.Name)]));
    }
}
