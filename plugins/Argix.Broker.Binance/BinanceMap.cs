using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.Binance;

/// <summary>Binance's words ↔ the contract's words. Pure: no calls, no clock, no state.</summary>
internal static class BinanceMap
{
    private static readonly string[] MoneyWords = ["USDT", "USDC", "FDUSD", "TUSD", "BUSD", "DAI", "USD", "EUR", "GBP", "TRY", "BRL", "JPY", "AUD"];

    public static OrderState State(string? status) => status switch
    {
        "PENDING_NEW" => OrderState.Pending,
        "NEW" or "PARTIALLY_FILLED" => OrderState.Working,
        "PENDING_CANCEL" => OrderState.PendingCancel,
        "FILLED" => OrderState.Filled,
        "CANCELED" => OrderState.Cancelled,
        "REJECTED" => OrderState.Rejected,
        "EXPIRED" or "EXPIRED_IN_MATCH" => OrderState.Expired,
        _ => OrderState.Unknown,
    };

    public static Side Side(string? word) => word switch { "BUY" => Contracts.Side.Buy, "SELL" => Contracts.Side.Sell, _ => Contracts.Side.Unknown };

    public static OrderType Type(string? word) => word switch
    {
        "MARKET" => OrderType.Market, "LIMIT" or "LIMIT_MAKER" => OrderType.Limit, "STOP_LOSS" => OrderType.Stop, "STOP_LOSS_LIMIT" => OrderType.StopLimit, _ => OrderType.Unknown,
    };

