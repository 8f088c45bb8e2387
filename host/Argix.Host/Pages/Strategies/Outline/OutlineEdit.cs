using Argix.Errors;
using Argix.Strategies;
using Argix.Strategies.Core.Graph;

namespace Argix.Pages.Strategies.Outline;

/// <summary>
/// What a person changed in the outline, as a function of the document before and the fields of the form. Nothing is kept between two requests but the document itself,
/// which travels in the form: so it works without JavaScript, in two tabs, and after a sign-in in between.
/// </summary>
public static class OutlineEdit
{
    public const string Document = "document";
    private const string Adding = "add", Removing = "remove:";

    /// <summary>The document after the change. <paramref name="act"/>: <c>add</c>, <c>remove:{id}</c>, or anything else to take the fields only.</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c> when the fields make no document.</exception>
    public static GraphDocument Apply(IFormCollection form, string? act)
    {
        var before = Read(form[Document].ToString());
        var nodes = before.Nodes.Select(n => Node(form, n)).ToList();
        var wires = before.Nodes.SelectMany(n => Wires(form, n)).Concat(before.Wires.Where(w => !Shown(before, w))).Distinct().ToList();
        var every = int.TryParse(form["evaluateEvery"], out var n) ? n : before.EvaluateEvery;
        if (act == Adding && BlockCatalogue.Find(form["addType"].ToString()) is { } type)
        {
            nodes.Add(new GraphNode(FreeId(nodes, type.Id), type.Id, new Dictionary<string, string>()));
        }
        else if (act?.StartsWith(Removing, StringComparison.Ordinal) == true)
        {
            var gone = act[Removing.Length..];
            nodes.RemoveAll(x => x.Id == gone);
            wires.RemoveAll(w => w.From.Node == gone || w.To.Node == gone);
        }

        // Read again, so that what a browser sends is held to the same rules as what the API takes.
        return Read(GraphCanon.Text(new GraphDocument(nodes, wires, every)));
    }

    /// <summary>A document from text that somebody typed or sent.</summary>
    /// <exception cref="ArgixException"><c>validation_failed</c> with <c>problems</c>.</exception>
    public static GraphDocument Read(string json)
    {
        var (document, problems) = GraphReader.Read(json);
        return document ?? throw StrategyService.Faulty(problems);
    }

    private static GraphNode Node(IFormCollection form, GraphNode node)
    {
        var type = BlockCatalogue.Find(node.Type);
        var parameters = new Dictionary<string, string>(node.Parameters, StringComparer.Ordinal);
        foreach (var p in type?.Parameters ?? [])
        {
            var field = OutlineFields.Parameter(node.Id, p.Name);
            var typed = p.Kind == ParameterKind.Flag && form.ContainsKey(field + ".shown") ? (form.ContainsKey(field) ? "true" : "false")
                : form.TryGetValue(field, out var value) ? value.ToString().Trim() : null;
            if (typed is null)
            {
                continue;
            }

            // What equals the standard is left out, unless it stood there: a document stays as short as its author made it.
            if (typed != p.Default || parameters.ContainsKey(p.Name))
            {
                parameters[p.Name] = typed;
            }
        }

        var label = form.TryGetValue(OutlineFields.Label(node.Id), out var text) ? text.ToString().Trim() : node.Label;
        return node with { Parameters = parameters, Label = string.IsNullOrEmpty(label) ? null : label };
    }

    private static IEnumerable<GraphWire> Wires(IFormCollection form, GraphNode node) =>
        (BlockCatalogue.Find(node.Type)?.Inputs ?? []).SelectMany(port => form[OutlineFields.Wire(node.Id, port.Name)]
            .Select(from => PortRef.Parse(from ?? "")).OfType<PortRef>().Select(from => new GraphWire(from, new PortRef(node.Id, port.Name))));

    // A wire to an input that its block does not have has no field; it stays, so that its problem stays visible until somebody removes the block.
    private static bool Shown(GraphDocument document, GraphWire wire) =>
        document.Node(wire.To.Node) is { } node && BlockCatalogue.Find(node.Type)?.Input(wire.To.Port) is not null;

    private static string FreeId(List<GraphNode> nodes, string type) =>
        Enumerable.Range(1, GraphReader.MostNodes + 1).Select(i => i == 1 ? type : $"{type}{i}").First(id => nodes.TrueForAll(n => n.Id != id));
}

/// <summary>Names of the outline's fields.</summary>
public static class OutlineFields
{
    public static string Label(string node) => $"label.{node}";

    public static string Parameter(string node, string name) => $"p.{node}.{name}";

    public static string Wire(string node, string port) => $"w.{node}.{port}";
}
