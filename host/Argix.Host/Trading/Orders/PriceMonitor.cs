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
/// The guard that watches while no order comes: takes prices of what is held to the desk, which keeps the first of the day and sees whether they alone have crossed the
/// loss limit; and tells people when a position or an exposure has outgrown its limit, by prices or by orders that were placed elsewhere. At most five seconds behind the
/// venue's prices. What the journal cannot take just now is kept for it.
/// </summary>
internal sealed class PriceMonitor(AccountBook accounts, DeskRegistry desks, PriceReader prices, FxRates rates, LimitAlerts alerts, DbFactory db, ILogger<PriceMonitor> log, TimeProvider clock) : Chore(clock, log)
{
    private readonly ConcurrentDictionary<Guid, byte> _changed = [];
    private readonly OwedAlarms _owed = new();
    private readonly Dictionary<Guid, DateOnly> _lossOwed = [];
    private readonly Dictionary<Guid, (Guid Workspace, string Kind, string Currency)> _known = [];

    protected override TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        accounts.Changed += Note;
        desks.Committed += NoteLimits;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        accounts.Changed -= Note;
        desks.Committed -= NoteLimits;
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

        foreach (var workspace in _owed.Workspaces)
        {
            await GuardAsync("Writing alarms down", () => WriteAsync(workspace), Log);
        }
    }

    private void Note(Guid connection) => _changed[connection] = 0;

    // A limit that was made tighter may be outgrown at once, and no price need come.
    private void NoteLimits(Committed committed)
    {
        if (committed.Events.Any(e => e is LimitsSet))
        {
            accounts.Connections.ToList().ForEach(Note);
        }
    }

    private async Task LookAsync(Guid connection, CancellationToken ct)
    {
        if (accounts.Account(connection) is not { } account || await RowAsync(connection, ct) is not { } row)
        {
            return;
        }

        var desk = desks.Get(row.Workspace);
        var marks = account.Positions.Where(p => p.Quantity != 0).Select(p => (p.Symbol, accounts.Price(connection, p.Symbol)?.Price)).Where(p => p.Price is > 0)
            .GroupBy(p => p.Symbol).ToDictionary(g => g.Key, g => g.First().Price!.Value, StringComparer.Ordinal);
        var balance = account.Balances.FirstOrDefault(b => b.Currency == row.Currency);
        var known = await rates.ToAsync(row.Workspace, row.Currency, account.Positions.Select(p => p.Currency).Concat(await desk.ReadAsync(CountedElsewhere)), ct);
        var seen = new PricesSeen(Clock.GetUtcNow(), connection, marks, row.Kind, row.Currency, balance?.Equity ?? balance?.Total, known);
        var (held, exposed) = await desk.ReadAsync(s => (PositionWatch.Over(s, seen), ExposureWatch.Over(s, seen, (c, symbol) => accounts.Price(c, symbol)?.Price)));
        // First what needs no journal: the banner is right, and nothing is forgotten, whatever becomes of the rest.
        Owe(row.Workspace, seen.At, alerts.Take(connection, [.. held, .. exposed.Where(OfConnection)]));
        Owe(row.Workspace, seen.At, alerts.Take(row.Workspace, [.. exposed.Where(e => !OfConnection(e))], row.Currency));
        if (marks.Count > 0)
        {
            await JudgeAsync(desk, seen);
        }
    }

    private async Task JudgeAsync(Desk desk, PricesSeen seen)
    {
        try
        {
            await desk.DecideAsync(seen);
        }
        catch (ArgixException e) when (MemoryCancels.Closed(e))
        {
            var day = DateOnly.FromDateTime(seen.At.UtcDateTime);
            if (_lossOwed.GetValueOrDefault(seen.ConnectionId) != day && (await desk.ReadAsync(s => DayDecider.Decide(s, seen))).Events.OfType<Alarmed>().FirstOrDefault() is { } alarm)
            {
                _lossOwed[seen.ConnectionId] = day;
                _owed.Add(desk.Workspace, new OwedAlarm(seen.At, alarm.Code, alarm.Text, seen));
            }
        }
    }

    private void Owe(Guid workspace, DateTimeOffset at, IReadOnlyList<Exceeded> passed)
    {
        foreach (var one in passed)
        {
            _owed.Add(workspace, new OwedAlarm(at, one.Control, one.Text));
        }
    }

    private async Task WriteAsync(Guid workspace)
    {
        try
        {
            await _owed.WriteAsync(desks.Get(workspace), Clock.GetUtcNow());
        }
        catch (ArgixException e) when (MemoryCancels.Closed(e))
        {
            Log.LogWarning("Alarms of workspace {Workspace} wait for the journal: {Code}", workspace, e.Code);
        }
    }

    private static bool OfConnection(Exceeded e) => e.Control == PositionLimit.Id || e.Scope == Capital.ThisConnection;

    // Only an exposure limit counts what other connections hold.
    private static IReadOnlyList<string> CountedElsewhere(DeskState s) => s.Limits.Items.Any(l => l.Capital is not null)
        ? [.. s.Positions.Where(p => p.Quantity != 0).Select(p => p.Instrument.Currency).Concat(s.OpenOrders.Select(o => o.Facts.Instrument.Currency)).Distinct()]
        : [];

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
