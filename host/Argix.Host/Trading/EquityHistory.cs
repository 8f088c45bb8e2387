using System.Collections.Concurrent;
using Argix.Contracts;
using Argix.Trading.Lanes;

namespace Argix.Trading;

/// <summary>An account's worth at one moment, as the venue said it.</summary>
public sealed record EquityPoint(DateTimeOffset At, decimal Equity, string Currency);

/// <summary>
/// The dashboard's curve: one point a minute and the newest, for a day, in memory. Not a book of account; it begins anew with the process.
/// </summary>
public sealed class EquityHistory(AccountBook accounts) : IHostedService
{
    private const int Most = 1440;
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, List<EquityPoint>> _points = [];

    /// <summary>Points of a connection, oldest first.</summary>
    public IReadOnlyList<EquityPoint> Of(Guid connection)
    {
        if (!_points.TryGetValue(connection, out var list))
        {
            return [];
        }

        lock (list)
        {
            return [.. list];
        }
    }

    /// <summary>The figure that stands for the account: what the venue calls equity, else its only balance. Several currencies without an equity have no sum.</summary>
    public static EquityPoint? Worth(AccountSnapshot? account)
    {
        var balance = account?.Balances.FirstOrDefault(b => b.Equity is not null) ?? (account?.Balances is [Balance only] ? only : null);
        return balance is null ? null : new EquityPoint(account!.ReconciledAt, balance.Equity ?? balance.Total, balance.Currency);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        accounts.Changed += Take;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        accounts.Changed -= Take;
        return Task.CompletedTask;
    }

    private void Take(Guid connection)
    {
        if (Worth(accounts.Account(connection)) is not { } point)
        {
            return;
        }

        var list = _points.GetOrAdd(connection, _ => []);
        lock (list)
        {
            // The last point moves with the account until its minute is over.
            if (list.Count > 1 && point.At - list[^2].At < Apart)
            {
                list.RemoveAt(list.Count - 1);
            }

            if (list.Count == 0 || point.At > list[^1].At)
            {
                list.Add(point);
            }

            if (list.Count > Most)
            {
                list.RemoveAt(0);
            }
        }
    }
}
