using Argix.Contracts;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Core;
using Argix.Trading.Lanes;

namespace Argix.Strategies;

/// <summary>What a document watches and trades: the settings of its bars.</summary>
public sealed record Trades(Guid? ConnectionId, string Symbol, AssetClass AssetClass, TimeSpan Size)
{
    /// <summary>Of a document; what cannot be read has its standard value.</summary>
    public static Trades Of(GraphDocument document)
    {
        var type = BlockCatalogue.Find("bars")!;
        var bars = new Settings(type, document.OfType("bars").FirstOrDefault()?.Parameters ?? new Dictionary<string, string>());
        return new Trades(Guid.TryParseExact(bars.Text("connectionId"), "D", out var id) ? id : null, bars.Text("symbol"), OrderWords.ParseClass(bars.Text("assetClass")) ?? AssetClass.Unknown,
            Durations.Parse(bars.Text("timeframe")) ?? TimeSpan.FromDays(1));
    }

    /// <summary>The document with other settings of its bars; null leaves one as it is.</summary>
    public static GraphDocument With(GraphDocument document, Guid? connection, string? symbol, string? assetClass, string? timeframe) => document with
    {
        Nodes = [.. document.Nodes.Select(n => n.Type != "bars" ? n : n with { Parameters = Changed(n.Parameters, ("connectionId", connection?.ToString()), ("symbol", symbol), ("assetClass", assetClass), ("timeframe", timeframe)) })],
    };

    internal BarSource Source() => new(ConnectionId ?? Guid.Empty, Symbol, AssetClass, Size);

    private static Dictionary<string, string> Changed(IReadOnlyDictionary<string, string> now, params (string Name, string? Value)[] changes)
    {
        var next = new Dictionary<string, string>(now, StringComparer.Ordinal);
        foreach (var (name, value) in changes.Where(c => c.Value is not null))
        {
            next[name] = value!;
        }

        return next;
    }
}
