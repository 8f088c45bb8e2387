using Argix.Contracts;
using Argix.Data;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections.OAuth;

// One refresh: take the lease, ask once, save everything in one transaction. A crash between the broker's answer and the save leaves the old refresh token; the next
// try either gets an answer with it, or the broker calls it used and a person is asked. Neither goes round in circles.
public sealed partial class TokenKeeper
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LeaseGlance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private async Task<VenueException?> OnceAsync(Guid workspaceId, Guid loginId)
    {
        await Task.Yield();
        try
        {
            return await TurnAsync(workspaceId, loginId);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.LogError("Renewing the access of login {LoginId} failed ({Error})", loginId, e.GetType().Name + ": " + e.Message);
            return Passing(ErrorCodes.BrokerUnavailable, "the access could not be renewed just now");
        }
        finally
        {
            refreshing.TryRemove(loginId, out _);
        }
    }

    private async Task<VenueException?> TurnAsync(Guid workspaceId, Guid loginId)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            if (await RowAsync(workspaceId, loginId, CancellationToken.None) is not { } row || row.ReauthSince is not null)
            {
                return Dead();
            }
            if (TokenExpiry.Judge(row, now) == TokenAge.Good)
            {
                return null;
            }
            if (row.FailedAt + Pause > now)
            {
                return Passing(row.FailedCode!, "the access could not be renewed just now; it is tried again");
            }
            if (await TakeLeaseAsync(row, now))
            {
                return await RefreshAsync(row, now);
            }
            // Another node is at it.
            await Task.Delay(LeaseGlance, clock);
        }
    }

    private async Task<bool> TakeLeaseAsync(LoginTokenRow row, DateTimeOffset now)
    {
        var (by, until) = (ids.NewToken(8), now + Lease);
        await using var db = open();
        row.LeaseBy = by;
        return await db.LoginTokens.Where(t => t.WorkspaceId == row.WorkspaceId && t.LoginId == row.LoginId && t.Version == row.Version && (t.LeaseUntil == null || t.LeaseUntil < now))
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.LeaseBy, by).SetProperty(x => x.LeaseUntil, until)) == 1;
    }

    private async Task<VenueException?> RefreshAsync(LoginTokenRow row, DateTimeOffset now)
    {
        LoginRow login;
        await using (var db = open())
        {
            login = await db.Logins.AsNoTracking().SingleAsync(l => l.WorkspaceId == row.WorkspaceId && l.Id == row.LoginId);
        }
        if (OAuthPlan.Find(brokers, login.BrokerId, login.MethodId, login.EnvironmentId) is not { } plan)
        {
            return await FailedAsync(row, new(null, TokenFailure.Passing, "plugin_faulted", "The plugin is not there."), now);
        }
        var values = await secrets.ReadAllAsync(row.WorkspaceId, row.LoginId, CancellationToken.None);
        if (row.EndsAt <= now || !values.TryGetValue(RefreshField, out var refresh))
        {
            return await DieAsync(row, "expired");
        }
        using var hidden = hide(refresh);
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh };
        var answer = await wire.TokenAsync(plan.Token, plan.AllowListed.Contains("token"), plan.Fact, plan.Client(brokers, values), form);
        return answer switch
        {
            { Tokens: { } tokens } => await SaveAsync(row, login, plan, values, tokens),
            { Failure: TokenFailure.Dead } => await DieAsync(row, "invalid_grant"),
            _ => await FailedAsync(row, answer, now),
        };
    }

    private async Task<VenueException?> SaveAsync(LoginTokenRow row, LoginRow login, OAuthPlan plan, IReadOnlyDictionary<string, string> old, Tokens tokens)
    {
        using var hiddenAccess = hide(tokens.Access);
        using var hiddenRefresh = hide(tokens.Refresh ?? "");
        var now = clock.GetUtcNow();
        var values = new Dictionary<string, string>(old) { [AccessField] = tokens.Access };
        // No new refresh token in the answer keeps the old one.
        if (tokens.Refresh is not null)
        {
            values[RefreshField] = tokens.Refresh;
        }
        await using var db = open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (expires, ends) = (now + tokens.Lifetime, TokenExpiry.Ends(plan.Fact, tokens, now, row.ConsentedAt, row.EndsAt));
        // Nobody may have signed in anew, or out, meanwhile.
        var mine = await db.LoginTokens.Where(t => t.WorkspaceId == row.WorkspaceId && t.LoginId == row.LoginId && t.Version == row.Version)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.Version, row.Version + 1).SetProperty(x => x.AccessExpiresAt, expires).SetProperty(x => x.EndsAt, ends)
                .SetProperty(x => x.RefreshedAt, now).SetProperty(x => x.LeaseBy, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null)
                .SetProperty(x => x.FailedAt, (DateTimeOffset?)null).SetProperty(x => x.FailedCode, (string?)null)
                .SetProperty(x => x.AnnouncedMinutes, x => ends > x.EndsAt || ends == null ? 0 : x.AnnouncedMinutes)) == 1
            && await db.Logins.Where(l => l.WorkspaceId == row.WorkspaceId && l.Id == row.LoginId && l.SecretVersion == login.SecretVersion)
                .ExecuteUpdateAsync(l => l.SetProperty(x => x.SecretVersion, login.SecretVersion + 1)) == 1;
        if (!mine)
        {
            return null;
        }
        login.SecretVersion++;
        await Vault.SecretStore.DestroyAsync(db, row.WorkspaceId, row.LoginId, CancellationToken.None);
        db.Secrets.AddRange(secrets.Seal(login, values));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        log.LogInformation("{BrokerId} {LoginId}: the access was renewed, good until {Until:O}", login.BrokerId, login.Id, expires);
        return null;
    }

    // For a passing reason: nothing is dropped, and nobody asks again for a moment.
    private async Task<VenueException?> FailedAsync(LoginTokenRow row, TokenAnswer answer, DateTimeOffset now)
    {
        var code = answer.Code ?? ErrorCodes.BrokerUnavailable;
        await using var db = open();
        await Mine(db, row).ExecuteUpdateAsync(t => t.SetProperty(x => x.FailedAt, now).SetProperty(x => x.FailedCode, code)
            .SetProperty(x => x.LeaseBy, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null));
        // Said once for an outage, not once a try.
        log.Log(row.FailedCode == code ? Microsoft.Extensions.Logging.LogLevel.Debug : Microsoft.Extensions.Logging.LogLevel.Warning,
            "Login {LoginId}: the access could not be renewed ({Code}): {Detail}", row.LoginId, code, answer.Detail);
        return Passing(code, answer.Detail);
    }

    private async Task<VenueException?> DieAsync(LoginTokenRow row, string reason)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await Mine(db, row).ExecuteUpdateAsync(t => t.SetProperty(x => x.Version, row.Version + 1).SetProperty(x => x.ReauthSince, now).SetProperty(x => x.ReauthReason, reason)
            .SetProperty(x => x.LeaseBy, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null)) == 0)
        {
            return null;
        }
        await foreach (var connection in db.Connections.Where(c => c.WorkspaceId == row.WorkspaceId && c.LoginId == row.LoginId && c.Intent != ConnectionIntent.Disconnected).AsAsyncEnumerable())
        {
            db.Outbox.Add(Outbox.Row(connection, "connection_reauth_required", "system", clock, new { connectionId = connection.Id, reason }));
        }
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        log.LogWarning("Login {LoginId} needs a person to sign in again ({Reason})", row.LoginId, reason);
        return Dead();
    }

    private static IQueryable<LoginTokenRow> Mine(ArgixDb db, LoginTokenRow row) =>
        db.LoginTokens.Where(t => t.WorkspaceId == row.WorkspaceId && t.LoginId == row.LoginId && t.Version == row.Version && t.LeaseBy == row.LeaseBy);

    private static VenueException Passing(string code, string detail) => new(code, detail, new Evidence(Sent.No, 0));
}
