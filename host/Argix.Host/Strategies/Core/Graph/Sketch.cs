namespace Argix.Strategies.Core.Graph;

/// <summary>Draws a document in code: blocks by stage from left to right, wires by their ends.</summary>
public sealed class Sketch
{
    private const int Wide = 270, High = 150;
    private readonly List<GraphNode> _nodes = [];
    private readonly List<GraphWire> _wires = [];
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);

    /// <summary>A block; settings as name and value after each other.</summary>
    public Sketch Block(string id, string type, string? label = null, params string[] settings)
    {
        var stage = BlockCatalogue.Find(type)!.Stage;
        var row = _rows[stage] = _rows.GetValueOrDefault(stage, -1) + 1;
        var parameters = settings.Chunk(2).ToDictionary(s => s[0], s => s[1], StringComparer.Ordinal);
        _nodes.Add(new GraphNode(id, type, parameters, label, new GraphPlace(BlockCatalogue.Stages.ToList().IndexOf(stage) * Wide, row * High)));
        return this;
    }

    /// <summary>Wires from an output to inputs.</summary>
    public Sketch Wire(string from, params string[] to)
    {
        _wires.AddRange(to.Select(t => new GraphWire(PortRef.Parse(from)!.Value, PortRef.Parse(t)!.Value)));
        return this;
    }

    public GraphDocument Done() => new(_nodes, _wires);
}
