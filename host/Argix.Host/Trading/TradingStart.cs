using Argix.Data;
using Argix.Errors;
using Argix.Seams;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Journal;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;
using Microsoft.EntityFrameworkCore;

namespace Argix.Trading;

/// <summary>
/// Brings the desks back and opens the lanes: journal first, then doubt about what was on its way, then the venues are asked. Afterwards it keeps the slow chores going.
/// Trading opens per connection when its lane has read everything.
/// </summary>
public sealed class TradingStart(DbFactory db, IJournalStore journal, DeskRegistry desks, LaneRegistry lanes, OrderCounts counts, KillSwitch kill, RestoreGate gate, Outbox outbox, TimeProvider clock, ILogger<TradingStart> log) : Chore(clock, log)
{
    private static readonly TimeSpan RetryLanes = TimeSpan.FromSeconds(15);
    private DateTimeOffset _retryAt;
    private bool _opened;

    /// <summary>Desks whose journal is broken or cannot be written; empty = ready.</summary>
    public IReadOnlyList<string> Problems => [.. desks.All.Where(d => d.Health != DeskHealth.Open)
        .Select(d => d.Health == DeskHealth.Broken ? $"journal_broken: record {d.FirstBroken} of workspace {d.Workspace}" : $"journal_unavailable: workspace {d.Workspace}")];

    protected override TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(250);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        WarmUp.Run(Clock.GetUtcNow());
        await using var data = db.Open();
        var workspaces = await data.Workspaces.Select(w => w.Id).ToListAsync(cancellationToken);
        foreach (var id in workspaces.Concat(journal.Workspaces().Select(Guid.Parse)).Distinct())
        {
            await StartDeskAsync(desks.Get(id));
        }

        gate.Closed();

        _retryAt = Clock.GetUtcNow() + RetryLanes;
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RoundAsync(CancellationToken ct)
    {
        _opened = _opened || await GuardAsync("Opening the lanes", () => OpenLanesAsync(ct), Log);
        await GuardAsync("Carrying events", () => outbox.CarryAsync(ct), Log);
        await GuardAsync("Joining kills", kill.JoinNewAsync, Log);
        if (Clock.GetUtcNow() >= _retryAt)
        {
            _retryAt = Clock.GetUtcNow() + RetryLanes;
            await GuardAsync("Opening lanes again", lanes.RetryAsync, Log);
            desks.All.ToList().ForEach(d => d.TryReopen());
            await GuardAsync("Writing kills down", kill.JoinOwedAsync, Log);
        }
    }

    private async Task StartDeskAsync(Desk desk)
    {
        (await desk.ReadAsync(s => s.OpenOrders.Select(OrderView.Of).ToList())).ForEach(counts.Take);
        gate.Close(desk, await desk.ReadAsync(s => s.LastSeq));
        try
        {
            await desk.DecideAsync(new Restarted(Clock.GetUtcNow()));
            await kill.JoinAsync(desk);
        }
        catch (ArgixException e)
        {
            Log.LogCritical("Workspace {Workspace} cannot trade: {Code}: {Detail}", desk.Workspace, e.Code, e.Message);
        }
    }

    private async Task OpenLanesAsync(CancellationToken ct)
    {
        await using var data = db.Open();
        var logins = await data.Connections.Where(c => c.Intent != ConnectionIntent.Disabled && c.Intent != ConnectionIntent.Disconnected).Where(c => c.AccountId != "")
            .Select(c => new { c.WorkspaceId, c.LoginId }).Distinct().ToListAsync(ct);
        await Task.WhenAll(logins.Select(l => GuardAsync("Opening a lane", () => lanes.OpenAsync(l.WorkspaceId, l.LoginId), Log)));
    }
}
