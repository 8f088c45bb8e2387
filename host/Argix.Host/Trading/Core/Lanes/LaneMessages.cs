using Argix.Contracts;

namespace Argix.Trading.Core.Lanes;

/// <summary>What the pump tells the lane core.</summary>
public abstract record LaneInput(DateTimeOffset At);

/// <summary>An approved order that may leave until <paramref name="SendBy"/>.</summary>
public sealed record SubmitWanted(DateTimeOffset At, Guid OrderId, DateTimeOffset SendBy, QuotaKey Key = default) : LaneInput(At);
public sealed record CancelWanted(DateTimeOffset At, Guid OrderId, QuotaKey Key = default) : LaneInput(At);

/// <summary>A change of an order; leaves until <paramref name="SendBy"/> or not at all.</summary>
public sealed record ReplaceWanted(DateTimeOffset At, Guid OrderId, DateTimeOffset SendBy, QuotaKey Key = default) : LaneInput(At);

/// <summary>The desk does not know what became of an order.</summary>
public sealed record QuestionRaised(DateTimeOffset At, Guid OrderId) : LaneInput(At);

/// <summary>A submit call has ended, well or not. <paramref name="PauseFor"/> is the venue's wish (429).</summary>
public sealed record SubmitEnded(DateTimeOffset At, Guid OrderId, TimeSpan? PauseFor = null) : LaneInput(At);
public sealed record CancelEnded(DateTimeOffset At, Guid OrderId, bool Accepted, TimeSpan? PauseFor = null) : LaneInput(At);

public sealed record ReplaceEnded(DateTimeOffset At, Guid OrderId, TimeSpan? PauseFor = null) : LaneInput(At);

/// <summary>A look-up ended. <paramref name="Coverage"/> null = it failed. <paramref name="Unchanged"/>: the order is there, and the change that was asked for is not.</summary>
public sealed record LookupEnded(DateTimeOffset At, Guid OrderId, bool Found, Coverage? Coverage, bool Unchanged = false) : LaneInput(At);

/// <summary>The order is final or acknowledged: no more questions.</summary>
public sealed record OrderSettled(DateTimeOffset At, Guid OrderId) : LaneInput(At);
public sealed record StreamAlive(DateTimeOffset At) : LaneInput(At);

/// <summary>Something came on the stream, whatever it was.</summary>
public sealed record StreamHeard(DateTimeOffset At) : LaneInput(At);
public sealed record StreamEnded(DateTimeOffset At, string Reason) : LaneInput(At);

/// <summary>
/// Everything was read again, or could not be: <paramref name="Code"/> is a taxonomy word then. <paramref name="Unlisted"/>: orders that the venue once had
/// and that its list of open orders, asked for at <paramref name="AskedAt"/>, did not show.
/// </summary>
public sealed record ResyncEnded(DateTimeOffset At, string? Code, string? Detail, IReadOnlyList<Guid>? Unlisted = null, DateTimeOffset AskedAt = default) : LaneInput(At);

/// <summary>An event that does not tell everything: everything is read again at <paramref name="When"/>. That may lie ahead; <paramref name="At"/>, like every input's, is now.</summary>
public sealed record LookAgain(DateTimeOffset At, DateTimeOffset When) : LaneInput(At);

/// <summary>A call ended; <paramref name="Reached"/>: somebody answered.</summary>
public sealed record CallEnded(DateTimeOffset At, bool Reached) : LaneInput(At);

/// <summary>The venue's clock and ours are further apart than the venue tolerates, or no longer.</summary>
public sealed record ClockCompared(DateTimeOffset At, bool Skewed) : LaneInput(At);

/// <summary>The venue took the dead-man switch, or it could not be armed.</summary>
public sealed record DeadManArmed(DateTimeOffset At, bool Well) : LaneInput(At);

/// <summary>What the adapter says of a session that has to be kept up.</summary>
public sealed record SessionKept(DateTimeOffset At, bool Alive, string? Code = null) : LaneInput(At);
public sealed record Tick(DateTimeOffset At) : LaneInput(At);

/// <summary>What the pump shall do. The core only orders; it never waits.</summary>
public abstract record LaneAction;

public sealed record SendSubmit(Guid OrderId) : LaneAction;

/// <summary>Too late to leave: nothing was sent.</summary>
public sealed record DropSubmit(Guid OrderId, string Code) : LaneAction;
public sealed record SendCancel(Guid OrderId) : LaneAction;
public sealed record SendReplace(Guid OrderId) : LaneAction;

/// <summary>Too late to leave: the change was not sent.</summary>
public sealed record DropReplace(Guid OrderId, string Code) : LaneAction;
public sealed record AskVenue(Guid OrderId) : LaneAction;

/// <summary>A question brought nothing; the desk writes it down, or concludes. <paramref name="NotOpen"/>: it is surely not open any more.</summary>
public sealed record TellEmpty(Guid OrderId, bool Conclusive, int Asked, DateTimeOffset NextAt, string Reason, bool NotOpen = false, bool Unchanged = false) : LaneAction;
public sealed record OpenStream : LaneAction;

/// <summary>Nothing has come for too long: the line is dead, whatever the socket says.</summary>
public sealed record CloseStream : LaneAction;
public sealed record Resync : LaneAction;

/// <summary>The venue shall cancel everything when it hears nothing for this long.</summary>
public sealed record ArmDeadMan(TimeSpan After) : LaneAction;

/// <summary>The lane's health changed.</summary>
public sealed record TellHealth(LaneStatus Health) : LaneAction;

/// <summary>Health as people see it: <c>connecting, connected, degraded, reauth_required, failed</c>.</summary>
public sealed record LaneStatus(string Status, string? Code, bool TradingOpen);

/// <summary>What the manifest says about this lane's venue.</summary>
public sealed record LaneRules(TimeSpan? MaxProcessingDelay, bool LookupCoversAll, bool CanFind, bool Streams, int Quota, TimeSpan QuotaPer, decimal ReserveForCancels, int MaxInFlight = 64,
    TimeSpan? Heartbeat = null, DeadManRule? DeadMan = null);
