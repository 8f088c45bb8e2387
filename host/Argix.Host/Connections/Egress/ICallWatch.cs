using Argix.Contracts;

namespace Argix.Connections.Egress;

/// <summary>What one call met. <paramref name="At"/>: our clock when it began.</summary>
public sealed record CallSeen(Call Call, Answer Answer, DateTimeOffset At, TimeSpan Took)
{
    /// <summary>Some machine of the venue answered, whatever it said.</summary>
    public bool Reached => Answer.Status > 0;

    /// <summary>Held back or given up on this machine: says nothing of the venue.</summary>
    public bool SaysNothing => Answer.Fault is { } fault && (fault.StartsWith("refused", StringComparison.Ordinal) || fault.EndsWith("given up by the caller", StringComparison.Ordinal));
}

/// <summary>An upward need: whoever keeps count of the venue's quotas and health while a login is open.</summary>
public interface ICallWatch
{
    /// <summary>Waits for room under the quotas; false when there was none in time.</summary>
    Task<bool> MayReadAsync(Call call, TimeSpan patience, CancellationToken ct);

    /// <summary>A call has ended, well or not. Must not throw.</summary>
    void Seen(CallSeen seen);
}
