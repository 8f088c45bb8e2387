using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Argix.Contracts;

namespace Argix.Broker.Kraken;

// The connection test. Kraken tells a key's permissions by name, so nothing has to be tried.
internal sealed partial class KrakenAdapter
{
    private static readonly string[] ToRead = ["query-funds", "query-open-trades", "query-closed-trades"];
    private static readonly string[] ToTrade = ["modify-trades", "close-trades"];

    public async Task<LoginReport> ProbeAsync(CancellationToken ct)
    {
        var answer = await _api.Read(Op.Probe, "GetApiKeyInfo", 1, ct);
        if (KrakenMap.Result(answer, KrakenJson.Default.KeyInfoJson) is not { Permissions: { } granted } key)
        {
            return new LoginReport("", [NotSignedIn(answer), .. Skipped()], []);
        }
        var rights = Rights(granted);
        var venueTime = DateTimeOffset.TryParse(KrakenMap.Header(answer, "Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : (DateTimeOffset?)null;
        var subject = key.Iban is { Length: > 0 } iban ? iban : await FingerprintAsync(ct);
        var mayRead = rights.HasFlag(Contracts.Rights.Read);
        Check[] checks =
        [
            new(CheckIds.Clock, venueTime is null ? null : true, null, venueTime is { } v ? $"{(v - answer.At).Duration().TotalSeconds:0} s apart" : "The venue did not tell its time"),
            new(CheckIds.Authentication, true, null, $"Kraken accepted the key '{key.ApiKeyName}'"),
            PermissionsCheck(granted),
            mayRead ? new(CheckIds.Account, true, null, $"Account {subject}") : new(CheckIds.Account, false, ErrorCodes.InsufficientScope, "The key may not read the account; see the permissions"),
            await MarketDataCheckAsync(ct),
            mayRead ? await LookupCheckAsync(ct) : new(CheckIds.OrderLookup, null, null, "Not tried: the key may not read orders"),
        ];
        return new LoginReport(subject, checks, [new Account(subject, "Kraken", Currency, rights, Proof.Claimed)], key.ValidUntil is > 0 ? KrakenMap.Time(key.ValidUntil) : null, venueTime);
    }

    // To trade means to be able to find out what became of it, so reading belongs to it.
    private static Rights Rights(string[] granted) =>
        (ToRead.All(granted.Contains) ? Contracts.Rights.Read : Contracts.Rights.None) | (ToRead.Concat(ToTrade).All(granted.Contains) ? Contracts.Rights.Trade : Contracts.Rights.None)
        | (granted.Any(p => p.Contains("withdraw", StringComparison.OrdinalIgnoreCase)) ? Contracts.Rights.Withdraw : Contracts.Rights.None);

    private static Check PermissionsCheck(string[] granted)
    {
        var (unread, untraded) = (ToRead.Except(granted).ToArray(), ToTrade.Append("create-ws-token").Except(granted).ToArray());
        return unread.Length > 0 ? new(CheckIds.Permissions, false, ErrorCodes.InsufficientScope, $"The key lacks {string.Join(", ", unread)}: tick those boxes at Kraken, or make a new key")
            : untraded.Length > 0 ? new(CheckIds.Permissions, true, ErrorCodes.InsufficientScope, $"The key lacks {string.Join(", ", untraded)}; modify-trades and close-trades are needed to trade, create-ws-token for live reports")
            : new(CheckIds.Permissions, true, null, "The key may read, trade and open the live stream (stated by Kraken)");
    }

    private static Check NotSignedIn(Answer answer)
    {
        var failed = KrakenMap.Failed(answer, "reading the key's permissions");
        return new Check(CheckIds.Authentication, false, failed.Code, failed.Code == ErrorCodes.InvalidCredentials
            ? "Kraken refused the key. Check that the API key and the private key belong together and are complete." : failed.Message);
    }

    private static IEnumerable<Check> Skipped() =>
        new[] { CheckIds.Permissions, CheckIds.Account, CheckIds.MarketData, CheckIds.OrderLookup }.Select(id => new Check(id, null, null, "Not tried: the sign-in did not work"));

    private async Task<Check> MarketDataCheckAsync(CancellationToken ct)
    {
        var answer = await _api.Public(Op.Probe, "Ticker?pair=XBTUSD", ct);
        return KrakenMap.Result(answer, KrakenJson.Default.DictionaryStringTickerJson) is { Count: > 0 } ? new Check(CheckIds.MarketData, true, null, "Latest quote read")
            : new Check(CheckIds.MarketData, true, KrakenMap.Failed(answer, "").Code, "No quote could be read; orders still work, with fewer price checks");
    }

    private async Task<Check> LookupCheckAsync(CancellationToken ct)
    {
        var answer = await _api.Read(Op.Probe, "ClosedOrders", 1, ct, ("cl_ord_id", "00000000-0000-4000-8000-000000000000"));
        return KrakenMap.Result(answer, KrakenJson.Default.ClosedJson)?.Closed is { Count: 0 }
            ? new Check(CheckIds.OrderLookup, true, null, "Orders can be looked up by our own id, closed ones too")
            : new Check(CheckIds.OrderLookup, true, KrakenMap.Failed(answer, "").Code, "A look-up by our own id did not come back empty, as it should for an order that never was");
    }

    // A name for the login that tells nothing of the key.
    private async Task<string> FingerprintAsync(CancellationToken ct) =>
        "key-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(await port.SecretAsync("apiKey", ct))))[..16];
}
