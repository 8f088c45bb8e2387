namespace Argix.Trading.Core;

/// <summary>What one control says, with its figures: <c>passed</c>, <c>warning</c> or <c>denied</c>.</summary>
public sealed record Verdict(string Control, string Status, string Detail, decimal? Value = null, decimal? Limit = null)
{
    [System.Text.Json.Serialization.JsonIgnore] public bool Denied => Status == "denied";

    public static Verdict Pass(string control, string detail, decimal? value = null, decimal? limit = null) => new(control, "passed", detail, value, limit);
    public static Verdict Warn(string control, string detail, decimal? value = null, decimal? limit = null) => new(control, "warning", detail, value, limit);
    public static Verdict Deny(string control, string detail, decimal? value = null, decimal? limit = null) => new(control, "denied", detail, value, limit);
}
