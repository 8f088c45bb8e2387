using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Argix.Errors;

namespace Argix.Api;

/// <summary>
/// A request body read field by field: what is missing, unknown, of the wrong type or out of range is collected and refused together as <c>validation_failed</c>.
/// JSON that does not parse is <c>bad_request</c>. Secrets in a body never appear in an error.
/// </summary>
public sealed partial class RequestBody
{
    private const int MaxDepth = 16;
    private readonly JsonElement _json;
    private readonly string _path;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _errors;

    private RequestBody(JsonElement json, string path, Dictionary<string, string> errors) => (_json, _path, _errors) = (json, path, errors);

    /// <summary>Reads the body of a request.</summary>
    public static async Task<RequestBody> ReadAsync(HttpContext context)
    {
        RequireJson(context);
        return Parse(await BodyBytes.ReadAsync(context));
    }

    /// <summary>Reads a body that may be left out; null when it was. A body that comes in chunks says nothing of its length, so only reading tells.</summary>
    public static async Task<RequestBody?> ReadIfAnyAsync(HttpContext context)
    {
        var bytes = await BodyBytes.ReadAsync(context);
        if (bytes.IsEmpty)
        {
            return null;
        }

        RequireJson(context);
        return Parse(bytes);
    }

    private static void RequireJson(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ArgixException("unsupported_media_type", "send the body as application/json");
        }
    }

    private static RequestBody Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            RequireReadable(document.RootElement);
            return new RequestBody(document.RootElement.Clone(), "", []);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ArgixException("bad_request", "the body is no JSON that can be read (or is nested too deep, or names a field twice)");
        }
    }

    /// <summary>The value of a field as it is, without judging it; for look-ups that come before validation.</summary>
    public string? Peek(string name) => _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    public string? OptionalText(string name, int longest = 200) => Get(name) is not { } v ? null
        : v.ValueKind != JsonValueKind.String ? Fault<string>(name, "must be a text")
        : Clean(v.GetString()!, longest) ? v.GetString() : Fault<string>(name, $"at most {longest} characters, without control characters");

    public string Text(string name, int longest = 200) => Present(name) ? OptionalText(name, longest) ?? "" : Fault<string>(name, "is missing") ?? "";

    public bool Flag(string name, bool otherwise = false) => Get(name) is not { } v ? otherwise
        : v.ValueKind is JsonValueKind.True or JsonValueKind.False ? v.GetBoolean() : Fault<bool>(name, "must be true or false");

    /// <summary>A decimal, as a JSON number or as a plain decimal text.</summary>
    public decimal? Figure(string name)
    {
        if (Get(name) is not { } v)
        {
            return null;
        }

        var text = v.ValueKind switch { JsonValueKind.String => v.GetString()!, JsonValueKind.Number => v.GetRawText(), _ => "" };
        var plain = v.ValueKind == JsonValueKind.Number || Plain().IsMatch(text);
        return plain && text.Length <= 40 && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d)
            ? d
            : Fault<decimal?>(name, "must be a decimal number such as 1.5 or \"1.5\"");
    }

    public int? Whole(string name) => Figure(name) is { } d ? d == Math.Floor(d) && d is >= 0 and <= int.MaxValue ? (int)d : Fault<int?>(name, "must be a whole number from 0") : null;

    /// <summary>An object inside; its faults are reported with the others.</summary>
    public RequestBody Inside(string name)
    {
        var found = Get(name);
        if (found is null)
        {
            Fault<string>(name, "is missing");
        }
        else if (found.Value.ValueKind != JsonValueKind.Object)
        {
            Fault<string>(name, "must be an object");
        }

        return new RequestBody(found is { ValueKind: JsonValueKind.Object } o ? o : JsonDocument.Parse("{}").RootElement, _path + name + ".", found is { ValueKind: JsonValueKind.Object } ? _errors : []);
    }

    /// <summary>A list of short texts; null when the field is not there.</summary>
    public IReadOnlyList<string>? TextList(string name, int most, int longest) => Get(name) is not { } v ? null
        : v.ValueKind != JsonValueKind.Array || v.GetArrayLength() > most || v.EnumerateArray().Any(t => t.ValueKind != JsonValueKind.String || t.GetString() is not { Length: > 0 } text || !Clean(text, longest))
            ? Fault<IReadOnlyList<string>>(name, $"must be a list of at most {most} texts")
            : [.. v.EnumerateArray().Select(t => t.GetString()!).Distinct(StringComparer.Ordinal)];

    /// <summary>A field as it stands, for something that reads itself (a document).</summary>
    public JsonElement? Raw(string name) => Get(name);

    /// <summary>A long text with line breaks, such as a file.</summary>
    public string? LongText(string name, int longest) => Get(name) is not { } v ? null
        : v.ValueKind != JsonValueKind.String || v.GetString()!.Length > longest ? Fault<string>(name, $"must be a text of at most {longest} characters") : v.GetString();

    /// <summary>An RFC 3339 moment; one without an offset is UTC.</summary>
    public DateTimeOffset? Moment(string name) => Get(name) is not { } v ? null
        : v.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(v.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at : Fault<DateTimeOffset?>(name, "must be a time such as 2026-01-31T00:00:00Z");

    /// <summary>An object of texts, such as credentials.</summary>
    public IReadOnlyDictionary<string, string> Texts(string name)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Get(name) is not { } v)
        {
            return result;
        }

        if (v.ValueKind != JsonValueKind.Object)
        {
            Fault<string>(name, "must be an object of texts");
            return result;
        }

        foreach (var p in v.EnumerateObject())
        {
            if (p.Value.ValueKind == JsonValueKind.String)
            {
                result[p.Name] = p.Value.GetString()!;
            }
            else if (p.Value.ValueKind == JsonValueKind.Number)
            {
                result[p.Name] = p.Value.GetRawText();
            }
            else
            {
                Fault<string>($"{name}.{p.Name}", "must be a text");
            }
        }

        return result;
    }

    public bool Present(string name) => _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var v) && v.ValueKind != JsonValueKind.Null;

    /// <summary>Refuses unknown fields and everything collected. Call it when all fields have been read, inner objects first.</summary>
    public void Done()
    {
        if (_json.ValueKind != JsonValueKind.Object)
        {
            _errors[_path.Length == 0 ? "body" : _path.TrimEnd('.')] = "must be a JSON object";
        }
        else
        {
            foreach (var p in _json.EnumerateObject().Where(p => !_known.Contains(p.Name)).Take(20))
            {
                _errors[_path + Printable(p.Name)] = "is not a field of this call";
            }
        }

        if (_errors.Count > 0 && _path.Length == 0)
        {
            var first = _errors.First();
            throw new ArgixException("validation_failed", $"{first.Key} {first.Value}") { Facts = new Dictionary<string, object?> { ["errors"] = _errors } };
        }
    }

    // Texts that are no Unicode (half of a surrogate pair, broken UTF-8) parse and fail only when they are read: so all are read once.
    private static void RequireReadable(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                json.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    RequireReadable(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var p in json.EnumerateObject())
                {
                    _ = p.Name;
                    RequireReadable(p.Value);
                }

                break;
        }
    }

    private JsonElement? Get(string name)
    {
        _known.Add(name);
        return Present(name) ? _json.GetProperty(name) : null;
    }

    private T? Fault<T>(string name, string what)
    {
        _errors.TryAdd(_path + Printable(name), what);
        return default;
    }

    private static bool Clean(string text, int longest) => text.Length <= longest && !text.Any(char.IsControl);

    private static string Printable(string name) => new([.. name.Take(60).Select(c => char.IsControl(c) ? '?' : c)]);

    [GeneratedRegex(@"^-?[0-9]{1,20}(\.[0-9]{1,20})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
