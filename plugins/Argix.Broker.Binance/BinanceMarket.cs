using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Binance;

// Instruments and prices.
internal sealed partial class BinanceAdapter : IReadInstruments, IReadMarket
{
    private static readonly TimeSpan ListedFor = TimeSpan.FromMinutes(10);
    private static readonly Dictionary<int, string> Intervals = new()
    {
        [1] = "1m", [3] = "3m", [5] = "5m", [15] = "15m", [30] = "30m", [60] = "1h", [120] = "2h", [240] = "4h", [360] = "6h", [480] = "8h", [720] = "12h", [1440] = "1d", [4320] = "3d",
    };

    // What is listed changes seldom and every report needs it to be read, so it is kept for some minutes; also that something is not listed.
    private readonly ConcurrentDictionary<string, (Instrument? Instrument, DateTimeOffset Until)> _listed = new(StringComparer.Ordinal);

    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct) =>
        assetClass is AssetClass.Crypto or AssetClass.Unknown && symbol.Split('/') is [{ Length: > 0 } left, { Length: > 0 } right] && await ListedAsync(left + right, ct) is { } found && found.Symbol == symbol ? found : null;

    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        var read = BinanceMap.Read(await _api.Symbols(ct), BinanceJson.Default.ExchangeJson, "reading instruments");
        foreach (var instrument in (read.Symbols ?? []).Select(BinanceMap.Instrument).OfType<Instrument>().Where(i => i.Symbol.Contains(text, StringComparison.OrdinalIgnoreCase)))
        {
            yield return instrument;
        }
    }

    public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
    {
        var answer = await _api.Quote(Op.Read, instrument.VenueSymbol, ct);
        var quote = BinanceMap.Read(answer, BinanceJson.Default.QuoteJson, "reading a quote");
        var (bid, ask) = (quote.BidPrice is > 0 ? quote.BidPrice : null, quote.AskPrice is > 0 ? quote.AskPrice : null);
        return (bid ?? ask) is not null ? new Quote(instrument.Symbol, bid, ask, null, answer.At, TimeSpan.Zero) : throw BinanceMap.Failed(answer, $"reading a quote: none for {instrument.Symbol}");
    }

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        if (size.Ticks % TimeSpan.TicksPerMinute != 0 || !Intervals.TryGetValue((int)size.TotalMinutes, out var interval))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "Binance has bars of 1, 3, 5, 15, 30 minutes, 1, 2, 4, 6, 8, 12 hours, 1 and 3 days");
        }
        var (bars, start, at) = (new List<Bar>(), from, from);
        while (start < to)
        {
            var answer = await _api.Bars(instrument.VenueSymbol, interval, start.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds() - 1, ct);
            at = answer.At;
            var rows = BinanceMap.Read(answer, BinanceJson.Default.JsonElementArrayArray, "reading bars");
            if (rows.Any(r => r.Length < 6))
            {
                throw BinanceMap.Failed(answer, "reading bars: an unusable row");
            }
            bars.AddRange(rows.Select(Bar).Where(b => b.Start >= start && b.Start < to && b.Start + size <= answer.At));
            start = rows.Length < 1000 ? to : DateTimeOffset.FromUnixTimeMilliseconds(rows[^1][0].GetInt64()) + size;
        }
        return new Page<Bar>(bars, null, new Coverage(from, to, Open: false, Closed: true, Fills: false, AllPages: true, at));
    }

    /// <summary>Binance never closes.</summary>
    public Task<MarketClock?> ClockAsync(CancellationToken ct) => Task.FromResult<MarketClock?>(null);

    private static Bar Bar(JsonElement[] row) => new(DateTimeOffset.FromUnixTimeMilliseconds(row[0].GetInt64()), Number(row[1]), Number(row[2]), Number(row[3]), Number(row[4]), Number(row[5]));

    private static decimal Number(JsonElement cell) => decimal.Parse(cell.GetString() ?? "", NumberStyles.Float, CultureInfo.InvariantCulture);

    private async Task<Instrument?> ListedAsync(string venueSymbol, CancellationToken ct)
    {
        if (_listed.TryGetValue(venueSymbol, out var known) && port.Clock.GetUtcNow() < known.Until)
        {
            return known.Instrument;
        }
        var answer = await _api.Symbol(venueSymbol, ct);
        var found = BinanceMap.Evidence(answer).Code is "-1121" or "-1100" ? null
            : (BinanceMap.Read(answer, BinanceJson.Default.ExchangeJson, "reading the instrument").Symbols ?? []).Where(s => s?.Symbol == venueSymbol).Select(BinanceMap.Instrument).FirstOrDefault();
        _listed[venueSymbol] = (found, answer.At + ListedFor);
        return found;
    }
}
