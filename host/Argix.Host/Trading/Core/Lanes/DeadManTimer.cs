namespace Argix.Trading.Core.Lanes;

/// <summary>The venue's dead-man switch as this deployment wants it: open orders are cancelled <paramref name="After"/> the venue heard of us last, or after the stream's end.</summary>
public sealed record DeadManRule(TimeSpan After, bool ByDisconnect);

/// <summary>
/// When the dead-man switch is to be armed: at the first reading, then a timer each third of its time, so that two calls in a row may fail; a switch that goes by
/// the stream with each new stream. A switch that two calls in a row could not arm is said aloud: people count on it.
/// </summary>
internal sealed class DeadManTimer(DeadManRule rule)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private DateTimeOffset? _next;
    private bool _arming;
    private bool _anew;
    private int _failed;

    public bool Unarmed => _failed > 1;

    public DateTimeOffset? NextAt => _arming ? null : _next;

    public bool Due(DateTimeOffset now) => !_arming && _next <= now;

    /// <summary>The venue has been read: from now on there may be orders that hang on it.</summary>
    public void Begin(DateTimeOffset now) => _next ??= now;

    /// <summary>A new stream is alive; the old one's switch went with it.</summary>
    public void StreamOpened(DateTimeOffset now)
    {
        if (rule.ByDisconnect)
        {
            (_next, _anew) = (now, _arming); // what is on its way now was for the old stream
        }
    }

    public ArmDeadMan Arm()
    {
        _arming = true;
        return new ArmDeadMan(rule.After);
    }

    public void Armed(DateTimeOffset now, bool well)
    {
        _arming = false;
        _failed = well ? 0 : _failed + 1;
        _next = _anew ? now : !well ? now + Shorter(Retry, rule.After / 3) : rule.ByDisconnect ? DateTimeOffset.MaxValue : now + (rule.After / 3);
        _anew = false;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
