using System.Collections.Concurrent;
using Argix.Connections.Adapters;
using Argix.Connections.Vault;
using Argix.Contracts;
using Argix.Data;
using Argix.Seams;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections.OAuth;

/// <summary>
/// Keeps the tokens of logins alive: renewed early, by one at a time (also across nodes), saved whole or not at all. A passing failure drops nothing; a dead grant
/// is marked once and asks for a person. Adapters get the access token and nothing else.
/// </summary>
public sealed partial class TokenKeeper(OpenDb open, SecretStore secrets, IBrokers brokers, OAuthWire wire, HideSecret hide, IIdSource ids, TimeProvider clock, ILogger<TokenKeeper> log)
{
    /// <summary>The field that an adapter reads.</summary>
    public const string AccessField = "access_token";
    public const string RefreshField = "refresh_token";
    private static readonly TimeSpan SuspectAfter = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, Lazy<Task<VenueException?>>> refreshing = new();

    /// <summary>Called before an adapter reads a secret: holds back what is not the adapter's, and makes sure that the access token is alive.</summary>
    /// <exception cref="VenueException"><c>reauth_required</c>, or why a token that is over could not be renewed now.</exception>
    public async ValueTask BeforeReadAsync(Guid workspaceId, Guid loginId, string field, CancellationToken ct)
    {
        if (await RowAsync(workspaceId, loginId, ct) is not { } row)
        {
            return;
        }
        if (field != AccessField)
        {
            throw new KeyNotFoundException("The login has no such field.");
        }
        if (row.ReauthSince is not null)
        {
            throw Dead();
        }
        var age = TokenExpiry.Judge(row, clock.GetUtcNow());
        if (age == TokenAge.Good)
        {
            return;
        }
        var refresh = RefreshAsync(workspaceId, loginId);
        // While the old one still works nobody waits for the new one.
        if (age == TokenAge.Over && await refresh.WaitAsync(ct) is { } failure)
        {
            throw new VenueException(failure.Code, failure.Message, failure.Evidence);
        }
    }

    /// <summary>The broker answered 401: a token that should be good may not be. It is renewed once; a login without refresh is left to the lane, which asks again.</summary>
    public async Task SuspectAsync(Guid workspaceId, Guid loginId)
    {
        try
        {
            var now = clock.GetUtcNow();
            var earliest = now - SuspectAfter;
            await using var db = open();
            // Not right after a refresh: the answer belongs to the token before, or refreshing does not help.
            await db.LoginTokens.Where(t => t.WorkspaceId == workspaceId && t.LoginId == loginId && t.RefreshedAt < earliest && t.AccessExpiresAt != null && t.AccessExpiresAt > now)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.AccessExpiresAt, now));
        }
        catch (System.Data.Common.DbException e)
        {
            log.LogWarning("A refused token of login {LoginId} could not be noted ({Error})", loginId, e.GetType().Name);
        }
    }

    /// <summary>Refreshes if it is due, together with everybody else who asks meanwhile. Null, or why it could not.</summary>
    public Task<VenueException?> RefreshAsync(Guid workspaceId, Guid loginId)
    {
        var mine = refreshing.GetOrAdd(loginId, _ => new(() => OnceAsync(workspaceId, loginId)));
        return mine.Value;
    }

    /// <summary>Gives the access back at the broker, as well as that can be done. Never throws.</summary>
    public async Task<bool?> RevokeAsync(Guid workspaceId, Guid loginId)
    {
        try
        {
            await using var db = open();
            if (!await db.LoginTokens.AnyAsync(t => t.WorkspaceId == workspaceId && t.LoginId == loginId)
                || await db.Logins.AsNoTracking().FirstOrDefaultAsync(l => l.WorkspaceId == workspaceId && l.Id == loginId) is not { } login
                || OAuthPlan.Find(brokers, login.BrokerId, login.MethodId, login.EnvironmentId) is not { } plan)
            {
                return null;
            }
            return await RevokeAsync(plan, await secrets.ReadAllAsync(workspaceId, loginId, CancellationToken.None));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.LogWarning("The access of login {LoginId} could not be revoked at the broker ({Error}); revoke it on the broker's page", loginId, e.GetType().Name);
            return false;
        }
    }

    /// <summary>Gives tokens back that were never stored.</summary>
    internal async Task<bool?> RevokeAsync(OAuthPlan plan, IReadOnlyDictionary<string, string> values)
    {
        if (plan.Revoke is not { } endpoint)
        {
            return null;
        }
        // The refresh token is the grant: with it the access token goes.
        var (kind, token) = values.TryGetValue(RefreshField, out var refresh) ? (RefreshField, refresh) : (AccessField, values[AccessField]);
        using var hidden = hide(token);
        var done = await wire.RevokeAsync(endpoint, plan.AllowListed.Contains("revoke"), plan.Fact, plan.Client(brokers, values), token, kind);
        log.Log(done ? Microsoft.Extensions.Logging.LogLevel.Information : Microsoft.Extensions.Logging.LogLevel.Warning,
            "{BrokerId}: the access was {Revoked} at the broker", plan.Entry.Id, done ? "revoked" : "not confirmed as revoked");
        return done;
    }

    internal static VenueException Dead() => new(ErrorCodes.ReauthRequired, "the broker wants you to sign in again", new Evidence(Sent.No, 0));

    private async Task<LoginTokenRow?> RowAsync(Guid workspaceId, Guid loginId, CancellationToken ct)
    {
        await using var db = open();
        return await db.LoginTokens.AsNoTracking().FirstOrDefaultAsync(t => t.WorkspaceId == workspaceId && t.LoginId == loginId, ct);
    }
}
