using System.Runtime.CompilerServices;
using Argix.Contracts;
using Argix.Errors;

namespace Argix.Trading.Lanes;

/// <summary>What bars are wanted of which connection.</summary>
public sealed record BarSource(Guid ConnectionId, string Symbol, AssetClass AssetClass, TimeSpan Size);

/// <summary>Closed bars, oldest first, and the venue's own time of the instrument (a replay lives in its file's time).</summary>
public sealed record BarHistory(IReadOnlyList<Bar> Bars, DateTimeOffset VenueTime);

/// <summary>The one door to a connection's market data for rooms above: bars as they close, bars of the past, and whether the lane is open.</summary>
public sealed class MarketFeed
{
    private const int Tries = 5;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollAtLeast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly LaneRegistry _lanes;
    private readonly AccountBook _accounts;
    private readonly TimeProvider _clock;

    internal MarketFeed(LaneRegistry lanes, AccountBook accounts, TimeProvider clock) => (_lanes, _accounts, _clock) = (lanes, accounts, clock);

    /// <summary>Waits until the connection's lane is open for trading.</summary>
    public async Task OpenAsync(Guid connection, CancellationToken ct)
    {
        while (_lanes.Of(connection) is null || _accounts.Health(connection)?.Status.TradingOpen != true)
        {
            await Task.Delay(LookAgain, _clock, ct);
        }
    }

    /// <summary>Each bar once when it has closed. Ends when the source ends or the lane closes. The next bar is asked for only when this one is done with.</summary>
    /// <exception cref="ArgixException"><c>unknown_instrument</c>, <c>connection_not_ready</c>, or <c>not_implemented</c> where the broker gives no bars.</exception>
    public async IAsyncEnumerable<Bar> BarsAsync(BarSource source, [EnumeratorCancellation] CancellationToken ct)
    {
        var lane = Lane(source);
        var instrument = await InstrumentAsync(lane, source, ct);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(ct, lane.Closing);
        var bars = lane.Login.Adapter.Capability<IStreamBars>()?.BarsAsync(instrument, source.Size, life.Token) ?? PolledAsync(lane, instrument, source.Size, life.Token);
        await using var each = bars.GetAsyncEnumerator(life.Token);
        while (await NextAsync(each, lane, ct))
        {
            yield return each.Current;
        }
    }

    /// <summary>At least this many closed bars before now, if the venue has them; fewer or none where it has not (a replay that has not begun).</summary>
    public async Task<BarHistory> HistoryAsync(BarSource source, int count, CancellationToken ct)
    {
        var lane = Lane(source);
        var market = Market(lane);
        var instrument = await InstrumentAsync(lane, source, ct);
        var now = (await market.QuoteAsync(instrument, ct).WaitAsync(Patience, _clock, ct)).Time;
        IReadOnlyList<Bar> found = [];
        var span = source.Size * count * 2;

        // Nights, weekends and thin markets leave gaps, so the span grows until it holds enough.
        for (var attempt = 0; attempt < Tries && found.Count < count; attempt++, span *= 4)
        {
            found = (await market.BarsAsync(instrument, source.Size, now - span, now + source.Size, ct).WaitAsync(Patience, _clock, ct)).Items;
        }

        return new BarHistory([.. found.TakeLast(count)], now);
    }

    /// <summary>The newest quote; null where the broker gives none just now.</summary>
    public async Task<Quote?> QuoteAsync(BarSource source, CancellationToken ct)
    {
        try
        {
            var lane = Lane(source);
            return await Market(lane).QuoteAsync(await InstrumentAsync(lane, source, ct), ct).WaitAsync(Patience, _clock, ct);
        }
        catch (Exception e) when (e is ArgixException or VenueException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Closed bars that start in [from, to), oldest first, for a back-test.</summary>
    public async Task<IReadOnlyList<Bar>> BarsAsync(BarSource source, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var lane = Lane(source);
        return (await Market(lane).BarsAsync(await InstrumentAsync(lane, source, ct), source.Size, from, to, ct)).Items;
    }

    /// <summary>Refuses what this connection could never feed; says nothing while its lane is closed.</summary>
    public async Task CheckAsync(BarSource source, CancellationToken ct)
    {
        if (_lanes.Of(source.ConnectionId) is { } lane)
        {
            await InstrumentAsync(lane, source, ct);
            _ = lane.Login.Adapter.Capability<IStreamBars>() is not null ? null : Market(lane);
        }
    }

    // For brokers that stream no bars: asks shortly after each bar must have closed.
    private async IAsyncEnumerable<Bar> PolledAsync(LanePump lane, Instrument instrument, TimeSpan size, [EnumeratorCancellation] CancellationToken ct)
    {
        var (market, last) = (Market(lane), _clock.GetUtcNow() - size);
        while (true)
        {
            foreach (var bar in (await market.BarsAsync(instrument, size, last + TimeSpan.FromTicks(1), _clock.GetUtcNow() - size, ct)).Items)
            {
                last = bar.Start;
                yield return bar;
            }

            await Task.Delay(size > PollAtLeast ? PollAtLeast : size, _clock, ct);
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<Bar> bars, LanePump lane, CancellationToken ct)
    {
        try
        {
            return await bars.MoveNextAsync();
        }
        catch (Exception e) when (lane.Closing.IsCancellationRequested && !ct.IsCancellationRequested && e is not OutOfMemoryException)
        {
            return false;
        }
    }

    private async Task<Instrument> InstrumentAsync(LanePump lane, BarSource source, CancellationToken ct) =>
        await lane.Login.Instruments.GetAsync(source.Symbol, source.AssetClass, ct).WaitAsync(Patience, _clock, ct)
        ?? throw new ArgixException("unknown_instrument", $"the venue does not list {source.Symbol}; choose a symbol that it lists");

    private LanePump Lane(BarSource source) => _lanes.Of(source.ConnectionId)
        ?? throw new ArgixException("connection_not_ready", "the connection is not open; see its status");

    private static IReadMarket Market(LanePump lane) => lane.Login.Adapter.Capability<IReadMarket>()
        ?? throw new ArgixException("not_implemented", "this broker gives no bars, so a strategy can't run on it; choose another connection");
}
