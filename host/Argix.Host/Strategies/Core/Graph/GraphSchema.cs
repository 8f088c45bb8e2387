using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Argix.Strategies.Core.Graph;

/// <summary>The document's JSON schema, made from the catalogue, for editors and other people's tools (<c>docs/strategy.schema.json</c>). What only <see cref="GraphCheck"/> can say is not in it.</summary>
public static class GraphSchema
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text() => Document().ToJsonString(Readable) + "\n";

    private static JsonObject Document() => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "Argix strategy",
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("schema", "version", "nodes", "wires"),
        ["properties"] = new JsonObject
        {
            ["schema"] = new JsonObject { ["const"] = GraphDocument.Schema },
            ["version"] = new JsonObject { ["const"] = GraphDocument.Version },
            ["evaluateEvery"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 10_000 },
            ["nodes"] = new JsonObject { ["type"] = "array", ["maxItems"] = GraphReader.MostNodes, ["items"] = new JsonObject { ["oneOf"] = new JsonArray([.. BlockCatalogue.All.Select(Node)]) } },
            ["wires"] = new JsonObject { ["type"] = "array", ["maxItems"] = GraphReader.MostWires, ["items"] = Wire() },
        },
    };

    private static JsonObject Wire() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("from", "to"),
        ["properties"] = new JsonObject { ["from"] = Pattern(@"^[a-z][a-z0-9_-]*\.[A-Za-z]+$"), ["to"] = Pattern(@"^[a-z][a-z0-9_-]*\.[A-Za-z]+$") },
    };

    private static JsonObject Pattern(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Node(BlockType type) => new()
    {
        ["title"] = type.Title,
        ["description"] = $"{type.Stage}: {type.Does} In: {Ports(type.Inputs)}. Out: {Ports(type.Outputs)}.",
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("id", "type"),
        ["properties"] = new JsonObject
        {
            ["id"] = Pattern("^[a-z][a-z0-9_-]{0,39}$"),
            ["type"] = new JsonObject { ["const"] = type.Id },
            ["label"] = new JsonObject { ["type"] = "string", ["maxLength"] = 80 },
            ["at"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["x"] = new JsonObject { ["type"] = "integer" }, ["y"] = new JsonObject { ["type"] = "integer" } } },
            ["parameters"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = new JsonObject(type.Parameters.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Name, Setting(p)))) },
        },
    };

    private static string Ports(IReadOnlyList<PortSpec> ports) => ports.Count == 0 ? "nothing" : string.Join(", ", ports.Select(p => $"{p.Name} ({WireChecks.Word(p.Type)})"));

    private static JsonObject Setting(ParameterSpec p) => p.Kind switch
    {
        ParameterKind.Whole or ParameterKind.Number => new()
        {
            ["description"] = p.Help,
            ["type"] = p.Kind == ParameterKind.Whole ? "integer" : "number",
            ["minimum"] = p.Min,
            ["maximum"] = p.Max,
            ["default"] = decimal.Parse(p.Default, CultureInfo.InvariantCulture),
        },
        ParameterKind.Flag => new() { ["description"] = p.Help, ["type"] = "boolean", ["default"] = p.Default == "true" },
        ParameterKind.Choice => new() { ["description"] = p.Help, ["enum"] = new JsonArray([.. p.Choices!.Select(c => JsonValue.Create(c))]), ["default"] = p.Default },
        _ => new() { ["description"] = p.Help, ["type"] = "string", ["maxLength"] = GraphReader.MostText, ["default"] = p.Default },
    };
}
