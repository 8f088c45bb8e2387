using Argix.Contracts;

namespace Argix.Connections.Egress;

/// <summary>
/// One submit, replace or cancel as the host sees it: at most one order call may leave, and what became of it is the host's own knowledge,
/// whatever the adapter then says. Order calls outside of an open scope are refused (a probe places no orders).
/// </summary>
public sealed class OrderCallScope : IDisposable
{
    private readonly Action<OrderCallScope> close;
    private readonly Lock gate = new();
    private readonly List<Sent> calls = [];
    private bool closed;

    internal OrderCallScope(Func<bool>? mayStart, Action<OrderCallScope> close)
    {
        MayStart = mayStart;
        this.close = close;
    }

    /// <summary>Asked just before the first byte is written.</summary>
    internal Func<bool>? MayStart { get; }

    /// <summary>The adapter tried to send more than one order message: a fault of the plugin.</summary>
    public bool TooMany { get; private set; }

    /// <summary>Order calls that were let through, with what is known about their bytes. Unknown while under way.</summary>
    public IReadOnlyList<Sent> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>The proof behind <c>not_sent</c>: at least one order call was made and not a byte left on any. No call at all proves nothing.</summary>
    public bool ProvenNotSent => Calls is { Count: > 0 } all ? all.All(s => s == Sent.No) : BarredBy is not null;

    /// <summary>Why no order call was let out at all: the word of the taxonomy for the secret that could not be read.</summary>
    public string? BarredBy { get; private set; }

    internal void Bar(string code)
    {
        lock (gate)
        {
            BarredBy ??= calls.Count == 0 ? code : null;
            closed |= BarredBy is not null;
        }
    }

    internal bool TryBegin()
    {
        lock (gate)
        {
            if (closed || calls.Count > 0)
            {
                TooMany |= !closed;
                return false;
            }
            calls.Add(Sent.Unknown);
            return true;
        }
    }

    internal void End(Sent sent)
    {
        lock (gate)
        {
            calls[0] = sent;
        }
    }

    /// <summary>Ends the operation: an adapter's forgotten task can't send an order later.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
        }
        close(this);
    }
}
