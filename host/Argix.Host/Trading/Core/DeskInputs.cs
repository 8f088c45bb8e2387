using Argix.Contracts;
using Argix.Trading.Core.Risk;

namespace Argix.Trading.Core;

/// <summary>What the shell asks the desk to decide. <see cref="At"/> is the shell's clock; <see cref="Cause"/> goes into the journal beside the events.</summary>
public abstract record DeskInput(DateTimeOffset At, string Actor)
{
    public abstract string Cause { get; }
}

/// <summary>An intent with all that judging it needs.</summary>
public sealed record SubmitOrder(DateTimeOffset At, OrderIntent Intent, Guid OrderId, ConnectionFacts Connection, ReferencePrice? Reference) : DeskInput(At, Intent.Actor)
{
    public override string Cause => "intent";
}

/// <summary>Somebody wants an order cancelled.</summary>
public sealed record CancelOrder(DateTimeOffset At, string Actor, Guid OrderId) : DeskInput(At, Actor)
{
    public override string Cause => "cancel";
}

/// <summary>Somebody wants an order changed. <paramref name="Connection"/> and <paramref name="Reference"/> as for a new one.</summary>
public sealed record ReplaceOrder(DateTimeOffset At, string Actor, Guid OrderId, OrderTerms Terms, ConnectionFacts Connection, ReferencePrice? Reference, ReplaceRule Rule) : DeskInput(At, Actor)
{
    public override string Cause => "replace";
}

/// <summary>What the rules concluded from the answer to a replace. <paramref name="Asked"/>: the number of the change that it answers, for another may be on its way by now; null = the one that is.</summary>
public sealed record ReplaceAnswered(DateTimeOffset At, Guid OrderId, Conclusion Conclusion, OrderReport? Report, string? BrokerOrderId, string? Route, string Truth = "executions", int? Asked = null) : DeskInput(At, "venue")
{
    public override string Cause => "replace_answer";
}

/// <summary>What the rules concluded from the answer to a submit. <paramref name="ClientOrderId"/>: of the leg that it answers for, since an order that was replaced has several.</summary>
public sealed record SubmitAnswered(DateTimeOffset At, Guid OrderId, Conclusion Conclusion, OrderReport? Report, string? BrokerOrderId, string? Route, string Truth = "executions", string? ClientOrderId = null) : DeskInput(At, "venue")
{
    public override string Cause => "submit_answer";
}

/// <summary>What the rules concluded from the answer to a cancel. <paramref name="Asked"/>: which of the venue's orders it was asked to cancel, for ours may be another of them by now.</summary>
public sealed record CancelAnswered(DateTimeOffset At, Guid OrderId, Conclusion Conclusion, OrderReport? Report, string Truth = "executions", string? Asked = null) : DeskInput(At, "venue")
{
    public override string Cause => "cancel_answer";
}

/// <summary>An answer as a contract verdict and a taxonomy word; made by the manifest's error rules.</summary>
public sealed record Conclusion(Argix.Contracts.Verdict Verdict, string Code, string Reason);

/// <summary>A sight of an order: stream, list or look-up. <paramref name="BeforeBaseline"/>: its fills are in the first positions already.</summary>
public sealed record ReportSeen(DateTimeOffset At, Guid ConnectionId, OrderReport Report, string Truth, string Through, Guid NewOrderId) : DeskInput(At, "venue")
{
    public override string Cause => Through;
}

/// <summary>
/// A look-up that did not show the order. <paramref name="Conclusive"/> and <paramref name="NotOpen"/> as the lane computed from coverage.
/// <paramref name="Unchanged"/>: it was shown, but not the change that was asked for.
/// </summary>
public sealed record LookupEmpty(DateTimeOffset At, Guid OrderId, bool Conclusive, int Asked, DateTimeOffset NextAt, string Reason, bool NotOpen = false, bool Unchanged = false) : DeskInput(At, "venue")
{
    public override string Cause => "look_up";
}

/// <summary>The venue's positions. <paramref name="Settled"/>: symbols in which neither side has moved since an earlier read, so a difference there is real.</summary>
public sealed record PositionsRead(DateTimeOffset At, Guid ConnectionId, IReadOnlyList<BaselineLine> Lines, IReadOnlySet<string> Settled) : DeskInput(At, "venue")
{
    public override string Cause => "positions";
}

/// <summary>The process began again; what was on its way is in doubt.</summary>
public sealed record Restarted(DateTimeOffset At) : DeskInput(At, "system")
{
    public override string Cause => "restart";
}

/// <summary>
/// The journal could not be written and was read again: what stands in it beyond what was shown before was never acted on.
/// <paramref name="Kept"/>: orders that this process approved and never handed to their lane.
/// </summary>
public sealed record JournalReread(DateTimeOffset At, IReadOnlySet<Guid> Kept) : DeskInput(At, "system")
{
    public override string Cause => "journal_reread";
}

/// <summary>A person says what the venue says of an order in doubt. <paramref name="Outcome"/>: <c>not_sent</c>, <c>linked</c> (with the venue's id), <c>unchanged</c> (a change was not carried out) or <c>ended</c> (with what it filled).</summary>
public sealed record ResolveDoubt(DateTimeOffset At, string Actor, Guid OrderId, string Outcome, string Evidence, string? BrokerOrderId, decimal? Filled, decimal? AveragePrice) : DeskInput(At, Actor)
{
    public override string Cause => "repair";
}

public sealed record PressKill(DateTimeOffset At, string Actor, string Scope, string? Id, string Reason, bool CancelOpen) : DeskInput(At, Actor)
{
    public override string Cause => "kill";
}

public sealed record ReleaseKill(DateTimeOffset At, string Actor, string Scope, string? Id, string Reason) : DeskInput(At, Actor)
{
    public override string Cause => "kill_release";
}

public sealed record SetLimits(DateTimeOffset At, string Actor, LimitItem Item, string? Reason = null) : DeskInput(At, Actor)
{
    public override string Cause => "limits";
}

/// <summary>A person lets a stopped strategy send again.</summary>
public sealed record RearmStrategy(DateTimeOffset At, string Actor, Guid StrategyId, string Reason) : DeskInput(At, Actor)
{
    public override string Cause => "rearm";
}

/// <summary>A row of the outbox.</summary>
public sealed record Note(DateTimeOffset At, string Actor, string Kind, System.Text.Json.JsonElement Data, long OutboxId) : DeskInput(At, Actor)
{
    public override string Cause => "note";
}
