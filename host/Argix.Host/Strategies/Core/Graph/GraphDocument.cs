namespace Argix.Strategies.Core.Graph;

/// <summary>
/// A strategy as people draw it: blocks and the wires between their ports. It is data only; <see cref="GraphCheck"/> says what is wrong with it and <see cref="GraphMachine"/> runs it.
/// </summary>
/// <param name="EvaluateEvery">Orders are decided on every so-manyth bar (counted from 1970, so that a restart counts the same); blocks learn from every bar.</param>
public sealed record GraphDocument(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphWire> Wires, int EvaluateEvery = 1)
{
    /// <summary>The format's name and version, as they stand in the JSON.</summary>
    public const string Schema = "argix.strategy";
    public const int Version = 1;

    public GraphNode? Node(string id) => Nodes.FirstOrDefault(n => n.Id == id);

    public IEnumerable<GraphNode> OfType(string type) => Nodes.Where(n => n.Type == type);
}

/// <summary>One block. Parameters are kept as plain text in one spelling (figures without trailing zeros). <paramref name="Label"/> and <paramref name="At"/> are for people and change no behaviour.</summary>
public sealed record GraphNode(string Id, string Type, IReadOnlyDictionary<string, string> Parameters, string? Label = null, GraphPlace? At = null);

/// <summary>Where a block is drawn.</summary>
public sealed record GraphPlace(int X, int Y);

/// <summary>A wire from an output to an input.</summary>
public sealed record GraphWire(PortRef From, PortRef To);

/// <summary>A port of a block, written <c>node.port</c>.</summary>
public readonly record struct PortRef(string Node, string Port)
{
    public override string ToString() => $"{Node}.{Port}";

    public static PortRef? Parse(string text) => text.Split('.') is [{ Length: > 0 } node, { Length: > 0 } port] ? new PortRef(node, port) : null;
}

/// <summary>What is wrong with a document: a word, the block and port it is about, and what to do.</summary>
public sealed record GraphProblem(string Code, string? Block, string? Port, string What, string Fix);
