using Argix.Strategies.Core.Graph;
using Argix.Web;

namespace Argix.Pages.Strategies.Outline;

/// <summary>A document as people read it: blocks by stage, each with its settings and what is wired to its inputs.</summary>
public sealed class OutlineView(GraphDocument document, IReadOnlyList<GraphProblem> problems)
{
    public GraphDocument Document => document;

    public IReadOnlyList<GraphProblem> Problems => problems;

    /// <summary>The stages that have blocks, in the order in which they follow each other.</summary>
    public IEnumerable<(string Stage, IReadOnlyList<OutlineBlock> Blocks)> Stages =>
        document.Nodes.Select(n => new OutlineBlock(this, n)).GroupBy(b => b.Stage)
            .OrderBy(g => BlockCatalogue.Stages.ToList().IndexOf(g.Key) is var i and >= 0 ? i : int.MaxValue).Select(g => (g.Key, (IReadOnlyList<OutlineBlock>)[.. g]));

    /// <summary>What a person calls a block.</summary>
    public string NameOf(string id) => document.Node(id) is { } node ? node.Label ?? BlockCatalogue.Find(node.Type)?.Title ?? node.Type : id;

    /// <summary>The output that a value left, by the value's name: the block's, or block and output where it has several.</summary>
    public PortSpec? PortOf(string value)
    {
        var dot = value.LastIndexOf('.');
        var (id, port) = document.Node(value) is null && dot > 0 ? (value[..dot], value[(dot + 1)..]) : (value, null);
        var outputs = document.Node(id) is { } node ? BlockCatalogue.Find(node.Type)?.Outputs ?? [] : [];
        return outputs.FirstOrDefault(o => port is null || o.Name == port);
    }

    /// <summary>Every output that fits an input, by the words of a choice.</summary>
    public IEnumerable<(string Value, string Words)> Fitting(string node, PortSpec input) =>
        document.Nodes.Where(n => n.Id != node).SelectMany(n => (BlockCatalogue.Find(n.Type)?.Outputs ?? []).Where(o => WireChecks.WhyNot(o.Type, input.Type) is null)
            .Select(o => ($"{n.Id}.{o.Name}", BlockCatalogue.Find(n.Type)!.Outputs.Count == 1 ? $"{NameOf(n.Id)} ({n.Id})" : $"{NameOf(n.Id)} ({n.Id}): {o.Name}")));
}

/// <summary>One block of the outline.</summary>
public sealed class OutlineBlock(OutlineView outline, GraphNode node)
{
    public GraphNode Node => node;

    public BlockType? Type { get; } = BlockCatalogue.Find(node.Type);

    public string Stage => Type?.Stage ?? "unknown";

    public string Name => outline.NameOf(node.Id);

    public string Anchor => "block-" + node.Id;

    public IEnumerable<GraphProblem> Problems => outline.Problems.Where(p => p.Block == node.Id);

    /// <summary>A parameter's name as people read it; the connection is chosen by name, so its label speaks of no id.</summary>
    public static string LabelOf(string parameter) => parameter == "connectionId" ? "Connection" : Format.Words(parameter);

    public string Value(ParameterSpec parameter) => node.Parameters.GetValueOrDefault(parameter.Name, parameter.Default);

    public GraphProblem? ProblemAt(string port) => outline.Problems.FirstOrDefault(p => p.Block == node.Id && p.Port == port);

    public IEnumerable<(string Value, string Words)> Fitting(PortSpec input) => outline.Fitting(node.Id, input);

    /// <summary>What is wired to an input now; one empty place more where another wire may come.</summary>
    public IReadOnlyList<string> Wired(PortSpec input)
    {
        var now = outline.Document.Wires.Where(w => w.To.Node == node.Id && w.To.Port == input.Name).Select(w => w.From.ToString()).ToList();
        if (now.Count == 0 || input.Many)
        {
            now.Add("");
        }

        return now;
    }
}
