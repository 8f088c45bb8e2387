using System.Text.Json.Serialization;
using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>
/// What one control says, with its figures: <c>passed</c>, <c>warning</c>, <c>denied</c>, or <c>overridden</c> by a person. <see cref="LimitScope"/> and <see cref="LimitId"/> name the item
/// that the limit stands in; null where no item is behind it, and in records older than these two members. The words are made when somebody reads them.
/// </summary>
public sealed record Verdict
{
    // Plain fields, and not the one struct: the snapshot keeps equal records of plain values once.
    private readonly Phrase _phrase;
    private readonly decimal _a;
    private readonly decimal _b;
    private readonly decimal _c;
    private readonly string? _s;
    private readonly string? _t;

    [JsonConstructor]
    public Verdict(string control, string status, string detail, decimal? value = null, decimal? limit = null, string? limitScope = null, string? limitId = null)
        : this(control, status, (Words)detail, value, limit, limitScope, limitId)
    {
    }

    private Verdict(string control, string status, in Words words, decimal? value, decimal? limit, string? limitScope, string? limitId) =>
        (Control, Status, Value, Limit, LimitScope, LimitId, _phrase, _a, _b, _c, _s, _t) = (control, status, value, limit, limitScope, limitId, words.Phrase, words.A, words.B, words.C, words.S, words.T);

    public string Control { get; init; }
    public string Status { get; init; }
    public string Detail { get => new Words(_phrase, _a, _b, _s, _t, _c).ToString(); init => (_phrase, _s) = (Phrase.Text, value); }
    public decimal? Value { get; init; }
    public decimal? Limit { get; init; }
    public string? LimitScope { get; init; }
    public string? LimitId { get; init; }
    [JsonIgnore] public bool Denied => Status == "denied";

    public static Verdict Pass(string control, in Words words, decimal? value = null, decimal? limit = null) => new(control, "passed", words, value, limit, null, null);
    public static Verdict Warn(string control, in Words words, decimal? value = null, decimal? limit = null) => new(control, "warning", words, value, limit, null, null);
    public static Verdict Deny(string control, in Words words, decimal? value = null, decimal? limit = null) => new(control, "denied", words, value, limit, null, null);

    /// <summary>The same with the place of the limit.</summary>
    public static Verdict Pass(string control, in Words words, decimal? value, in LimitFound limit) => new(control, "passed", words, value, limit.Value, limit.Item.Scope, limit.Item.Id);
    public static Verdict Deny(string control, in Words words, decimal? value, in LimitFound limit) => new(control, "denied", words, value, limit.Value, limit.Item.Scope, limit.Item.Id);

    public bool Equals(Verdict? other) => other is not null && (Control, Status, Value, Limit, LimitScope, LimitId) == (other.Control, other.Status, other.Value, other.Limit, other.LimitScope, other.LimitId) && Detail == other.Detail;

    public override int GetHashCode() => HashCode.Combine(Control, Status, Value, Limit);
}
