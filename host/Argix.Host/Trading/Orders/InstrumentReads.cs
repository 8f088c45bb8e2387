using Argix.Contracts;
using Argix.Errors;
using Argix.Trading.Lanes;

namespace Argix.Trading.Orders;

/// <summary>What can be traded on a connection, for the search box and the API.</summary>
public sealed class InstrumentReads
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly OrderContexts _contexts;
    private readonly LaneRegistry _lanes;
    private readonly TimeProvider _clock;

    internal InstrumentReads(OrderContexts contexts, LaneRegistry lanes, TimeProvider clock) => (_contexts, _lanes, _clock) = (contexts, lanes, clock);

    /// <summary>Instruments whose symbol or name fits the text, best first.</summary>
    /// <exception cref="ArgixException"><c>not_found</c>, <c>connection_not_ready</c>, or what the venue's failure is called.</exception>
    public async Task<IReadOnlyList<Instrument>> SearchAsync(Guid workspace, Guid connection, string text, int limit, CancellationToken ct)
    {
        await _contexts.ConnectionAsync(workspace, connection, ct);
        var lane = _lanes.Of(connection) ?? throw new ArgixException("connection_not_ready", "the connection is not open, so the broker cannot be asked what it lists; see its status");
        try
        {
            return await lane.Login.Instruments.SearchAsync(text.Trim(), limit, ct).WaitAsync(Patience, _clock, ct);
        }
        catch (Exception e) when (e is VenueException or TimeoutException or IOException)
        {
            throw new ArgixException((e as VenueException)?.Code ?? ErrorCodes.BrokerTimeout, "the broker could not say what it lists. Try again in a moment, or write the symbol yourself", e);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            throw new ArgixException("plugin_faulted", "the broker's plugin failed while it read the list of instruments; write the symbol yourself", e);
        }
    }
}
