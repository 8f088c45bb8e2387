using Argix.Contracts;

namespace Argix.Broker.TradeStation;

/// <summary>One TradeStation login. It reads; orders are not placed through it yet, so it has none of those capabilities.</summary>
internal sealed class TradeStationAdapter(IVenuePort port) : IBrokerAdapter, IReadAccount
{
    private readonly TradeStationApi _api = new(port);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Accounts(Op.Probe, ct);
        var read = answer.Status == 200 ? TradeStationApi.TryRead(answer, TradeStationJson.Default.AccountsJson)?.Accounts : null;
        if (read is null)
        {
            var failed = TradeStationMap.Failed(answer, "reading the accounts");
            return new LoginReport("", [new(CheckIds.Authentication, false, failed.Code == ErrorCodes.ReauthRequired ? ErrorCodes.InvalidCredentials : failed.Code,
                answer.Status == 401 ? "TradeStation refused the sign-in. Sign in again." : failed.Message)], []);
        }
        // Orders are not placed through this adapter, so nobody may be told that they could be.
        Account[] accounts = [.. read.Where(a => a.AccountID is { Length: > 0 } && a.Status is null or "Active")
            .Select(a => new Account(a.AccountID!, $"{a.AccountType} {a.AccountID}".Trim(), a.Currency ?? "USD", Rights.Read, Proof.Probed))];
        Check[] checks =
        [
            new(CheckIds.Authentication, true, null, "TradeStation accepted the sign-in"),
            new(CheckIds.Permissions, true, null, "Accounts can be read; orders are not offered yet"),
            accounts.Length > 0 ? new(CheckIds.Account, true, null, accounts.Length == 1 ? "One account" : $"{accounts.Length} accounts")
                : new(CheckIds.Account, false, ErrorCodes.WrongAccount, "This sign-in has no active account here. Simulator and live accounts are apart."),
        ];
        return new LoginReport(string.Join(',', accounts.Select(a => a.Id).Order(StringComparer.Ordinal)), checks, accounts);
    }

    public async Task<Page<Balance>> BalancesAsync(Account account, CancellationToken ct)
    {
        var answer = await _api.Balances(account.Id, ct);
        var row = TradeStationApi.Read(answer, TradeStationJson.Default.BalancesJson, "reading balances").Balances?.FirstOrDefault(b => b.AccountID == account.Id);
        return row?.CashBalance is { } cash
            ? new([new(account.Currency, cash, null, row.Equity, row.BuyingPower, answer.At)], null, Covered(answer, null))
            : throw TradeStationMap.Failed(answer, "reading balances");
    }

    public async Task<Page<Position>> PositionsAsync(Account account, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Positions(account.Id, ct);
        var page = TradeStationApi.Read(answer, TradeStationJson.Default.PositionsJson, "reading positions");
        return page is { Positions: { } rows, Errors: null or [] } && rows.All(p => p is { Symbol.Length: > 0, Quantity: not null })
            ? new([.. rows.Select(p => TradeStationMap.Position(p, account.Currency, answer.At))], null, Covered(answer, null))
            : throw TradeStationMap.Failed(answer, "reading positions");
    }

    public async Task<Page<OrderReport>> OrdersAsync(Account account, DateTimeOffset? from, bool openOnly, string? cursor, CancellationToken ct)
    {
        var answer = await _api.Orders(account.Id, cursor, ct);
        var page = TradeStationApi.Read(answer, TradeStationJson.Default.OrdersJson, "reading orders");
        if (page is not { Orders: { } rows, Errors: null or [] } || !rows.All(o => o.OrderID is { Length: > 0 }))
        {
            throw TradeStationMap.Failed(answer, "reading orders");
        }
        var next = string.IsNullOrEmpty(page.NextToken) ? null : page.NextToken;
        return new([.. rows.Select(o => TradeStationMap.Report(o, account.Id))], next, Covered(answer, next));
    }

    // Only quantities count here (cumulative truth): the orders tell them.
    public Task<Page<OrderReport>> FillsAsync(Account account, DateTimeOffset? from, OrderRef? of, string? cursor, CancellationToken ct) => OrdersAsync(account, from, false, cursor, ct);

    // Today's and the open orders: older closed ones are not in this list.
    private static Coverage Covered(Answer answer, string? next) => new(answer.At, answer.At, Open: true, Closed: false, Fills: false, AllPages: next is null, answer.At);
}
