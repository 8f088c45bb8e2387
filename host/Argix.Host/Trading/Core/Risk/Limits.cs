using System.Text.Json.Serialization;

namespace Argix.Trading.Core.Risk;

/// <summary>Messages per second and per minute, over the whole workspace.</summary>
public sealed record MessageRate(int PerSecond, int PerMinute);

/// <summary>
/// Limits of one scope: <c>tenant</c>, <c>environment_kind</c>, <c>connection</c>, <c>strategy</c> or <c>symbol</c>. Null = this scope does not limit it.
/// Money in account currency, times in seconds, collar and loss in percent. JSON names are the ids of the controls.
/// </summary>
public sealed record LimitItem(string Scope, string? Id,
    [property: JsonPropertyName("max_value")] decimal? MaxValue = null,
    [property: JsonPropertyName("position")] decimal? Position = null,
    [property: JsonPropertyName("message_rate")] MessageRate? MessageRate = null,
    [property: JsonPropertyName("price_collar")] decimal? PriceCollar = null,
    [property: JsonPropertyName("max_volume")] decimal? MaxVolume = null,
    [property: JsonPropertyName("max_volume_percent")] decimal? MaxVolumePercent = null,
    [property: JsonPropertyName("execution_throttle")] int? ExecutionThrottle = null,
    [property: JsonPropertyName("duplicate")] decimal? Duplicate = null,
    [property: JsonPropertyName("capital")] decimal? Capital = null,
    [property: JsonPropertyName("loss")] decimal? Loss = null,
    [property: JsonPropertyName("reject_storm")] int? RejectStorm = null,
    [property: JsonPropertyName("staleness")] decimal? Staleness = null,
    [property: JsonPropertyName("stale_signal")] decimal? StaleSignal = null,
    [property: JsonPropertyName("restricted")] IReadOnlyList<string>? Restricted = null);

/// <summary>The tightest figure over every scope that applies, and the item it stands in.</summary>
public readonly record struct LimitFound(decimal Value, LimitItem Item)
{
    /// <summary>The verdict with the place of its limit.</summary>
    public Verdict On(Verdict verdict) => verdict with { Limit = verdict.Limit ?? Value, LimitScope = Item.Scope, LimitId = Item.Id };
}

/// <summary>All limits of a workspace. Every item that applies counts and the tightest wins, so a narrower scope cannot loosen a wider one.</summary>
public sealed class LimitBook
{
    public const string Tenant = "tenant";
    public const string EnvironmentKind = "environment_kind";
    public static readonly IReadOnlyList<string> Scopes = [Tenant, EnvironmentKind, "connection", "strategy", "symbol"];

    private readonly Dictionary<(string, string?), LimitItem> _items = Defaults().ToDictionary(i => (i.Scope, i.Id));

    // Looked up from the items above, so no snapshot keeps it.
    [NonSerialized] private Dictionary<(string, Guid, Guid?, string), AppliedLimits>? _applied;

    public IEnumerable<LimitItem> Items => _items.Values.OrderBy(i => Scopes.ToList().IndexOf(i.Scope)).ThenBy(i => i.Id, StringComparer.Ordinal);

    /// <summary>Figures that protect a newcomer; printed in the docs.</summary>
    public static IReadOnlyList<LimitItem> Defaults() =>
    [
        Default("paper", 100_000m, 250_000m, new MessageRate(50, 1500)),
        Default("demo", 100_000m, 250_000m, new MessageRate(50, 1500)),
        Default("live", 10_000m, 25_000m, new MessageRate(10, 120)),
    ];

    public LimitItem? Get(string scope, string? id) => _items.GetValueOrDefault((scope, id));

    /// <summary>The item with the built-in defaults for what it leaves out: an environment is never without protection.</summary>
    public static LimitItem Complete(LimitItem item)
    {
        if (Defaults().FirstOrDefault(d => d.Scope == item.Scope && d.Id == item.Id) is not { } floor)
        {
            return item;
        }

        var whole = LimitFigures.All.Aggregate(item, (i, f) => f.Get(i) is null ? f.With(i, f.Get(floor)) : i);
        return whole with { MessageRate = whole.MessageRate ?? floor.MessageRate };
    }

