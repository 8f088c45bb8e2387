namespace Argix.Chaos;

/// <summary>What the checker counted. Each finding names the order it is about.</summary>
public sealed record Verdict(int Orders, int Fills, IReadOnlyList<string> Duplicates, IReadOnlyList<string> LostFills, IReadOnlyList<string> FalseEndings, IReadOnlyList<string> ChainBreaks, IReadOnlyList<string> Unresolved)
{
    public static readonly Verdict None = new(0, 0, [], [], [], [], []);

    /// <summary>Orders about whose fate the host was in doubt at some time.</summary>
    public int Doubted { get; init; }

    /// <summary>Orders that have been several at the venue.</summary>
    public int Legs { get; init; }

    /// <summary>Orders by their state, in words.</summary>
    public string States { get; init; } = "";

    public bool Clean => !Findings.Any();

    public IEnumerable<string> Findings => [.. Duplicates, .. LostFills, .. FalseEndings, .. ChainBreaks, .. Unresolved];

    public static Verdict operator +(Verdict a, Verdict b) => new(a.Orders + b.Orders, a.Fills + b.Fills, [.. a.Duplicates, .. b.Duplicates], [.. a.LostFills, .. b.LostFills],
        [.. a.FalseEndings, .. b.FalseEndings], [.. a.ChainBreaks, .. b.ChainBreaks], [.. a.Unresolved, .. b.Unresolved])
    {
        Doubted = a.Doubted + b.Doubted,
        Legs = a.Legs + b.Legs,
        States = a.States + b.States,
    };

    public override string ToString() => $"orders {Orders}, fills {Fills}, duplicates {Duplicates.Count}, lost fills {LostFills.Count}, false endings {FalseEndings.Count}, chain breaks {ChainBreaks.Count}, unresolved {Unresolved.Count}";
}
