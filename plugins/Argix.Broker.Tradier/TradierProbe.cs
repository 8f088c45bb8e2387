using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Tradier;

// The connection test.
internal sealed partial class TradierAdapter
{
    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Profile(Op.Probe, ct);
        if ((answer.Status == 200 ? TradierList.Read(answer.Body, "profile", "account", TradierJson.Default.AccountJson) : null) is not { } read)
        {
            var failed = TradierMap.Failed(answer, "reading the profile");
            return new LoginReport("", [new(CheckIds.Authentication, false, failed.Code, answer.Status is 401 or 403
                ? "Tradier refused the token. Sandbox and live have different tokens; a newly made one ends the old." : failed.Message), .. Skipped()], []);
        }
        // A status is a word today and was a number once; only a word that says otherwise closes an account.
        Account[] accounts = [.. read.Items.Where(a => TradierMap.Text(a.AccountNumber) is { Length: > 0 } && TradierMap.Text(a.Status) is not ("closed" or "inactive" or "disabled"))
            .Select(a => (Id: TradierMap.Text(a.AccountNumber)!, a.Type)).Select(a => new Account(a.Id, $"{a.Type} {a.Id}".Trim(), "USD", Rights.Read | Rights.Trade, Proof.Claimed))];
        Check[] checks =
        [
            Clock(answer),
            new(CheckIds.Authentication, true, null, "Tradier accepted the token"),
            new(CheckIds.Permissions, true, null, "A personal token may read and trade (Tradier has no narrower kind; not tried)"),
            accounts.Length > 0 ? new(CheckIds.Account, true, null, accounts.Length == 1 ? $"Account {accounts[0].Id}" : $"{accounts.Length} accounts")
                : new(CheckIds.Account, false, ErrorCodes.WrongAccount, "This token reaches no active account"),
            await MarketDataAsync(ct),
            await LookupCheckAsync(accounts.Length > 0 ? accounts[0].Id : null, ct),
        ];
        return new LoginReport(string.Join(',', accounts.Select(a => a.Id).Order(StringComparer.Ordinal)), checks, accounts, null, VenueTime(answer));
    }

    private static IEnumerable<Check> Skipped() => new[] { CheckIds.Permissions, CheckIds.Account, CheckIds.MarketData, CheckIds.OrderLookup }.Select(id => new Check(id, null, null, "Not tried: the sign-in did not work"));

    private static DateTimeOffset? VenueTime(Answer answer) => DateTimeOffset.TryParse(answer.Headers.FirstOrDefault(h => h.Key.Equals("Date", StringComparison.OrdinalIgnoreCase)).Value,
        CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static Check Clock(Answer answer) => VenueTime(answer) is not { } venue ? new(CheckIds.Clock, null, null, "The venue did not tell its time")
        : (venue - answer.At).Duration() is var skew && skew > TimeSpan.FromSeconds(30)
            ? new(CheckIds.Clock, true, ErrorCodes.ClockSkew, $"Tradier's clock and ours are {skew.TotalSeconds:0} s apart; set this machine's clock")
            : new(CheckIds.Clock, true, null, $"{skew.TotalSeconds:0} s apart");

    private async Task<Check> MarketDataAsync(CancellationToken ct)
    {
        var answer = await _api.Clock(Op.Probe, ct);
        return answer.Status == 200 && TradierApi.TryRead(answer, TradierJson.Default.ClockAnswerJson)?.Clock is { State: { } state }
            ? new Check(CheckIds.MarketData, true, null, port.Login.EnvironmentId == "live" ? $"The market is {state}" : $"The market is {state}; sandbox prices are 15 minutes late")
            : new Check(CheckIds.MarketData, true, TradierMap.Failed(answer, "").Code, "The market clock could not be read; orders still work, with fewer price checks");
    }

    private async Task<Check> LookupCheckAsync(string? account, CancellationToken ct)
    {
        if (account is null)
        {
            return new Check(CheckIds.OrderLookup, null, null, "Not tried: there is no account");
        }
        var answer = await _api.Orders(Op.Probe, account, 1, ct);
        return answer.Status == 200 && TradierList.Read(answer.Body, "orders", "order", TradierJson.Default.OrderJson) is not null
            ? new Check(CheckIds.OrderLookup, true, null, "The day's orders can be listed, each with the label that Argix gives it")
            : new Check(CheckIds.OrderLookup, true, TradierMap.Failed(answer, "").Code, "The day's orders could not be listed; a lost order is looked for there");
    }
}
