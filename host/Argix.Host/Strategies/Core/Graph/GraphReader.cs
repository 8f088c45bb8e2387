using System.Globalization;
using System.Text.Json;

namespace Argix.Strategies.Core.Graph;

/// <summary>
/// Reads a document from JSON. Strict: unknown fields, odd ids, markup and figures out of range are refused, and what is too large is refused before it is looked at.
/// </summary>
public sealed class GraphReader
{
    public const int MostNodes = 200;
    public const int MostWires = 600;
    public const int MostText = 400;
    private const int MostLabel = 80;
    private const int MostProblems = 50;
    private const int FarOut = 100_000;
    private static readonly string[] Forbidden = ["__proto__", "constructor", "prototype"];
    private readonly List<GraphProblem> _problems = [];

    /// <summary>The document, or what is wrong with its shape.</summary>
    public static (GraphDocument? Document, IReadOnlyList<GraphProblem> Problems) Read(JsonElement json)
    {
        var reader = new GraphReader();
        var document = reader.Document(json);
        return reader._problems.Count == 0 ? (document, []) : (null, reader._problems);
    }

    /// <summary>The same from text.</summary>
    public static (GraphDocument? Document, IReadOnlyList<GraphProblem> Problems) Read(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return Read(parsed.RootElement);
        }
        catch (JsonException)
        {
            return (null, [new("shape", null, null, "this is no JSON that can be read, or it is nested too deep", "export the document again")]);
        }
    }

    private GraphDocument? Document(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Shape(null, "the document must be a JSON object", "give an object with schema, version, nodes and wires");
            return null;
        }

        OnlyFields(json, null, "schema", "version", "nodes", "wires", "evaluateEvery");
        if (Text(json, "schema", MostText, null) != GraphDocument.Schema || Whole(json, "version", null) != GraphDocument.Version)
        {
            Shape(null, "this is not a document of this version", $"schema must be \"{GraphDocument.Schema}\" and version {GraphDocument.Version}");
        }

        var every = json.TryGetProperty("evaluateEvery", out _) ? Whole(json, "evaluateEvery", null) ?? 1 : 1;
        if (every is < 1 or > 10_000)
        {
            Shape(null, "evaluateEvery is out of range", "a whole number of bars from 1 to 10000");
        }

        if (Items(json, "nodes", MostNodes) is not { } nodes || Items(json, "wires", MostWires) is not { } wires)
        {
            return null;
        }

        var read = nodes.Select(Node).OfType<GraphNode>().ToList();
        foreach (var twice in read.GroupBy(n => n.Id).Where(g => g.Count() > 1))
        {
            Add(new("duplicate_id", twice.Key, null, "two blocks have this id", "give each block an id of its own"));
        }

        return new GraphDocument(read, [.. wires.Select(Wire).OfType<GraphWire>()], every);
    }

    private JsonElement[]? Items(JsonElement json, string field, int most)
    {
        if (!json.TryGetProperty(field, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            Shape(null, $"{field} must be a list", $"give {field} as a JSON list");
            return null;
        }

        if (list.GetArrayLength() > most)
        {
            Add(new("too_large", null, null, $"{field} has {list.GetArrayLength()} entries", $"at most {most}; split the strategy"));
            return null;
        }

        return [.. list.EnumerateArray()];
    }

    private GraphNode? Node(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || Text(json, "id", 40, null) is not { } id || !IsId(id))
        {
            Add(new("bad_id", null, null, "a block has no id that can be used", "a to z, 0 to 9, _ and -, beginning with a letter, at most 40 characters"));
            return null;
        }

        OnlyFields(json, id, "id", "type", "parameters", "label", "at");
        var type = Text(json, "type", 40, id);
        var label = json.TryGetProperty("label", out var l) && l.ValueKind != JsonValueKind.Null ? Text(json, "label", MostLabel, id) : null;
        return type is null ? null : new GraphNode(id, type, Parameters(json, id), label, Place(json, id));
    }

    private Dictionary<string, string> Parameters(JsonElement json, string id)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!json.TryGetProperty("parameters", out var given) || given.ValueKind == JsonValueKind.Null)
        {
            return values;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            Shape(id, "parameters must be an object", "give each setting by name");
            return values;
        }

        foreach (var p in given.EnumerateObject().Take(40))
        {
            if (!IsName(p.Name))
            {
                Add(new("unknown_parameter", id, null, "a parameter has a name that no block has", "remove it"));
            }
            else if (Value(p.Value) is { } value)
            {
                values[p.Name] = value;
            }
            else if (p.Value.ValueKind != JsonValueKind.Null)
            {
                Add(new("bad_parameter", id, p.Name, $"{p.Name} is neither a short text, a number nor true or false", "numbers up to 28 digits; texts without markup or control characters"));
            }
        }

        return values;
    }

    private static string? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when Clean(value.GetString()!, MostText) => value.GetString(),
        JsonValueKind.Number when value.GetRawText() is { Length: <= 40 } raw && decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) => Spelling.Of(d),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    private GraphPlace? Place(JsonElement json, string id)
    {
        if (!json.TryGetProperty("at", out var at) || at.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var place = at.ValueKind == JsonValueKind.Object && Coordinate(at, "x") is { } x && Coordinate(at, "y") is { } y ? new GraphPlace(x, y) : null;
        if (place is null)
        {
            Shape(id, "at is no place", $"x and y, whole numbers within {FarOut} of 0");
        }

        return place;
    }

    private static int? Coordinate(JsonElement at, string name) => at.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var n) && n is > -FarOut and < FarOut ? n : null;

    private GraphWire? Wire(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object && Text(json, "from", 90, null) is { } from && Text(json, "to", 90, null) is { } to && PortRef.Parse(from) is { } f && PortRef.Parse(to) is { } t)
        {
            OnlyFields(json, null, "from", "to");
            return new GraphWire(f, t);
        }

        Shape(null, "a wire has no two ends", "from and to, each written node.port");
        return null;
    }

    private void OnlyFields(JsonElement json, string? block, params string[] known)
    {
        if (json.EnumerateObject().Any(p => !known.Contains(p.Name)))
        {
            Shape(block, "there is a field that is not known here", "only " + string.Join(", ", known));
        }
    }

    private string? Text(JsonElement json, string name, int most, string? block)
    {
        if (json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String && Clean(v.GetString()!, most))
        {
            return v.GetString();
        }

        Shape(block, $"{name} is missing or no text that can be used", $"a text of at most {most} characters, without markup or control characters");
        return null;
    }

    private int? Whole(JsonElement json, string name, string? block)
    {
        if (json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var n))
        {
            return n;
        }

        Shape(block, $"{name} is missing or no whole number", "give a whole number");
        return null;
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 40 && id[0] is >= 'a' and <= 'z' && id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-') && !Forbidden.Contains(id);

    private static bool IsName(string name) => name.Length is > 0 and <= 40 && name.All(char.IsAsciiLetterOrDigit);

    // Pages encode what they show; markup in a name is still never meant.
    private static bool Clean(string text, int most) => text.Length <= most && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '<' or '>');

    private void Shape(string? block, string what, string fix) => Add(new("shape", block, null, what, fix));

    private void Add(GraphProblem problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem);
        }
    }
}
