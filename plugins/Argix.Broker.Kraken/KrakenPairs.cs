using Argix.Contracts;

namespace Argix.Broker.Kraken;

/// <summary>
/// What Kraken lists. One pair has up to four names there (<c>XXBTZUSD</c> in answers, <c>XBTUSD</c> in orders, <c>XBT/USD</c> or <c>BTC/USD</c> on sockets), an asset
/// has two (<c>XXBT</c>, <c>XBT</c>). Pure.
/// </summary>
internal sealed class KrakenPairs
{
    private static readonly string[] Money = ["USD", "EUR", "GBP", "CAD", "JPY", "CHF", "AUD", "USDT", "USDC"];
    private readonly Dictionary<string, Instrument> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _assets = new(StringComparer.Ordinal);

    public KrakenPairs(IReadOnlyDictionary<string, PairJson> listed)
    {
        foreach (var (name, pair) in listed)
        {
            // Names that end so are dark pools.
            if (pair is not { Altname: { } alt, Base: { } b, Quote: { } q } || alt.EndsWith(".d", StringComparison.Ordinal))
            {
                continue;
            }
            var ws = pair.Wsname ?? $"{Short(b)}/{Short(q)}";
            if (ws.Split('/') is not [var left, var right])
            {
                continue;
            }
            _assets.TryAdd(b, Coin(left));
            _assets.TryAdd(q, Coin(right));
            if (Array.IndexOf(Money, Coin(left)) is >= 0 and < 7)
            {
                continue; // money against money is not crypto
            }
            var instrument = Make(pair, alt, Coin(left), Coin(right));
            foreach (var key in (string[])[instrument.Symbol, name, alt, ws])
            {
                _byName.TryAdd(key, instrument);
            }
        }
    }

    public IEnumerable<Instrument> All => _byName.Values.Distinct();

    /// <summary>The instrument by any of its names.</summary>
    public Instrument? Find(string? name) => name is not null && _byName.TryGetValue(name, out var found) ? found : null;

    /// <summary>Kraken's word for an asset, in ours.</summary>
    public string Asset(string code) => _assets.GetValueOrDefault(code) ?? Coin(Short(code));

    /// <summary>Whether an amount of this is money rather than a holding.</summary>
    public static bool IsMoney(string asset) => Money.Contains(asset, StringComparer.Ordinal);

    /// <summary>The pair in which a holding is shown: against the account's currency, or else the usual ones.</summary>
    public (string Symbol, Instrument? Instrument) Home(string asset, string currency)
    {
        var found = Money.Prepend(currency).Select(q => Find($"{asset}/{q}")).FirstOrDefault(i => i is not null) ?? All.FirstOrDefault(i => i.Symbol.StartsWith(asset + "/", StringComparison.Ordinal));
        return (found?.Symbol ?? $"{asset}/{currency}", found);
    }

    private static Instrument Make(PairJson pair, string alt, string left, string right) => new($"{left}/{right}", alt, AssetClass.Crypto, right, QuantityUnit.Base, 1m,
        pair.TickSize ?? Step(pair.PairDecimals), Step(pair.LotDecimals), pair.Ordermin, null, pair.Costmin, pair.Status is null or "online");

    // The old codes have four letters and say in the first whether it is a coin or money.
    private static string Short(string code) => code.Length == 4 && code[0] is 'X' or 'Z' ? code[1..] : code;

    private static string Coin(string code) => code switch { "XBT" => "BTC", "XDG" => "DOGE", _ => code };

    private static decimal Step(int decimals) => new(1, 0, 0, false, (byte)Math.Clamp(decimals, 0, 28));
}
