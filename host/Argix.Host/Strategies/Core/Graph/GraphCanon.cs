using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Argix.Strategies.Core.Graph;

/// <summary>
/// One way to write a document. Canonical bytes hold what it does (sorted, every setting spelled out, so that a default that changes in a later release changes no strategy);
/// labels and places are left out of them, and so out of the hash.
/// </summary>
public static class GraphCanon
{
    /// <summary>The bytes that the hash is taken over.</summary>
    public static byte[] Bytes(GraphDocument document) => Write(document, forPeople: false);

    /// <summary>SHA-256 over the canonical bytes, in hexadecimal.</summary>
    public static string Hash(GraphDocument document) => Convert.ToHexStringLower(SHA256.HashData(Bytes(document)));

    /// <summary>As it is kept and given out: canonical order, with labels and places.</summary>
    public static string Text(GraphDocument document) => Encoding.UTF8.GetString(Write(document, forPeople: true));

    private static byte[] Write(GraphDocument document, bool forPeople)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default });
        json.WriteStartObject();
        json.WriteString("schema", GraphDocument.Schema);
        json.WriteNumber("version", GraphDocument.Version);
        json.WriteNumber("evaluateEvery", document.EvaluateEvery);
        json.WriteStartArray("nodes");
        foreach (var node in document.Nodes.OrderBy(n => n.Id, StringComparer.Ordinal))
        {
            Write(json, node, forPeople);
        }

        json.WriteEndArray();
        json.WriteStartArray("wires");
        foreach (var (from, to) in document.Wires.Select(w => (w.From.ToString(), w.To.ToString())).OrderBy(w => w.Item2, StringComparer.Ordinal).ThenBy(w => w.Item1, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("from", from);
            json.WriteString("to", to);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, GraphNode node, bool forPeople)
    {
        json.WriteStartObject();
        json.WriteString("id", node.Id);
        json.WriteString("type", node.Type);
        json.WriteStartObject("parameters");
        var type = BlockCatalogue.Find(node.Type);
        foreach (var (name, value) in Complete(node, type).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            WriteValue(json, name, value, type?.Parameter(name)?.Kind);
        }

        json.WriteEndObject();
        if (forPeople && node.Label is not null)
        {
            json.WriteString("label", node.Label);
        }

        if (forPeople && node.At is { } at)
        {
            json.WriteStartObject("at");
            json.WriteNumber("x", at.X);
            json.WriteNumber("y", at.Y);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static Dictionary<string, string> Complete(GraphNode node, BlockType? type)
    {
        var all = (type?.Parameters ?? []).ToDictionary(p => p.Name, p => p.Default);
        foreach (var (name, value) in node.Parameters)
        {
            all[name] = value;
        }

        return all;
    }

    private static void WriteValue(Utf8JsonWriter json, string name, string value, ParameterKind? kind)
    {
        if (kind is ParameterKind.Whole or ParameterKind.Number && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var figure))
        {
            json.WritePropertyName(name);
            json.WriteRawValue(Spelling.Of(figure));
        }
        else if (kind is ParameterKind.Flag && value is "true" or "false")
        {
            json.WriteBoolean(name, value == "true");
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
