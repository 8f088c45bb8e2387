namespace Argix.Strategies.Core.Graph;

/// <summary>Each wire by itself, and inputs that need one.</summary>
internal static class WireChecks
{
    public static IEnumerable<GraphProblem> Of(GraphMap map) => map.Document.Wires.Select(w => Ends(map, w)).OfType<GraphProblem>().Concat(Twice(map)).Concat(Missing(map));

    /// <summary>Whether an output may be wired to an input; if not, why.</summary>
    public static string? WhyNot(PortType output, PortType input) =>
        output == input || (input == PortType.Number && output == PortType.Series) || (input == PortType.Boolean && output == PortType.Event) ? null
        : (output, input) switch
        {
            (PortType.Number, PortType.Series) => "a series has a value for each bar; a number has no past",
            (PortType.Boolean, PortType.Event) => "an event happens at one evaluation; a boolean lasts (put \"became true\" between them)",
            (_, PortType.Quantity) => "an order's size comes from a sizing block",
            (_, PortType.Intent) => "this takes an intent: from an enter, exit or target block, or from a risk block",
            _ => $"{Word(output)} does not fit {Word(input)}",
        };

    public static string Word(PortType type) => type.ToString().ToLowerInvariant();

    private static GraphProblem? Ends(GraphMap map, GraphWire wire)
    {
        foreach (var end in new[] { wire.From.Node, wire.To.Node }.Where(e => map.Node(e) is null))
        {
            return new("unknown_wire_end", end, null, $"the wire {wire.From} → {wire.To} ends at a block that is not there", "remove the wire, or name a block that exists");
        }

        if (map.TypeOf(wire.From.Node) is not { } from || map.TypeOf(wire.To.Node) is not { } to)
        {
            return null; // said already: the block's kind is not known
        }

        if (from.Output(wire.From.Port) is not { } output)
        {
            return new("unknown_wire_end", wire.From.Node, wire.From.Port, $"{from.Title} has no output {wire.From.Port}", from.Outputs.Count == 0 ? "nothing comes out of it" : "it has " + Names(from.Outputs));
        }

        if (to.Input(wire.To.Port) is not { } input)
        {
            return new("unknown_wire_end", wire.To.Node, wire.To.Port, $"{to.Title} has no input {wire.To.Port}", to.Inputs.Count == 0 ? "nothing goes into it" : "it has " + Names(to.Inputs));
        }

        return WhyNot(output.Type, input.Type) is { } why
            ? new("wrong_type", wire.To.Node, wire.To.Port, $"{map.Name(wire.From.Node)} gives {Word(output.Type)}, {map.Name(wire.To.Node)} takes {Word(input.Type)}: {why}", "wire an output of the right type")
            : null;
    }

    private static IEnumerable<GraphProblem> Twice(GraphMap map) => map.Document.Wires.GroupBy(w => w.To)
        .Where(g => g.Count() > 1 && map.Input(g.Key) is { Many: false })
        .Select(g => new GraphProblem("second_wire", g.Key.Node, g.Key.Port, $"{g.Count()} wires end at {g.Key}, which takes one", "keep one; join several with an and, or, or arithmetic block"));

    // An entry without a size has a problem of its own name.
    private static IEnumerable<GraphProblem> Missing(GraphMap map) => map.Nodes
        .SelectMany(n => (BlockCatalogue.Find(n.Type)?.Inputs ?? []).Where(p => p.Required && !map.Into(n.Id, p.Name).Any()).Select(p => (n, p)))
        .Select(x => x.p.Type == PortType.Quantity
            ? new GraphProblem("missing_sizing", x.n.Id, x.p.Name, $"{map.Name(x.n.Id)} has no size", "wire a sizing block to its input size")
            : new GraphProblem("missing_wire", x.n.Id, x.p.Name, $"nothing is wired to {x.n.Id}.{x.p.Name}", $"wire {Word(x.p.Type)} to it"));

    private static string Names(IEnumerable<PortSpec> ports) => string.Join(", ", ports.Select(p => p.Name));
}
