using Argix.Contracts;
using Argix.Contracts.Manifest;
using Argix.Data;
using Argix.Errors;
using Argix.Plugins;
using Microsoft.EntityFrameworkCore;

namespace Argix.Connections;

public sealed partial class ConnectionService
{
    private async Task<ConnectionRow> StoreAsync(Guid workspaceId, BrokerEntry entry, CreateRequest request, TestOutcome outcome, Account account, string actor, CancellationToken ct)
    {
        await using var db = open();
        var environment = entry.Environment(request.Test.EnvironmentId)!;
        // A broker without endpoints is a venue inside the host: each login is a venue and a ledger of its own, so several can stand side by side.
        var local = environment.Endpoints.Count == 0;
        if (!local)
        {
            await RefuseSecondAsync(db, workspaceId, request.Test, account, ct);
        }
        var login = (local ? null : await SameLoginAsync(db, workspaceId, request.Test, outcome, ct)) ?? AddLogin(db, workspaceId, request.Test, outcome);
        var row = NewRow(login, request, environment, account);
        db.Connections.Add(row);
        db.Outbox.Add(Outbox.Row(row, "connection_created", actor, clock, new
        {
            connectionId = row.Id,
            loginId = login.Id,
            brokerId = row.BrokerId,
            environmentKind = row.EnvironmentKind,
            access = row.Access,
            withdrawalAccepted = row.CanWithdraw == true,
        }));
        await db.SaveChangesAsync(ct);
        return row;
    }

    private static async Task RefuseSecondAsync(ArgixDb db, Guid workspaceId, TestRequest test, Account account, CancellationToken ct)
    {
        var other = await db.Connections.FirstOrDefaultAsync(c => c.WorkspaceId == workspaceId && c.BrokerId == test.BrokerId
            && c.EnvironmentId == test.EnvironmentId && c.AccountId == account.Id && c.Intent != ConnectionIntent.Disconnected, ct);
        if (other is not null)
        {
            throw new ArgixException("already_connected", "This account is connected already. Use that connection, or rotate its credentials.")
            {
                Facts = new Dictionary<string, object?> { ["connectionId"] = other.Id },
            };
        }
    }

    // The same credentials for another account: one login owns the wire, so both accounts share it.
    private async Task<LoginRow?> SameLoginAsync(ArgixDb db, Guid workspaceId, TestRequest test, TestOutcome outcome, CancellationToken ct)
    {
        var candidates = await db.Logins.Where(l => l.WorkspaceId == workspaceId && l.BrokerId == test.BrokerId && l.EnvironmentId == test.EnvironmentId
            && l.MethodId == test.MethodId && l.Subject == outcome.Report!.Subject).ToListAsync(ct);
        foreach (var login in candidates)
        {
            var stored = await db.Secrets.AsNoTracking().Where(s => s.WorkspaceId == workspaceId && s.LoginId == login.Id).ToDictionaryAsync(s => s.Field, s => s.Fingerprint, ct);
            if (stored.Count > 0 && stored.Count == outcome.Values.Count && outcome.Values.All(v => stored.GetValueOrDefault(v.Key) == secrets.Fingerprint(workspaceId, v.Value)))
            {
                return login;
            }
        }
        return null;
    }

    private LoginRow AddLogin(ArgixDb db, Guid workspaceId, TestRequest test, TestOutcome outcome)
    {
        var login = new LoginRow
        {
            WorkspaceId = workspaceId,
            Id = ids.NewId(),
            BrokerId = test.BrokerId,
            EnvironmentId = test.EnvironmentId,
            MethodId = test.MethodId,
            Subject = outcome.Report!.Subject,
            SecretVersion = 1,
            CreatedAt = clock.GetUtcNow(),
        };
        db.Logins.Add(login);
        db.Secrets.AddRange(secrets.Seal(login, outcome.Values));
        return login;
    }

    private ConnectionRow NewRow(LoginRow login, CreateRequest request, EnvironmentFact environment, Account account)
    {
        var now = clock.GetUtcNow();
        var rights = Permissions.Of(account);
        return new()
        {
            WorkspaceId = login.WorkspaceId,
            Id = ids.NewId(),
            LoginId = login.Id,
            Name = request.Name.Trim(),
            BrokerId = login.BrokerId,
            EnvironmentId = login.EnvironmentId,
            EnvironmentKind = environment.Kind,
            AccountId = account.Id,
            AccountName = account.Name,
            Currency = account.Currency,
            AccountRoute = account.Route,
            Access = request.Access,
            CanRead = rights.Read == true,
            CanTrade = rights.Trade == true,
            CanWithdraw = rights.Withdraw,
            Intent = ConnectionIntent.Active,
            IntentSince = now,
            CreatedAt = now,
        };
    }
}
