using Argix.Data;
using Argix.Seams;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections.OAuth;

/// <summary>Looks at all tokens from time to time: renews what is due before anybody has to wait for it, announces what will end, and forgets old sign-ins.</summary>
public sealed class TokenWatch(OpenDb open, TokenKeeper keeper, TimeProvider clock, ILogger<TokenWatch> log) : Chore(clock, log)
{
    private static readonly TimeSpan KeepFlows = TimeSpan.FromDays(1);

    protected override TimeSpan Pause { get; } = TimeSpan.FromSeconds(10);

    /// <summary>One look.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var now = Clock.GetUtcNow();
        List<LoginTokenRow> rows;
        await using (var db = open())
        {
            var forgotten = now - KeepFlows;
            await db.OAuthFlows.Where(f => f.CreatedAt < forgotten).ExecuteDeleteAsync(ct);
            var inUse = db.Connections.Where(c => c.Intent == ConnectionIntent.Active || c.Intent == ConnectionIntent.Paused);
            rows = await db.LoginTokens.AsNoTracking().Where(t => t.ReauthSince == null && inUse.Any(c => c.WorkspaceId == t.WorkspaceId && c.LoginId == t.LoginId)).ToListAsync(ct);
        }
        await Task.WhenAll(rows.Where(r => r.AccessExpiresAt is not null && TokenExpiry.Judge(r, now) != TokenAge.Good).Select(r => keeper.RefreshAsync(r.WorkspaceId, r.LoginId)));
        foreach (var row in rows)
        {
            if (TokenExpiry.Announcement(row, now) is { } minutes)
            {
                await AnnounceAsync(row, minutes, ct);
            }
        }
    }

    protected override Task RoundAsync(CancellationToken ct) => LookAsync(ct);

    private async Task AnnounceAsync(LoginTokenRow row, int minutes, CancellationToken ct)
    {
        await using var db = open();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LoginTokens.Where(t => t.WorkspaceId == row.WorkspaceId && t.LoginId == row.LoginId && t.AnnouncedMinutes == row.AnnouncedMinutes)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.AnnouncedMinutes, minutes), ct) == 0)
        {
            return;
        }
        foreach (var connection in await db.Connections.Where(c => c.WorkspaceId == row.WorkspaceId && c.LoginId == row.LoginId && c.Intent != ConnectionIntent.Disconnected).ToListAsync(ct))
        {
            db.Outbox.Add(Outbox.Row(connection, "connection_access_ends", "system", Clock, new { connectionId = connection.Id, endsAt = row.EndsAt, minutesAhead = minutes }));
            Log.LogWarning("Connection {ConnectionId}: the broker's access ends at {EndsAt:O}; sign in again before that", connection.Id, row.EndsAt);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
