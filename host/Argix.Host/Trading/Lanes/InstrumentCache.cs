using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Trading.Orders;

namespace Argix.Trading.Lanes;

/// <summary>
/// Instruments of one login. Rules of those in use are read again each hour, because venues change steps and minima; an instrument that is not listed is asked for
/// again the next time. The venue's whole list is read when somebody searches, and kept for as long.
/// </summary>
internal sealed class InstrumentCache(IBrokerAdapter adapter, TimeProvider clock)
{
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromHours(1);
    private const int MostListed = 50_000;
    private readonly ConcurrentDictionary<string, Instrument> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Listing? _listing;

    private sealed record Listing(IReadOnlyList<Instrument> All, long At);

    public void Add(Instrument instrument) => _known[instrument.Symbol] = instrument;

    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct)
    {
        if (_known.TryGetValue(symbol, out var known))
        {
            return known;
        }

        if (adapter.Capability<IReadInstruments>() is { } source && await source.GetAsync(symbol, assetClass, ct) is { } found)
        {
            Add(found);
            return found;
        }

        return null;
    }

    /// <summary>Instruments that fit, best first. A venue without a whole list is asked for this text each time.</summary>
    public async Task<IReadOnlyList<Instrument>> SearchAsync(string text, int limit, CancellationToken ct)
    {
        if (adapter.Capability<IReadInstruments>() is not { } source)
        {
            return [];
        }

        var all = await ListAsync(source, ct);
        return all.Count > 0 ? InstrumentMatch.Best(all, text, limit) : text.Length == 0 ? [] : await source.SearchAsync(text, ct).Take(limit).ToListAsync(ct);
    }

    /// <summary>Reads the rules of everything in use again, for as long as the lane lives. What cannot be read stays as it was.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(RefreshEvery, clock, ct);
            foreach (var old in _known.Values)
            {
                await RefreshOneAsync(old, ct);
            }
        }
    }

    private async Task RefreshOneAsync(Instrument old, CancellationToken ct)
    {
        try
        {
            if (adapter.Capability<IReadInstruments>() is not { } source)
            {
                return;
            }

            if (await source.GetAsync(old.Symbol, old.AssetClass, ct) is { } now)
            {
                Add(now);
            }
            else
            {
                _known.TryRemove(old.Symbol, out _); // no longer listed
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException && !ct.IsCancellationRequested)
        {
            // An adapter's failure; the next hour comes.
        }
    }

    private async Task<IReadOnlyList<Instrument>> ListAsync(IReadInstruments source, CancellationToken ct)
    {
        if (Fresh is { } fresh)
        {
            return fresh.All;
        }

        await _reading.WaitAsync(ct); // one reads, the others wait for it
        try
        {
            var read = Fresh ?? new Listing(await source.SearchAsync("", ct).Take(MostListed).ToListAsync(ct), clock.GetTimestamp());
            _listing = read;
            return read.All;
        }
        finally
        {
            _reading.Release();
        }
    }

    private Listing? Fresh => _listing is { } l && clock.GetElapsedTime(l.At) < RefreshEvery ? l : null;
}
