using System.Xml;
using System.Xml.Linq;

namespace Argix.Plugins;

/// <summary>Makes somebody else's drawing safe to stand inside our page: only known shapes and attributes stay, nothing that runs or fetches.</summary>
public static class SvgLogo
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly HashSet<string> Shapes = ["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
        "defs", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "title", "desc"];

    private static readonly HashSet<string> Words = ["text", "tspan", "title", "desc"];

    // No style (inline styles break the content security policy), no href, no event handlers.
    private static readonly HashSet<string> Facts = ["id", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy",
        "d", "points", "fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-dasharray",
        "stroke-miterlimit", "opacity", "transform", "offset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "clip-path", "clip-rule", "mask",
        "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "preserveAspectRatio", "role", "aria-label", "aria-hidden"];

    /// <summary>The cleaned drawing, or a monogram of the name where there is none that can be used.</summary>
    public static string Clean(string? svg, string name)
    {
        if (string.IsNullOrWhiteSpace(svg))
            return Monogram(name);
        try
        {
            using var reader = XmlReader.Create(new StringReader(svg), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 256 * 1024 });
            return XDocument.Load(reader).Root is { Name.LocalName: "svg" } root ? Copy(root, 0).ToString(SaveOptions.DisableFormatting) : Monogram(name);
        }
        catch (XmlException)
        {
            return Monogram(name);
        }
    }

    /// <summary>Two letters on a tile.</summary>
    public static string Monogram(string name)
    {
        var words = name.Split([' ', '-', '_', '.'], StringSplitOptions.RemoveEmptyEntries);
        var letters = string.Concat(words.Select(w => w.FirstOrDefault(char.IsLetterOrDigit)).Where(c => c != '\0').Take(2)).ToUpperInvariant();
        return new XElement(Svg + "svg", new XAttribute("viewBox", "0 0 48 48"), new XAttribute("role", "img"),
            new XElement(Svg + "rect", new XAttribute("width", 48), new XAttribute("height", 48), new XAttribute("rx", 10), new XAttribute("fill", "#3b4a6b")),
            new XElement(Svg + "text", new XAttribute("x", 24), new XAttribute("y", 31), new XAttribute("text-anchor", "middle"), new XAttribute("font-size", 20),
                new XAttribute("font-family", "sans-serif"), new XAttribute("fill", "#fff"), letters.Length == 0 ? "?" : letters)).ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Copy(XElement from, int depth)
    {
        var to = new XElement(Svg + from.Name.LocalName, from.Attributes().Where(IsSafe).Select(a => new XAttribute(a.Name.LocalName, a.Value)));
        foreach (var node in from.Nodes())
        {
            if (node is XElement child && depth < 32 && Shapes.Contains(child.Name.LocalName))
                to.Add(Copy(child, depth + 1));
            else if (node is XText text && Words.Contains(from.Name.LocalName))
                to.Add(new XText(text.Value));
        }

        return to;
    }

    private static bool IsSafe(XAttribute a)
    {
        if (a.IsNamespaceDeclaration || a.Name.NamespaceName.Length > 0 || !Facts.Contains(a.Name.LocalName))
            return false;
        var value = a.Value.Replace(" ", "", StringComparison.Ordinal);
        // url(…) may point into the drawing only; an escape could hide one.
        return !value.Contains('\\') && !value.Contains("url(", StringComparison.OrdinalIgnoreCase)
            || (value.StartsWith("url(#", StringComparison.OrdinalIgnoreCase) && value.IndexOf("url(", 4, StringComparison.OrdinalIgnoreCase) < 0 && !value.Contains('\\'));
    }
}
