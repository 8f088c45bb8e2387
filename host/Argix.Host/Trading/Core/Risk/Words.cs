namespace Argix.Trading.Core.Risk;

/// <summary>
/// Words that are made when somebody reads them: the figures that go into them, and how. Every order has seventeen verdicts, and almost nobody reads those that passed.
/// </summary>
/// <param name="Make">Must not capture anything (<c>static</c>), or it costs more than the words.</param>
public readonly record struct Words(Func<Words, string>? Make, decimal A = 0, decimal B = 0, string? S = null, string? T = null)
{
    /// <summary>A third figure.</summary>
    public decimal C { get; init; }

    public static implicit operator Words(string text) => new(null, S: text);

    public override string ToString() => Make is null ? S ?? "" : Make(this);
}
