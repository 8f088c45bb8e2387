using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Broker.TradeStation;

// Instruments and prices.
internal sealed partial class TradeStationAdapter : IReadInstruments, IReadMarket
{
    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(symbol) || assetClass is not (AssetClass.Equity or AssetClass.Etf or AssetClass.Future or AssetClass.Unknown))
        {
            return null;
        }
        var answer = await _api.Symbol(symbol, ct);
        var page = TradeStationApi.Read(answer, TradeStationJson.Default.SymbolsJson, "reading the instrument");
        var found = page.Symbols?.FirstOrDefault(s => s.Symbol == symbol);
        if (found is null && page.Errors is not { Length: > 0 })
        {
            throw TradeStationMap.Failed(answer, "reading the instrument");
        }
        var instrument = found is null ? null : TradeStationMap.Instrument(found);
        return instrument is not null && (assetClass == AssetClass.Unknown || (instrument.AssetClass == AssetClass.Future) == (assetClass == AssetClass.Future)) ? instrument : null;
    }

    // There is no search in this version of the interface: a symbol is found when it is written out.
    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        if (text.Trim().ToUpperInvariant() is { Length: > 0 } symbol && await GetAsync(symbol, AssetClass.Unknown, ct) is { } found)
        {
            yield return found;
        }
    }

    public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
    {
        var answer = await _api.Quote(Op.Read, instrument.VenueSymbol, ct);
        var quote = TradeStationApi.Read(answer, TradeStationJson.Default.QuotesJson, "reading a quote").Quotes?.FirstOrDefault(q => q.Symbol == instrument.VenueSymbol);
        var (bid, ask, last) = (Positive(quote?.Bid), Positive(quote?.Ask), Positive(quote?.Last));
        // A quote says when the last trade was and whether it is delayed, but not by how much.
        return quote is not null && (bid ?? ask ?? last) is not null
            ? new Quote(instrument.Symbol, bid, ask, last, quote.MarketFlags?.IsDelayed == false ? answer.At : quote.TradeTime ?? answer.At, quote.MarketFlags?.IsDelayed == false ? TimeSpan.Zero : null)
            : throw TradeStationMap.Failed(answer, $"reading a quote: none for {instrument.Symbol}");
    }

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var (interval, unit) = size switch
        {
            _ when size == TimeSpan.FromDays(1) => (1, "Daily"),
            { Ticks: > 0 } when size.Ticks % TimeSpan.TicksPerMinute == 0 && size <= TimeSpan.FromMinutes(1440) => ((int)size.TotalMinutes, "Minute"),
            _ => throw new ArgumentOutOfRangeException(nameof(size), size, "TradeStation has bars of whole minutes and of one day"),
        };
        var answer = await _api.Bars(instrument.VenueSymbol, interval, unit, from, to + size, ct);
        var rows = TradeStationApi.Read(answer, TradeStationJson.Default.BarsJson, "reading bars").Bars ?? throw TradeStationMap.Failed(answer, "reading bars");
        // TradeStation names a bar by its end.
        var bars = rows.Where(b => b.BarStatus is null or "Closed" && b.TimeStamp - size >= from && b.TimeStamp - size < to && b.TimeStamp <= answer.At)
            .Select(b => new Bar(b.TimeStamp - size, b.Open, b.High, b.Low, b.Close, b.TotalVolume ?? 0));
        return new Page<Bar>([.. bars], null, new Coverage(from, to, Open: false, Closed: true, Fills: false, AllPages: true, answer.At));
    }

    public Task<MarketClock?> ClockAsync(CancellationToken ct) =>
        throw new VenueException(ErrorCodes.BrokerUnavailable, "TradeStation has no calendar that could be asked", new Evidence(Sent.No, 0));

    private static decimal? Positive(decimal? price) => price is > 0 ? price : null;
}
