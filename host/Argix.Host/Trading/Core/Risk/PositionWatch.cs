using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>A position or an exposure at its limit or over it, in account currency.</summary>
/// <param name="Scope">Of an exposure: what it is counted over, in words.</param>
public sealed record Exceeded(string Symbol, decimal Value, decimal Limit, string Currency, string Control = "position", string? Scope = null)
{
    public bool IsOver => Value > Limit;

    /// <summary>The same thing at another moment has the same.</summary>
    public string Key => $"{Control}|{Scope}|{Symbol}|{Currency}";

    public string Text => (Scope is null ? $"the position in {Symbol} is worth" : $"exposure over {Scope} is") + $" {Amount(Math.Round(Value, 2))} {Currency}, limit {Amount(Limit)}";
}

/// <summary>
/// What prices alone do to the position limit, which the gate asks about new orders only. Nothing is sold because of it: a person is told. A line without a rate to the
/// account's currency is not measured here; the gate takes no order in it that could make it larger.
/// </summary>
public static class PositionWatch
{
    private const decimal Near = 0.98m;

    /// <summary>Positions over their limit, and those just under it: what was told once is over only when it has left this zone.</summary>
    public static IReadOnlyList<Exceeded> Over(DeskState desk, PricesSeen p) =>
        [.. desk.Positions.Where(l => l.ConnectionId == p.ConnectionId && l.Quantity != 0).Select(l => Judge(desk, p, l)).OfType<Exceeded>()];

    private static Exceeded? Judge(DeskState desk, PricesSeen p, PositionLine line)
    {
        var symbol = line.Instrument.Symbol;
        var rate = line.Instrument.Currency == p.Currency ? 1 : p.Rates?.GetValueOrDefault(line.Instrument.Currency) is > 0 and var known ? known : (decimal?)null;
        if (!p.Marks.TryGetValue(symbol, out var mark) || rate is null
            || LimitBook.Tightest(i => i.Position, desk.Limits.Applying(p.Kind, p.ConnectionId, null, symbol)) is not { } limit)
        {
            return null;
        }

        var value = Math.Abs(line.Quantity) * mark * line.Instrument.Multiplier * rate.Value;
        return value > limit.Value * Near ? new Exceeded(symbol, value, limit.Value, p.Currency) : null;
    }
}
