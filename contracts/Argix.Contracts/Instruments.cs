namespace Argix.Contracts;

/// <summary>What can be traded.</summary>
public interface IReadInstruments
{
    /// <summary>The instrument with this canonical symbol, or null where the venue does not list it. Throws when the read failed.</summary>
    Task<Instrument?> GetAsync(string symbol, AssetClass assetClass, CancellationToken ct);

    /// <summary>Instruments whose symbol or name contains the text; empty text = the venue's whole list.</summary>
    IAsyncEnumerable<Instrument> SearchAsync(string text, CancellationToken ct);
}

/// <summary>Kinds of instrument.</summary>
public enum AssetClass { Unknown, Equity, Etf, Option, Future, Fx, Cfd, Crypto, Perpetual, Bond, Fund }

/// <summary>What the quantity counts.</summary>
public enum QuantityUnit { Unknown, Base, Contracts }

/// <summary>
/// An instrument as one venue lists it. <paramref name="Symbol"/> is canonical (<c>AAPL</c>, <c>BTC/USD</c>), <paramref name="VenueSymbol"/> the venue's word.
/// <paramref name="Lot"/> is the quantity step, <paramref name="Tick"/> the price step; 0 = not known.
/// </summary>
public sealed record Instrument(string Symbol, string VenueSymbol, AssetClass AssetClass, string Currency, QuantityUnit Unit, decimal Multiplier,
    decimal Tick, decimal Lot, decimal? MinQuantity, decimal? MaxQuantity, decimal? MinNotional, bool Tradable, string? Name = null, string? Exchange = null);

/// <summary>Prices, for the reference price and for strategies.</summary>
public interface IReadMarket
{
    /// <summary>The newest quote. Throws when the read failed or the venue has none.</summary>
    Task<Quote> QuoteAsync(Instrument instrument, CancellationToken ct);

    /// <summary>Closed bars that start in [from, to), oldest first.</summary>
    Task<Page<Bar>> BarsAsync(Instrument instrument, TimeSpan size, DateTimeOffset from, DateTimeOffset to, CancellationToken ct);

    /// <summary>Whether the venue trades now and when that changes; null where it never closes.</summary>
    Task<MarketClock?> ClockAsync(CancellationToken ct);
}

/// <summary>Streams closed bars, for strategies.</summary>
public interface IStreamBars
{
    /// <summary>Each bar once, when it has closed, oldest first. Ends when the source ends.</summary>
    IAsyncEnumerable<Bar> BarsAsync(Instrument instrument, TimeSpan size, CancellationToken ct);
}

/// <summary>A quote. <paramref name="Delay"/> null = not known, so not usable where freshness matters.</summary>
public sealed record Quote(string Symbol, decimal? Bid, decimal? Ask, decimal? Last, DateTimeOffset Time, TimeSpan? Delay);

/// <summary>A closed bar.</summary>
public sealed record Bar(DateTimeOffset Start, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume);

/// <summary>A venue's session.</summary>
public sealed record MarketClock(bool IsOpen, DateTimeOffset Time, DateTimeOffset? NextChange);