    /// <summary>Whether the item takes away protection that stands now; such a change needs an admin.</summary>
    public bool Loosens(LimitItem item)
    {
        var next = Complete(item);
        return Get(item.Scope, item.Id) is { } now && (LimitFigures.All.Any(f => f.Looser(f.Get(now), f.Get(next)))
            || Looser(now.MessageRate?.PerSecond, next.MessageRate?.PerSecond) || Looser(now.MessageRate?.PerMinute, next.MessageRate?.PerMinute)
            || (now.Restricted ?? []).Except(next.Restricted ?? []).Any());
    }

    // Completed here too: a record from before a control existed must not switch it off.
    internal void Set(LimitItem item)
    {
        _items[(item.Scope, item.Id)] = Complete(item);
        _applied = null;
    }

    /// <summary>The tightest of these items' figures.</summary>
    public static LimitFound? Tightest(Func<LimitItem, decimal?> figure, IEnumerable<LimitItem> items, bool longerIsTighter = false)
    {
        LimitFound? best = null;
        foreach (var item in items)
        {
            if (figure(item) is { } value && (best is not { } known || (longerIsTighter ? value > known.Value : value < known.Value)))
            {
                best = new LimitFound(value, item);
            }
        }

        return best;
    }

    public static LimitFound? Tightest(LimitFigure figure, IEnumerable<LimitItem> items) => Tightest(figure.Get, items, figure.LongerIsTighter);

    /// <summary>What applies to orders of this kind, looked up once until a limit changes.</summary>
    public AppliedLimits Of(string kind, Guid connection, Guid? strategy, string symbol)
    {
        _applied ??= [];
        if (!_applied.TryGetValue((kind, connection, strategy, symbol), out var applied))
        {
            if (_applied.Count >= 10_000)
            {
                _applied.Clear(); // symbols come and go
            }

            _applied[(kind, connection, strategy, symbol)] = applied = new AppliedLimits([.. Applying(kind, connection, strategy, symbol)]);
        }

        return applied;
    }

    /// <summary>Every item that applies, the widest first.</summary>
    public IEnumerable<LimitItem> Applying(string kind, Guid connection, Guid? strategy, string symbol)
    {
        (string, string?)[] scopes = [(Tenant, null), (EnvironmentKind, kind), ("connection", connection.ToString()), ("strategy", strategy?.ToString()), ("symbol", symbol)];
        return scopes.Where(s => s.Item1 == Tenant || s.Item2 is not null).Select(s => _items.GetValueOrDefault(s)).OfType<LimitItem>();
    }

    private static LimitItem Default(string kind, decimal value, decimal position, MessageRate rate) => new(EnvironmentKind, kind, value, position, rate,
        PriceCollar: 5, ExecutionThrottle: 500, Duplicate: 2, Loss: 5, RejectStorm: 5, Staleness: 60, StaleSignal: 60);

    private static bool Looser(int? now, int? next) => now is not null && (next is null || next > now);
}

/// <summary>The items that apply to one kind of order, the widest first, and the tightest of each figure.</summary>
public sealed class AppliedLimits(IReadOnlyList<LimitItem> items)
{
    private readonly Dictionary<string, LimitFound?> _tightest = LimitFigures.All.ToDictionary(f => f.Id, f => LimitBook.Tightest(f, items), StringComparer.Ordinal);

    public IReadOnlyList<LimitItem> Items => items;
    public bool Restricts { get; } = items.Any(i => i.Restricted is { Count: > 0 });
    public bool LimitsCapital { get; } = items.Any(i => i.Capital is not null);
    public LimitFound? PerSecond { get; } = LimitBook.Tightest(i => i.MessageRate?.PerSecond, items);
    public LimitFound? PerMinute { get; } = LimitBook.Tightest(i => i.MessageRate?.PerMinute, items);

    public LimitFound? Tightest(string figure) => _tightest[figure];
}
