using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Broker.Alpaca;

// Instruments and prices.
internal sealed partial class AlpacaAdapter : IReadInstruments, IReadMarket
{
    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct)
    {
        // Alpaca does not tell funds from shares: both are us_equity.
        if (assetClass is not (AssetClass.Equity or AssetClass.Etf or AssetClass.Crypto) || string.IsNullOrWhiteSpace(symbol))
        {
            return null;
        }
        var answer = await _api.Asset(symbol, ct);
        if (AlpacaApi.IsNone(answer))
        {
            return null;
        }
        var asset = AlpacaApi.Read(answer, AlpacaJson.Default.AssetJson, "reading the instrument");
        if (asset is not { Symbol.Length: > 0, Class: not null })
        {
            throw AlpacaMap.Failed(answer, "reading the instrument");
        }
        var instrument = AlpacaMap.Instrument(asset);
        return instrument.Symbol == symbol && (instrument.AssetClass == AssetClass.Crypto) == (assetClass == AssetClass.Crypto) ? instrument : null;
    }

    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var kind in new[] { "us_equity", "crypto" })
        {
            var assets = AlpacaApi.ReadAll(await _api.Assets(kind, ct), AlpacaJson.Default.AssetJsonArray, "reading instruments", a => a is { Symbol.Length: > 0, Class: not null });
            foreach (var asset in assets)
            {
                if (asset.Symbol.Contains(text, StringComparison.OrdinalIgnoreCase) || asset.Name?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
                {
                    yield return AlpacaMap.Instrument(asset);
                }
            }
        }
    }

    public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
    {
        var crypto = instrument.AssetClass == AssetClass.Crypto;
        var answer = crypto ? await _api.CryptoQuote(instrument.VenueSymbol, ct) : await _api.StockQuote(Op.Read, instrument.VenueSymbol, ct);
        var quote = crypto
            ? AlpacaApi.Read(answer, AlpacaJson.Default.CryptoQuotesJson, "reading a quote").Quotes?.GetValueOrDefault(instrument.VenueSymbol)
            : AlpacaApi.Read(answer, AlpacaJson.Default.StockQuoteJson, "reading a quote").Quote;
        // A side without a quote is written as 0.
        var (bid, ask) = (quote?.Bid is > 0 ? quote.Bid : null, quote?.Ask is > 0 ? quote.Ask : null);
        return quote is not null && (bid ?? ask) is not null
            ? new Quote(instrument.Symbol, bid, ask, null, quote.T, TimeSpan.Zero)
            : throw AlpacaMap.Failed(answer, $"reading a quote: none for {instrument.Symbol}");
    }

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var timeframe = Timeframe(size);
        var bars = new List<Bar>();
        string? token = null;
        DateTimeOffset at;
        do
        {
            var answer = await _api.Bars(instrument, timeframe, from, to, token, ct);
            at = answer.At;
            var (rows, next) = instrument.AssetClass == AssetClass.Crypto ? Crypto(answer, instrument.VenueSymbol) : Stock(answer);
            bars.AddRange(rows.Where(b => b.T >= from && b.T < to && b.T + size <= at).Select(b => new Bar(b.T, b.O, b.H, b.L, b.C, b.V)));
            token = next == token ? null : next;
        }
        while (!string.IsNullOrEmpty(token));
        return new Page<Bar>(bars, null, new Coverage(from, to, Open: false, Closed: true, Fills: false, AllPages: true, at));
    }

    public async Task<MarketClock?> ClockAsync(CancellationToken ct)
    {
        var clock = AlpacaApi.Read(await _api.Clock(Op.Read, ct), AlpacaJson.Default.ClockJson, "reading the clock");
        return new MarketClock(clock.IsOpen, clock.Timestamp, clock.IsOpen ? clock.NextClose : clock.NextOpen);
    }

    private static (IReadOnlyList<BarJson>, string?) Stock(Answer answer)
    {
        var read = AlpacaApi.Read(answer, AlpacaJson.Default.StockBarsJson, "reading bars");
        return (read.Bars ?? [], read.NextPageToken);
    }

    private static (IReadOnlyList<BarJson>, string?) Crypto(Answer answer, string symbol)
    {
        var read = AlpacaApi.Read(answer, AlpacaJson.Default.CryptoBarsJson, "reading bars");
        return (read.Bars?.GetValueOrDefault(symbol) ?? [], read.NextPageToken);
    }

    private static string Timeframe(TimeSpan size) => size switch
    {
        _ when size == TimeSpan.FromDays(1) => "1Day",
        { Ticks: > 0 } when size.Ticks % TimeSpan.TicksPerHour == 0 && size < TimeSpan.FromDays(1) => $"{size.Ticks / TimeSpan.TicksPerHour}Hour",
        { Ticks: > 0 } when size.Ticks % TimeSpan.TicksPerMinute == 0 && size < TimeSpan.FromHours(1) => $"{size.Ticks / TimeSpan.TicksPerMinute}Min",
        _ => throw new ArgumentOutOfRangeException(nameof(size), size, "Alpaca has bars of 1 to 59 minutes, 1 to 23 hours and 1 day"),
    };
}
