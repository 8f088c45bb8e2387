using System.Globalization;
using Argix.Strategies.Core.Graph;

namespace Argix.Pages.Strategies.Outline;

/// <summary>The values of an evaluation as people read them.</summary>
public static class WireValues
{
    /// <summary>What left an output; a block with one output is listed by its own name.</summary>
    public static double? Of(IReadOnlyDictionary<string, double?>? values, string node, string port) => values?.GetValueOrDefault($"{node}.{port}") ?? values?.GetValueOrDefault(node);

    /// <summary>In a column, where figures line up by their decimals.</summary>
    public static string Row(PortSpec? port, double? value) => value is { } v && double.IsFinite(v) && port?.Type is not (PortType.Boolean or PortType.Event) ? v.ToString("N2", CultureInfo.InvariantCulture) : Words(port, value);

    public static string Words(PortSpec? port, double? value) => value is not { } v || double.IsNaN(v) ? "not ready"
        : port?.Type switch
        {
            PortType.Boolean => v == 1 ? "true" : "false",
            PortType.Event => v == 1 ? "happened" : "no",
            _ => v.ToString("G6", CultureInfo.InvariantCulture),
        };
}
