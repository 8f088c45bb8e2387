using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Argix.Strategies.Core.Graph;
using Microsoft.AspNetCore.Html;

namespace Argix.Pages.Strategies.Outline;

/// <summary>A document drawn as SVG: no script, no inline style; colours come from the style sheet by stage.</summary>
public static class GraphPicture
{
    private const int MostLetters = 20;

    /// <param name="page">The page that has the blocks; this one when nothing is said.</param>
    /// <param name="values">The last value on each wire by <c>node.port</c>, where the strategy runs; drawn at the wire's beginning.</param>
    public static IHtmlContent Draw(OutlineView outline, IReadOnlyDictionary<string, double?>? values = null, string page = "")
    {
        var spots = GraphLayout.Of(outline.Document);
        if (spots.Count == 0)
        {
            return HtmlString.Empty;
        }

        var (width, height) = (spots.Max(s => s.X) + GraphLayout.Wide + 12, spots.Max(s => s.Y) + GraphLayout.High + 12);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"graph\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"{Encoded(Words(outline))}\">");
        var places = spots.ToDictionary(s => s.Node.Id, StringComparer.Ordinal);
        foreach (var wire in outline.Document.Wires)
        {
            if (places.TryGetValue(wire.From.Node, out var from) && places.TryGetValue(wire.To.Node, out var to))
            {
                Wire(svg, from, to);
            }
        }

        foreach (var outputs in outline.Document.Wires.Select(w => w.From).Distinct().GroupBy(p => p.Node, StringComparer.Ordinal))
        {
            Values(svg, places.GetValueOrDefault(outputs.Key), [.. outputs.Select(p => p.Port)], values);
        }

        foreach (var spot in spots)
        {
            Box(svg, outline, spot, page);
        }

        return new HtmlString(svg.Append("</svg>").ToString());
    }

    private static void Wire(StringBuilder svg, Spot from, Spot to)
    {
        var (x1, y1, x2, y2) = (from.X + GraphLayout.Wide, from.Y + (GraphLayout.High / 2), to.X, to.Y + (GraphLayout.High / 2));
        var bend = Math.Max(24, Math.Abs(x2 - x1) / 2);
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"wire\" d=\"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}\"/>");
    }

    // One figure an output, where its wires begin; several outputs of one block are told apart by name.
    private static void Values(StringBuilder svg, Spot? spot, IReadOnlyList<string> ports, IReadOnlyDictionary<string, double?>? values)
    {
        var row = 0;
        foreach (var port in spot is null ? [] : ports)
        {
            if (WireValues.Of(values, spot!.Node.Id, port) is { } value && double.IsFinite(value))
            {
                var words = (ports.Count > 1 ? port + " " : "") + WireValues.Words(BlockCatalogue.Find(spot.Node.Type)?.Output(port), value);
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"wire-value\" x=\"{spot.X + GraphLayout.Wide + 4}\" y=\"{spot.Y + (GraphLayout.High / 2) - 5 - (12 * row++)}\">{Encoded(words)}</text>");
            }
        }
    }

    private static void Box(StringBuilder svg, OutlineView outline, Spot spot, string page)
    {
        var type = BlockCatalogue.Find(spot.Node.Type);
        var faulty = outline.Problems.Any(p => p.Block == spot.Node.Id) ? " faulty" : "";
        svg.Append(CultureInfo.InvariantCulture, $"<a href=\"{Encoded(page)}#block-{Encoded(spot.Node.Id)}\"><g class=\"block {type?.Stage ?? "unknown"}{faulty}\"><rect x=\"{spot.X}\" y=\"{spot.Y}\" width=\"{GraphLayout.Wide}\" height=\"{GraphLayout.High}\" rx=\"8\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{spot.X + 12}\" y=\"{spot.Y + 20}\" class=\"title\">{Encoded(Short(outline.NameOf(spot.Node.Id)))}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{spot.X + 12}\" y=\"{spot.Y + 37}\" class=\"kind\">{Encoded(Short(Kind(spot.Node, type)))}</text></g></a>");
    }

    // The kind and what is set to something, the instrument and the size of bars first: no ids, no yes and no, no 0 that means "none".
    private static string Kind(GraphNode node, BlockType? type) => type is null ? node.Type : string.Join(' ', [type.Title, .. Said(node, type)]);

    private static string[] Said(GraphNode node, BlockType type)
    {
        var values = type.Parameters.Where(p => p.Kind is not (ParameterKind.Flag or ParameterKind.Id)).OrderBy(p => p.Kind is ParameterKind.Symbol or ParameterKind.Duration ? 0 : 1)
            .Select(p => node.Parameters.GetValueOrDefault(p.Name, p.Default).Replace('_', ' '));
        var said = string.Join(", ", values.Where(v => v.Length is > 0 and <= 12 && v != "0").Take(3));
        return said.Length == 0 ? [] : [said];
    }

    private static string Words(OutlineView outline) =>
        $"{outline.Document.Nodes.Count} blocks. " + string.Join(". ", outline.Document.Wires.Take(60).Select(w => $"{outline.NameOf(w.From.Node)} goes into {outline.NameOf(w.To.Node)}"));

    private static string Short(string text) => text.Length <= MostLetters ? text : text[..(MostLetters - 1)] + "…";

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
