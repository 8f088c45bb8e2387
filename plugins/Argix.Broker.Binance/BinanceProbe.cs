using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Argix.Contracts;

namespace Argix.Broker.Binance;

// The connection test. What a key may do is told apart from what the account may do, in the live environment only.
internal sealed partial class BinanceAdapter
{
    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Account(Op.Probe, ct);
        var venueTime = DateTimeOffset.TryParse(BinanceMap.Header(answer, "Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : (DateTimeOffset?)null;
        var account = answer.Status == 200 ? BinanceMap.TryRead(answer, BinanceJson.Default.AccountJson) : null;
        if (account?.Balances is null)
        {
            // A clock that is wrong makes every request a bad one, so the venue's time is told all the same.
            return new LoginReport("", [NotSignedIn(answer), .. Skipped()], [], null, venueTime);
        }
        var (rights, permissions) = await RightsAsync(account, ct);
        var subject = account.Uid?.ToString(CultureInfo.InvariantCulture) ?? await FingerprintAsync(ct);
        Check[] checks =
        [
            new(CheckIds.Clock, venueTime is null ? null : true, null, venueTime is { } v ? $"{(v - answer.At).Duration().TotalSeconds:0} s apart" : "The venue did not tell its time"),
            new(CheckIds.Authentication, true, null, "Binance accepted the key"),
            permissions,
            new(CheckIds.Account, true, null, $"Account {subject}"),
            await MarketDataCheckAsync(ct),
            await LookupCheckAsync(ct),
        ];
        return new LoginReport(subject, checks, [new Account(subject, "Binance", Currency, rights, Proof.Claimed)], null, venueTime);
    }

    private async Task<(Rights, Check)> RightsAsync(AccountJson account, CancellationToken ct)
    {
        if (port.Login.EnvironmentId != "live")
        {
            return (Rights.Read | (account.CanTrade ? Rights.Trade : Rights.None), account.CanTrade ? new Check(CheckIds.Permissions, true, null, "The account may trade (stated by Binance; this environment does not tell what the key may)")
                : new Check(CheckIds.Permissions, true, ErrorCodes.InsufficientScope, "The account may not trade"));
        }
        var answer = await _api.KeyRestrictions(ct);
        if ((answer.Status == 200 ? BinanceMap.TryRead(answer, BinanceJson.Default.RestrictionsJson) : null) is not { } key)
        {
            // Whether it may withdraw is not known either, so it gets nothing but reading.
            return (Rights.Read, new Check(CheckIds.Permissions, true, ErrorCodes.InsufficientScope, "Binance did not tell what the key may do; it can be connected for reading"));
        }
        var trades = key.EnableSpotAndMarginTrading && account.CanTrade;
        var rights = (key.EnableReading ? Rights.Read : Rights.None) | (trades ? Rights.Trade : Rights.None) | (key.EnableWithdrawals ? Rights.Withdraw : Rights.None);
        return (rights, trades ? new Check(CheckIds.Permissions, true, null, key.IpRestrict ? "The key may trade, from listed addresses only" : "The key may trade from any address; restrict it to this machine's at Binance")
            : new Check(CheckIds.Permissions, true, ErrorCodes.InsufficientScope, account.CanTrade ? "Spot trading is not enabled for the key: a new key cannot trade until that box is ticked" : "The account may not trade"));
    }

    private static Check NotSignedIn(Answer answer)
    {
        var failed = BinanceMap.Failed(answer, "reading the account");
        return new Check(CheckIds.Authentication, false, failed.Code, failed.Code == ErrorCodes.InvalidCredentials
            ? "Binance refused the key. Check both parts, the environment they were made for, and whether the key is restricted to other addresses." : failed.Message);
    }

    private static IEnumerable<Check> Skipped() =>
        new[] { CheckIds.Permissions, CheckIds.Account, CheckIds.MarketData, CheckIds.OrderLookup }.Select(id => new Check(id, null, null, "Not tried: the sign-in did not work"));

    private async Task<Check> MarketDataCheckAsync(CancellationToken ct)
    {
        var answer = await _api.Quote(Op.Probe, "BTCUSDT", ct);
        return answer.Status == 200 && BinanceMap.TryRead(answer, BinanceJson.Default.QuoteJson)?.BidPrice is not null ? new Check(CheckIds.MarketData, true, null, "Latest quote read")
            : new Check(CheckIds.MarketData, true, BinanceMap.Failed(answer, "").Code, "No quote could be read; orders still work, with fewer price checks");
    }

    private async Task<Check> LookupCheckAsync(CancellationToken ct)
    {
        var answer = await _api.Order(Op.Probe, ct, ("symbol", "BTCUSDT"), ("origClientOrderId", "00000000-0000-4000-8000-000000000000"));
        return BinanceMap.IsNone(answer) ? new Check(CheckIds.OrderLookup, true, null, "Orders can be looked up by our own id, closed ones too")
            : new Check(CheckIds.OrderLookup, true, BinanceMap.Failed(answer, "").Code, $"An unknown order should be answered with -2013, but HTTP {answer.Status} came");
    }

    // A name for the login that tells nothing of the key.
    private async Task<string> FingerprintAsync(CancellationToken ct) =>
        "key-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(await port.SecretAsync("apiKey", ct))))[..16];
}
