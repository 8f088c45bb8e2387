using Argix.Contracts;
using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>
/// A price that would trade too far through the market. Only the harmful side is refused: a limit far on the passive side rests and harms nobody, so it warns.
/// </summary>
public static class PriceCollar
{
    public const string Id = "price_collar";

    public static Verdict Judge(GateInput i)
    {
        if (i.Limit(Id) is not { } limit)
        {
            return Verdict.Pass(Id, "no limit set");
        }

        if (i.Facts.LimitPrice is null && i.Facts.StopPrice is null)
        {
            return limit.On(i.Facts.Reference switch
            {
                null => GateInput.NoPrice(Id),
                { Source: "last_known" } => Verdict.Warn(Id, "a market order has no price of its own, and the last known price is old"),
                _ => Verdict.Pass(Id, "a market order has no price of its own; the market's price is fresh"),
            });
        }

        return limit.On(i.Facts.Type == OrderType.StopLimit ? StopLimit(i, limit.Value) : Against(i, limit.Value));
    }

    // The stop decides when, so the limit is held against the stop.
    private static Verdict StopLimit(GateInput i, decimal limit) =>
        Said(Through(i.Facts.Side, i.Facts.LimitPrice!.Value, i.Facts.StopPrice!.Value), limit, $"limit {Amount(i.Facts.LimitPrice.Value)}", $"stop {Amount(i.Facts.StopPrice.Value)}");

    private static Verdict Against(GateInput i, decimal limit)
    {
        if (i.Connection.Market?.Quote is not { Price: > 0 } market)
        {
            var detail = "no market price to hold the order's price against";
            return i.Connection.Market?.QuotesOffered == true ? i.Unknown(Id, detail) : Verdict.Warn(Id, detail + "; the broker gives no quotes");
        }

        // A stop on the wrong side of the market triggers at once and trades at the market's price: a person should know, no price is harmful.
        var off = i.Facts.LimitPrice is { } price ? Through(i.Facts.Side, price, market.Price) : -Through(i.Facts.Side, i.Facts.StopPrice!.Value, market.Price);
        var old = market.Source == "last_known";
        if (i.Facts.LimitPrice is { } l && !old && Math.Abs(off) <= limit)
        {
            // Almost every order: the words wait until somebody reads them.
            return Verdict.Pass(Id, new Words(i.Facts.Side == Side.Buy ? Phrase.BuyAt : Phrase.SellAt, l, market.Price, C: limit), Math.Round(off, 4), limit);
        }

        var own = i.Facts.LimitPrice is { } at ? $"limit {Amount(at)}" : $"stop {Amount(i.Facts.StopPrice!.Value)}";
        var said = Said(off, limit, own, $"{(old ? "last known price" : "market price")} {Amount(market.Price)}", warnBelow: i.Facts.LimitPrice is not null);
        var harmless = i.Facts.LimitPrice is null && said.Denied;
        return harmless || (old && said.Status == "passed") ? said with { Status = "warning" } : said;
    }

    // Percent by which the price is worse than the reference; negative = better.
    private static decimal Through(Side side, decimal price, decimal reference) => (side == Side.Buy ? price - reference : reference - price) / reference * 100;

    /// <summary>A limit within the collar against a fresh market price.</summary>
    internal static string AtLimit(Side side, decimal price, decimal market, decimal limit) => Text(Through(side, price, market), limit, $"limit {Amount(price)}", $"market price {Amount(market)}");

    private static string Text(decimal off, decimal limit, string own, string other) =>
        $"{own} is {Short(Math.Abs(off))} % {(off > 0 ? "worse" : "better")} than the {other}; at most {Amount(limit)} % worse";

    private static Verdict Said(decimal off, decimal limit, string own, string other, bool warnBelow = false)
    {
        var text = Text(off, limit, own, other);
        return off > limit ? Verdict.Deny(Id, text, Math.Round(off, 4), limit)
            : warnBelow && -off > limit ? Verdict.Warn(Id, text + ", so it will rest far from the market", Math.Round(off, 4), limit)
            : Verdict.Pass(Id, text, Math.Round(off, 4), limit);
    }
}
