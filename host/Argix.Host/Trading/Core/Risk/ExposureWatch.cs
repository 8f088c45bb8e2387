namespace Argix.Trading.Core.Risk;

/// <summary>
/// What prices, and orders that were placed elsewhere, do to the exposure limit, which the gate asks about new orders only. As the gate counts: what is held at its price now
/// and what is open, over all brokers. What cannot be brought into the account's currency is not measured here; the gate takes no order then.
/// </summary>
public static class ExposureWatch
{
    private const decimal Near = 0.98m;

    /// <summary>Exposures over their limit and just under it: those of this connection, and those over all brokers.</summary>
    /// <param name="price">The last price of a symbol at a connection; null = none, and the average price counts.</param>
    public static IReadOnlyList<Exceeded> Over(DeskState desk, PricesSeen p, Func<Guid, string, decimal?> price) =>
        [.. desk.Limits.Items.Where(l => l.Capital is not null && Concerns(l, p.ConnectionId)).Select(l => Judge(desk, p, l, price)).OfType<Exceeded>()];

    private static bool Concerns(LimitItem item, Guid connection) => item.Scope is LimitBook.Tenant or "symbol" || (item.Scope == "connection" && item.Id == connection.ToString());

    private static Exceeded? Judge(DeskState desk, PricesSeen p, LimitItem item, Func<Guid, string, decimal?> price)
    {
        var value = 0m;
        foreach (var (money, currency) in Capital.Held(desk, item, price).Concat(Capital.Open(desk, item, except: null)))
        {
            var rate = currency == p.Currency ? 1 : p.Rates?.GetValueOrDefault(currency) ?? 0;
            if (rate <= 0)
            {
                return null;
            }

            value += money * rate;
        }

        var limit = item.Capital!.Value;
        return value > limit * Near ? new Exceeded(item.Scope == "symbol" ? item.Id! : "", value, limit, p.Currency, Capital.Id, Capital.Scope(item)) : null;
    }
}
