using System.Globalization;
using Argix.Contracts;

namespace Argix.Broker.Oanda;

/// <summary>OANDA's words ↔ the contract's words. Pure: no calls, no clock, no state.</summary>
internal static class OandaMap
{
    public static OrderType Type(string? word) => word switch
    {
        "MARKET" or "MARKET_ORDER" or "MARKET_ORDER_REJECT" => OrderType.Market,
        "LIMIT" or "LIMIT_ORDER" or "LIMIT_ORDER_REJECT" => OrderType.Limit,
        "STOP" or "STOP_ORDER" or "STOP_ORDER_REJECT" => OrderType.Stop,
        _ => OrderType.Unknown,
    };

    public static TimeInForce Tif(string? word) => word switch
    {
        "GFD" => TimeInForce.Day, "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, "FOK" => TimeInForce.Fok, _ => TimeInForce.Unknown,
    };

    /// <summary>Nothing but PENDING, and the words that end an order, is understood.</summary>
    public static OrderState State(string? word) => word switch
    {
        "PENDING" => OrderState.Working, "FILLED" or "TRIGGERED" => OrderState.Filled, "CANCELLED" => OrderState.Cancelled, _ => OrderState.Unknown,
    };

    /// <summary>A reason of OANDA's in a word of the taxonomy, for orders that it throws out after taking them; the manifest's rules say the same of refusals.</summary>
    public static string Means(string reason) => reason switch
    {
        "INSUFFICIENT_MARGIN" or "INSUFFICIENT_FUNDS" => ErrorCodes.InsufficientFunds,
        "MARKET_HALTED" or "INSTRUMENT_PRICE_UNKNOWN" or "INSTRUMENT_BID_HALTED" or "INSTRUMENT_ASK_HALTED" => ErrorCodes.MarketClosed,
        "INSTRUMENT_UNKNOWN" or "INSTRUMENT_NOT_TRADEABLE" or "INSTRUMENT_MISSING" => ErrorCodes.UnknownInstrument,
        "CLIENT_ORDER_ID_ALREADY_EXISTS" => ErrorCodes.DuplicateOrder,
        "BOUNDS_VIOLATION" => ErrorCodes.PriceOutOfRange,
        _ when reason.StartsWith("PRICE_", StringComparison.Ordinal) => ErrorCodes.PriceOutOfRange,
        _ when reason.StartsWith("TIME_IN_FORCE_", StringComparison.Ordinal) => ErrorCodes.OrderTypeUnsupported,
        _ when reason.StartsWith("ACCOUNT_", StringComparison.Ordinal) => ErrorCodes.InsufficientScope,
        _ => ErrorCodes.InvalidOrder,
    };

    public static string Canonical(string venue) => venue.Replace('_', '/');

    public static string Venue(string symbol) => symbol.Replace('/', '_');

    public static decimal FillPrice(TransactionJson fill) => fill.FullVwap ?? fill.Price ?? 0;

    /// <summary>The order message, or null where a word of it has no counterpart (the manifest's order types keep that from happening).</summary>
    public static NewOrderJson? NewOrder(Order order)
    {
        var (type, price) = order.Type switch
        {
            OrderType.Market => ("MARKET", null),
            OrderType.Limit => ("LIMIT", order.LimitPrice),
            OrderType.Stop => ("STOP", order.StopPrice),
            _ => ((string?)null, (decimal?)null),
        };
        var tif = order.TimeInForce switch { TimeInForce.Day => "GFD", TimeInForce.Gtc => "GTC", TimeInForce.Ioc => "IOC", TimeInForce.Fok => "FOK", _ => null };
        var sign = order.Side switch { Side.Buy => 1, Side.Sell => -1, _ => 0 };
        return type is null || tif is null || sign == 0 || (order.Type != OrderType.Market && price is null)
            ? null
            : new NewOrderJson(type, order.Instrument.VenueSymbol, Text(sign * order.Quantity), tif, price is { } p ? Text(p) : null,
                order.Effect is Effect.Close or Effect.Reduce ? "REDUCE_ONLY" : "DEFAULT", new ExtensionsJson(order.ClientOrderId));
    }

    /// <summary>What the answer to an order message says. 201 means that it is in the log; the same answer may say that it was filled or thrown out at once.</summary>
    public static Outcome Submitted(Answer answer, Order order)
    {
        var (said, evidence) = (OandaApi.TryRead(answer, OandaJson.Default.OrderAnswerJson), Evidence(answer));
        if (answer.Sent == Sent.No)
        {
            return new Outcome(Verdict.NotSent, evidence);
        }
        // Without our own id in it the body proves nothing about our order.
        if (answer.Status == 201 && said?.OrderCreateTransaction is { Id.Length: > 0 } created && created.ClientExtensions?.Id == order.ClientOrderId)
        {
            // In the answer to a change, orderCancelTransaction ends the old order; the new one's end is replacingOrderCancelTransaction.
            var entries = new[] { created, said.OrderFillTransaction, said.ReplacingOrderCancelTransaction, said.OrderCancelTransaction }.OfType<TransactionJson>().Where(t => t == created || t.OrderId == created.Id);
            return new Outcome(Verdict.Accepted, evidence, created.Id, null, OandaLog.Fold(entries, order.Account.Id, order.Account.Currency).FirstOrDefault());
        }
        return new Outcome((answer.Status, said) switch
        {
            (400 or 404, { ErrorCode: "CLIENT_ORDER_ID_ALREADY_EXISTS" } or { OrderRejectTransaction.RejectReason: "CLIENT_ORDER_ID_ALREADY_EXISTS" }) => Verdict.Duplicate,
            (404, { OrderCancelRejectTransaction: not null }) => Verdict.NoSuchOrder,
            (400 or 404, { OrderRejectTransaction: not null } or { ErrorCode: not null }) => Verdict.Refused,
            (401 or 403, { ErrorMessage: not null }) => Verdict.Refused,
            _ => Verdict.Unknown,
        }, evidence);
    }

