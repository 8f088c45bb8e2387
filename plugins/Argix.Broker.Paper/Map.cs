using Argix.Contracts;

namespace Argix.Broker.Paper;

/// <summary>The venue's things in the contract's words. Pure.</summary>
internal static class Map
{
    public static OrderReport Report(PaperOrder o) => new(
        PaperVenue.AccountId, o.Id, o.ClientOrderId, o.State, Word(o), o.Listing?.Instrument, o.Symbol, o.Side, o.Type, o.TimeInForce, o.Quantity, o.LimitPrice, o.StopPrice,
        o.Filled, o.Filled > 0 ? decimal.Round(o.Paid / o.Filled, 8) : null, [.. o.Fills], o.ChangedAt, o.Reason is { } why ? Said(why.Code, why.Text) : null);

    public static Outcome Answer(Verdict verdict, PaperOrder order, Evidence? evidence = null) =>
        new(verdict, evidence ?? Said(null, null), order.Id, null, Report(order));

    /// <summary>No wire and no HTTP: the order did reach the venue, and the code is all that there is to conclude from.</summary>
    public static Evidence Said(string? code, string? text) => new(Sent.Yes, 0, code, text);

    public static Position Position(Instrument instrument, Holding holding, decimal price, DateTimeOffset asOf) =>
        new(instrument.Symbol, instrument, holding.Quantity, decimal.Round(holding.AveragePrice, 8), price, "USD", asOf);

    private static string Word(PaperOrder o) => o.State switch
    {
        OrderState.Working when o.Filled > 0 => "partially_filled",
        OrderState.Working when o.Triggered => "triggered",
        OrderState.Working => "accepted",
        var other => other.ToString().ToLowerInvariant(),
    };
}
