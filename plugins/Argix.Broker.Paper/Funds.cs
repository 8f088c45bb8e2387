using Argix.Contracts;
using Argix.Venue;

namespace Argix.Broker.Paper;

/// <summary>
/// What the account may do. Whatever closes a position is always taken. Buying something new needs cash that neither open buys hold nor short positions owe.
/// Selling short (equities and fx, not crypto) is possible up to the account's equity.
/// </summary>
internal static class Funds
{
    public static (string Code, string Text)? Refuse(PaperVenue venue, NewOrder order, out decimal reserved)
    {
        var listing = venue.Markets.Listings[order.Symbol];
        var opening = venue.Books.Holding(order.Symbol).Opens(order.Side, order.Quantity);
        var price = Worst(order, venue.Markets.Quote(listing, venue.Now));
        reserved = RoundUp(opening * price * (order.Side == Side.Buy ? 1 + listing.FeeRate : 1));
        if (opening == 0)
        {
            return null;
        }

        if (order.Side == Side.Buy)
        {
            var available = Available(venue);
            return reserved <= available ? null : Short($"this buy needs {reserved} USD, {available} are available");
        }

        if (!listing.CanShort)
        {
            return Short($"{order.Symbol} can't be sold short; {order.Quantity - opening} are held and not already being sold");
        }

        var (shorts, equity) = (ShortValue(venue) + venue.Books.ReservedShorts, Equity(venue));
        return shorts + reserved <= equity ? null : Short($"short sales may reach the account's equity of {equity} USD; {shorts} are used, this one needs {reserved}");
    }

    /// <summary>A change of an open order: what is needed beyond what is held for it already.</summary>
    public static (string Code, string Text)? RefuseChange(PaperVenue venue, PaperOrder order, NewOrder wanted, out decimal reserved)
    {
        var listing = venue.Markets.Listings[order.Symbol];
        var leaves = wanted.Quantity - order.Filled;
        var opening = (order.Reserved > 0 ? Math.Min(leaves, order.Leaves) : 0) + venue.Books.Holding(order.Symbol).Opens(order.Side, Math.Max(0, leaves - order.Leaves));
        reserved = RoundUp(opening * Worst(wanted, venue.Markets.Quote(listing, venue.Now)) * (order.Side == Side.Buy ? 1 + listing.FeeRate : 1));
        var more = reserved - order.Reserved;
        if (more <= 0)
        {
            return null;
        }

        if (order.Side == Side.Buy)
        {
            return more <= Available(venue) ? null : Short($"this change needs {more} USD more, {Available(venue)} are available");
        }

        return !listing.CanShort ? Short($"{order.Symbol} can't be sold short")
            : ShortValue(venue) + venue.Books.ReservedShorts + more <= Equity(venue) ? null : Short($"short sales may reach the account's equity of {Equity(venue)} USD");
    }

    public static decimal Equity(PaperVenue venue) => venue.Books.Cash + Held(venue).Sum(h => h.Quantity * h.Price);

    public static decimal Available(PaperVenue venue) => Cents(venue.Books.Cash - venue.Books.ReservedBuys - ShortValue(venue));

    private static decimal ShortValue(PaperVenue venue) => Held(venue).Sum(h => Math.Max(0, -h.Quantity * h.Price));

    private static IEnumerable<(decimal Quantity, decimal Price)> Held(PaperVenue venue) =>
        venue.Books.Holdings.Where(h => h.Value.Quantity != 0)
            .Select(h => (h.Value.Quantity, venue.Markets.Quote(venue.Markets.Listings[h.Key], venue.Now).Last!.Value));

    // A market order is counted at the price that it would get now, a stop at the worse of that and its stop.
    private static decimal Worst(NewOrder order, Quote quote) => order.Side == Side.Buy
        ? order.LimitPrice ?? Math.Max(quote.Ask!.Value, order.StopPrice ?? 0)
        : order.LimitPrice ?? Math.Max(quote.Bid!.Value, order.StopPrice ?? 0);

    private static decimal RoundUp(decimal amount) => decimal.Round(amount, 2, MidpointRounding.ToPositiveInfinity);

    private static decimal Cents(decimal amount) => decimal.Round(amount, 2, MidpointRounding.ToNegativeInfinity);

    private static (string, string)? Short(FormattableString text) => (ErrorCodes.InsufficientFunds, FormattableString.Invariant(text));
}
