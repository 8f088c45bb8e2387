using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Alpaca;

// The connection test. Only authentication decides here, and the host compares the account's rights with what is asked for.
// What is merely missing at this endpoint is a warning: a check that passed, with a code.
internal sealed partial class AlpacaAdapter
{
    private const string Tip = "Check that both parts belong together and that they were made for this environment: paper keys and live keys are different pairs.";

    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Account(Op.Probe, ct);
        var account = answer.Status == 200 ? AlpacaMap.TryRead(answer, AlpacaJson.Default.AccountJson) : null;
        if (account is not { Id.Length: > 0 })
        {
            return new LoginReport("", [NotSignedIn(answer), .. Skipped()], []);
        }
        var (clock, venueTime) = await ClockCheckAsync(ct);
        var blocked = Blocked(account);
        var rights = Rights.Read | (blocked.Length == 0 ? Rights.Trade : Rights.None);
        Check[] checks =
        [
            clock,
            new(CheckIds.Authentication, true, null, port.Login.MethodId == "oauth" ? "Alpaca accepted the sign-in" : "Alpaca accepted the key pair"),
            blocked.Length == 0
                ? new(CheckIds.Permissions, true, null, "The account may trade (stated by Alpaca, not tried)")
                : new(CheckIds.Permissions, true, ErrorCodes.InsufficientScope, $"The account can be read but not traded: {blocked}. Clear it on Alpaca's dashboard, or connect read-only."),
            new(CheckIds.Account, true, null, $"Account {account.AccountNumber ?? account.Id} in {account.Currency ?? "USD"}"),
            await MarketDataCheckAsync(ct),
            await LookupCheckAsync(ct),
        ];
        var accounts = new[] { new Account(account.Id, account.AccountNumber ?? account.Id, account.Currency ?? "USD", rights, Proof.Claimed) };
        return new LoginReport(account.Id, checks, accounts, null, venueTime);
    }

    private Check NotSignedIn(Answer answer)
    {
        var failed = AlpacaMap.Failed(answer, "reading the account");
        return answer.Status is 401 or 403
            ? new Check(CheckIds.Authentication, false, ErrorCodes.InvalidCredentials, port.Login.MethodId == "oauth" ? "Alpaca refused the sign-in. Sign in again." : $"Alpaca refused the key pair. {Tip}")
            : new Check(CheckIds.Authentication, false, failed.Code, failed.Message);
    }

    private static IEnumerable<Check> Skipped() =>
        new[] { CheckIds.Permissions, CheckIds.Account, CheckIds.MarketData, CheckIds.OrderLookup }.Select(id => new Check(id, null, null, "Not tried: the sign-in did not work"));

    private static string Blocked(AccountJson a) => string.Join(", ", new[]
    {
        a.Status == "ACTIVE" ? null : $"its status is {a.Status ?? "not given"}",
        a.TradingBlocked ? "trading_blocked" : null,
        a.AccountBlocked ? "account_blocked" : null,
        a.TradeSuspendedByUser ? "trade_suspended_by_user" : null,
    }.OfType<string>());

    /// <summary>The server's Date header is the machine's time and is handed to the host. The time in the body may be a session's; it is only ever a remark.</summary>
    private async Task<(Check, DateTimeOffset?)> ClockCheckAsync(CancellationToken ct)
    {
        var answer = await _api.Clock(Op.Probe, ct);
        var machine = DateTimeOffset.TryParse(AlpacaMap.Header(answer, "Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : (DateTimeOffset?)null;
        var stated = answer.Status == 200 ? AlpacaMap.TryRead(answer, AlpacaJson.Default.ClockJson)?.Timestamp : null;
        if ((machine ?? stated) is not { } venue)
        {
            return (new Check(CheckIds.Clock, null, null, "The venue did not tell its time"), null);
        }
        var skew = (venue - answer.At).Duration();
        return (skew > TimeSpan.FromSeconds(30)
            ? new Check(CheckIds.Clock, true, ErrorCodes.ClockSkew, $"Alpaca's clock and ours are {skew.TotalSeconds:0} s apart; set this machine's clock")
            : new Check(CheckIds.Clock, true, null, $"{skew.TotalSeconds:0} s apart"), machine);
    }

    private async Task<Check> MarketDataCheckAsync(CancellationToken ct)
    {
        var answer = await _api.StockQuote(Op.Probe, "AAPL", ct);
        return answer.Status == 200 && AlpacaMap.TryRead(answer, AlpacaJson.Default.StockQuoteJson)?.Quote is not null
            ? new Check(CheckIds.MarketData, true, null, "Latest quote read")
            : new Check(CheckIds.MarketData, true, AlpacaMap.Failed(answer, "").Code, "No quote could be read; orders still work, with fewer price checks");
    }

    private async Task<Check> LookupCheckAsync(CancellationToken ct)
    {
        var nobody = $"argix-probe-{port.Clock.GetUtcNow().UtcTicks}";
        var answer = await _api.OrderByClientId(Op.Probe, nobody, ct);
        return AlpacaApi.IsNone(answer)
            ? new Check(CheckIds.OrderLookup, true, null, "Orders can be looked up by our own id")
            : new Check(CheckIds.OrderLookup, true, AlpacaMap.Failed(answer, "").Code, $"An unknown order should be answered with 404, but HTTP {answer.Status} came");
    }
}
