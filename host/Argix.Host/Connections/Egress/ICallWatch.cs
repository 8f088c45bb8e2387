using Argix.Contracts;

namespace Argix.Connections.Egress;

/// <summary>What one call met. <paramref name="At"/>: our clock when it began.</summary>
public sealed record CallSeen(Call Call, Answer Answer, DateTimeOffset At, TimeSpan Took)
{
    /// <summary>Some machine of the venue answered, whatever it said.</summary>
    public bool Reached => Answer.Status is > 0 and < 500;

    /// <summary>Held back on this machine: says nothing of the venue.</summary>
    public bool OwnRefusal => Answer.Fault?.StartsWith("refused", StringComparison.Ordinal) == true;
}

/// <summary>An upward need: whoever keeps count of the venue's quotas and health while a login is open.</summary>
public interface ICallWatch
{
    /// <summary>Waits for room under the quotas; false when there was none in time.</summary>
    Task<bool> MayReadAsync(Call call, TimeSpan patience, CancellationToken ct);

    /// <summary>A call has ended, well or not. Must not throw.</summary>
    void Seen(CallSeen seen);
}
