using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>What the deployment's configuration says: <c>Seed</c>, and per replayed symbol <c>Replay:&lt;symbol&gt;:File</c> and <c>:Speed</c> (bars per second).</summary>
internal sealed record Settings(int Seed, IReadOnlyDictionary<string, (string File, decimal Speed)> Replays)
{
    public static Settings Read(IReadOnlyDictionary<string, string> values)
    {
        var (seed, replays) = (1, new Dictionary<string, (string File, decimal Speed)>(StringComparer.OrdinalIgnoreCase));
        foreach (var (key, value) in values)
        {
            var parts = key.Split(':');
            if (parts is [var name] && Is(name, "Seed"))
            {
                seed = (int)Number(key, value, int.MinValue);
            }
            else if (parts is [var head, var symbol, var what] && Is(head, "Replay"))
            {
                var (file, speed) = replays.GetValueOrDefault(symbol, ("", 1));
                replays[symbol] = Is(what, "File") ? (value, speed) : Is(what, "Speed") ? (file, Number(key, value, 0.000001m)) : throw Bad($"{key} is not a setting; there are File and Speed");
            }
        }

        Check(replays);
        return new Settings(seed, replays);
    }

    private static void Check(Dictionary<string, (string File, decimal Speed)> replays)
    {
        foreach (var (symbol, (file, _)) in replays)
        {
            if (file.Length == 0)
            {
                throw Bad($"Replay:{symbol}:File is missing");
            }

            if (!Listings.All().Any(l => Is(l.Instrument.Symbol, symbol)))
            {
                throw Bad($"Replay:{symbol}: the paper venue does not list {symbol}");
            }
        }
    }

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static decimal Number(string key, string value, decimal least) =>
        decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number >= least && number <= int.MaxValue
            ? number
            : throw Bad($"{key} must be a number of at least {least.ToString(CultureInfo.InvariantCulture)}");

    private static VenueException Bad(string message) => new(ErrorCodes.BrokerUnavailable, "paper broker settings: " + message, new Evidence(Sent.No, 0, ErrorCodes.BrokerUnavailable, message));
}
