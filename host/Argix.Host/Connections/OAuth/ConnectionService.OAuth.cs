using System.Text.Json;
using Argix.Connections.OAuth;
using Argix.Contracts;
using Argix.Data;
using Argix.Errors;
using Argix.Plugins;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

// Connections whose credentials are tokens: stored with what is known about them, waiting for the choice of an account, signed in again under the same id.
public sealed partial class ConnectionService
{
    private static readonly Account NotChosen = new("", "", "", Rights.None, Proof.Unknown);

    /// <summary>Of several accounts the one to connect; until then the connection waits in <c>connecting</c>.</summary>
    public async Task<ConnectionView> ChooseAccountAsync(Guid workspaceId, Guid id, string accountId, string actor, CancellationToken ct)
    {
        await using (await EnterAsync(ct))
        {
            await using var db = open();
            var row = await RequireAsync(db, workspaceId, id, ct);
            var tokens = await TokensAsync(db, row, ct);
            if (row.AccountId.Length > 0 || tokens?.Choices is null || row.Intent is ConnectionIntent.Disconnected or ConnectionIntent.Disconnecting)
            {
                return row.AccountId == accountId ? await GetAsync(workspaceId, id, ct)
                    : throw new ArgixException("connection_not_ready", "This connection is not waiting for the choice of an account.");
            }
            var account = Choices(tokens).FirstOrDefault(a => a.Id == accountId) ?? throw new ArgixException(ErrorCodes.WrongAccount, "The sign-in does not reach that account. Choose one of those listed.");
            CheckRights(account, row.Access, acceptWithdrawal: false);
            await RefuseSecondAsync(db, workspaceId, new(row.BrokerId, "", row.EnvironmentId, null, new Dictionary<string, string>()), account, ct);
            Fill(row, account);
            tokens.Choices = null;
            db.Outbox.Add(Outbox.Row(row, "connection_account_chosen", actor, clock));
            await db.SaveChangesAsync(ct);
            await ReopenAsync(db, row, ct);
        }
        return await GetAsync(workspaceId, id, ct);
    }

    /// <summary>Whether a connection's credentials come from a sign-in at the broker.</summary>
    public async Task<string?> SignInMethodAsync(Guid workspaceId, Guid id, CancellationToken ct)
    {
        await using var db = open();
        var row = await RequireAsync(db, workspaceId, id, ct);
        return await TokensAsync(db, row, ct) is null ? null : (await LoginAsync(db, row, ct)).MethodId;
    }

    internal async Task<ConnectionView> ConnectTokensAsync(Guid workspaceId, BrokerEntry entry, CreateRequest request, TestOutcome outcome, LoginTokenRow tokens, string actor, CancellationToken ct)
    {
        var accounts = outcome.Report!.Accounts;
        var account = accounts.Count == 1 ? accounts[0] : NotChosen;
        ConnectionRow row;
        await using (await EnterAsync(ct))
        {
            await using var db = open();
            if (accounts.Count == 1)
            {
                CheckRights(account, request.Access, request.AcceptWithdrawal);
                await RefuseSecondAsync(db, workspaceId, request.Test, account, ct);
            }
            var login = AddLogin(db, workspaceId, request.Test, outcome);
            row = NewRow(login, request, entry.Environment(request.Test.EnvironmentId)!, account);
            (tokens.LoginId, tokens.Choices) = (login.Id, accounts.Count == 1 ? null : JsonSerializer.Serialize(accounts));
            db.Connections.Add(row);
            db.LoginTokens.Add(tokens);
            db.Outbox.Add(Outbox.Row(row, "connection_created", actor, clock, new
            {
                connectionId = row.Id, loginId = login.Id, brokerId = row.BrokerId, environmentKind = row.EnvironmentKind, access = row.Access, withdrawalAccepted = row.CanWithdraw == true,
            }));
            await db.SaveChangesAsync(ct);
            if (accounts.Count == 1)
            {
                await ReopenAsync(db, row, ct);
            }
        }
        return await GetAsync(workspaceId, row.Id, ct);
    }

