using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Trading.Core.Lanes;

namespace Argix.Trading.Lanes;

/// <summary>What the venue last said of a connection's money and positions. Volatile: read again at every start.</summary>
public sealed record AccountSnapshot(IReadOnlyList<Balance> Balances, IReadOnlyList<Position> Positions, DateTimeOffset ReconciledAt);

/// <summary>A lane's health and since when.</summary>
public sealed record LaneHealthEntry(LaneStatus Status, DateTimeOffset Since);

/// <summary>What is known of connections but belongs in no journal: funds, marks, last prices, health.</summary>
public sealed class AccountBook
{
    private readonly ConcurrentDictionary<Guid, AccountSnapshot> _accounts = [];
    private readonly ConcurrentDictionary<Guid, LaneHealthEntry> _health = [];
    private readonly ConcurrentDictionary<(Guid Connection, string Symbol), (decimal Price, DateTimeOffset At)> _prices = [];

    /// <summary>Money, marks or health of a connection changed.</summary>
    public event Action<Guid>? Changed;

    /// <summary>Connections whose money and positions have been read.</summary>
    public IReadOnlyList<Guid> Connections => [.. _accounts.Keys];

    public AccountSnapshot? Account(Guid connection) => _accounts.GetValueOrDefault(connection);
    public LaneHealthEntry? Health(Guid connection) => _health.GetValueOrDefault(connection);
    public (decimal Price, DateTimeOffset At)? Price(Guid connection, string symbol) => _prices.TryGetValue((connection, symbol), out var p) ? p : null;

    public void SetAccount(Guid connection, AccountSnapshot snapshot)
    {
        _accounts[connection] = snapshot;
        foreach (var p in snapshot.Positions.Where(p => p.MarketPrice is not null))
        {
            SetPrice(connection, p.Symbol, p.MarketPrice!.Value, p.AsOf);
        }

        Changed?.Invoke(connection);
    }

    public void SetPrice(Guid connection, string symbol, decimal price, DateTimeOffset at) => _prices[(connection, symbol)] = (price, at);

    public void SetHealth(Guid connection, LaneStatus status, DateTimeOffset at)
    {
        _health[connection] = new LaneHealthEntry(status, at);
        Changed?.Invoke(connection);
    }

    public void Forget(Guid connection)
    {
        _health.TryRemove(connection, out _);
        Changed?.Invoke(connection);
    }
}
