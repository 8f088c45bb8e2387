namespace Argix.Strategies;

/// <summary>A strategy as people see it. Status: <c>disarmed, warming_up, running, waiting, failed</c>.</summary>
public sealed record StrategyView(Guid Id, string Name, string Kind, CrossParameters Parameters, bool Armed, DateTimeOffset? ArmedAt, string Status, string? StatusDetail,
    DateTimeOffset? LastBarAt, IReadOnlyDictionary<string, double?>? LastValues, int Orders, DateTimeOffset UpdatedAt);

/// <summary>
/// One evaluation and what became of it: the values, what was decided (<c>none, buy, sell</c>) and why, then the order, or the code of its refusal.
/// </summary>
public sealed record Evaluation(DateTimeOffset At, DateTimeOffset BarStart, decimal Close, IReadOnlyDictionary<string, double?> Values, bool Ready, string Decision,
    string? Because, Guid? OrderId, string? OrderState, string? Code, string? Detail);

/// <summary>How a runner is at this moment.</summary>
public sealed record RunnerStatus(string Status, string? Detail, DateTimeOffset? LastBarAt, IReadOnlyDictionary<string, double?>? LastValues);
