using Argix.Connections.Vault;
using Argix.Contracts;
using Argix.Data;
using Argix.Errors;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

public sealed partial class ConnectionService
{
    /// <summary>Tests with what is stored.</summary>
    public async Task<TestResult> TestStoredAsync(Guid workspaceId, Guid id, CancellationToken ct, IProgress<CheckResult>? progress = null)
    {
        var result = await TestNowAsync(workspaceId, id, ct, progress);
        tested[id] = (clock.GetUtcNow(), result);
        return result;
    }

    /// <summary>The last test of a connection since the start; null without one.</summary>
    public (DateTimeOffset At, TestResult Result)? LastTest(Guid id) => tested.TryGetValue(id, out var last) ? last : null;

    private async Task<TestResult> TestNowAsync(Guid workspaceId, Guid id, CancellationToken ct, IProgress<CheckResult>? progress)
    {
        await using var db = open();
        var row = await RequireAsync(db, workspaceId, id, ct);
        if (row.Intent == ConnectionIntent.Disconnected)
        {
            throw NotFrom(row.Intent);
        }
        var login = await LoginAsync(db, row, ct);
        if (await TestTokensAsync(db, row, login, progress, ct) is { } tested)
        {
            return tested;
        }
        var values = await secrets.ReadAllAsync(workspaceId, login.Id, ct);
        return await tester.TestAsync(new(row.BrokerId, login.MethodId, row.EnvironmentId, row.AccountId, values), progress, ct);
    }

    /// <summary>
    /// Replaces the credentials of a login. The new ones must pass the test and reach every account that is connected through it (else <c>wrong_account</c>);
    /// until they have, the old ones stay.
    /// </summary>
    public async Task<ConnectionView> RotateCredentialsAsync(Guid workspaceId, Guid id, IReadOnlyDictionary<string, string> credentials, bool acceptWithdrawal, string actor, CancellationToken ct)
    {
        TestOutcome outcome;
        await using (var before = open())
        {
            var (row, login) = await InUseAsync(before, workspaceId, id, ct);
            outcome = await tester.RunAsync(new(row.BrokerId, login.MethodId, row.EnvironmentId, row.AccountId, credentials), null, ct);
            ThrowIfFailed(outcome.Result);
        }
        await using var held = await EnterAsync(ct);
        await using var db = open();
        var (connection, current) = await InUseAsync(db, workspaceId, id, ct);
        await foreach (var sibling in db.Connections.Where(c => c.WorkspaceId == workspaceId && c.LoginId == current.Id && c.Intent != ConnectionIntent.Disconnected).AsAsyncEnumerable())
        {
            Renew(sibling, outcome.Report!, acceptWithdrawal);
        }
        await ReplaceAsync(db, current, connection, outcome, actor, ct);
        await secrets.ScrubFileAsync(CancellationToken.None);
        await ReopenAsync(db, connection, ct);
        return await GetAsync(workspaceId, id, ct);
    }

    private static async Task<(ConnectionRow Row, LoginRow Login)> InUseAsync(ArgixDb db, Guid workspaceId, Guid id, CancellationToken ct)
    {
        var row = await RequireAsync(db, workspaceId, id, ct);
        return row.Intent is ConnectionIntent.Disconnected or ConnectionIntent.Disconnecting ? throw NotFrom(row.Intent) : (row, await LoginAsync(db, row, ct));
    }

    private static void Renew(ConnectionRow row, LoginReport report, bool acceptWithdrawal)
    {
        var account = report.Accounts.FirstOrDefault(a => a.Id == row.AccountId)
            ?? throw new ArgixException(ErrorCodes.WrongAccount, "These credentials do not reach every account that is connected with the old ones. Connect the other account by itself.");
        CheckRights(account, row.Access, acceptWithdrawal || row.CanWithdraw == true);
        var rights = Permissions.Of(account);
        (row.CanRead, row.CanTrade, row.CanWithdraw, row.AccountRoute) = (rights.Read == true, rights.Trade == true, rights.Withdraw, account.Route);
    }

    private async Task ReplaceAsync(ArgixDb db, LoginRow login, ConnectionRow row, TestOutcome outcome, string actor, CancellationToken ct)
    {
        login.SecretVersion++;
        login.Subject = outcome.Report!.Subject;
        var rows = secrets.Seal(login, outcome.Values).ToList();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await SecretStore.DestroyAsync(db, login.WorkspaceId, login.Id, ct);
        db.Secrets.AddRange(rows);
        db.Outbox.Add(Outbox.Row(row, "connection_credentials_rotated", actor, clock, new
        {
            connectionId = row.Id,
            loginId = login.Id,
            version = login.SecretVersion,
            fingerprints = rows.ToDictionary(r => r.Field, r => r.Fingerprint),
        }));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static Task<LoginRow> LoginAsync(ArgixDb db, ConnectionRow row, CancellationToken ct) =>
        db.Logins.SingleAsync(l => l.WorkspaceId == row.WorkspaceId && l.Id == row.LoginId, ct);
}
