using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Oanda;

// The connection test.
internal sealed partial class OandaAdapter
{
    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Accounts(Op.Probe, ct);
        var listed = answer.Status == 200 ? OandaApi.TryRead(answer, OandaJson.Default.AccountsJson)?.Accounts : null;
        if (listed is null)
        {
            var failed = OandaMap.Failed(answer, "reading the accounts");
            return new LoginReport("", [new(CheckIds.Authentication, false, failed.Code, answer.Status is 401 or 403
                ? "OANDA refused the token. Practice and live have different tokens; a newly made one ends the old." : failed.Message), .. Skipped()], []);
        }
        var signedIn = new Check(CheckIds.Authentication, true, null, "OANDA accepted the token");
        var wanted = await _api.AccountIdAsync(ct);
        var entry = listed.FirstOrDefault(a => a.Id == wanted);
        var summary = entry is null ? null : await _api.Summary(Op.Probe, wanted, ct);
        if (summary is not { Status: 200 } || OandaApi.TryRead(summary, OandaJson.Default.SummaryAnswerJson)?.Account is not { Currency.Length: > 0 } account)
        {
            return new LoginReport("", [signedIn, new(CheckIds.Account, false, ErrorCodes.WrongAccount,
                entry is null ? $"This token does not reach account {wanted}. It reaches: {string.Join(", ", listed.Select(a => a.Id))}" : "The account could not be read")], []);
        }
        var why = entry!.Mt4AccountId is not null ? "it is an MT4 account, where order ids of ours must not be set"
            : account.HedgingEnabled ? "it is a hedging account, where long and short stand side by side and Argix counts them as one" : null;
        Check[] checks =
        [
            Clock(summary),
            signedIn,
            why is null
                ? new(CheckIds.Permissions, true, null, "The account may trade (OANDA's tokens always may; not tried)")
                : new(CheckIds.Permissions, true, ErrorCodes.InsufficientScope, $"The account can be read but not traded here: {why}. Connect read-only."),
            new(CheckIds.Account, true, null, $"Account {wanted} in {account.Currency}"),
            await MarketDataAsync(wanted, ct),
            await LookupAsync(wanted, ct),
        ];
        var rights = Rights.Read | (why is null ? Rights.Trade : Rights.None);
        return new LoginReport(wanted, checks, [new Account(wanted, account.Alias is { Length: > 0 } alias ? alias : wanted, account.Currency, rights, Proof.Claimed, Hedged: account.HedgingEnabled)],
            null, VenueTime(summary));
    }

    private static IEnumerable<Check> Skipped() =>
        new[] { CheckIds.Permissions, CheckIds.Account, CheckIds.MarketData, CheckIds.OrderLookup }.Select(id => new Check(id, null, null, "Not tried: the sign-in did not work"));

    private static DateTimeOffset? VenueTime(Answer answer) =>
        DateTimeOffset.TryParse(OandaMap.Header(answer, "Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static Check Clock(Answer answer) => VenueTime(answer) is not { } venue
        ? new(CheckIds.Clock, null, null, "The venue did not tell its time")
        : (venue - answer.At).Duration() is var skew && skew > TimeSpan.FromSeconds(30)
            ? new(CheckIds.Clock, true, ErrorCodes.ClockSkew, $"OANDA's clock and ours are {skew.TotalSeconds:0} s apart; set this machine's clock")
            : new(CheckIds.Clock, true, null, $"{skew.TotalSeconds:0} s apart");

    private async Task<Check> MarketDataAsync(string account, CancellationToken ct)
    {
        var answer = await _api.Pricing(Op.Probe, account, "EUR_USD", ct);
        return answer.Status == 200 && OandaApi.TryRead(answer, OandaJson.Default.PricesJson)?.Prices is { Length: > 0 }
            ? new Check(CheckIds.MarketData, true, null, "A price was read")
            : new Check(CheckIds.MarketData, true, OandaMap.Failed(answer, "").Code, "No price could be read; orders still work, with fewer price checks");
    }

    private async Task<Check> LookupAsync(string account, CancellationToken ct)
    {
        var answer = await _api.OrderByClientId(Op.Probe, account, $"argix-probe-{port.Clock.GetUtcNow().UtcTicks}", ct);
        return OandaApi.IsNone(answer)
            ? new Check(CheckIds.OrderLookup, true, null, "Orders can be looked up by our own id")
            : new Check(CheckIds.OrderLookup, true, OandaMap.Failed(answer, "").Code, $"An unknown order should be answered with 404, but HTTP {answer.Status} came");
    }
}
