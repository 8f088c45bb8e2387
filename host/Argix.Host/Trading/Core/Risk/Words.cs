using static Argix.Trading.Core.Risk.RiskWords;

namespace Argix.Trading.Core.Risk;

/// <summary>What a verdict says, before anybody has read it. <see cref="Text"/>: it is written out already.</summary>
public enum Phrase { Text, Quantity, Unchanged, Value, Worst, Messages, OrdersToday, Refused, SignalAge, NoTwin, AccountAge, PriceAge, Today, Costs, BuyAt, SellAt }

/// <summary>
/// Words that are made when somebody reads them: a phrase and the figures that go into it. Every order has seventeen verdicts, and almost nobody reads those that passed.
/// Plain values only, because the desk's snapshot keeps them.
/// </summary>
public readonly record struct Words(Phrase Phrase, decimal A = 0, decimal B = 0, string? S = null, string? T = null, decimal C = 0)
{
    public static implicit operator Words(string text) => new(Phrase.Text, S: text);

    public override string ToString() => Phrase switch
    {
        Phrase.Quantity => $"quantity {Amount(A)}, limit {Amount(B)}",
        Phrase.Unchanged => $"does not grow the position of {Amount(A)}",
        Phrase.Value => $"{S} {Amount(A)} {T}, limit {Amount(B)}",
        Phrase.Worst => $"{S} of up to {Amount(C)}, worth {Amount(A)} {T}, limit {Amount(B)}",
        Phrase.Messages => $"{Count(A, "message")} in the last minute, this one included",
        Phrase.OrdersToday => $"{Count(A, "order")} of the strategy today, this one included, limit {Amount(B)}",
        Phrase.Refused => $"{Count(A, "order")} of the strategy refused or unanswered in a row, limit {Amount(B)}",
        Phrase.SignalAge => $"the signal is {Count(A, "second")} old, limit {Amount(B)}",
        Phrase.NoTwin => $"no equal order of the strategy in the last {Count(A, "second")}",
        Phrase.AccountAge => $"the account's figures are {Count(A, "second")} old, limit {Amount(B)}",
        Phrase.PriceAge => $"the price is {Count(A, "second")} old",
        Phrase.Today => $"today's result {Amount(Math.Round(A, 2))} {S}",
        Phrase.Costs => $"costs {Amount(A)} {S}, buying power {Amount(B)}" + (C == 0 ? "" : $" less {Amount(C)} for newer orders"),
        Phrase.BuyAt => PriceCollar.AtLimit(Contracts.Side.Buy, A, B, C),
        Phrase.SellAt => PriceCollar.AtLimit(Contracts.Side.Sell, A, B, C),
        _ => S ?? "",
    };
}
