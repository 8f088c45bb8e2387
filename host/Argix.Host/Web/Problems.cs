using System.Text.Json;
using System.Text.Json.Nodes;
using Argix.Errors;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Argix.Web;

/// <summary>RFC 9457 problem documents with our code in them.</summary>
public static class Problems
{
    public static IResult From(ArgixException failure, HttpContext context) => From(failure.Code, failure.Message, context, failure.Facts);

    public static IResult From(string code, string detail, HttpContext context, IReadOnlyDictionary<string, object?>? facts = null)
    {
        var entry = ErrorCatalogue.For(code);
        return From(entry.Status, entry, code, detail, context, facts);
    }

    /// <summary>For a bare status (405, 404 of no route): its own status, the nearest word of the taxonomy.</summary>
    public static IResult FromStatus(int status, HttpContext context)
    {
        var entry = ErrorCatalogue.For(ErrorCatalogue.CodeOf(status));
        var detail = status == StatusCodes.Status405MethodNotAllowed ? "This address does not take this method; the Allow header lists those it takes." : entry.WhatToDo;
        return From(status, entry, entry.Code, detail, context, null);
    }

    private static IResult From(int status, ErrorEntry entry, string code, string detail, HttpContext context, IReadOnlyDictionary<string, object?>? facts)
    {
        var known = ReferenceEquals(entry, ErrorCatalogue.For(ErrorCatalogue.Internal)) ? entry.Code : code;
        var docs = "/docs/errors#" + known;
        var body = new JsonObject
        {
            ["type"] = docs,
            ["title"] = entry.Title,
            ["status"] = status,
            ["detail"] = detail,
            ["code"] = known,
            ["correlationId"] = context.TraceIdentifier,
            ["docs"] = docs,
        };
        Add(body, facts, context);
        if (facts?.GetValueOrDefault("retryAfter") is int seconds) context.Response.Headers.RetryAfter = seconds.ToString();
        return Results.Text(body.ToJsonString(Options(context)), "application/problem+json", statusCode: status);
    }

    private static void Add(JsonObject body, IReadOnlyDictionary<string, object?>? facts, HttpContext context)
    {
        foreach (var (name, value) in facts ?? new Dictionary<string, object?>())
            if (!body.ContainsKey(name))
                body[name] = value is null ? null : JsonSerializer.SerializeToNode(value, value.GetType(), Options(context));
    }

    // The API's own options, so that decimals in facts look like decimals elsewhere.
    private static JsonSerializerOptions Options(HttpContext context) =>
        context.RequestServices.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions ?? JsonSerializerOptions.Web;
}
