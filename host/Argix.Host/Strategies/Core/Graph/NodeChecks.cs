using System.Globalization;

namespace Argix.Strategies.Core.Graph;

/// <summary>Each block by itself: does its kind exist, are its settings known and in range.</summary>
internal static class NodeChecks
{
    private const int LongestList = 50;

    public static IEnumerable<GraphProblem> Of(GraphDocument document)
    {
        foreach (var node in document.Nodes)
        {
            if (BlockCatalogue.Find(node.Type) is not { } type)
            {
                yield return new("unknown_block", node.Id, null, $"there is no kind of block called {node.Type}", "choose one of the catalogue");
                continue;
            }

            foreach (var name in node.Parameters.Keys.Where(n => type.Parameter(n) is null))
            {
                yield return new("unknown_parameter", node.Id, name, $"{type.Title} has no setting {name}", type.Parameters.Count == 0 ? "remove it; this block has no settings" : "it has " + string.Join(", ", type.Parameters.Select(p => p.Name)));
            }

            foreach (var problem in type.Parameters.Where(p => node.Parameters.ContainsKey(p.Name)).Select(p => Fault(node, type, p, node.Parameters[p.Name])).OfType<GraphProblem>())
            {
                yield return problem;
            }
        }
    }

    private static GraphProblem? Fault(GraphNode node, BlockType type, ParameterSpec p, string value)
    {
        if (p.Kind is ParameterKind.Whole or ParameterKind.Number)
        {
            return Figure(node, type, p, value);
        }

        var fine = p.Kind switch
        {
            ParameterKind.Choice => p.Choices!.Contains(value),
            ParameterKind.Flag => value is "true" or "false",
            ParameterKind.Time => TimeSpan.TryParseExact(value, "hh\\:mm", CultureInfo.InvariantCulture, out var t) && t < TimeSpan.FromDays(1),
            ParameterKind.TimeZone => Zones.Find(value) is not null,
            ParameterKind.List => value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 and <= LongestList },
            ParameterKind.Duration => Durations.IsBar(value),
            ParameterKind.Symbol => value.Length is > 0 and <= 64 && value.All(c => c is >= '!' and <= '~'),
            ParameterKind.Id => value.Length == 0 || Guid.TryParseExact(value, "D", out _),
            _ => true,
        };
        return p is { Name: "closedBarsOnly" } && value == "false" ? new("look_ahead", node.Id, p.Name, $"{type.Title} would see a bar that has not closed", "leave closedBarsOnly true: a strategy sees closed bars only")
            : fine ? null
            : new("bad_parameter", node.Id, p.Name, $"{p.Name} cannot be \"{value}\"", Wanted(p));
    }

    private static GraphProblem? Figure(GraphNode node, BlockType type, ParameterSpec p, string value)
    {
        if (!decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var figure) || figure > p.Max || (p.Kind == ParameterKind.Whole && figure != decimal.Truncate(figure)))
        {
            return new("bad_parameter", node.Id, p.Name, $"{p.Name} cannot be {value}", Wanted(p));
        }

        return figure >= p.Min ? null
            : p.LooksBack && figure <= 0 ? new("look_ahead", node.Id, p.Name, $"{type.Title} with {p.Name} {value} would need a bar that has not closed yet", Wanted(p))
            : new("bad_parameter", node.Id, p.Name, $"{p.Name} cannot be {value}", Wanted(p));
    }

    private static string Wanted(ParameterSpec p) => p.Kind switch
    {
        ParameterKind.Whole => $"a whole number from {p.Min} to {p.Max}",
        ParameterKind.Number => $"a number from {p.Min} to {p.Max}",
        ParameterKind.Choice => "one of " + string.Join(", ", p.Choices!),
        ParameterKind.Flag => "true or false",
        ParameterKind.Time => "a time such as 09:30",
        ParameterKind.TimeZone => "a time zone such as America/New_York or UTC",
        ParameterKind.List => $"1 to {LongestList} words, parted by commas",
        ParameterKind.Duration => "an ISO 8601 duration from PT1S to P31D, such as PT5S, PT1M or P1D",
        ParameterKind.Symbol => "1 to 64 visible ASCII characters, such as AAPL or BTC/USD",
        ParameterKind.Id => "the id of a connection, or nothing",
        _ => p.Help,
    };
}
