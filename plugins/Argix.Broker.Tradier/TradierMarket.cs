using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Broker.Tradier;

// Instruments and prices.
internal sealed partial class TradierAdapter : IReadInstruments, IReadMarket
{
    private static TimeZoneInfo NewYork => TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(symbol) || assetClass is not (AssetClass.Equity or AssetClass.Etf or AssetClass.Unknown))
        {
            return null;
        }
        return (await LookupAsync(symbol, ct)).FirstOrDefault(s => s.Symbol == symbol) is { } found ? TradierMap.Instrument(found) : null;
    }

    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var instrument in text.Trim().Length == 0 ? [] : (await LookupAsync(text.Trim(), ct)).Select(TradierMap.Instrument).OfType<Instrument>())
        {
            yield return instrument;
        }
    }

    public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
    {
        var answer = await _api.Quote(Op.Read, instrument.VenueSymbol, ct);
        var (rows, _) = TradierApi.ReadAll(answer, "quotes", "quote", TradierJson.Default.QuoteJson, "reading a quote", q => q.Symbol is not null);
        var quote = rows.FirstOrDefault(q => q.Symbol == instrument.VenueSymbol);
        var (bid, ask, last) = (Some(quote?.Bid), Some(quote?.Ask), Some(quote?.Last));
        // The sandbox's prices are late by a quarter of an hour; the answer does not say so.
        return quote is not null && (bid ?? ask ?? last) is not null && TradierMap.Time(quote) is { } time
            ? new Quote(instrument.Symbol, bid, ask, last, time, port.Login.EnvironmentId == "live" ? TimeSpan.Zero : TimeSpan.FromMinutes(15))
            : throw TradierMap.Failed(answer, $"reading a quote: none for {instrument.Symbol}");

        static decimal? Some(decimal? price) => price is > 0 ? price : null;
    }

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var (bars, at) = size == TimeSpan.FromDays(1) ? await DaysAsync(instrument, from, to, ct) : await MinutesAsync(instrument, size, from, to, ct);
        return new Page<Bar>([.. bars.Where(b => b.Start >= from && b.Start < to && b.Start + size <= at)], null, new Coverage(from, to, Open: false, Closed: true, Fills: false, AllPages: true, at));
    }

    public async Task<MarketClock?> ClockAsync(CancellationToken ct)
    {
        var answer = await _api.Clock(Op.Read, ct);
        return answer.Status == 200 && TradierApi.TryRead(answer, TradierJson.Default.ClockAnswerJson)?.Clock is { State: { } state } clock
            ? new MarketClock(state == "open", clock.Timestamp is { } s ? DateTimeOffset.FromUnixTimeSeconds(s) : answer.At, null)
            : throw TradierMap.Failed(answer, "reading the clock");
    }

    private async Task<(IEnumerable<Bar> Bars, DateTimeOffset At)> DaysAsync(Instrument instrument, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var answer = await _api.Days(instrument.VenueSymbol, DateOnly.FromDateTime(Local(from)), DateOnly.FromDateTime(Local(to)), ct);
        var (rows, _) = TradierApi.ReadAll(answer, "history", "day", TradierJson.Default.DayJson, "reading bars", _ => true);
        return (rows.Select(d => new Bar(Midnight(d.Date), d.Open, d.High, d.Low, d.Close, d.Volume)), answer.At);
    }

    private async Task<(IEnumerable<Bar> Bars, DateTimeOffset At)> MinutesAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var interval = size.TotalMinutes switch
        {
            1 => "1min", 5 => "5min", 15 => "15min", _ => throw new ArgumentOutOfRangeException(nameof(size), size, "Tradier has bars of 1, 5 and 15 minutes and of one day"),
        };
        var answer = await _api.Sales(instrument.VenueSymbol, interval, Local(from), Local(to), ct);
        var (rows, _) = TradierApi.ReadAll(answer, "series", "data", TradierJson.Default.SaleJson, "reading bars", s => s is { Timestamp: not null, Open: not null, High: not null, Low: not null, Close: not null });
        return (rows.Select(s => new Bar(DateTimeOffset.FromUnixTimeSeconds(s.Timestamp!.Value), s.Open!.Value, s.High!.Value, s.Low!.Value, s.Close!.Value, s.Volume ?? 0)), answer.At);
    }

    private async Task<IReadOnlyList<SecurityJson>> LookupAsync(string text, CancellationToken ct) =>
        TradierApi.ReadAll(await _api.Lookup(text, ct), "securities", "security", TradierJson.Default.SecurityJson, "reading instruments", s => s.Symbol is { Length: > 0 }).Items;

    private static DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, NewYork).DateTime;

    private static DateTimeOffset Midnight(DateOnly day) => new DateTimeOffset(day.ToDateTime(default), NewYork.GetUtcOffset(day.ToDateTime(default))).ToUniversalTime();
}