    /// <summary>What the answer to a cancel says. An order that has been filled "does not exist" any more in OANDA's words.</summary>
    public static Outcome Cancelled(Answer answer, string? orderId)
    {
        var said = OandaApi.TryRead(answer, OandaJson.Default.OrderAnswerJson);
        return new Outcome((answer, said) switch
        {
            ({ Sent: Sent.No }, _) => Verdict.NotSent,
            ({ Status: 200 }, { OrderCancelTransaction: not null }) => Verdict.Accepted,
            ({ Status: 404 }, { OrderCancelRejectTransaction: not null }) => Verdict.NoSuchOrder,
            ({ Status: 400 or 401 or 403 }, { ErrorMessage: not null }) => Verdict.Refused,
            _ => Verdict.Unknown,
        }, Evidence(answer), orderId ?? said?.OrderCancelTransaction?.OrderId);
    }

    /// <summary>A pending order as the list shows it.</summary>
    public static OrderReport Pending(OrderJson o, string accountId)
    {
        var type = Type(o.Type);
        return new OrderReport(accountId, o.Id!, o.ClientExtensions?.Id, State(o.State), o.State ?? "", null, Canonical(o.Instrument ?? ""),
            o.Units switch { > 0 => Side.Buy, < 0 => Side.Sell, _ => Side.Unknown }, type, Tif(o.TimeInForce), o.Units is { } u ? Math.Abs(u) : null,
            type == OrderType.Limit ? o.Price : null, type == OrderType.Stop ? o.Price : null, 0, null, [], o.CreateTime, null, o.ReplacesOrderId);
    }

    /// <summary>One line an instrument: both sides of a hedging account taken together.</summary>
    public static Position? Position(PositionJson p, string currency, DateTimeOffset at)
    {
        var (longs, shorts) = (p.Long?.Units ?? 0, p.Short?.Units ?? 0);
        var average = (longs, shorts) switch { (not 0, 0) => p.Long!.AveragePrice, (0, not 0) => p.Short!.AveragePrice, _ => null };
        return longs + shorts == 0 ? null : new Position(Canonical(p.Instrument!), null, longs + shorts, average, null, currency, at);
    }

    public static Instrument Instrument(InstrumentJson i)
    {
        var symbol = Canonical(i.Name!);
        return new Instrument(symbol, i.Name!, i.Type == "CURRENCY" ? AssetClass.Fx : AssetClass.Cfd, symbol[(symbol.IndexOf('/') + 1)..], QuantityUnit.Base, 1m,
            Step(i.DisplayPrecision), Step(i.TradeUnitsPrecision), i.MinimumTradeSize, i.MaximumOrderUnits, null, true, i.DisplayName);
    }

    public static Bar Bar(CandleJson c) => new(c.Time!.Value, c.Mid!.O, c.Mid.H, c.Mid.L, c.Mid.C, c.Volume ?? 0);

    public static Evidence Evidence(Answer answer)
    {
        var said = answer.Status >= 400 ? OandaApi.TryRead(answer, OandaJson.Default.OrderAnswerJson) : null;
        var code = said?.OrderRejectTransaction?.RejectReason ?? said?.OrderCancelRejectTransaction?.RejectReason ?? said?.ErrorCode;
        var text = said?.ErrorMessage ?? (answer.Status == 0 ? answer.Fault : null);
        return new Evidence(answer.Sent, answer.Status, code, text is { Length: > 300 } ? text[..300] : text, Header(answer, "RequestID"));
    }

    /// <summary>A failed read in a word of the taxonomy.</summary>
    public static VenueException Failed(Answer answer, string what)
    {
        var code = answer.Status switch
        {
            0 => ErrorCodes.BrokerUnreachable,
            401 => ErrorCodes.InvalidCredentials,
            403 => ErrorCodes.InsufficientScope,
            408 or 504 => ErrorCodes.BrokerTimeout,
            429 => ErrorCodes.RateLimited,
            >= 500 => ErrorCodes.BrokerUnavailable,
            _ => ErrorCodes.BrokerProtocolError,
        };
        return new VenueException(code, $"OANDA: {what} failed ({(answer.Status == 0 ? "no answer" : $"HTTP {answer.Status}")})", Evidence(answer));
    }

    public static string? Header(Answer answer, string name) => answer.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Plain decimal digits without trailing zeros.</summary>
    public static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    private static decimal Step(int? precision) => precision is null ? 0m : precision switch
    {
        >= 0 and <= 12 => new decimal(1, 0, 0, false, (byte)precision),
        _ => 0m,
    };
}
