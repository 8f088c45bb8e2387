namespace Argix.Data;

/// <summary>A strategy of a workspace and whether it is armed. <see cref="Parameters"/> is JSON.</summary>
public sealed class StrategyRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public required string Name { get; set; }
    /// <summary><c>graph</c>, or <c>moving_average_cross</c>: the template whose graph follows from a few parameters.</summary>
    public required string Kind { get; set; }
    public required string Parameters { get; set; }
    public bool Armed { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One version of a strategy's document. A row is written once and never changed: what was armed stays readable.</summary>
public sealed class StrategyVersionRow
{
    public Guid WorkspaceId { get; set; }
    public Guid StrategyId { get; set; }
    public int Version { get; set; }
    public required string Document { get; set; }
    public required string Hash { get; set; }
    public required string Actor { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>A back-test: how far it is, and its report when it is done.</summary>
public sealed class BacktestRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public Guid StrategyId { get; set; }
    public int Version { get; set; }
    /// <summary><c>running, completed, cancelled, failed</c>.</summary>
    public required string State { get; set; }
    public string? Report { get; set; }
    public string? Code { get; set; }
    public string? Detail { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>An intent that waits for a person. <see cref="Request"/> is JSON: what would be ordered.</summary>
public sealed class ApprovalRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public Guid StrategyId { get; set; }
    public int Arming { get; set; }
    /// <summary>The order's idempotency key; unique, so that the same evaluation after a restart asks once.</summary>
    public required string Key { get; set; }
    public required string Request { get; set; }
    /// <summary><c>waiting, approved, refused, expired, replaced</c>.</summary>
    public required string State { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public string? DecidedBy { get; set; }
    public Guid? OrderId { get; set; }
    public string? Detail { get; set; }
}

/// <summary>A signal that came in with a good signature.</summary>
public sealed class SignalRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public Guid StrategyId { get; set; }
    /// <summary>Hash of the signature: unique, so that the same message is taken once.</summary>
    public required string Signature { get; set; }
    /// <summary>What makes two messages the same signal.</summary>
    public required string Same { get; set; }
    public required string Body { get; set; }
    /// <summary><c>accepted, evaluated, duplicate, dropped</c>.</summary>
    public required string State { get; set; }
    public string? Detail { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>An evaluation that decided something: the whole trace as JSON, and the hash that the audit chain keeps. Of the others a sample, without a hash.</summary>
public sealed class EvaluationRow
{
    public Guid WorkspaceId { get; set; }
    public Guid Id { get; set; }
    public Guid StrategyId { get; set; }
    public int Version { get; set; }
    public Guid? OrderId { get; set; }
    public required string Trace { get; set; }
    public required string Hash { get; set; }
    public DateTimeOffset At { get; set; }
}
