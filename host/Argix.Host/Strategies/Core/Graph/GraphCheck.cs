namespace Argix.Strategies.Core.Graph;

/// <summary>Everything that is wrong with a document, each named by block with what to do. An empty list means that it can run.</summary>
public static class GraphCheck
{
    private const int Most = 50;

    public static IReadOnlyList<GraphProblem> Problems(GraphDocument document)
    {
        var nodes = NodeChecks.Of(document).ToList();
        var map = new GraphMap(document);
        var wires = WireChecks.Of(map).ToList();
        List<GraphProblem> problems = [.. nodes, .. wires, .. FlowChecks.Of(map)];

        // Units are followed along the wires, so there must be no circle and no wire to nowhere.
        if (!problems.Any(p => p.Code is "cycle" or "unknown_wire_end" or "unknown_block" or "wrong_type" or "bad_parameter" or "look_ahead"))
        {
            problems.AddRange(UnitChecks.Of(map));
        }

        return [.. problems.Take(Most)];
    }
}

/// <summary>A document with its kinds of blocks and its wires looked up.</summary>
public sealed class GraphMap
{
    private readonly Dictionary<string, GraphNode> _nodes = new(StringComparer.Ordinal);
    private readonly ILookup<string, GraphWire> _into, _outOf;

    public GraphMap(GraphDocument document)
    {
        Document = document;
        foreach (var node in document.Nodes)
        {
            _nodes.TryAdd(node.Id, node);
        }

        _into = document.Wires.ToLookup(w => w.To.Node, StringComparer.Ordinal);
        _outOf = document.Wires.ToLookup(w => w.From.Node, StringComparer.Ordinal);
    }

    public GraphDocument Document { get; }

    public IEnumerable<GraphNode> Nodes => _nodes.Values;

    public GraphNode? Node(string id) => _nodes.GetValueOrDefault(id);

    public BlockType? TypeOf(string id) => Node(id) is { } node ? BlockCatalogue.Find(node.Type) : null;

    public IEnumerable<GraphWire> Into(string id) => _into[id];

    public IEnumerable<GraphWire> Into(string id, string port) => _into[id].Where(w => w.To.Port == port);

    public IEnumerable<GraphWire> OutOf(string id) => _outOf[id];

    public PortSpec? Output(PortRef port) => TypeOf(port.Node)?.Output(port.Port);

    public PortSpec? Input(PortRef port) => TypeOf(port.Node)?.Input(port.Port);

    /// <summary>Blocks in an order in which each comes after those it listens to; what is in a circle, or behind one, is left out.</summary>
    public IReadOnlyList<GraphNode> Sorted()
    {
        var missing = Nodes.ToDictionary(n => n.Id, n => Into(n.Id).Select(w => w.From.Node).Distinct().Count(_nodes.ContainsKey), StringComparer.Ordinal);
        var ready = new PriorityQueue<string, string>(missing.Where(m => m.Value == 0).Select(m => (m.Key, m.Key)), StringComparer.Ordinal);
        List<GraphNode> sorted = [];
        while (ready.TryDequeue(out var id, out _))
        {
            sorted.Add(_nodes[id]);
            foreach (var next in OutOf(id).Select(w => w.To.Node).Distinct().Where(_nodes.ContainsKey))
            {
                if (--missing[next] == 0)
                {
                    ready.Enqueue(next, next);
                }
            }
        }

        return sorted;
    }

    /// <summary>A name for people: the label if there is one.</summary>
    public string Name(string id) => Node(id)?.Label ?? id;
}
