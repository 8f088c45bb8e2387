using Argix.Contracts;

namespace Argix.Venue;

/// <summary>What an order must look like to be taken.</summary>
internal static class OrderRules
{
    // Far beyond any order, and small enough that quantity × price stays inside a decimal.
    private const decimal Most = 1_000_000_000_000m;

    /// <summary>Why it can't be taken, or null.</summary>
    public static (string Code, string Text)? Refuse(NewOrder order, Market? market)
    {
        if (market is null)
        {
            return (ErrorCodes.UnknownInstrument, $"{order.Symbol} is not listed here");
        }

        return Shape(order)
            ?? Quantity(order, market.Listing.Lot)
            ?? Price("limit", order.LimitPrice, market.Listing.Tick)
            ?? Price("stop", order.StopPrice, market.Listing.Tick)
            ?? (!market.IsOpen && order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok
                ? (ErrorCodes.MarketClosed, "the market is closed; an immediate order can't wait for it")
                : null);
    }

    private static (string, string)? Shape(NewOrder order)
    {
        if (order.Side is not (Side.Buy or Side.Sell))
        {
            return (ErrorCodes.InvalidOrder, "side must be buy or sell");
        }

        if (order.Type is OrderType.Unknown || order.TimeInForce is TimeInForce.Unknown || !Enum.IsDefined(order.Type) || !Enum.IsDefined(order.TimeInForce))
        {
            return (ErrorCodes.OrderTypeUnsupported, "the order type or time in force is not known here");
        }

        var (limit, stop) = (order.Type is OrderType.Limit or OrderType.StopLimit, order.Type is OrderType.Stop or OrderType.StopLimit);
        return limit != order.LimitPrice.HasValue || stop != order.StopPrice.HasValue
            ? (ErrorCodes.InvalidOrder, "a limit price belongs to limit and stop-limit orders, a stop price to stop and stop-limit orders, and to no others")
            : null;
    }

    private static (string, string)? Quantity(NewOrder order, decimal lot)
    {
        if (order.Quantity is <= 0 or > Most)
        {
            return (ErrorCodes.InvalidOrder, "the quantity must be more than zero and at most 10^12");
        }

        return lot > 0 && order.Quantity % lot != 0 ? (ErrorCodes.InvalidOrder, FormattableString.Invariant($"the quantity must be a multiple of {lot}")) : null;
    }

    private static (string, string)? Price(string which, decimal? price, decimal tick)
    {
        if (price is not { } p || (p is > 0 and <= Most && (tick == 0 || p % tick == 0)))
        {
            return null;
        }

        return (ErrorCodes.PriceOutOfRange, FormattableString.Invariant($"the {which} price must be more than zero, at most 10^12 and a multiple of {tick}"));
    }
}
