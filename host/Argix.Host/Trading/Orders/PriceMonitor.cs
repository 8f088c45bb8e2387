using System.Collections.Concurrent;
using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Argix.Trading.Core;
using Argix.Trading.Core.Risk;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;
using Microsoft.EntityFrameworkCore;

namespace Argix.Trading.Orders;

/// <summary>
/// The guard that watches prices while no order comes: takes those of what is held to the desk, which keeps the first of the day and sees whether prices alone have
/// crossed the loss limit; and tells people when a position has outgrown its limit. At most five seconds behind the venue's prices.
/// </summary>
internal sealed class PriceMonitor(AccountBook accounts, DeskRegistry desks, PriceReader prices, FxRates rates, LimitAlerts alerts, DbFactory db, ILogger<PriceMonitor> log, TimeProvider clock) : Chore(clock, log)
{
    private readonly ConcurrentDictionary<Guid, byte> _changed = [];
    private readonly Dictionary<Guid, (Guid Workspace, string Kind, string Currency)> _known = [];

    protected override TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        accounts.Changed += Note;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        accounts.Changed -= Note;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task RoundAsync(CancellationToken ct)
    {
        await Task.WhenAll(accounts.Connections.Select(c => GuardAsync("Reading prices", async () =>
        {
            if (await prices.ReadAsync(c, ct))
            {
                Note(c);
            }
        }, Log)));
        foreach (var connection in _changed.Keys.Where(c => _changed.TryRemove(c, out _)))
        {
            if (!await GuardAsync("Looking at prices", () => LookAsync(connection, ct), Log))
            {
                Note(connection);
            }
        }
    }

    private void Note(Guid connection) => _changed[connection] = 0;

    private async Task LookAsync(Guid connection, CancellationToken ct)
    {
        try
        {
            if (accounts.Account(connection) is not { } account || await RowAsync(connection, ct) is not { } row)
            {
                return;
            }

            var marks = account.Positions.Where(p => p.Quantity != 0).Select(p => (p.Symbol, accounts.Price(connection, p.Symbol)?.Price)).Where(p => p.Price is > 0)
                .GroupBy(p => p.Symbol).ToDictionary(g => g.Key, g => g.First().Price!.Value, StringComparer.Ordinal);
            if (marks.Count == 0)
            {
                alerts.Take(connection, []);
            }
            else
            {
                var balance = account.Balances.FirstOrDefault(b => b.Currency == row.Currency);
                var known = await rates.ToAsync(row.Workspace, row.Currency, account.Positions.Select(p => p.Currency), ct);
                var seen = new PricesSeen(Clock.GetUtcNow(), connection, marks, row.Kind, row.Currency, balance?.Equity ?? balance?.Total, known);
                var desk = desks.Get(row.Workspace);
                await desk.DecideAsync(seen);
                if (alerts.Take(connection, await desk.ReadAsync(s => PositionWatch.Over(s, seen))) is { Count: > 0 } passed)
                {
                    await desk.DecideAsync(new LimitPassed(seen.At, passed));
                }
            }
        }
        catch (ArgixException e)
        {
            Log.LogWarning("Prices of connection {Connection} could not be looked at: {Code}", connection, e.Code);
        }
    }

    private async Task<(Guid Workspace, string Kind, string Currency)?> RowAsync(Guid connection, CancellationToken ct)
    {
        if (!_known.TryGetValue(connection, out var row))
        {
            await using var data = db.Open();
            if (await data.Connections.AsNoTracking().FirstOrDefaultAsync(c => c.Id == connection, ct) is not { } found)
            {
                return null;
            }

            _known[connection] = row = (found.WorkspaceId, found.EnvironmentKind, found.Currency);
        }

        return row;
    }
}
