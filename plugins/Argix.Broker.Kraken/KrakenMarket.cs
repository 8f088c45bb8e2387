using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Kraken;

// Instruments and prices.
internal sealed partial class KrakenAdapter : IReadInstruments, IReadMarket
{
    private static readonly TimeSpan ListedFor = TimeSpan.FromMinutes(10);
    private static readonly int[] Minutes = [1, 5, 15, 30, 60, 240, 1440, 10080, 21600];
    private (KrakenPairs Pairs, DateTimeOffset Until)? _listed;

    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct) =>
        assetClass is AssetClass.Crypto or AssetClass.Unknown && (await PairsAsync(ct)).Find(symbol) is { } found && found.Symbol == symbol ? found : null;

    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var instrument in (await PairsAsync(ct)).All.Where(i => i.Symbol.Contains(text, StringComparison.OrdinalIgnoreCase)))
        {
            yield return instrument;
        }
    }

    public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
    {
        var answer = await _api.Public(Op.Read, "Ticker?pair=" + Uri.EscapeDataString(instrument.VenueSymbol), ct);
        var ticker = KrakenMap.Read(answer, KrakenJson.Default.DictionaryStringTickerJson, "reading a quote").Values.FirstOrDefault();
        static decimal? First(decimal[]? numbers) => numbers is [> 0 and var first, ..] ? first : null;
        var (bid, ask, last) = (First(ticker?.B), First(ticker?.A), First(ticker?.C));
        return (bid ?? ask ?? last) is not null ? new Quote(instrument.Symbol, bid, ask, last, answer.At, TimeSpan.Zero) : throw KrakenMap.Failed(answer, $"reading a quote: none for {instrument.Symbol}");
    }

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        if (size.Ticks % TimeSpan.TicksPerMinute != 0 || !Minutes.Contains((int)size.TotalMinutes))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "Kraken has bars of 1, 5, 15, 30 minutes, 1 and 4 hours, 1, 7 and 15 days");
        }
        var answer = await _api.Public(Op.Read, string.Create(CultureInfo.InvariantCulture,
            $"OHLC?pair={Uri.EscapeDataString(instrument.VenueSymbol)}&interval={(int)size.TotalMinutes}&since={Math.Max(0, from.ToUnixTimeSeconds() - 1)}"), ct);
        var read = KrakenMap.Read(answer, KrakenJson.Default.DictionaryStringJsonElement, "reading bars");
        var rows = read.Where(r => r.Key != "last" && r.Value.ValueKind == JsonValueKind.Array).SelectMany(r => r.Value.EnumerateArray()).ToList();
        if (rows.Any(r => r.GetArrayLength() < 7))
        {
            throw KrakenMap.Failed(answer, "reading bars: an unusable row");
        }
        // The newest row is of the minute, hour or day that has not ended yet. Kraken keeps 720 of each size.
        var bars = rows.Select(Bar).Where(b => b.Start >= from && b.Start < to && b.Start + size <= answer.At).OrderBy(b => b.Start).ToList();
        return new Page<Bar>(bars, null, new Coverage(bars.Count > 0 ? bars[0].Start : from, to, Open: false, Closed: true, Fills: false, AllPages: true, answer.At));
    }

    /// <summary>Kraken's spot market never closes.</summary>
    public Task<MarketClock?> ClockAsync(CancellationToken ct) => Task.FromResult<MarketClock?>(null);

    private static Bar Bar(JsonElement row) => new(DateTimeOffset.FromUnixTimeSeconds(row[0].GetInt64()), Number(row[1]), Number(row[2]), Number(row[3]), Number(row[4]), Number(row[6]));

    private static decimal Number(JsonElement cell) => cell.ValueKind == JsonValueKind.Number ? cell.GetDecimal() : decimal.Parse(cell.GetString() ?? "", NumberStyles.Float, CultureInfo.InvariantCulture);

    // What is listed changes seldom and every answer needs it to be read, so it is kept for some minutes.
    private async Task<KrakenPairs> PairsAsync(CancellationToken ct)
    {
        if (_listed is { } known && port.Clock.GetUtcNow() < known.Until)
        {
            return known.Pairs;
        }
        var answer = await _api.Public(Op.Read, "AssetPairs", ct);
        var pairs = new KrakenPairs(KrakenMap.Read(answer, KrakenJson.Default.DictionaryStringPairJson, "reading instruments"));
        _listed = (pairs, answer.At + ListedFor);
        return pairs;
    }
}
