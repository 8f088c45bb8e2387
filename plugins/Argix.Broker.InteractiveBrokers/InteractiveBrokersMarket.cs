using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Broker.InteractiveBrokers;

// Instruments and prices.
internal sealed partial class InteractiveBrokersAdapter : IReadInstruments, IReadMarket
{
    // A fund that trades whenever the US exchanges do.
    private const string Spy = "756733";

    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(symbol) || assetClass is not (AssetClass.Equity or AssetClass.Etf or AssetClass.Unknown))
        {
            return null;
        }
        var answer = await _api.Stocks(symbol, ct);
        var found = InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.DictionaryStringStockJsonArray, "reading the instrument");
        // A symbol stands for several papers in the world; the one US listing is meant, and two of them would be a guess.
        var listings = found.GetValueOrDefault(symbol)?.Where(s => s.AssetClass == "STK").SelectMany(s => (s.Contracts ?? []).Where(c => c is { IsUs: true, Conid: not null }).Select(c => (s.Name, Contract: c))).ToArray() ?? [];
        if (listings is not [var only])
        {
            return null;
        }
        await ReadyAsync(ct);
        var rules = await _api.Rules(only.Contract.Conid!.Value, ct);
        var tick = rules.Status == 200 ? InteractiveBrokersApi.TryRead(rules, InteractiveBrokersJson.Default.RulesJson)?.Increment : null;
        return InteractiveBrokersMap.Listed(symbol, only.Contract.Conid, "STK", "USD")! with { Tick = tick ?? 0.01m, Name = only.Name, Exchange = only.Contract.Exchange };
    }

    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        if (text.Trim().ToUpperInvariant() is { Length: > 0 } symbol && await GetAsync(symbol, AssetClass.Unknown, ct) is { } found)
        {
            yield return found;
        }
    }

    public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
    {
        await ReadyAsync(ct);
        // The first question only makes the gateway fetch the prices.
        await _api.Snapshot(instrument.VenueSymbol, ct);
        var answer = await _api.Snapshot(instrument.VenueSymbol, ct);
        var row = InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.DictionaryStringJsonElementArray, "reading a quote").FirstOrDefault(r => r.TryGetValue("conid", out var id) && id.ToString() == instrument.VenueSymbol);
        decimal? At(string field) => row is not null && row.TryGetValue(field, out var v) && InteractiveBrokersMap.Number(v) is > 0 and var price ? price : null;
        var (last, bid, ask) = (At("31"), At("84"), At("86"));
        if (row is null || (bid ?? ask ?? last) is null)
        {
            throw InteractiveBrokersMap.Failed(answer, $"reading a quote: none for {instrument.Symbol}");
        }
        var isRealtime = row.TryGetValue("6509", out var availability) && availability.ToString().StartsWith('R');
        var time = row.TryGetValue("_updated", out var updated) && updated.TryGetInt64(out var ms) ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : answer.At;
        return new Quote(instrument.Symbol, bid, ask, last, time, isRealtime ? TimeSpan.Zero : null);
    }

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var bar = size.TotalMinutes switch
        {
            1 => "1min", 5 => "5min", 15 => "15min", 30 => "30min", 60 => "1h", 1440 => "1d",
            _ => throw new ArgumentOutOfRangeException(nameof(size), size, "The gateway is asked for bars of 1, 5, 15 and 30 minutes, an hour and a day"),
        };
        await ReadyAsync(ct);
        // It counts back from now; what it does not reach is missing at the beginning.
        var days = Math.Max(1, (int)Math.Ceiling((port.Clock.GetUtcNow() - from).TotalDays) + 1);
        var answer = await _api.History(instrument.VenueSymbol, $"{Math.Min(days, 1000)}d", bar, ct);
        var rows = InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.HistoryJson, "reading bars").Data ?? throw InteractiveBrokersMap.Failed(answer, "reading bars");
        var bars = rows.Select(b => new Bar(DateTimeOffset.FromUnixTimeMilliseconds(b.T), b.O, b.H, b.L, b.C, b.V ?? 0)).Where(b => b.Start >= from && b.Start < to && b.Start + size <= answer.At);
        return new Page<Bar>([.. bars], null, new Coverage(from, to, Open: false, Closed: true, Fills: false, AllPages: true, answer.At));
    }

    public async Task<MarketClock?> ClockAsync(CancellationToken ct)
    {
        var answer = await _api.Schedule(Spy, ct);
        var hours = InteractiveBrokersApi.Read(answer, InteractiveBrokersJson.Default.ScheduleJson, "reading the trading hours").Schedules?.Values.SelectMany(d => d.LiquidHours ?? []).ToArray();
        return hours is { Length: > 0 } ? InteractiveBrokersMap.Clock(hours, answer.At) : throw InteractiveBrokersMap.Failed(answer, "reading the trading hours");
    }
}
