using System.Collections.Frozen;
using Argix.Contracts;

namespace Argix.Trading.Core;

/// <summary>The API's snake_case words for the contract's enumerations, in both directions.</summary>
public static class OrderWords
{
    private static readonly FrozenDictionary<string, Side> Sides = Table(("buy", Side.Buy), ("sell", Side.Sell));
    private static readonly FrozenDictionary<string, OrderType> Types = Table(
        ("market", OrderType.Market), ("limit", OrderType.Limit), ("stop", OrderType.Stop), ("stop_limit", OrderType.StopLimit));
    private static readonly FrozenDictionary<string, TimeInForce> Times = Table(
        ("day", TimeInForce.Day), ("gtc", TimeInForce.Gtc), ("ioc", TimeInForce.Ioc), ("fok", TimeInForce.Fok));
    private static readonly FrozenDictionary<string, AssetClass> Classes = Table(
        ("equity", AssetClass.Equity), ("etf", AssetClass.Etf), ("option", AssetClass.Option), ("future", AssetClass.Future), ("fx", AssetClass.Fx),
        ("cfd", AssetClass.Cfd), ("crypto", AssetClass.Crypto), ("perpetual", AssetClass.Perpetual), ("bond", AssetClass.Bond), ("fund", AssetClass.Fund));

    public static string Of(Side side) => Word(Sides, side);
    public static string Of(OrderType type) => Word(Types, type);
    public static string Of(TimeInForce time) => Word(Times, time);
    public static string Of(AssetClass asset) => Word(Classes, asset);

    public static Side? ParseSide(string word) => Find(Sides, word);
    public static OrderType? ParseType(string word) => Find(Types, word);
    public static TimeInForce? ParseTime(string word) => Find(Times, word);
    public static AssetClass? ParseClass(string word) => Find(Classes, word);

    /// <summary>All words of one kind, for error messages and forms.</summary>
    public static IReadOnlyList<string> OrderTypes { get; } = ["market", "limit", "stop", "stop_limit"];
    public static IReadOnlyList<string> TimesInForce { get; } = ["day", "gtc", "ioc", "fok"];

    /// <summary>A decimal without trailing zeros: 1.500 and 1.5 are the same figure.</summary>
    public static string Figure(decimal value) => (value / 1.0000000000000000000000000000m).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static FrozenDictionary<string, T> Table<T>(params (string, T)[] rows) => rows.ToFrozenDictionary(r => r.Item1, r => r.Item2, StringComparer.Ordinal);

    private static string Word<T>(FrozenDictionary<string, T> table, T value)
    {
        foreach (var (word, v) in table)
        {
            if (EqualityComparer<T>.Default.Equals(v, value))
            {
                return word;
            }
        }

        return "unknown";
    }

    private static T? Find<T>(FrozenDictionary<string, T> table, string word) where T : struct => table.TryGetValue(word, out var v) ? v : null;
}
