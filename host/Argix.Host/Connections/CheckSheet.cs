using Argix.Contracts;
using Argix.Plugins;

namespace Argix.Connections;

/// <summary>The checks of one test in their fixed order, from the host and from the adapter. Credential values never get into a detail.</summary>
internal sealed class CheckSheet(BrokerEntry broker, IProgress<CheckResult>? progress, IEnumerable<string> secrets)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);
    /// <summary>The ids in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Ids => Order;

    private static readonly string[] Order =
    [
        CheckIds.Dns, CheckIds.Tls, CheckIds.Clock, CheckIds.Authentication, CheckIds.Permissions, CheckIds.Account, CheckIds.MarketData, CheckIds.OrderLookup,
    ];

    private readonly Dictionary<string, CheckResult> done = [];
    private readonly string[] secrets = [.. secrets.Where(s => s.Length >= 6)];

    public bool Ok => done.Values.All(c => !c.Failed);

    public static CheckResult Skipped(string id) => new(id, "skipped", null, "Not checked.");

    public void Add(CheckResult check)
    {
        check = (check with { Detail = Scrub(check.Detail) }).Anchored(broker);
        if (done.TryAdd(check.Id, check))
        {
            progress?.Report(check);
        }
    }

    /// <summary>The adapter could not be asked to the end.</summary>
    public void Stop(CheckResult why) => Add(why);

    /// <summary>Takes the adapter's checks over, adds what the host concludes itself, and marks the rest as skipped.</summary>
    public void Merge(LoginReport? report, string? accountId, DateTimeOffset now)
    {
        var theirs = report?.Checks.Where(c => Order.Contains(c.Id)).GroupBy(c => c.Id).ToDictionary(g => g.Key, g => g.First()) ?? [];
        foreach (var id in Order.Where(id => !done.ContainsKey(id)))
        {
            Add(report is null ? Skipped(id) : Conclude(id, theirs.GetValueOrDefault(id), report, accountId, now));
        }
    }

    public TestResult Result(LoginReport? report, string? accountId)
    {
        var accounts = report?.Accounts ?? [];
        var asked = accounts.Where(a => accountId is null || a.Id == accountId).ToList();
        return new(Ok, [.. Order.Select(id => done[id])], [.. accounts.Select(a => new AccountChoice(a.Id, a.Name, a.Currency))], Permissions.Of(asked));
    }

    private static CheckResult Conclude(string id, Check? theirs, LoginReport report, string? accountId, DateTimeOffset now)
    {
        if (theirs?.Passed == false)
        {
            return new(id, "failed", theirs.Code ?? ErrorCodes.BrokerProtocolError, theirs.Detail);
        }
        var own = id switch
        {
            CheckIds.Clock => Clock(report, now),
            CheckIds.Permissions => Withdrawal(report, accountId),
            CheckIds.Account => Account(report, accountId),
            _ => null,
        };
        return own ?? (theirs?.Passed == true ? new(id, theirs.Code is null ? "passed" : "warning", theirs.Code, theirs.Detail)
            : theirs is null ? Skipped(id) : new(id, "skipped", theirs.Code, theirs.Detail));
    }

    private static CheckResult? Clock(LoginReport report, DateTimeOffset now) => report.VenueTime is { } venue && (venue - now).Duration() > ClockTolerance
        ? new(CheckIds.Clock, "failed", ErrorCodes.ClockSkew, $"This machine's clock differs from the venue's by {(venue - now).Duration().TotalSeconds:0} s. Set the time of this machine.")
        : null;

    private static CheckResult? Withdrawal(LoginReport report, string? accountId) =>
        report.Accounts.Any(a => (accountId is null || a.Id == accountId) && a.Rights.HasFlag(Rights.Withdraw))
            ? new(CheckIds.Permissions, "warning", ErrorCodes.WithdrawalPermission, "These credentials can withdraw money. Make a key without that right; Argix never needs it.")
            : null;

    private static CheckResult? Account(LoginReport report, string? accountId)
    {
        // Failed authentication already says why there is no account.
        var broken = report.Checks.Any(c => c is { Id: CheckIds.Authentication, Passed: false });
        return report.Accounts.Count == 0
            ? broken ? Skipped(CheckIds.Account) : new(CheckIds.Account, "failed", ErrorCodes.WrongAccount, "These credentials reach no account.")
            : accountId is not null && report.Accounts.All(a => a.Id != accountId)
                ? new(CheckIds.Account, "failed", ErrorCodes.WrongAccount, "These credentials do not reach that account. Choose one of the accounts listed.")
                : null;
    }

    private string Scrub(string detail) => secrets.Aggregate(detail, (text, secret) => text.Replace(secret, "[hidden]", StringComparison.Ordinal));
}
