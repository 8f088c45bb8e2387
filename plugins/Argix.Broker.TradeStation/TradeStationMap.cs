using Argix.Contracts;

namespace Argix.Broker.TradeStation;

/// <summary>TradeStation's words ↔ the contract's words. Pure.</summary>
internal static class TradeStationMap
{
    // UCH (replaced) and RJR (change rejected) are listed among the endings, but recordings show orders living on after them: unknown, so that neither ends an order.
    // Our own reading of the status list where the documentation only names them; a word that is not listed is unknown, never an ending.
    public static OrderState State(string? status) => status switch
    {
        "ACK" or "DON" or "PLA" or "DIS" or "CND" or "OSO" => OrderState.Pending,
        "OPN" or "FPR" or "STP" or "CHG" or "SUS" or "RJC" or "LAT" => OrderState.Working,
        "RSN" or "RPD" => OrderState.PendingReplace,
        "UCN" => OrderState.PendingCancel,
        "FLL" => OrderState.Filled,
        "CAN" or "OUT" or "TSC" or "SCN" or "FLP" => OrderState.Cancelled,
        "REJ" => OrderState.Rejected,
        "EXP" => OrderState.Expired,
        _ => OrderState.Unknown,
    };

    public static AssetClass Class(string? word) => word switch
    {
        "STOCK" => AssetClass.Equity,
        "STOCKOPTION" or "INDEXOPTION" => AssetClass.Option,
        "FUTURE" => AssetClass.Future,
        _ => AssetClass.Unknown,
    };

    public static bool IsOver(OrderState state) => state is OrderState.Filled or OrderState.Cancelled or OrderState.Rejected or OrderState.Expired or OrderState.Replaced;

    /// <summary>The order message, or null where a word of it has no counterpart (the manifest's order types keep that from happening).</summary>
    public static NewOrderJson? NewOrder(Order order)
    {
        var type = order.Type switch { OrderType.Market => "Market", OrderType.Limit => "Limit", OrderType.Stop => "StopMarket", OrderType.StopLimit => "StopLimit", _ => null };
        var tif = order.TimeInForce switch { TimeInForce.Day => "DAY", TimeInForce.Gtc => "GTC", TimeInForce.Ioc => "IOC", TimeInForce.Fok => "FOK", _ => null };
        return type is null || tif is null || Action(order) is not { } action ? null
            : new NewOrderJson(order.Account.Id, order.Instrument.VenueSymbol, Text(order.Quantity)!, type, action, new DurationJson(tif), Text(order.LimitPrice), Text(order.StopPrice), "Intelligent", order.ClientOrderId);
    }

    /// <summary>Selling what is not held, and buying it back, have words of their own for shares. When it is not known which it is, the plain word can only be refused.</summary>
    public static string? Action(Order order) => (order.Side, order.Effect, order.Instrument.AssetClass) switch
    {
        (Side.Buy, Effect.Close or Effect.Reduce, AssetClass.Equity or AssetClass.Etf) => "BUYTOCOVER",
        (Side.Sell, Effect.Open, AssetClass.Equity or AssetClass.Etf) => "SELLSHORT",
        (Side.Buy, _, AssetClass.Equity or AssetClass.Etf or AssetClass.Future) => "BUY",
        (Side.Sell, _, AssetClass.Equity or AssetClass.Etf or AssetClass.Future) => "SELL",
        _ => null,
    };

    /// <summary>Only what differs; null when that is nothing, or something that can't be changed.</summary>
    public static ChangeJson? Change(Order was, Order wanted)
    {
        var change = new ChangeJson(was.Quantity == wanted.Quantity ? null : Text(wanted.Quantity), was.LimitPrice == wanted.LimitPrice ? null : Text(wanted.LimitPrice),
            was.StopPrice == wanted.StopPrice ? null : Text(wanted.StopPrice));
        return was.Type == wanted.Type && was.Side == wanted.Side && was.TimeInForce == wanted.TimeInForce && change is not { Quantity: null, LimitPrice: null, StopPrice: null } ? change : null;
    }

    /// <summary>What the answer to an order message says: HTTP 200 also for an order that was refused.</summary>
    public static Outcome Submitted(Answer answer)
    {
        var said = answer.Status == 200 ? TradeStationApi.TryRead(answer, TradeStationJson.Default.SentJson) : null;
        return (answer, said) switch
        {
            ({ Sent: Sent.No }, _) => new Outcome(Verdict.NotSent, Evidence(answer)),
            (_, { Orders: [{ OrderID: { Length: > 0 } id, Error: null or "" }], Errors: null or [] }) => new Outcome(Verdict.Accepted, Evidence(answer), id),
            // The refused order has a number too, under which it can be read.
            (_, { Orders: null or [], Errors: [{ Message: not null } only] }) => new Outcome(Verdict.Refused, Refusal(answer, only), only.OrderID),
            (_, { Orders: [{ Error: { Length: > 0 }, Message: not null } only], Errors: null or [] }) => new Outcome(Verdict.Refused, Refusal(answer, only), only.OrderID),
            ({ Status: 400 or 401 or 403 }, _) when Evidence(answer) is { Code: not null } evidence => new Outcome(Verdict.Refused, evidence),
            _ => new Outcome(Verdict.Unknown, Evidence(answer)),
        };
    }

