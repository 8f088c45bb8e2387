using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Broker.Coinbase;

// Instruments and prices, from the public side.
internal sealed partial class CoinbaseAdapter : IReadInstruments, IReadMarket
{
    private static readonly TimeSpan ListedFor = TimeSpan.FromMinutes(10);
    private static readonly Dictionary<int, string> Sizes = new()
    {
        [1] = "ONE_MINUTE", [5] = "FIVE_MINUTE", [15] = "FIFTEEN_MINUTE", [30] = "THIRTY_MINUTE", [60] = "ONE_HOUR", [120] = "TWO_HOUR", [360] = "SIX_HOUR", [1440] = "ONE_DAY",
    };

    // What is listed changes seldom, so it is kept for some minutes; also that something is not listed.
    private readonly ConcurrentDictionary<string, (Instrument? Instrument, DateTimeOffset Until)> _listed = new(StringComparer.Ordinal);

    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct) =>
        assetClass is AssetClass.Crypto or AssetClass.Unknown && symbol.Split('/') is [{ Length: > 0 } left, { Length: > 0 } right] && await ListedAsync($"{left}-{right}", ct) is { } found && found.Symbol == symbol ? found : null;

    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        var read = CoinbaseMap.Read(await _api.Products(ct), CoinbaseJson.Default.ProductsJson, "reading instruments");
        foreach (var product in (read.Products ?? []).Where(p => p is { ProductId: not null, BaseCurrencyId: not null, QuoteCurrencyId: not null }))
        {
            var instrument = CoinbaseMap.Instrument(product);
            if (instrument.Symbol.Contains(text, StringComparison.OrdinalIgnoreCase) || instrument.Name?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
            {
                yield return instrument;
            }
        }
    }

    public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
    {
        var answer = await _api.Book(Op.Read, instrument.VenueSymbol, ct);
        var book = CoinbaseMap.Read(answer, CoinbaseJson.Default.BookJson, "reading a quote").Pricebook;
        static decimal? First(LevelJson[]? levels) => levels is [{ Price: { } price }, ..] && CoinbaseMap.Number(price) is > 0 and var p ? p : null;
        var (bid, ask) = (First(book?.Bids), First(book?.Asks));
        return (bid ?? ask) is not null ? new Quote(instrument.Symbol, bid, ask, null, book!.Time ?? answer.At, TimeSpan.Zero) : throw CoinbaseMap.Failed(answer, $"reading a quote: none for {instrument.Symbol}");
    }

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        if (size.Ticks % TimeSpan.TicksPerMinute != 0 || !Sizes.TryGetValue((int)size.TotalMinutes, out var granularity))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "Coinbase has bars of 1, 5, 15, 30 minutes, 1, 2, 6 hours and 1 day");
        }
        var (bars, at) = (new List<Bar>(), from);
        // No more than 350 are given at once.
        for (var start = from; start < to; start += size * 300)
        {
            var end = start + (size * 300) < to ? start + (size * 300) : to;
            var answer = await _api.Bars(instrument.VenueSymbol, granularity, start, end, ct);
            at = answer.At;
            var rows = CoinbaseMap.Read(answer, CoinbaseJson.Default.CandlesJson, "reading bars").Candles ?? [];
            bars.AddRange(rows.Select(c => Bar(c) ?? throw CoinbaseMap.Failed(answer, "reading bars: an unusable row")).Where(b => b.Start >= start && b.Start < end && b.Start + size <= answer.At));
        }
        return new Page<Bar>([.. bars.OrderBy(b => b.Start)], null, new Coverage(from, to, Open: false, Closed: true, Fills: false, AllPages: true, at));
    }

    /// <summary>Coinbase's spot market never closes.</summary>
    public Task<MarketClock?> ClockAsync(CancellationToken ct) => Task.FromResult<MarketClock?>(null);

    private static Bar? Bar(CandleJson? c) => c is not null && long.TryParse(c.Start, NumberStyles.None, CultureInfo.InvariantCulture, out var start) && CoinbaseMap.Number(c.Open) is { } open
        && CoinbaseMap.Number(c.High) is { } high && CoinbaseMap.Number(c.Low) is { } low && CoinbaseMap.Number(c.Close) is { } close
        ? new Bar(DateTimeOffset.FromUnixTimeSeconds(start), open, high, low, close, CoinbaseMap.Number(c.Volume) ?? 0) : null;

    private async Task<Instrument?> ListedAsync(string product, CancellationToken ct)
    {
        if (_listed.TryGetValue(product, out var known) && port.Clock.GetUtcNow() < known.Until)
        {
            return known.Instrument;
        }
        var answer = await _api.Product(product, ct);
        var found = CoinbaseMap.IsNone(answer) || CoinbaseMap.Evidence(answer) is { Status: 400, Code: "INVALID_ARGUMENT" } ? null : CoinbaseMap.Read(answer, CoinbaseJson.Default.ProductJson, "reading the instrument");
        var instrument = found is { ProductId: not null, BaseCurrencyId: not null, QuoteCurrencyId: not null } && found.ProductId == product ? CoinbaseMap.Instrument(found) : null;
        _listed[product] = (instrument, answer.At + ListedFor);
        return instrument;
    }
}
