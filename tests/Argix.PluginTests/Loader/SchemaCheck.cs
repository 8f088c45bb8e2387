using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Argix.PluginTests.Loader;

/// <summary>As much of JSON Schema as plugin.schema.json uses.</summary>
internal static class SchemaCheck
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The first thing that is wrong, or null.</summary>
    public static string? First(JsonObject root, string json) => Check(root, root, JsonNode.Parse(json, documentOptions: Lenient), "").FirstOrDefault();

    private static IEnumerable<string> Check(JsonObject root, JsonObject schema, JsonNode? node, string at)
    {
        if (schema["$ref"] is { } reference)
            return Check(root, root["$defs"]![reference.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), node, at);
        if (schema["anyOf"] is JsonArray any)
            return any.Any(s => !Check(root, s!.AsObject(), node, at).Any()) ? [] : [$"{at}: none of anyOf"];
        if (schema["enum"] is JsonArray words)
            return words.Any(w => JsonNode.DeepEquals(w, node)) ? [] : [$"{at}: not one of {words.ToJsonString()}"];
        var types = schema["type"] is JsonArray many ? many.Select(t => t!.GetValue<string>()).ToList() : [schema["type"]!.GetValue<string>()];
        if (!types.Contains(TypeOf(node)) && !(TypeOf(node) == "integer" && types.Contains("number")))
            return [$"{at}: not {string.Join(" or ", types)}"];
        return node switch
        {
            JsonObject o => Members(root, schema, o, at),
            JsonArray a => a.SelectMany((item, i) => Check(root, schema["items"]!.AsObject(), item, $"{at}/{i}")),
            JsonValue v when schema["pattern"] is { } p && !Regex.IsMatch(v.GetValue<string>(), p.GetValue<string>()) => [$"{at}: does not match {p}"],
            _ => [],
        };
    }

    private static IEnumerable<string> Members(JsonObject root, JsonObject schema, JsonObject o, string at)
    {
        foreach (var name in schema["required"]?.AsArray() ?? [])
            if (!o.ContainsKey(name!.GetValue<string>()))
                yield return $"{at}: {name} is missing";
        foreach (var (name, value) in o)
        {
            if (schema["properties"]?[name] is JsonObject known)
                foreach (var wrong in Check(root, known, value, $"{at}/{name}"))
                    yield return wrong;
            else if (schema["additionalProperties"] is JsonObject rest)
                foreach (var wrong in Check(root, rest, value, $"{at}/{name}"))
                    yield return wrong;
            else
                yield return $"{at}/{name}: unknown";
        }
    }

    private static string TypeOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => node!.AsValue().TryGetValue<long>(out _) ? "integer" : "number",
    };
}
