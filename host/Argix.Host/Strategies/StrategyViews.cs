using Argix.Strategies.Core.Graph;

namespace Argix.Strategies;

/// <summary>
/// A strategy as people see it. Status: <c>disarmed, warming_up, running, waiting, failed</c>. <paramref name="Parameters"/> are those of the moving-average cross; null for a drawing.
/// <paramref name="Problems"/>: what keeps its document from running.
/// </summary>
public sealed record StrategyView(Guid Id, string Name, string Kind, CrossParameters? Parameters, bool Armed, DateTimeOffset? ArmedAt, string Status, string? StatusDetail,
    DateTimeOffset? LastBarAt, IReadOnlyDictionary<string, double?>? LastValues, int Orders, DateTimeOffset UpdatedAt)
{
    public int Version { get; init; }
    public string DocumentHash { get; init; } = "";
    public Guid? ConnectionId { get; init; }
    public string Symbol { get; init; } = "";
    public ApprovalRule? Approval { get; init; }
    public bool HasSignalSecret { get; init; }
    public IReadOnlyList<GraphProblem> Problems { get; init; } = [];
}

/// <summary>Intents wait for a person, at most this long.</summary>
public sealed record ApprovalRule(int ExpiresSeconds);

/// <summary>One version's document, as canonical JSON text, and what is wrong with it.</summary>
public sealed record DocumentView(int Version, string Hash, string Document, string Actor, DateTimeOffset At, IReadOnlyList<GraphProblem> Problems);

/// <summary>A version in a list.</summary>
public sealed record VersionView(int Version, string Hash, string Actor, DateTimeOffset At);

/// <summary>
/// One evaluation and what became of it: the values, what was decided (<c>none, buy, sell</c>) and why, then the order, or the code of its refusal.
/// </summary>
public sealed record Evaluation(DateTimeOffset At, DateTimeOffset BarStart, decimal Close, IReadOnlyDictionary<string, double?> Values, bool Ready, string Decision,
    string? Because, Guid? OrderId, string? OrderState, string? Code, string? Detail)
{
    /// <summary>Where the kept trace can be read; null for evaluations that live in memory only. Of those that decide nothing one a minute is kept.</summary>
    public Guid? Id { get; init; }

    public int Version { get; init; }

    /// <summary>The block that the decision came from, or the risk block that stopped it or whose limit the engine judged by.</summary>
    public string? Block { get; init; }

    public string? IntentId { get; init; }

    /// <summary>The intent as canonical JSON: the same bytes that a back-test of the same version over the same bars makes.</summary>
    public string? Intent { get; init; }

    /// <summary>How much was wanted, in words.</summary>
    public string? Size { get; init; }

    public string? SignalId { get; init; }
}

/// <summary>How a runner is at this moment.</summary>
public sealed record RunnerStatus(string Status, string? Detail, DateTimeOffset? LastBarAt, IReadOnlyDictionary<string, double?>? LastValues);
