using Argix.Contracts;
using Argix.Data;
using Argix.Errors;
using Argix.Plugins;

namespace Argix.Connections;

public sealed partial class ConnectionService
{
    private const int LongestName = 80;

    /// <summary>Tests, then stores, then opens the lane. Nothing is stored before the test has passed.</summary>
    /// <exception cref="ArgixException">The code of the first failed check, or why this account is not connected this way.</exception>
    public async Task<ConnectionView> CreateAsync(Guid workspaceId, CreateRequest request, string actor, CancellationToken ct, IProgress<CheckResult>? progress = null)
    {
        var entry = tester.RequireOpen(request.Test.BrokerId);
        CheckWish(entry, request);
        var outcome = await tester.RunAsync(request.Test, progress, ct);
        ThrowIfFailed(outcome.Result);
        var account = Choose(outcome, request.Test.AccountId);
        CheckRights(account, request.Access, request.AcceptWithdrawal);

        await using var held = await EnterAsync(ct);
        var row = await StoreAsync(workspaceId, entry, request, outcome, account, actor, ct);
        await using var db = open();
        await ReopenAsync(db, row, ct);
        return await GetAsync(workspaceId, row.Id, ct);
    }

    internal static void CheckWish(BrokerEntry entry, CreateRequest request)
    {
        var errors = new Dictionary<string, string[]>();
        if (request.Name.Trim() is not { Length: > 0 and <= LongestName } || request.Name.Any(char.IsControl))
        {
            errors["name"] = [$"1 to {LongestName} characters on one line."];
        }
        if (request.Access is not ("read" or "trade"))
        {
            errors["access"] = ["One of: read, trade."];
        }
        if (entry.Environment(request.Test.EnvironmentId)?.Kind == "live" && !request.ConfirmLive)
        {
            errors["confirmLive"] = ["This environment trades with real money: confirm it with confirmLive: true."];
        }
        if (errors.Count > 0)
        {
            throw FormRules.Failed(errors);
        }
    }

    internal static void ThrowIfFailed(TestResult result)
    {
        if (result.Checks.FirstOrDefault(c => c.Failed) is { } failed)
        {
            throw new ArgixException(failed.Code ?? ErrorCodes.BrokerProtocolError, failed.Detail)
            {
                Facts = new Dictionary<string, object?> { ["checks"] = result.Checks },
            };
        }
    }

    private static Account Choose(TestOutcome outcome, string? accountId)
    {
        var accounts = outcome.Report!.Accounts;
        return accountId is not null ? accounts.First(a => a.Id == accountId)
            : accounts.Count == 1 ? accounts[0]
            : throw new ArgixException("validation_failed", "These credentials reach several accounts: choose one with accountId.")
            {
                Facts = new Dictionary<string, object?>
                {
                    ["errors"] = new Dictionary<string, string[]> { ["accountId"] = ["Choose one of the accounts."] },
                    ["accounts"] = outcome.Result.Accounts,
                },
            };
    }

    private static void CheckRights(Account account, string access, bool acceptWithdrawal)
    {
        if (access == "trade" && !account.Rights.HasFlag(Rights.Trade))
        {
            throw new ArgixException(ErrorCodes.InsufficientScope, "These credentials may read but not trade. Give them the right to trade, or connect with access: read.");
        }
        if (account.Rights.HasFlag(Rights.Withdraw) && !acceptWithdrawal)
        {
            throw new ArgixException(ErrorCodes.WithdrawalPermission, "These credentials can withdraw money, which Argix never needs. Make a key without that right, or confirm with acceptWithdrawal: true.");
        }
    }
}
