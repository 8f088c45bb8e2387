namespace Argix.Strategies.Core.Graph;

/// <summary>Follows what each figure measures along the wires: a price and an oscillator cannot be compared.</summary>
internal static class UnitChecks
{
    public static IEnumerable<GraphProblem> Of(GraphMap map)
    {
        var units = new Dictionary<PortRef, string>();
        foreach (var node in map.Sorted())
        {
            var type = BlockCatalogue.Find(node.Type)!;
            var settings = new Settings(type, node.Parameters);
            var mixes = type.MixesUnits(settings);
            var same = Units.Any;
            foreach (var (port, wire) in type.Inputs.SelectMany(p => map.Into(node.Id, p.Name).Select(w => (p, w))))
            {
                var unit = units.GetValueOrDefault(wire.From, Units.Any);
                var wanted = port.Unit == Units.Same ? same : port.Unit;
                if (!mixes && unit != Units.Any && wanted != Units.Any && unit != wanted)
                {
                    yield return new("unit_mismatch", node.Id, port.Name, $"{map.Name(wire.From.Node)} is in {unit}, but {map.Name(node.Id)} needs {wanted} here", "compare like with like: a price with a price, an oscillator with a constant of its unit");
                }

                same = port.Unit == Units.Same && same == Units.Any ? unit : same;
            }

            foreach (var port in type.Outputs)
            {
                units[new PortRef(node.Id, port.Name)] = port.Unit != Units.Same ? port.Unit : type.SaysUnit(settings) ?? (mixes ? Units.Any : same);
            }
        }
    }
}
