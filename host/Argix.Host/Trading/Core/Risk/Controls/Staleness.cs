using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>Age of the price and of the account's figures. The one control that denies for want of a price.</summary>
public static class Staleness
{
    public const string Id = "staleness";

    /// <summary>The default. Orders are placed while markets are closed, so at the default an old last price only warns; who sets less wants a refusal.</summary>
    private const decimal Usual = 60;

    private static readonly Verdict OwnPrice = Verdict.Pass(Id, "the order has its own limit price");
    private static readonly Verdict SeeCapital = Verdict.Pass(Id, "see capital");

    public static Verdict Judge(GateInput i)
    {
        if (i.Limit(Id) is not { } limit)
        {
            return Verdict.Pass(Id, "no limit set");
        }

        var price = Price(i, limit.Value);
        var account = Account(i, limit.Value);
        return limit.On(price.Denied || !account.Denied && price.Status == "warning" ? price : account.Status != "passed" ? account : price);
    }

    private static Verdict Price(GateInput i, decimal limit)
    {
        if (i.Facts.LimitPrice is not null)
        {
            return OwnPrice;
        }

        if (i.Facts.Reference is not { } reference)
        {
            return i.Unknown(Id, i.Facts.StopPrice is null ? "no price of this instrument is known" : "no market price of this instrument is known");
        }

        var age = Age(i, reference.At);
        if (age <= limit && reference.Source != "last_known")
        {
            return Verdict.Pass(Id, new Words(Phrase.PriceAge, age), age, limit);
        }

        var text = $"the last known price is {Count(age, "second")} old, limit {Amount(limit)}";
        return limit < Usual && i.Connection.IsLive && !i.Reduces ? Verdict.Deny(Id, text, age, limit) : Verdict.Warn(Id, text, age, limit);
    }

    private static Verdict Account(GateInput i, decimal limit)
    {
        if (i.Connection.FundsAt is not { } at)
        {
            return SeeCapital;
        }

        var age = Age(i, at);
        var words = new Words(Phrase.AccountAge, age, limit);
        return age <= limit ? Verdict.Pass(Id, words, age, limit) : i.Unknown(Id, words) with { Value = age };
    }

    private static decimal Age(GateInput i, DateTimeOffset at) => Math.Max(0, Math.Round((decimal)(i.Now - at).TotalSeconds, 0));
}
