namespace Argix.Contracts;

/// <summary>Reads an account. A failed read throws; it is never an empty page.</summary>
public interface IReadAccount
{
    /// <summary>Cash and equity per currency.</summary>
    Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct);

    /// <summary>Open positions.</summary>
    Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct);

    /// <summary>Orders touched since <paramref name="from"/> (null: as far back as the venue goes), or only the open ones.</summary>
    Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct);

    /// <summary>Orders with the fills made since <paramref name="from"/>, or those of one order.</summary>
    Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct);
}

/// <summary>A page of a read. <paramref name="Next"/> null = the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, Coverage Coverage);

/// <summary>Money at the venue, in <paramref name="Currency"/>.</summary>
public sealed record Balance(string Currency, decimal Total, decimal? Available, decimal? Equity, decimal? BuyingPower, DateTimeOffset AsOf);

/// <summary>A position; <paramref name="Quantity"/> is signed.</summary>
public sealed record Position(string Symbol, Instrument? Instrument, decimal Quantity, decimal? AveragePrice, decimal? MarketPrice, string Currency, DateTimeOffset AsOf);