    public static TimeInForce Tif(string? word) => word switch { "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, "FOK" => TimeInForce.Fok, _ => TimeInForce.Unknown };

    public static bool IsMoney(string asset) => MoneyWords.Contains(asset, StringComparer.Ordinal);

    /// <summary>Binance counts orders per symbol, so the symbol belongs to the order's name.</summary>
    public static string OrderId(string symbol, long id) => string.Create(CultureInfo.InvariantCulture, $"{symbol}:{id}");

    public static string OrderNumber(string brokerOrderId) => brokerOrderId[(brokerOrderId.LastIndexOf(':') + 1)..];

    public static string FillId(string symbol, long trade) => string.Create(CultureInfo.InvariantCulture, $"{symbol}:{trade}");

    /// <summary>The order message, or null where a word of it has no counterpart (the manifest's order types keep that from happening).</summary>
    public static (string, string?)[]? NewOrder(Order o)
    {
        var type = o.Type switch { OrderType.Market => "MARKET", OrderType.Limit => "LIMIT", OrderType.Stop => "STOP_LOSS", OrderType.StopLimit => "STOP_LOSS_LIMIT", _ => null };
        var tif = o.TimeInForce switch { TimeInForce.Gtc => "GTC", TimeInForce.Ioc => "IOC", TimeInForce.Fok => "FOK", _ => null };
        var side = o.Side switch { Contracts.Side.Buy => "BUY", Contracts.Side.Sell => "SELL", _ => null };
        var priced = o.Type is OrderType.Limit or OrderType.StopLimit;
        return type is null || tif is null || side is null ? null :
        [
            ("symbol", o.Instrument.VenueSymbol), ("side", side), ("type", type), ("timeInForce", priced ? tif : null), ("quantity", Text(o.Quantity)), ("price", Text(o.LimitPrice)),
            ("stopPrice", Text(o.StopPrice)), ("newClientOrderId", o.ClientOrderId), ("newOrderRespType", "FULL"),
        ];
    }

    public static OrderReport Report(OrderJson o, Instrument? instrument, string accountId, IReadOnlyList<Fill>? fills = null)
    {
        var state = State(o.Status);
        var average = o is { ExecutedQty: > 0 and var filled, CummulativeQuoteQty: > 0 and var money } ? money / filled : (decimal?)null;
        // In the answer to a cancel, our id is the original one.
        return new OrderReport(accountId, OrderId(o.Symbol!, o.OrderId!.Value), o.OrigClientOrderId ?? o.ClientOrderId, state, o.Status ?? "", instrument, instrument?.Symbol ?? o.Symbol!, Side(o.Side), Type(o.Type), Tif(o.TimeInForce),
            o.OrigQty, o.Price is > 0 ? o.Price : null, o.StopPrice is > 0 ? o.StopPrice : null, o.ExecutedQty, average, fills ?? Fills(o), Time(o.UpdateTime ?? o.TransactTime ?? o.Time),
            state == OrderState.Rejected ? new Evidence(Sent.Yes, 200, null, "rejected") : null);
    }

    public static Fill Fill(TradeJson t) => new(FillId(t.Symbol!, t.Id), FillKind.Trade, null, t.Qty, t.Price, null, Time(t.Time) ?? default, Fees(t.Commission, t.CommissionAsset));

    /// <summary>An event of the stream. On a cancel our id stands in C; a trade number of −1 is none.</summary>
    public static OrderReport Execution(ReportJson e, Instrument? instrument, string accountId)
    {
        var state = State(e.Status);
        IReadOnlyList<Fill> fills = e is { Execution: "TRADE", TradeId: >= 0 and var trade, LastQuantity: > 0 and var quantity, LastPrice: { } price }
            ? [new Fill(FillId(e.Symbol!, trade), FillKind.Trade, null, quantity, price, e.Filled, Time(e.Time) ?? default, Fees(e.Fee, e.FeeAsset))] : [];
        var average = e is { Filled: > 0 and var filled, FilledMoney: > 0 and var money } ? money / filled : (decimal?)null;
        return new OrderReport(accountId, OrderId(e.Symbol!, e.OrderId!.Value), e.OriginalId is { Length: > 0 } original ? original : e.ClientOrderId, state, e.Status ?? "", instrument, instrument?.Symbol ?? e.Symbol!,
            Side(e.Side), Type(e.Type), Tif(e.TimeInForce), e.Quantity, e.Price is > 0 ? e.Price : null, e.StopPrice is > 0 ? e.StopPrice : null, e.Filled, average, fills, Time(e.Time),
            e.Reason is { Length: > 0 } and not "NONE" ? new Evidence(Sent.Yes, 200, e.Reason, e.Reason) : null);
    }

    public static Instrument? Instrument(SymbolJson s)
    {
        if (s is not { Symbol: { } name, BaseAsset: { } left, QuoteAsset: { } right })
        {
            return null;
        }
        FilterJson? Filter(string type) => s.Filters?.FirstOrDefault(f => f.FilterType == type);
        var (price, lot, notional) = (Filter("PRICE_FILTER"), Filter("LOT_SIZE"), Filter("NOTIONAL") ?? Filter("MIN_NOTIONAL"));
        return new Instrument($"{left}/{right}", name, AssetClass.Crypto, right, QuantityUnit.Base, 1m, price?.TickSize ?? 0, lot?.StepSize ?? 0, lot?.MinQty, lot?.MaxQty, notional?.MinNotional, s.Status == "TRADING");
    }

    /// <summary>What the answer to an order says. Only a readable answer of the venue proves anything.</summary>
    public static Outcome Submitted(Answer answer, Order order)
    {
        var evidence = Evidence(answer);
        if (answer.Sent == Sent.No)
        {
            return new Outcome(Verdict.NotSent, evidence);
        }
        if (answer.Status == 200)
        {
            // Without our own id in it the body proves nothing about our order.
            return TryRead(answer, BinanceJson.Default.OrderJson) is { OrderId: not null, Symbol: { Length: > 0 } } placed && placed.ClientOrderId == order.ClientOrderId
                ? new Outcome(Verdict.Accepted, evidence, OrderId(placed.Symbol, placed.OrderId.Value), null, Report(placed, order.Instrument, order.Account.Id))
                : new Outcome(Verdict.Unknown, evidence);
        }
        return new Outcome(evidence.Code is not null && answer.Status is >= 400 and < 500 ? Verdict.Refused : Verdict.Unknown, evidence);
    }

    public static Outcome Cancelled(Answer answer, OrderRef of)
    {
        var evidence = Evidence(answer);
        if (answer.Status == 200 && TryRead(answer, BinanceJson.Default.OrderJson) is { OrderId: not null, Symbol: { Length: > 0 } } ended)
        {
            return new Outcome(Verdict.Accepted, evidence, OrderId(ended.Symbol, ended.OrderId.Value), null, Report(ended, of.Order.Instrument, of.Order.Account.Id));
        }
        var verdict = answer.Sent == Sent.No ? Verdict.NotSent : evidence.Code is null || answer.Status is not (>= 400 and < 500) ? Verdict.Unknown
            : evidence is { Code: "-2011", Text: "Unknown order sent." } ? Verdict.NoSuchOrder : Verdict.Refused;
        return new Outcome(verdict, evidence, of.BrokerOrderId);
    }

    public static Evidence Evidence(Answer answer)
    {
        var error = answer.Status >= 400 ? TryRead(answer, BinanceJson.Default.ErrorJson) : null;
        var text = error?.Msg ?? (answer.Status == 0 ? answer.Fault : null);
        return new Evidence(answer.Sent, answer.Status, error?.Code?.ToString(CultureInfo.InvariantCulture), text is { Length: > 300 } ? text[..300] : text, Header(answer, "X-MBX-UUID"));
    }

    /// <summary>A failed read in a word of the taxonomy.</summary>
    public static VenueException Failed(Answer answer, string what)
    {
        var evidence = Evidence(answer);
        var code = (answer.Status, evidence.Code) switch
        {
            (0, _) => ErrorCodes.BrokerUnreachable,
            (_, "-1021") => ErrorCodes.ClockSkew,
            (_, "-1002" or "-1022" or "-2014" or "-2015") or (401, _) => ErrorCodes.InvalidCredentials,
            (_, "-1003" or "-1015") or (418 or 429, _) => ErrorCodes.RateLimited,
            (403, _) => ErrorCodes.IpNotAllowed,
            (_, "-1006" or "-1007") or (408 or 504, _) => ErrorCodes.BrokerTimeout,
            ( >= 500, _) => ErrorCodes.BrokerUnavailable,
            _ => ErrorCodes.BrokerProtocolError,
        };
        return new VenueException(code, $"Binance: {what} failed ({(answer.Status == 0 ? "no answer" : evidence.Text ?? $"HTTP {answer.Status}")})", evidence);
    }

    public static T Read<T>(Answer answer, JsonTypeInfo<T> type, string what) where T : class => (answer.Status == 200 ? TryRead(answer, type) : null) ?? throw Failed(answer, what);

    public static T? TryRead<T>(Answer answer, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return answer.Body.IsEmpty ? null : JsonSerializer.Deserialize(answer.Body.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Binance's own "there is no such order".</summary>
    public static bool IsNone(Answer answer) => answer.Status == 400 && Evidence(answer).Code == "-2013";

    public static string? Header(Answer answer, string name) => answer.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static string? Text(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(long? milliseconds) => milliseconds is > 0 and < 253_402_300_000_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;

    private static List<Fill> Fills(OrderJson o)
    {
        var (fills, after) = (new List<Fill>(), 0m);
        foreach (var f in (o.Fills ?? []).Where(f => f?.TradeId is >= 0))
        {
            after += f.Qty;
            fills.Add(new Fill(FillId(o.Symbol!, f.TradeId!.Value), FillKind.Trade, null, f.Qty, f.Price, after, Time(o.TransactTime) ?? default, Fees(f.Commission, f.CommissionAsset)));
        }
        return fills;
    }

    private static IReadOnlyList<Money> Fees(decimal? fee, string? asset) => fee is { } amount and not 0 && asset is { Length: > 0 } ? [new Money(amount, asset)] : [];
}
