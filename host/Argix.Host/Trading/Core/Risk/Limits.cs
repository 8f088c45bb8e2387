using System.Text.Json.Serialization;

namespace Argix.Trading.Core.Risk;

/// <summary>Messages per second and per minute, over the whole workspace.</summary>
public sealed record MessageRate(int PerSecond, int PerMinute);

/// <summary>
/// Limits of one scope: <c>tenant</c>, <c>environment_kind</c>, <c>connection</c>, <c>strategy</c> or <c>symbol</c>. Null = this scope does not limit it.
/// Money in account currency.
/// </summary>
public sealed record LimitItem(string Scope, string? Id,
    [property: JsonPropertyName("max_value")] decimal? MaxValue = null,
    [property: JsonPropertyName("position")] decimal? Position = null,
    [property: JsonPropertyName("message_rate")] MessageRate? MessageRate = null);

/// <summary>All limits of a workspace. Every item that applies counts and the tightest wins, so a narrower scope cannot loosen a wider one.</summary>
public sealed class LimitBook
{
    public const string Tenant = "tenant";
    public const string EnvironmentKind = "environment_kind";
    public static readonly IReadOnlyList<string> Scopes = [Tenant, EnvironmentKind, "connection", "strategy", "symbol"];

    private readonly Dictionary<(string, string?), LimitItem> _items = Defaults().ToDictionary(i => (i.Scope, i.Id));

    public IEnumerable<LimitItem> Items => _items.Values.OrderBy(i => Scopes.ToList().IndexOf(i.Scope)).ThenBy(i => i.Id, StringComparer.Ordinal);

    /// <summary>Figures that protect a newcomer; printed in the docs.</summary>
    public static IReadOnlyList<LimitItem> Defaults() =>
    [
        new(EnvironmentKind, "paper", 100_000m, 250_000m, new MessageRate(50, 1500)),
        new(EnvironmentKind, "demo", 100_000m, 250_000m, new MessageRate(50, 1500)),
        new(EnvironmentKind, "live", 10_000m, 25_000m, new MessageRate(10, 120)),
    ];

    public LimitItem? Get(string scope, string? id) => _items.GetValueOrDefault((scope, id));

    /// <summary>Whether the item takes away protection that stands now; such a change needs an admin.</summary>
    public bool Loosens(LimitItem item) => Get(item.Scope, item.Id) is { } now &&
        (Looser(now.MaxValue, item.MaxValue) || Looser(now.Position, item.Position) ||
         Looser(now.MessageRate?.PerSecond, item.MessageRate?.PerSecond) || Looser(now.MessageRate?.PerMinute, item.MessageRate?.PerMinute));

    internal void Set(LimitItem item) => _items[(item.Scope, item.Id)] = item;

    /// <summary>The tightest figure over every scope that applies, with the scope it comes from.</summary>
    public (decimal Value, string From)? Tightest(Func<LimitItem, decimal?> figure, string kind, Guid connection, Guid? strategy, string symbol)
    {
        (decimal, string)? best = null;
        foreach (var item in Applying(kind, connection, strategy, symbol))
        {
            if (figure(item) is { } value && (best is null || value < best.Value.Item1))
            {
                best = (value, item.Id is null ? item.Scope : $"{item.Scope} {item.Id}");
            }
        }

        return best;
    }

    private IEnumerable<LimitItem> Applying(string kind, Guid connection, Guid? strategy, string symbol)
    {
        (string, string?)[] scopes = [(Tenant, null), (EnvironmentKind, kind), ("connection", connection.ToString()), ("strategy", strategy?.ToString()), ("symbol", symbol)];
        return scopes.Where(s => s.Item1 == Tenant || s.Item2 is not null).Select(s => _items.GetValueOrDefault(s)).OfType<LimitItem>();
    }

    private static bool Looser(decimal? now, decimal? next) => now is not null && (next is null || next > now);
}
