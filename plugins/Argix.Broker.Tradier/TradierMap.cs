using System.Globalization;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.Tradier;

/// <summary>Tradier's words ↔ the contract's words. Pure: no calls, no clock, no state.</summary>
internal static class TradierMap
{
    public static OrderState State(string? status) => status?.ToLowerInvariant() switch
    {
        "pending" or "held" or "calculated" or "accepted_for_bidding" => OrderState.Pending,
        "open" or "partially_filled" => OrderState.Working,
        "filled" => OrderState.Filled,
        "canceled" => OrderState.Cancelled,
        "expired" => OrderState.Expired,
        "rejected" or "error" => OrderState.Rejected,
        _ => OrderState.Unknown,
    };

    public static OrderType Type(string? word) => word?.ToLowerInvariant() switch
    {
        "market" => OrderType.Market, "limit" => OrderType.Limit, "stop" => OrderType.Stop, "stop_limit" => OrderType.StopLimit, _ => OrderType.Unknown,
    };

    public static TimeInForce Tif(string? word) => word?.ToLowerInvariant() switch { "day" => TimeInForce.Day, "gtc" => TimeInForce.Gtc, _ => TimeInForce.Unknown };

    /// <summary>Selling what is not held, and buying it back, have words of their own. When it is not known which it is, the plain word can only be refused.</summary>
    public static string? Side(Order order) => (order.Side, order.Effect) switch
    {
        (Contracts.Side.Buy, Effect.Close or Effect.Reduce) => "buy_to_cover",
        (Contracts.Side.Buy, _) => "buy",
        (Contracts.Side.Sell, Effect.Open) => "sell_short",
        (Contracts.Side.Sell, _) => "sell",
        _ => null,
    };

    /// <summary>The order message, or null where a word of it has no counterpart (the manifest's order types keep that from happening).</summary>
    public static KeyValuePair<string, string?>[]? NewOrder(Order order)
    {
        var (type, tif) = (Word(order.Type), Word(order.TimeInForce));
        return type is null || tif is null || Side(order) is not { } side || order.Quantity != decimal.Truncate(order.Quantity) ? null :
        [
            new("class", "equity"), new("symbol", order.Instrument.VenueSymbol), new("side", side), new("quantity", Text(order.Quantity)), new("type", type), new("duration", tif),
            new("price", Text(order.LimitPrice)), new("stop", Text(order.StopPrice)), new("tag", order.ClientOrderId),
        ];
    }

    /// <summary>A change: prices and duration; null where something else would differ.</summary>
    public static KeyValuePair<string, string?>[]? Change(Order was, Order wanted) => was.Quantity == wanted.Quantity && was.Side == wanted.Side && was.Type == wanted.Type && Word(wanted.TimeInForce) is { } tif
        ? [new("type", Word(wanted.Type)), new("duration", tif), new("price", Text(wanted.LimitPrice)), new("stop", Text(wanted.StopPrice))]
        : null;

    /// <summary>What the answer to an order message says: a number and "ok", a text in errors, or the gateway's fault.</summary>
    public static Outcome Answered(Answer answer, string? id)
    {
        var said = answer.Sent == Sent.No ? null : TradierApi.TryRead(answer, TradierJson.Default.SentJson);
        var evidence = Evidence(answer);
        return (answer, said) switch
        {
            ({ Sent: Sent.No }, _) => new Outcome(Verdict.NotSent, evidence, id),
            ({ Status: 200 }, { Order: { Id: { } number, Status: "ok" }, Errors: null }) when id is null || id == Text(number) => new Outcome(Verdict.Accepted, evidence, Text(number)),
            ({ Status: 200 or 400 }, { Order: null, Errors: not null }) when evidence.Text is not null => new Outcome(Verdict.Refused, evidence, id),
            ({ Status: 401 or 403 }, { Fault: not null }) => new Outcome(Verdict.Refused, evidence, id),
            _ => new Outcome(Verdict.Unknown, evidence, id),
        };
    }

