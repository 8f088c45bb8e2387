using Argix.Contracts;
using Argix.Trading.Lanes;

namespace Argix.Trading.Orders;

/// <summary>
/// Keeps the prices of what is held young enough for the monitor: one call for all positions of an account, and quotes where that does not tell prices. Asks only where
/// something is held, and a venue that does not answer is asked again the next time.
/// </summary>
internal sealed class PriceReader(Func<Guid, LanePump?> laneOf, AccountBook accounts, TimeProvider clock)
{
    /// <summary>With the monitor's second between two looks and a venue that answers within one, an alert is at most five seconds behind its prices.</summary>
    public static readonly TimeSpan NotOlder = TimeSpan.FromSeconds(3);

    // For all calls of one reading together: a venue that hangs must not hold up the others for longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private const int MostQuotes = 4;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, DateTimeOffset> _read = [];

    /// <summary>True when prices of this connection were read anew.</summary>
    public async Task<bool> ReadAsync(Guid connection, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var held = accounts.Account(connection)?.Positions.Where(p => p.Quantity != 0).ToList() ?? [];
        if (held.Count == 0 || now - (_read.TryGetValue(connection, out var last) ? last : default) < NotOlder || accounts.Health(connection)?.Status.Status != "connected" || laneOf(connection) is not { } lane)
        {
            return false;
        }

        _read[connection] = now;
        try
        {
            await AllAsync(lane, connection, held, ct).WaitAsync(Patience, clock, ct);
            return true;
        }
        catch (Exception e) when (e is VenueException or TimeoutException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            return false; // the lane itself says when the venue is away
        }
    }

    private async Task AllAsync(LanePump lane, Guid connection, IReadOnlyList<Position> held, CancellationToken ct)
    {
        var told = await MarksAsync(lane, connection, ct);
        foreach (var p in held.Where(p => !told.Contains(p.Symbol)).Take(MostQuotes))
        {
            await QuoteAsync(lane, connection, p, ct);
        }
    }

    private async Task<HashSet<string>> MarksAsync(LanePump lane, Guid connection, CancellationToken ct)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await lane.Login.Adapter.Capability<IReadAccount>()!.PositionsAsync(lane.Login.Account(connection), cursor, ct);
            foreach (var p in page.Items.Where(p => p.MarketPrice is > 0 && told.Add(p.Symbol)))
            {
                accounts.SetPrice(connection, p.Symbol, p.MarketPrice!.Value, p.AsOf);
            }

            cursor = page.Next;
        }
        while (cursor is not null);
        return told;
    }

    private async Task QuoteAsync(LanePump lane, Guid connection, Position held, CancellationToken ct)
    {
        if (lane.Login.Adapter.Capability<IReadMarket>() is { } market && held.Instrument is { } instrument
            && await market.QuoteAsync(instrument, ct) is { } q && (held.Quantity > 0 ? q.Bid ?? q.Last : q.Ask ?? q.Last) is > 0 and var price)
        {
            accounts.SetPrice(connection, held.Symbol, price, q.Time);
        }
    }
}
