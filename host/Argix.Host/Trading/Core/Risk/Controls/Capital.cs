using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Money: the order must fit into the venue's buying power less what newer orders claim, and exposure over all brokers into the limit.</summary>
public static class Capital
{
    public const string Id = "capital";

    internal const string ThisConnection = "this connection";

    public static Verdict Judge(GateInput i)
    {
        if (!i.Limits.LimitsCapital)
        {
            return BuyingPower(i);
        }

        IReadOnlyList<Verdict> all = [BuyingPower(i), .. i.Applying.Where(l => l.Capital is not null).Select(l => Exposure(i, new LimitFound(l.Capital!.Value, l)))];
        return all.FirstOrDefault(v => v.Denied) ?? all.FirstOrDefault(v => v.Status == "warning") ?? all.FirstOrDefault(v => v.Value is not null) ?? all[0];
    }

    private static Verdict BuyingPower(GateInput i)
    {
        var opening = Math.Sign(i.Held) == -Math.Sign(i.Facts.Signed(1)) ? Math.Max(0, i.Coming - Math.Abs(i.Held)) : i.Coming;
        if (opening == 0)
        {
            return Verdict.Pass(Id, "closes what is held; needs no money");
        }

        if (i.Facts.Notional(opening) is not { } whole)
        {
            return GateInput.NoPrice(Id);
        }

        // The venue holds money for the order as it is; a change needs only what is more.
        var own = Math.Max(0, whole - (i.Replaces is { AcknowledgedAt: not null } had ? had.Facts.Notional(had.Leaves) ?? 0 : 0));

        if (i.InAccount(own) is not { } need)
        {
            return i.NoRate(Id);
        }

        if (i.Connection.BuyingPower is not { } power || i.Connection.FundsAt is not { } asOf)
        {
            return i.Unknown(Id, "the venue's buying power is not known");
        }

        // Orders that the venue's figure cannot contain yet count in full.
        var claimed = i.Desk.ClaimedSince(i.Connection.Id, asOf);
        var words = new Words(Phrase.Costs, need, power, i.Connection.Currency, C: claimed);
        return need > Math.Max(0, power - claimed) ? Verdict.Deny(Id, words, need, power - claimed) : Verdict.Pass(Id, words, need, power - claimed);
    }

    // Every sent order counts at once, and both sides of a symbol count alone: the worst that may come of it.
    private static Verdict Exposure(GateInput i, LimitFound limit)
    {
        if (i.Reduces)
        {
            return limit.On(Verdict.Pass(Id, "only reduces what is held"));
        }

        if (i.Facts.Notional(i.Coming) is not { } own)
        {
            return limit.On(GateInput.NoPrice(Id));
        }

        if (i.InAccount(own) is not { } value)
        {
            return limit.On(i.NoRate(Id));
        }

        foreach (var (money, currency) in Held(i.Desk, limit.Item, (c, symbol) => Mark(i, c, symbol)).Concat(Open(i.Desk, limit.Item, i.Replaces)))
        {
            if (i.Connection.RateOf(currency) is not { } rate)
            {
                return limit.On(Verdict.Deny(Id, $"no exchange rate from {currency} to {i.Connection.Currency} is known, so the exposure cannot be measured"));
            }

            value += money * rate;
        }

        var text = $"exposure {Amount(Math.Round(value, 2))} {i.Connection.Currency} over {Scope(limit.Item)}, limit {Amount(limit.Value)}";
        return limit.On(value > limit.Value ? Verdict.Deny(Id, text, value) : Verdict.Pass(Id, text, value));
    }

    /// <summary>What is held of an item's scope, at its price or at what it cost, with its currency.</summary>
    internal static IEnumerable<(decimal Money, string Currency)> Held(DeskState desk, LimitItem item, Func<Guid, string, decimal?> mark) => desk.Positions
        .Where(p => p.Quantity != 0 && Covers(item, p.ConnectionId, p.Instrument.Symbol))
        .Select(p => (Math.Abs(p.Quantity * (mark(p.ConnectionId, p.Instrument.Symbol) ?? p.AveragePrice ?? 0)) * p.Instrument.Multiplier, p.Instrument.Currency));

    /// <summary>What open orders of an item's scope may still bring.</summary>
    internal static IEnumerable<(decimal Money, string Currency)> Open(DeskState desk, LimitItem item, TrackedOrder? except) => desk.OpenOrders
        .Where(o => o != except && o.Facts.Effect != Contracts.Effect.Close && o.Facts.Effect != Contracts.Effect.Reduce && Covers(item, o.Facts.ConnectionId, o.Facts.Instrument.Symbol))
        .Select(o => (o.Exposure ?? 0, o.Facts.Instrument.Currency));

    private static decimal? Mark(GateInput i, Guid connection, string symbol) =>
        connection == i.Connection.Id && i.Connection.Market?.Marks?.TryGetValue(symbol, out var mark) == true ? mark : null;

    private static bool Covers(LimitItem item, Guid connection, string symbol) =>
        item.Scope switch { "connection" => item.Id == connection.ToString(), "symbol" => item.Id == symbol, _ => true };

    internal static string Scope(LimitItem item) => item.Scope switch { "connection" => ThisConnection, "symbol" => $"all brokers in {item.Id}", _ => "all brokers" };
}
