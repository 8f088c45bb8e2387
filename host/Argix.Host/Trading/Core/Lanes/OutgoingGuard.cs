namespace Argix.Trading.Core.Lanes;

/// <summary>
/// The last look before the adapter: no more orders may leave than were decided, and none a second time. It knows nothing of why an order leaves, only that each decided
/// one may do so once; so a fault anywhere above it ends here.
/// </summary>
public sealed class OutgoingGuard
{
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public long Incoming { get; private set; }

    public long Outgoing { get; private set; }

    /// <summary>A decided order, by the id that the venue will see, has come in.</summary>
    public void Admit(string clientOrderId)
    {
        lock (_gate)
        {
            Incoming += _waiting.Add(clientOrderId) ? 1 : 0;
        }
    }

    /// <summary>It will not leave.</summary>
    public void Drop(string clientOrderId)
    {
        lock (_gate)
        {
            _waiting.Remove(clientOrderId);
        }
    }

    /// <summary>Whether it may leave: true once for each that came in.</summary>
    public bool Leave(string clientOrderId)
    {
        lock (_gate)
        {
            var may = _waiting.Remove(clientOrderId);
            Outgoing += may ? 1 : 0;
            return may;
        }
    }
}
