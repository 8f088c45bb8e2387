using System.Runtime.CompilerServices;
using Argix.Contracts;

namespace Argix.Broker.Oanda;

// Instruments and prices.
internal sealed partial class OandaAdapter : IReadInstruments, IReadMarket
{
    private static readonly (TimeSpan Size, string Word)[] Granularities =
    [
        (TimeSpan.FromSeconds(5), "S5"), (TimeSpan.FromSeconds(10), "S10"), (TimeSpan.FromSeconds(15), "S15"), (TimeSpan.FromSeconds(30), "S30"),
        (TimeSpan.FromMinutes(1), "M1"), (TimeSpan.FromMinutes(2), "M2"), (TimeSpan.FromMinutes(4), "M4"), (TimeSpan.FromMinutes(5), "M5"), (TimeSpan.FromMinutes(10), "M10"),
        (TimeSpan.FromMinutes(15), "M15"), (TimeSpan.FromMinutes(30), "M30"), (TimeSpan.FromHours(1), "H1"), (TimeSpan.FromHours(2), "H2"), (TimeSpan.FromHours(3), "H3"),
        (TimeSpan.FromHours(4), "H4"), (TimeSpan.FromHours(6), "H6"), (TimeSpan.FromHours(8), "H8"), (TimeSpan.FromHours(12), "H12"), (TimeSpan.FromDays(1), "D"),
    ];

    public async Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct)
    {
        var name = OandaMap.Venue(symbol);
        if (assetClass is not (AssetClass.Fx or AssetClass.Cfd or AssetClass.Unknown) || !name.Contains('_', StringComparison.Ordinal))
        {
            return null;
        }
        // Asked for one name, OANDA answers an unknown one with 400 like any other mistake; the whole list is certain.
        var found = (await ListedAsync(ct)).FirstOrDefault(i => i.Name == name);
        return found is null || (assetClass != AssetClass.Unknown && OandaMap.Instrument(found).AssetClass != assetClass) ? null : OandaMap.Instrument(found);
    }

    public async IAsyncEnumerable<Instrument> SearchAsync(string text, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var i in await ListedAsync(ct))
        {
            var instrument = OandaMap.Instrument(i);
            if (instrument.Symbol.Contains(text, StringComparison.OrdinalIgnoreCase) || i.DisplayName?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
            {
                yield return instrument;
            }
        }
    }

    public async Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct)
    {
        var answer = await _api.Pricing(Op.Read, await _api.AccountIdAsync(ct), instrument.VenueSymbol, ct);
        var price = OandaApi.Read(answer, OandaJson.Default.PricesJson, "reading a price").Prices?.FirstOrDefault(p => p.Instrument == instrument.VenueSymbol);
        var (bid, ask) = (price?.Bids?.FirstOrDefault()?.Price, price?.Asks?.FirstOrDefault()?.Price);
        return price is { Time: { } time } && (bid ?? ask) is not null
            ? new Quote(instrument.Symbol, bid, ask, null, time, TimeSpan.Zero)
            : throw OandaMap.Failed(answer, $"reading a price: none for {instrument.Symbol}");
    }

    public async Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var word = Granularities.FirstOrDefault(g => g.Size == size).Word ?? throw new ArgumentOutOfRangeException(nameof(size), size, "OANDA has bars of 5 seconds to 1 day, in its own steps");
        var bars = new List<Bar>();
        var at = port.Clock.GetUtcNow();
        var end = to < at ? to : at; // a time in the future is refused
        for (var start = from; start < end; start += size * OandaApi.CandlesPerPage)
        {
            var until = start + (size * OandaApi.CandlesPerPage) is var next && next < end ? next : end;
            var answer = await _api.Candles(instrument.VenueSymbol, word, start, until, ct);
            at = answer.At;
            var rows = OandaApi.Read(answer, OandaJson.Default.CandlesJson, "reading bars").Candles ?? throw OandaMap.Failed(answer, "reading bars");
            bars.AddRange(rows.Where(c => c is { Complete: true, Time: not null, Mid: not null } && c.Time >= start && c.Time < until).Select(OandaMap.Bar));
        }
        return new Page<Bar>(bars, null, new Coverage(from, to, Open: false, Closed: true, Fills: false, AllPages: true, at));
    }

    // There is no calendar to ask; the pair that trades whenever anything does tells whether the market is open.
    public async Task<MarketClock?> ClockAsync(CancellationToken ct)
    {
        var answer = await _api.Pricing(Op.Read, await _api.AccountIdAsync(ct), "EUR_USD", ct);
        return OandaApi.Read(answer, OandaJson.Default.PricesJson, "reading the clock").Prices is [{ } price, ..]
            ? new MarketClock(price.Tradeable ?? price.Status == "tradeable", answer.At, null)
            : throw OandaMap.Failed(answer, "reading the clock");
    }

    private async Task<InstrumentJson[]> ListedAsync(CancellationToken ct)
    {
        var answer = await _api.Instruments(await _api.AccountIdAsync(ct), null, ct);
        return OandaApi.Read(answer, OandaJson.Default.InstrumentsJson, "reading instruments").Instruments is { } rows && rows.All(i => i.Name?.Contains('_', StringComparison.Ordinal) == true)
            ? rows : throw OandaMap.Failed(answer, "reading instruments");
    }
}
