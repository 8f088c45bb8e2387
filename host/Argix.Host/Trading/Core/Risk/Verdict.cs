using System.Text.Json.Serialization;

namespace Argix.Trading.Core;

/// <summary>
/// What one control says, with its figures: <c>passed</c>, <c>warning</c>, <c>denied</c>, or <c>overridden</c> by a person. <paramref name="LimitScope"/> and <paramref name="LimitId"/> name the item
/// that the limit stands in; null where no item is behind it, and in records older than these two members.
/// </summary>
public sealed record Verdict(string Control, string Status, string Detail, decimal? Value = null, decimal? Limit = null, string? LimitScope = null, string? LimitId = null)
{
    [JsonIgnore] public bool Denied => Status == "denied";

    public static Verdict Pass(string control, string detail, decimal? value = null, decimal? limit = null) => new(control, "passed", detail, value, limit);
    public static Verdict Warn(string control, string detail, decimal? value = null, decimal? limit = null) => new(control, "warning", detail, value, limit);
    public static Verdict Deny(string control, string detail, decimal? value = null, decimal? limit = null) => new(control, "denied", detail, value, limit);
}
