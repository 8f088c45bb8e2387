using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Coinbase;

// The connection test. Coinbase tells a key's permissions, so nothing has to be tried.
internal sealed partial class CoinbaseAdapter
{
    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.KeyPermissions(ct);
        var venueTime = DateTimeOffset.TryParse(CoinbaseMap.Header(answer, "Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : (DateTimeOffset?)null;
        if ((answer.Status == 200 ? CoinbaseMap.TryRead(answer, CoinbaseJson.Default.PermissionsJson) : null) is not { PortfolioUuid: { Length: > 0 } portfolio } key)
        {
            // A clock that is wrong makes every token a bad one, so the venue's time is told all the same.
            return new LoginReport("", [NotSignedIn(answer), .. Skipped()], [], null, venueTime);
        }
        var rights = (key.CanView ? Rights.Read : Rights.None) | (key is { CanView: true, CanTrade: true } ? Rights.Trade : Rights.None) | (key.CanTransfer ? Rights.Withdraw : Rights.None);
        Check[] checks =
        [
            new(CheckIds.Clock, venueTime is null ? null : true, null, venueTime is { } v ? $"{(v - answer.At).Duration().TotalSeconds:0} s apart" : "The venue did not tell its time"),
            new(CheckIds.Authentication, true, null, "Coinbase accepted the key"),
            !key.CanView ? new(CheckIds.Permissions, false, ErrorCodes.InsufficientScope, "The key may not view: make one with View, and Trade if you want to trade")
                : !key.CanTrade ? new(CheckIds.Permissions, true, ErrorCodes.InsufficientScope, "The key may view but not trade")
                : new(CheckIds.Permissions, true, null, "The key may view and trade (stated by Coinbase)"),
            new(CheckIds.Account, true, null, $"Portfolio {portfolio}"),
            await MarketDataCheckAsync(ct),
            key.CanView ? await LookupCheckAsync(answer.At, ct) : new(CheckIds.OrderLookup, null, null, "Not tried: the key may not view"),
        ];
        return new LoginReport(portfolio, checks, [new Account(portfolio, key.PortfolioType is { Length: > 0 } type ? $"Coinbase {type}" : "Coinbase", Currency, rights, Proof.Claimed)], null, venueTime);
    }

    private static Check NotSignedIn(Answer answer)
    {
        var failed = CoinbaseMap.Failed(answer, "reading the key's permissions");
        return new Check(CheckIds.Authentication, false, failed.Code, failed.Code == ErrorCodes.InvalidCredentials
            ? "Coinbase refused the key. Check the key's name and the private key, that the key is of the ECDSA kind, and this machine's clock: a token is good for two minutes." : failed.Message);
    }

    private static IEnumerable<Check> Skipped() =>
        new[] { CheckIds.Permissions, CheckIds.Account, CheckIds.MarketData, CheckIds.OrderLookup }.Select(id => new Check(id, null, null, "Not tried: the sign-in did not work"));

    private async Task<Check> MarketDataCheckAsync(CancellationToken ct)
    {
        var answer = await _api.Book(Op.Probe, "BTC-USD", ct);
        return answer.Status == 200 && CoinbaseMap.TryRead(answer, CoinbaseJson.Default.BookJson)?.Pricebook is not null ? new Check(CheckIds.MarketData, true, null, "Latest quote read")
            : new Check(CheckIds.MarketData, true, CoinbaseMap.Failed(answer, "").Code, "No quote could be read; orders still work, with fewer price checks");
    }

    private async Task<Check> LookupCheckAsync(DateTimeOffset now, CancellationToken ct)
    {
        var answer = await _api.Orders(Op.Probe, "BTC-USD", now - Overlap, openOnly: false, null, ct);
        return answer.Status == 200 && CoinbaseMap.TryRead(answer, CoinbaseJson.Default.OrdersJson)?.Orders is not null ? new Check(CheckIds.OrderLookup, true, null, "Orders can be read, and ours told by their label")
            : new Check(CheckIds.OrderLookup, true, CoinbaseMap.Failed(answer, "").Code, "The list of orders could not be read");
    }
}
