namespace Argix.Trading.Core.Risk;

/// <summary>One figure of a limit item: its JSON name, words, and which way is tighter.</summary>
/// <param name="LongerIsTighter">A window that looks further back protects more.</param>
public sealed record LimitFigure(string Id, string Name, string Unit, string Group, bool Whole, bool LongerIsTighter, Func<LimitItem, decimal?> Get, Func<LimitItem, decimal?, LimitItem> With)
{
    /// <summary>The control it belongs to.</summary>
    public string Control => Id == "max_volume_percent" ? "max_volume" : Id;

    public bool Allowed(string scope) => Gate.Controls.First(c => c.Id == Control).Scopes.Contains(scope);

    public bool Looser(decimal? now, decimal? next) => now is not null && (next is null || (LongerIsTighter ? next < now : next > now));
}

/// <summary>The plain figures of a limit item; <c>message_rate</c> and <c>restricted</c> are no single figure.</summary>
public static class LimitFigures
{
    private const string Size = "Size of an order and a position";
    private const string Money = "Price and money";
    private const string Strategies = "Strategies";

    public static IReadOnlyList<LimitFigure> All { get; } =
    [
        new("max_value", "Largest order", "account currency", Size, false, false, l => l.MaxValue, (l, v) => l with { MaxValue = v }),
        new("position", "Largest position", "account currency, if every open order of the symbol filled", Size, false, false, l => l.Position, (l, v) => l with { Position = v }),
        new("max_volume", "Largest quantity", "units in one order", Size, false, false, l => l.MaxVolume, (l, v) => l with { MaxVolume = v }),
        new("max_volume_percent", "Largest part of a day's volume", "percent of an average day", Size, false, false, l => l.MaxVolumePercent, (l, v) => l with { MaxVolumePercent = v }),
        new("price_collar", "Price collar", "percent through the market", Money, false, false, l => l.PriceCollar, (l, v) => l with { PriceCollar = v }),
        new("capital", "Largest exposure", "account currency, all positions and open orders of this scope", Money, false, false, l => l.Capital, (l, v) => l with { Capital = v }),
        new("loss", "Loss per day", "percent of equity", Money, false, false, l => l.Loss, (l, v) => l with { Loss = v }),
        new("staleness", "Oldest price and account", "seconds", Money, false, false, l => l.Staleness, (l, v) => l with { Staleness = v }),
        new("execution_throttle", "Orders per strategy and day", "then a person re-arms it", Strategies, true, false, l => l.ExecutionThrottle, (l, v) => l with { ExecutionThrottle = (int?)v }),
        new("duplicate", "Same order again", "seconds in which it is refused; 0 is off", Strategies, false, true, l => l.Duplicate, (l, v) => l with { Duplicate = v }),
        new("reject_storm", "Refusals in a row", "then a person re-arms it", Strategies, true, false, l => l.RejectStorm, (l, v) => l with { RejectStorm = (int?)v }),
        new("stale_signal", "Oldest signal", "seconds", Strategies, false, false, l => l.StaleSignal, (l, v) => l with { StaleSignal = v }),
    ];

    /// <summary>What is wrong with an item, or null.</summary>
    public static string? Fault(LimitItem item) => !LimitBook.Scopes.Contains(item.Scope) ? "scope: one of " + string.Join(", ", LimitBook.Scopes)
        : (item.Scope == LimitBook.Tenant) != (item.Id is null) ? "id: null for tenant, else the id of the scope"
        : item.Scope == LimitBook.EnvironmentKind && item.Id is not ("paper" or "demo" or "live") ? "id: paper, demo or live"
        : item.Scope is "connection" or "strategy" && !Guid.TryParse(item.Id, out _) ? "id: the id of the " + item.Scope
        : All.Any(f => f.Get(item) < 0) ? "limits: not below 0"
        : All.FirstOrDefault(f => f.Get(item) is not null && !f.Allowed(item.Scope)) is { } misplaced ? $"limits.{misplaced.Id}: cannot be set for the scope {item.Scope}"
        : null;

    public static LimitFigure Of(string id) => All.First(f => f.Id == id);
}