    /// <summary>What the answer to a cancel or a change says: "sent" is all that TradeStation knows by then.</summary>
    public static Outcome Asked(Answer answer, string id)
    {
        var said = answer.Status == 200 ? TradeStationApi.TryRead(answer, TradeStationJson.Default.SentOrderJson) : null;
        return (answer, said) switch
        {
            ({ Sent: Sent.No }, _) => new Outcome(Verdict.NotSent, Evidence(answer), id),
            (_, { Error: null or "", OrderID: { Length: > 0 } number }) when number == id => new Outcome(Verdict.Accepted, Evidence(answer), id),
            (_, { Error.Length: > 0 } refused) => new Outcome(Verdict.Refused, Refusal(answer, refused), id),
            ({ Status: 400 or 401 or 403 or 404 }, _) when Evidence(answer) is { Code: not null } evidence => new Outcome(Verdict.Refused, evidence, id),
            _ => new Outcome(Verdict.Unknown, Evidence(answer), id),
        };
    }

    /// <summary>Whether an order that the venue shows could be the one that was sent.</summary>
    public static bool Alike(OrderJson shown, Order sent, DateTimeOffset since) => Report(shown, sent.Account.Id) is var r && r.Symbol == sent.Instrument.VenueSymbol && r.Side == sent.Side
        && r.Quantity == sent.Quantity && r.Type == sent.Type && (shown.LimitPrice is null or 0 || sent.LimitPrice is null || r.LimitPrice == sent.LimitPrice)
        && (shown.StopPrice is null or 0 || sent.StopPrice is null || r.StopPrice == sent.StopPrice) && (shown.OpenedDateTime is null || shown.OpenedDateTime >= since);

    public static Instrument? Instrument(SymbolJson s) => Class(s.AssetType) is AssetClass.Equity or AssetClass.Future
        ? new Instrument(s.Symbol!, s.Symbol!, Class(s.AssetType), s.Currency ?? "USD", Class(s.AssetType) == AssetClass.Future ? QuantityUnit.Contracts : QuantityUnit.Base,
            Class(s.AssetType) == AssetClass.Future ? s.PriceFormat?.PointValue ?? 0m : 1m, s.PriceFormat?.Increment ?? 0m, s.QuantityFormat?.Increment ?? 1m, s.QuantityFormat?.MinimumTradeQuantity, null, null,
            !s.Symbol!.StartsWith('@') && (Class(s.AssetType) != AssetClass.Future || s.PriceFormat?.PointValue is > 0), s.Description, s.Exchange)
        : null;

    public static OrderReport Report(OrderJson o, string accountId)
    {
        // Several legs are no instrument of ours.
        var leg = o.Legs is [var only] ? only : null;
        return new OrderReport(accountId, o.OrderID!, null, State(o.Status), o.Status ?? "", Instrument(leg?.Symbol, leg?.AssetType, "USD"), leg?.Symbol ?? "",
            leg?.BuyOrSell switch { "Buy" => Side.Buy, "Sell" => Side.Sell, _ => Side.Unknown },
            o.OrderType switch { "Market" => OrderType.Market, "Limit" => OrderType.Limit, "StopMarket" => OrderType.Stop, "StopLimit" => OrderType.StopLimit, _ => OrderType.Unknown },
            o.Duration switch { "DAY" => TimeInForce.Day, "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, "FOK" => TimeInForce.Fok, _ => TimeInForce.Unknown },
            leg?.QuantityOrdered, Price(o.LimitPrice), Price(o.StopPrice), leg?.ExecQuantity, leg?.ExecQuantity is > 0 ? Price(leg.ExecutionPrice) ?? Price(o.FilledPrice) : null, [],
            o.ClosedDateTime ?? o.OpenedDateTime, State(o.Status) == OrderState.Rejected ? new Evidence(Sent.Yes, 200, null, o.RejectReason ?? "rejected") : null);
    }

    public static Position Position(PositionJson p, string currency, DateTimeOffset at)
    {
        var size = Math.Abs(p.Quantity ?? 0);
        return new Position(p.Symbol!, Instrument(p.Symbol, p.AssetType, currency), p.LongShort == "Short" ? -size : size, p.AveragePrice, p.Last, currency, at);
    }

    /// <summary>A failed read in a word of the taxonomy.</summary>
    public static VenueException Failed(Answer answer, string what)
    {
        var code = answer.Status switch
        {
            0 => ErrorCodes.BrokerUnreachable,
            401 => ErrorCodes.ReauthRequired,
            403 => ErrorCodes.InsufficientScope,
            408 or 504 => ErrorCodes.BrokerTimeout,
            429 => ErrorCodes.RateLimited,
            >= 500 => ErrorCodes.BrokerUnavailable,
            _ => ErrorCodes.BrokerProtocolError,
        };
        return new VenueException(code, $"TradeStation: {what} failed ({(answer.Status == 0 ? "no answer" : $"HTTP {answer.Status}")})", Evidence(answer));
    }

    public static Evidence Evidence(Answer answer)
    {
        var problem = answer.Status >= 400 ? TradeStationApi.TryRead(answer, TradeStationJson.Default.ProblemJson) : null;
        return new Evidence(answer.Sent, answer.Status, problem?.Error, Short(problem?.Message ?? (answer.Status == 0 ? answer.Fault : null)));
    }

    private static Evidence Refusal(Answer answer, SentOrderJson refused) => new(answer.Sent, answer.Status, refused.Error, Short(refused.Message));

    private static string? Short(string? text) => text is { Length: > 300 } ? text[..300] : text;

    private static string? Text(decimal? value) => value?.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture);

    private static Instrument? Instrument(string? symbol, string? assetType, string currency) => symbol is not null && Class(assetType) is not AssetClass.Unknown and var known
        ? new Instrument(symbol, symbol, known, currency, known == AssetClass.Equity ? QuantityUnit.Base : QuantityUnit.Contracts, 1m, 0m, 1m, null, null, null, true)
        : null;

    private static decimal? Price(decimal? price) => price is null or 0 ? null : price;
}
