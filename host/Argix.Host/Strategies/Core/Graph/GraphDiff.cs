namespace Argix.Strategies.Core.Graph;

/// <summary>One difference between two versions. <paramref name="Kind"/>: <c>added, removed, type, parameter, wired, unwired, setting</c>.</summary>
public sealed record GraphChange(string Kind, string? Block, string? Field, string? Before, string? After);

/// <summary>What differs between two versions, in words that name the block. Labels and places are no difference: they change no behaviour.</summary>
public static class GraphDiff
{
    public static IReadOnlyList<GraphChange> Between(GraphDocument before, GraphDocument after)
    {
        List<GraphChange> changes = [];
        if (before.EvaluateEvery != after.EvaluateEvery)
        {
            changes.Add(new("setting", null, "evaluateEvery", Spelling.Of(before.EvaluateEvery), Spelling.Of(after.EvaluateEvery)));
        }

        foreach (var id in before.Nodes.Concat(after.Nodes).Select(n => n.Id).Distinct().Order(StringComparer.Ordinal))
        {
            changes.AddRange(Node(id, before.Node(id), after.Node(id)));
        }

        var (had, has) = (before.Wires.ToHashSet(), after.Wires.ToHashSet());
        changes.AddRange(Sorted(had.Except(has)).Select(w => new GraphChange("unwired", w.To.Node, w.To.Port, w.From.ToString(), null)));
        changes.AddRange(Sorted(has.Except(had)).Select(w => new GraphChange("wired", w.To.Node, w.To.Port, null, w.From.ToString())));
        return changes;
    }

    private static IEnumerable<GraphWire> Sorted(IEnumerable<GraphWire> wires) => wires.OrderBy(w => w.ToString(), StringComparer.Ordinal);

    private static IEnumerable<GraphChange> Node(string id, GraphNode? before, GraphNode? after)
    {
        if (before is null || after is null)
        {
            return [new(before is null ? "added" : "removed", id, null, before?.Type, after?.Type)];
        }

        if (before.Type != after.Type)
        {
            return [new("type", id, null, before.Type, after.Type)];
        }

        var type = BlockCatalogue.Find(before.Type);
        return before.Parameters.Keys.Concat(after.Parameters.Keys).Distinct().Order(StringComparer.Ordinal)
            .Select(p => (Name: p, Before: Value(before, type, p), After: Value(after, type, p))).Where(p => p.Before != p.After)
            .Select(p => new GraphChange("parameter", id, p.Name, p.Before, p.After));
    }

    private static string? Value(GraphNode node, BlockType? type, string name) => node.Parameters.GetValueOrDefault(name) ?? type?.Parameter(name)?.Default;
}
