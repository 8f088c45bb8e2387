using Argix.Strategies.Core.Graph;

namespace Argix.Pages.Strategies.Outline;

/// <summary>Where a block stands in the picture.</summary>
public sealed record Spot(GraphNode Node, int X, int Y);

/// <summary>
/// Places blocks from left to right: each to the right of everything that is wired into it. Places that somebody drew are not used, so that the picture is readable whatever the document says.
/// </summary>
public static class GraphLayout
{
    public const int Wide = 168, High = 48;
    private const int StepX = 236, StepY = 68, Margin = 12;

    public static IReadOnlyList<Spot> Of(GraphDocument document)
    {
        var column = Columns(document);
        var rows = new Dictionary<int, int>();
        var spots = new List<Spot>();
        foreach (var node in document.Nodes.DistinctBy(n => n.Id).OrderBy(n => column[n.Id]))
        {
            var (x, row) = (column[node.Id], rows.GetValueOrDefault(column[node.Id]));
            rows[x] = row + 1;
            spots.Add(new Spot(node, Margin + (x * StepX), Margin + (row * StepY)));
        }

        return spots;
    }

    // The longest way from a source, found by going round until nothing moves; a circle stops at the number of blocks.
    private static Dictionary<string, int> Columns(GraphDocument document)
    {
        var column = document.Nodes.DistinctBy(n => n.Id).ToDictionary(n => n.Id, _ => 0, StringComparer.Ordinal);
        var wires = document.Wires.Where(w => column.ContainsKey(w.From.Node) && column.ContainsKey(w.To.Node)).ToList();
        for (var round = 0; round < column.Count; round++)
        {
            var moved = false;
            foreach (var wire in wires.Where(w => column[w.To.Node] <= column[w.From.Node]))
            {
                column[wire.To.Node] = column[wire.From.Node] + 1;
                moved = true;
            }

            if (!moved)
            {
                break;
            }
        }

        // A circle pushes its blocks to the right without end; the picture needs columns that follow each other.
        var used = column.Values.Distinct().Order().Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        return column.ToDictionary(p => p.Key, p => used[p.Value], StringComparer.Ordinal);
    }
}
