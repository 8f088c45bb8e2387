using System.Collections.Frozen;

namespace Argix.Errors;

/// <summary>One word of the taxonomy: how the API answers it and what a person reads about it.</summary>
public sealed record ErrorEntry(string Code, int Status, string Title, string Cause, string WhatToDo)
{
    /// <summary>Where the help page speaks about this code.</summary>
    public string Docs => "/docs/errors#" + Code;
}

/// <summary>Every failure has a name, and every name stands here once.</summary>
public static partial class ErrorCatalogue
{
    public const string RiskDenied = "risk_denied";
    public const string Internal = "internal";

    /// <summary>All entries, grouped by topic in the order in which the help page shows them.</summary>
    public static IReadOnlyList<(string Topic, IReadOnlyList<ErrorEntry> Entries)> Topics { get; } =
    [
        ("Connecting", Connecting),
        ("Reaching the broker", Broker),
        ("Orders", Orders),
        ("Risk controls", [RiskDeniedEntry, .. Controls]),
        ("Plugins", Plugins),
        ("Requests and access", Requests),
        ("This installation", Installation),
    ];

    private static readonly FrozenDictionary<string, ErrorEntry> ByCode =
        Topics.SelectMany(topic => topic.Entries).ToFrozenDictionary(entry => entry.Code, StringComparer.Ordinal);

    /// <summary>Every code once.</summary>
    public static IReadOnlyList<ErrorEntry> All => ByCode.Values;

    /// <summary>The entry of exactly this code.</summary>
    public static ErrorEntry? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The entry for a code; a control without its own entry is still a denial, anything else unknown is <c>internal</c>.</summary>
    public static ErrorEntry For(string code) =>
        Find(code) ?? (code.StartsWith(RiskDenied + ":", StringComparison.Ordinal) ? ByCode[RiskDenied] : ByCode[Internal]);

    /// <summary>The taxonomy word for a bare HTTP status, for answers that nobody gave a code.</summary>
    public static string CodeOf(int status) => status switch
    {
        401 => "unauthenticated",
        403 => "forbidden",
        404 => "not_found",
        413 => "too_large",
        415 => "unsupported_media_type",
        422 => "validation_failed",
        429 => "rate_limited",
        501 => "not_implemented",
        >= 400 and < 500 => "bad_request",
        _ => Internal,
    };
}
