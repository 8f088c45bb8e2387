using Argix.Contracts;

namespace Argix.Broker.TradeStation;

/// <summary>TradeStation's words ↔ the contract's words. Pure.</summary>
internal static class TradeStationMap
{
    // Our own reading of the status list where the documentation only names them; a word that is not listed is unknown, never an ending.
    public static OrderState State(string? status) => status switch
    {
        "ACK" or "DON" or "PLA" or "DIS" or "CND" or "OSO" => OrderState.Pending,
        "OPN" or "FPR" or "STP" or "CHG" or "SUS" or "RJC" or "RJR" => OrderState.Working,
        "RSN" or "RPD" => OrderState.PendingReplace,
        "UCN" => OrderState.PendingCancel,
        "FLL" => OrderState.Filled,
        "CAN" or "OUT" or "TSC" or "SCN" or "FLP" => OrderState.Cancelled,
        "UCH" => OrderState.Replaced,
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

    public static OrderReport Report(OrderJson o, string accountId)
    {
        // Several legs are no instrument of ours.
        var leg = o.Legs is [var only] ? only : null;
        return new OrderReport(accountId, o.OrderID!, null, State(o.Status), o.Status ?? "", Instrument(leg?.Symbol, leg?.AssetType, "USD"), leg?.Symbol ?? "",
            leg?.BuyOrSell switch { "Buy" => Side.Buy, "Sell" => Side.Sell, _ => Side.Unknown },
            o.OrderType switch { "Market" => OrderType.Market, "Limit" => OrderType.Limit, "StopMarket" => OrderType.Stop, "StopLimit" => OrderType.StopLimit, _ => OrderType.Unknown },
            o.Duration switch { "DAY" => TimeInForce.Day, "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, "FOK" => TimeInForce.Fok, _ => TimeInForce.Unknown },
            leg?.QuantityOrdered, Price(o.LimitPrice), Price(o.StopPrice), leg?.ExecQuantity, Price(leg?.ExecutionPrice), [], o.ClosedDateTime ?? o.OpenedDateTime,
            State(o.Status) == OrderState.Rejected ? new Evidence(Sent.Yes, 200, null, o.RejectReason) : null);
    }

    public static Position Position(PositionJson p, string currency, DateTimeOffset at)
    {
        var size = Math.Abs(p.Quantity ?? 0);
        return new Position(p.Symbol!, Instrument(p.Symbol, p.AssetType, currency), p.LongShort == "Short" ? -size : size, p.AveragePrice, p.Last, currency, at);
    }

    /// <summary>A failed read in a word of the taxonomy.</summary>
    public static VenueException Failed(Answer answer, string what)
    {
        var problem = answer.Status >= 400 ? TradeStationApi.TryRead(answer, TradeStationJson.Default.ProblemJson) : null;
        var evidence = new Evidence(answer.Sent, answer.Status, problem?.Error, problem?.Message is { Length: > 300 } text ? text[..300] : problem?.Message);
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
        return new VenueException(code, $"TradeStation: {what} failed ({(answer.Status == 0 ? "no answer" : $"HTTP {answer.Status}")})", evidence);
    }

    private static Instrument? Instrument(string? symbol, string? assetType, string currency) => symbol is not null && Class(assetType) is not AssetClass.Unknown and var known
        ? new Instrument(symbol, symbol, known, currency, known == AssetClass.Equity ? QuantityUnit.Base : QuantityUnit.Contracts, 1m, 0m, 1m, null, null, null, true)
        : null;

    private static decimal? Price(decimal? price) => price is null or 0 ? null : price;
}