    /// <summary>New tokens for the login of a connection; they must reach every account that hangs on it, else <c>wrong_account</c> and the old ones stay.</summary>
    internal async Task<ConnectionView> SignInAgainAsync(Guid workspaceId, Guid id, TestOutcome outcome, LoginTokenRow fresh, string actor, CancellationToken ct)
    {
        await using (await EnterAsync(ct))
        {
            await using var db = open();
            var (row, login) = await InUseAsync(db, workspaceId, id, ct);
            await foreach (var sibling in db.Connections.Where(c => c.WorkspaceId == workspaceId && c.LoginId == login.Id && c.AccountId != "" && c.Intent != ConnectionIntent.Disconnected).AsAsyncEnumerable())
            {
                Renew(sibling, outcome.Report!, acceptWithdrawal: false);
            }
            var tokens = await TokensAsync(db, row, ct) ?? throw new ArgixException("validation_failed", "This connection was not made by signing in at the broker.");
            (tokens.AccessExpiresAt, tokens.EndsAt, tokens.ConsentedAt, tokens.RefreshedAt, tokens.Scopes) = (fresh.AccessExpiresAt, fresh.EndsAt, fresh.ConsentedAt, fresh.RefreshedAt, fresh.Scopes);
            (tokens.ReauthSince, tokens.ReauthReason, tokens.FailedAt, tokens.FailedCode, tokens.AnnouncedMinutes, tokens.LeaseBy, tokens.LeaseUntil) = (null, null, null, null, 0, null, null);
            // A refresh that is under way finds another count and throws its answer away.
            tokens.Version++;
            await ReplaceAsync(db, login, row, outcome, actor, ct);
            await secrets.ScrubFileAsync(CancellationToken.None);
            await ReopenAsync(db, row, ct);
        }
        return await GetAsync(workspaceId, id, ct);
    }

    /// <summary>Refuses to sign a connection in at another broker, environment or method than its own.</summary>
    internal async Task RequireSameAsync(Guid workspaceId, Guid id, string brokerId, string environmentId, string methodId, CancellationToken ct)
    {
        await using var db = open();
        var (row, login) = await InUseAsync(db, workspaceId, id, ct);
        if ((row.BrokerId, row.EnvironmentId, login.MethodId) != (brokerId, environmentId, methodId))
        {
            throw FormRules.Failed("connectionId", "The connection belongs to another broker, environment or method.");
        }
    }

    /// <summary>The person's own client of a connection, for signing in again.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> OwnClientAsync(Guid workspaceId, Guid id, CancellationToken ct)
    {
        await using var db = open();
        var (_, login) = await InUseAsync(db, workspaceId, id, ct);
        var values = await secrets.ReadAllAsync(workspaceId, login.Id, ct);
        return values.Where(v => v.Key is not (TokenKeeper.AccessField or TokenKeeper.RefreshField)).ToDictionary();
    }

    // What is tested of a login with tokens is its access token, renewed first when that is due.
    private async Task<TestResult?> TestTokensAsync(ArgixDb db, ConnectionRow row, LoginRow login, IProgress<CheckResult>? progress, CancellationToken ct)
    {
        if (keeper is null || await TokensAsync(db, row, ct) is null)
        {
            return null;
        }
        await keeper.BeforeReadAsync(row.WorkspaceId, login.Id, TokenKeeper.AccessField, ct);
        var access = await secrets.ReadAsync(row.WorkspaceId, login.Id, TokenKeeper.AccessField, ct);
        var request = new TestRequest(row.BrokerId, login.MethodId, row.EnvironmentId, row.AccountId.Length > 0 ? row.AccountId : null, new Dictionary<string, string> { [TokenKeeper.AccessField] = access });
        return (await tester.ProbeTokensAsync(tester.RequireOpen(row.BrokerId), request, ct, progress)).Result;
    }

    private static Task<LoginTokenRow?> TokensAsync(ArgixDb db, ConnectionRow row, CancellationToken ct) =>
        db.LoginTokens.FirstOrDefaultAsync(t => t.WorkspaceId == row.WorkspaceId && t.LoginId == row.LoginId, ct);

    private static IReadOnlyList<Account> Choices(LoginTokenRow tokens) => JsonSerializer.Deserialize<List<Account>>(tokens.Choices!)!;

    private static void Fill(ConnectionRow row, Account account)
    {
        var rights = Permissions.Of(account);
        (row.AccountId, row.AccountName, row.Currency, row.AccountRoute) = (account.Id, account.Name, account.Currency, account.Route);
        (row.CanRead, row.CanTrade, row.CanWithdraw) = (rights.Read == true, rights.Trade == true, rights.Withdraw);
    }
}
