using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.TradeStation;

// The connection test.
internal sealed partial class TradeStationAdapter
{
    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Accounts(Op.Probe, ct);
        var read = answer.Status == 200 ? TradeStationApi.TryRead(answer, TradeStationJson.Default.AccountsJson)?.Accounts : null;
        if (read is null)
        {
            var failed = TradeStationMap.Failed(answer, "reading the accounts");
            return new LoginReport("", [new(CheckIds.Authentication, false, failed.Code == ErrorCodes.ReauthRequired ? ErrorCodes.InvalidCredentials : failed.Code,
                answer.Status == 401 ? "TradeStation refused the sign-in. Sign in again." : failed.Message)], [], null, VenueTime(answer));
        }
        // What was granted at the sign-in is the host's knowledge: it holds these rights against the scopes.
        Account[] accounts = [.. read.Where(a => a.AccountID is { Length: > 0 } && a.Status is null or "Active")
            .Select(a => new Account(a.AccountID!, $"{a.AccountType} {a.AccountID}".Trim(), a.Currency ?? "USD", Rights.Read | Rights.Trade, Proof.Claimed))];
        Check[] checks =
        [
            new(CheckIds.Authentication, true, null, "TradeStation accepted the sign-in"),
            new(CheckIds.Permissions, true, null, "Accounts can be read; trading is as allowed at the sign-in (not tried)"),
            accounts.Length > 0 ? new(CheckIds.Account, true, null, accounts.Length == 1 ? "One account" : $"{accounts.Length} accounts")
                : new(CheckIds.Account, false, ErrorCodes.WrongAccount, "This sign-in has no active account here. Simulator and live accounts are apart."),
            await MarketDataAsync(ct),
        ];
        return new LoginReport(string.Join(',', accounts.Select(a => a.Id).Order(StringComparer.Ordinal)), checks, accounts, null, VenueTime(answer));
    }

    private static DateTimeOffset? VenueTime(Answer answer) =>
        DateTimeOffset.TryParse(answer.Headers.FirstOrDefault(h => h.Key.Equals("Date", StringComparison.OrdinalIgnoreCase)).Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private async Task<Check> MarketDataAsync(CancellationToken ct)
    {
        var answer = await _api.Quote(Op.Probe, "MSFT", ct);
        return answer.Status == 200 && TradeStationApi.TryRead(answer, TradeStationJson.Default.QuotesJson)?.Quotes is [{ } quote, ..]
            ? new Check(CheckIds.MarketData, true, null, quote.MarketFlags?.IsDelayed == true ? "A quote was read; it is delayed" : "A quote was read")
            : new Check(CheckIds.MarketData, true, TradeStationMap.Failed(answer, "").Code, "No quote could be read; orders still work, with fewer price checks");
    }
}