    public static OrderReport Report(OrderJson o, string accountId)
    {
        var state = State(o.Status);
        var equity = o.Class is null or "equity";
        return new OrderReport(accountId, Text(o.Id!.Value), o.Tag, state, o.Status ?? "", equity && o.Symbol is { } s ? Listed(s) : null, o.Symbol ?? "",
            o.Side?.ToLowerInvariant() switch { "buy" or "buy_to_cover" => Contracts.Side.Buy, "sell" or "sell_short" => Contracts.Side.Sell, _ => Contracts.Side.Unknown },
            Type(o.Type), Tif(o.Duration), o.Quantity, Positive(o.Price), Positive(o.StopPrice), o.ExecQuantity, o.ExecQuantity is > 0 ? Positive(o.AvgFillPrice) : null, [],
            o.TransactionDate ?? o.CreateDate, state == OrderState.Rejected ? new Evidence(Sent.Yes, 200, null, o.ReasonDescription ?? o.Status) : null);
    }

    /// <summary>The cost of a short position is negative as its quantity is; the average price is not.</summary>
    public static Position Position(PositionJson p, DateTimeOffset at) =>
        new(p.Symbol!, p.Symbol!.Length <= 6 ? Listed(p.Symbol) : null, p.Quantity!.Value, p.CostBasis is { } cost && p.Quantity != 0 ? Math.Abs(cost / p.Quantity.Value) : null, null, "USD", at);

    public static Instrument? Instrument(SecurityJson s) => s.Type is "stock" or "etf"
        ? Listed(s.Symbol!) with { AssetClass = s.Type == "etf" ? AssetClass.Etf : AssetClass.Equity, Name = s.Description, Exchange = s.Exchange }
        : null;

    /// <summary>The newest of the quote's times: as milliseconds since 1970 today, as a date and time in older answers.</summary>
    public static DateTimeOffset? Time(QuoteJson q) => new[] { q.TradeDate, q.BidDate, q.AskDate }.Select(Moment).Max();

    public static Evidence Evidence(Answer answer)
    {
        var said = TradierApi.TryRead(answer, TradierJson.Default.SentJson);
        var text = Errors(said?.Errors) ?? said?.Fault?.Faultstring ?? (answer.Status == 0 ? answer.Fault : null);
        return new Evidence(answer.Sent, answer.Status, said?.Fault?.Detail?.Errorcode, text is { Length: > 300 } ? text[..300] : text);
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
        return new VenueException(code, $"Tradier: {what} failed ({(answer.Status == 0 ? "no answer" : $"HTTP {answer.Status}")})", Evidence(answer));
    }

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string? Text(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture);

    public static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String or JsonValueKind.Number } v ? v.ToString() : null;

    private static string? Word(OrderType type) => type switch { OrderType.Market => "market", OrderType.Limit => "limit", OrderType.Stop => "stop", OrderType.StopLimit => "stop_limit", _ => null };

    private static string? Word(TimeInForce tif) => tif switch { TimeInForce.Day => "day", TimeInForce.Gtc => "gtc", _ => null };

    private static string? Errors(JsonElement? errors) => errors is { ValueKind: JsonValueKind.Object } e && e.TryGetProperty("error", out var text)
        ? text.ValueKind switch
        {
            JsonValueKind.String => text.GetString(),
            JsonValueKind.Array => string.Join("; ", text.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString())),
            _ => null,
        }
        : null;

    private static DateTimeOffset? Moment(JsonElement? at) => at switch
    {
        { ValueKind: JsonValueKind.Number } n when n.TryGetInt64(out var ms) && ms > 0 => DateTimeOffset.FromUnixTimeMilliseconds(ms),
        { ValueKind: JsonValueKind.String } s when DateTimeOffset.TryParse(s.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var t) => t,
        _ => null,
    };

    private static Instrument Listed(string symbol) => new(symbol, symbol, AssetClass.Equity, "USD", QuantityUnit.Base, 1m, 0.01m, 1m, 1m, null, null, true);

    private static decimal? Positive(decimal? price) => price is > 0 ? price : null;
}
