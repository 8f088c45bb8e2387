using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Argix.Contracts.Testing;

/// <summary>A request as a script sees it.</summary>
public sealed class Request
{
    /// <summary>Takes a call apart.</summary>
    public Request(Call call)
    {
        Call = call;
        var at = call.Path.IndexOf('?', StringComparison.Ordinal);
        RawPath = at < 0 ? call.Path : call.Path[..at];
        Segments = [.. RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        Query = at < 0 ? new Dictionary<string, string>() : Pairs(call.Path[(at + 1)..]);
    }

    /// <summary>The call itself.</summary>
    public Call Call { get; }

    /// <summary>E.g. <c>POST</c>.</summary>
    public string Method => Call.Method;

    /// <summary>The path without query, as it was written.</summary>
    public string RawPath { get; }

    /// <summary>The path's parts, decoded.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>The query, decoded; of a repeated name the last.</summary>
    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Call.Body.Span);

    /// <summary>The body as form fields.</summary>
    public IReadOnlyDictionary<string, string> Form => Pairs(Text);

    /// <summary>The body as JSON; null where it is none.</summary>
    public JsonNode? Json
    {
        get
        {
            try
            {
                return Call.Body.IsEmpty ? null : JsonNode.Parse(Call.Body.Span);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>A header without regard to case; empty where it is absent.</summary>
    public string Header(string name) => Call.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    /// <summary>Whether the request is this method on this path; <c>*</c> stands for one part.</summary>
    public bool Is(string pattern) => FaultScript.Matches(pattern, Method, RawPath);

    /// <summary>A decimal, or null where the text is none.</summary>
    public static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Dictionary<string, string> Pairs(string text)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            pairs[Plain(at < 0 ? part : part[..at])] = at < 0 ? "" : Plain(part[(at + 1)..]);
        }
        return pairs;
    }

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

/// <summary>What a venue answers.</summary>
public sealed record Reply(int Status, ReadOnlyMemory<byte> Body, string ContentType = "application/json", IReadOnlyDictionary<string, string>? Headers = null)
{
    /// <summary>JSON.</summary>
    public static Reply Json(JsonNode? body, int status = 200) => Text(body?.ToJsonString() ?? "null", status);

    /// <summary>Any text.</summary>
    public static Reply Text(string body, int status = 200, string contentType = "application/json") => new(status, Encoding.UTF8.GetBytes(body), contentType);

    /// <summary>No body.</summary>
    public static Reply Empty(int status = 204) => new(status, default);

    /// <summary>The same with one more header.</summary>
    public Reply With(string name, string value) => this with { Headers = new Dictionary<string, string>(Headers ?? new Dictionary<string, string>()) { [name] = value } };
}
