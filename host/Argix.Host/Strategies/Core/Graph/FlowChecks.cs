namespace Argix.Strategies.Core.Graph;

/// <summary>The drawing as a whole: one source of bars, an order at the end, no circle, nothing that leads nowhere, a risk block on the way of each entry.</summary>
internal static class FlowChecks
{
    public static IEnumerable<GraphProblem> Of(GraphMap map) => Stages(map).Concat(Circle(map)).Concat(Unreachable(map)).Concat(Unguarded(map));

    private static IEnumerable<GraphProblem> Stages(GraphMap map)
    {
        var bars = map.Document.OfType("bars").ToList();
        if (bars.Count != 1)
        {
            yield return new(bars.Count == 0 ? "no_source" : "second_source", bars.Skip(1).FirstOrDefault()?.Id, null, bars.Count == 0 ? "there is no block of bars" : "there are several blocks of bars",
                "a strategy watches and trades one instrument: keep exactly one block of bars");
        }

        if (!map.Nodes.Any(IsOrder))
        {
            yield return new("no_order", null, null, "no order comes out of this strategy", "end it with an order block: market, limit, stop or stop_limit");
        }
    }

    private static IEnumerable<GraphProblem> Circle(GraphMap map)
    {
        var left = map.Nodes.Select(n => n.Id).Except(map.Sorted().Select(n => n.Id), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        if (left.Count == 0)
        {
            yield break;
        }

        // Walking against the wires inside what is left must come round.
        List<string> path = [];
        var at = left.Order(StringComparer.Ordinal).First();
        while (!path.Contains(at))
        {
            path.Add(at);
            at = map.Into(at).Select(w => w.From.Node).First(left.Contains);
        }

        var circle = path.SkipWhile(id => id != at).Reverse().Append(path.SkipWhile(id => id != at).Last()).ToList();
        yield return new("cycle", at, null, $"these blocks wait for each other: {string.Join(" → ", circle.Select(map.Name))}", "remove one of these wires; to use a value of an earlier bar put a lag block in a chain that is no circle");
    }

    private static IEnumerable<GraphProblem> Unreachable(GraphMap map)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(map.Nodes.Where(IsOrder).Select(n => n.Id));
        while (open.TryPop(out var id))
        {
            if (used.Add(id))
            {
                foreach (var wire in map.Into(id))
                {
                    open.Push(wire.From.Node);
                }
            }
        }

        return map.Nodes.Any(IsOrder)
            ? map.Nodes.Where(n => !used.Contains(n.Id) && n.Type != "bars").Select(n => new GraphProblem("unreachable", n.Id, null, $"no order depends on {map.Name(n.Id)}", "wire it towards an order, or remove it"))
            : [];
    }

    // An exit may do without: it only makes a position smaller.
    private static IEnumerable<GraphProblem> Unguarded(GraphMap map)
    {
        foreach (var order in map.Nodes.Where(IsOrder))
        {
            var at = order.Id;
            for (var steps = map.Document.Nodes.Count; steps >= 0; steps--)
            {
                if (map.Into(at, "intent").FirstOrDefault() is not { } wire || map.TypeOf(wire.From.Node) is not { } type || type.Stage == "risk")
                {
                    break;
                }

                at = wire.From.Node;
                if (type.Id is "enter" or "target")
                {
                    yield return new("missing_risk", at, null, $"{map.Name(at)} goes to the order {map.Name(order.Id)} without a risk block", "put a risk block between them, such as max_position");
                    break;
                }
            }
        }
    }

    private static bool IsOrder(GraphNode node) => BlockCatalogue.Find(node.Type)?.Stage == "order";
}
