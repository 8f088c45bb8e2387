using Argix.Contracts;
using Argix.Trading.Core.Risk;
using static Argix.Trading.Core.OrderWords;

namespace Argix.Trading.Core;

/// <summary>Whether an order fits its instrument: the same rules refuse a request before an order exists and stand again in the gate.</summary>
public static class InstrumentCheck
{
    /// <summary>The first fault as a taxonomy code with words, or null. Figures must already be positive.</summary>
    public static (string Code, string Detail)? Fault(Instrument instrument, IReadOnlyList<TypeRule> types, OrderType type, TimeInForce time,
        decimal quantity, decimal? limitPrice, decimal? stopPrice)
    {
        if (!instrument.Tradable)
        {
            return (ErrorCodes.UnknownInstrument, $"{instrument.Symbol} cannot be traded at this venue now");
        }

        var rule = Rule(types, instrument.AssetClass, type);
        if (rule is null)
        {
            return (ErrorCodes.OrderTypeUnsupported, $"the broker takes no {Of(type)} orders for {Of(instrument.AssetClass)}");
        }

        if (!rule.Times.Contains(time))
        {
            return (ErrorCodes.OrderTypeUnsupported, $"a {Of(type)} order for {Of(instrument.AssetClass)} can be {string.Join(", ", rule.Times.Select(Of))}, not {Of(time)}");
        }

        return QuantityFault(instrument, quantity) ?? PriceFault(instrument, limitPrice, "limitPrice") ?? PriceFault(instrument, stopPrice, "stopPrice");
    }

    private static TypeRule? Rule(IReadOnlyList<TypeRule> types, AssetClass asset, OrderType type)
    {
        for (var n = 0; n < types.Count; n++)
        {
            if (types[n].AssetClass == asset && types[n].Type == type)
            {
                return types[n];
            }
        }

        return null;
    }

    private static (string, string)? QuantityFault(Instrument instrument, decimal quantity)
    {
        if (instrument.Lot > 0 && quantity % instrument.Lot != 0)
        {
            return (ErrorCodes.InvalidOrder, $"quantity {Figure(quantity)} is no multiple of the lot {Figure(instrument.Lot)}");
        }

        if (quantity < instrument.MinQuantity)
        {
            return (ErrorCodes.InvalidOrder, $"quantity {Figure(quantity)} is below the smallest, {Figure(instrument.MinQuantity.Value)}");
        }

        return quantity > instrument.MaxQuantity ? (ErrorCodes.InvalidOrder, $"quantity {Figure(quantity)} is above the largest, {Figure(instrument.MaxQuantity.Value)}") : null;
    }

    private static (string, string)? PriceFault(Instrument instrument, decimal? price, string name) =>
        price is { } p && instrument.Tick > 0 && p % instrument.Tick != 0
            ? (ErrorCodes.InvalidOrder, $"{name} {Figure(p)} is no multiple of the tick {Figure(instrument.Tick)}")
            : null;
}
