using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.Coinbase;

/// <summary>Coinbase's words ↔ the contract's words. Pure: no calls, no clock, no state.</summary>
internal static class CoinbaseMap
{
    private static readonly string[] MoneyWords = ["USD", "EUR", "GBP", "CAD", "AUD", "SGD", "USDC", "USDT"];

    public static OrderState State(string? status, bool pendingCancel = false) => status switch
    {
        "PENDING" or "QUEUED" => OrderState.Pending,
        "OPEN" => pendingCancel ? OrderState.PendingCancel : OrderState.Working,
        "CANCEL_QUEUED" => OrderState.PendingCancel,
        "EDIT_QUEUED" => OrderState.PendingReplace,
        "FILLED" => OrderState.Filled,
        "CANCELLED" => OrderState.Cancelled,
        "EXPIRED" => OrderState.Expired,
        "FAILED" => OrderState.Rejected,
        _ => OrderState.Unknown,
    };

    public static Side Side(string? word) => word switch { "BUY" => Contracts.Side.Buy, "SELL" => Contracts.Side.Sell, _ => Contracts.Side.Unknown };

    public static OrderType Type(string? word) => word?.ToUpperInvariant().Replace(' ', '_') switch
    {
        "MARKET" => OrderType.Market, "LIMIT" => OrderType.Limit, "STOP_LIMIT" => OrderType.StopLimit, _ => OrderType.Unknown,
    };

    public static TimeInForce Tif(string? word) => word switch
    {
        "GOOD_UNTIL_CANCELLED" => TimeInForce.Gtc, "IMMEDIATE_OR_CANCEL" => TimeInForce.Ioc, "FILL_OR_KILL" => TimeInForce.Fok, _ => TimeInForce.Unknown,
    };

    public static bool IsMoney(string currency) => MoneyWords.Contains(currency, StringComparer.Ordinal);

    public static string Canonical(string? product) => product?.Replace('-', '/') ?? "";

    /// <summary>The order message, or null where a word of it has no counterpart. The time in force is in the configuration's name; amounts are always in the coin.</summary>
    public static NewOrderJson? NewOrder(Order o)
    {
        var side = o.Side switch { Contracts.Side.Buy => "BUY", Contracts.Side.Sell => "SELL", _ => null };
        var size = Element(o.Quantity);
        (string Name, ConfigurationJson Body)? configuration = (o.Type, o.TimeInForce) switch
        {
            (OrderType.Market, TimeInForce.Ioc or TimeInForce.Gtc) => ("market_market_ioc", new(size)),
            (OrderType.Limit, TimeInForce.Gtc) => ("limit_limit_gtc", new(size, Text(o.LimitPrice), PostOnly: false)),
            (OrderType.Limit, TimeInForce.Ioc) => ("sor_limit_ioc", new(size, Text(o.LimitPrice))),
            (OrderType.Limit, TimeInForce.Fok) => ("limit_limit_fok", new(size, Text(o.LimitPrice))),
            (OrderType.StopLimit, TimeInForce.Gtc) => ("stop_limit_stop_limit_gtc", new(size, Text(o.LimitPrice), Text(o.StopPrice), side == "BUY" ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN")),
            _ => null,
        };
        return side is null || configuration is not { } c ? null : new NewOrderJson(o.ClientOrderId, o.Instrument.VenueSymbol, side, new Dictionary<string, ConfigurationJson> { [c.Name] = c.Body });
    }

    public static OrderReport Report(OrderJson o, Instrument? instrument, string accountId)
    {
        var terms = o.OrderConfiguration is { Count: 1 } one ? one.Values.First() : null;
        var type = Type(o.OrderType) is OrderType.Unknown and var unknown ? o.OrderConfiguration is { Count: 1 } named ? TypeOf(named.Keys.First()) : unknown : Type(o.OrderType);
        // A change that was taken stands in the order's history.
        var change = o.EditHistory?.LastOrDefault(e => e is { ReplaceAcceptTimestamp.Length: > 0 });
        var (state, reason) = (State(o.Status, o.PendingCancel == true), Said(o.RejectMessage) ?? Said(o.RejectReason) ?? Said(o.CancelMessage));
        return new OrderReport(accountId, o.OrderId!, Said(o.ClientOrderId), state, o.Status ?? "", instrument, instrument?.Symbol ?? Canonical(o.ProductId), Side(o.Side), type, Tif(o.TimeInForce),
            Number(change?.Size) ?? Number(terms?.BaseSize), Number(change?.Price) ?? Number(terms?.LimitPrice), Number(terms?.StopPrice), Number(o.FilledSize) ?? 0, Positive(o.AverageFilledPrice), [],
            o.LastFillTime ?? o.CreatedTime, state is OrderState.Rejected or OrderState.Cancelled && reason is not null ? new Evidence(Sent.Yes, 200, Said(o.RejectReason), reason) : null);
    }

    /// <summary>A fill without the order's own words: a delta. A reversal takes one back; which, only a person can tell.</summary>
    public static OrderReport Filled(FillJson f, Instrument? instrument, string accountId)
    {
        var (price, size) = (Number(f.Price)!.Value, Number(f.Size)!.Value);
        IReadOnlyList<Money> fees = Number(f.Commission) is { } fee and not 0 && f.ProductId?.Split('-') is [_, var quote] ? [new Money(fee, quote)] : [];
        var fill = new Fill(f.EntryId, f.TradeType == "FILL" ? FillKind.Trade : f.TradeType == "REVERSAL" ? FillKind.Bust : FillKind.Correction, null,
            f.SizeInQuote == true && price > 0 ? size / price : size, price, null, f.TradeTime ?? default, fees);
        return new OrderReport(accountId, f.OrderId!, null, OrderState.Unknown, "", instrument, instrument?.Symbol ?? Canonical(f.ProductId), Side(f.Side), OrderType.Unknown, TimeInForce.Unknown,
            null, null, null, null, null, [fill], f.TradeTime, Partial: true);
    }

    /// <summary>The user channel tells cumulative figures only: a hint, after which the fills are read.</summary>
    public static OrderReport Hint(UserOrderJson o, string accountId)
    {
        var (filled, left, state) = (Number(o.CumulativeQuantity), Number(o.LeavesQuantity), State(o.Status));
        return new OrderReport(accountId, o.OrderId!, Said(o.ClientOrderId), state, o.Status ?? "", null, Canonical(o.ProductId), Side(o.OrderSide), Type(o.OrderType), Tif(o.TimeInForce),
            state is OrderState.Working or OrderState.Pending ? filled + left : null, Positive(o.LimitPrice), Positive(o.StopPrice), filled, Positive(o.AvgPrice), [], null,
            (Said(o.RejectReason) ?? Said(o.CancelReason)) is { } why && state is OrderState.Rejected or OrderState.Cancelled ? new Evidence(Sent.Yes, 200, null, Said(o.RejectReason) ?? Said(o.CancelReason)) : null, Partial: true);
    }

    public static Instrument Instrument(ProductJson p)
    {
        var tick = Number(p.PriceIncrement) ?? Number(p.QuoteIncrement) ?? 0;
        var open = p is not { IsDisabled: true } and not { TradingDisabled: true } and not { ViewOnly: true } and not { CancelOnly: true };
        return new Instrument($"{p.BaseCurrencyId}/{p.QuoteCurrencyId}", p.ProductId!, AssetClass.Crypto, p.QuoteCurrencyId!, QuantityUnit.Base, 1m, tick, Number(p.BaseIncrement) ?? 0, Number(p.BaseMinSize),
            Number(p.BaseMaxSize), Number(p.QuoteMinSize), open && p.Status is null or "" or "online", Said(p.BaseName));
    }

    /// <summary>What the answer to an order says: a good status proves nothing, only its word "success" does.</summary>
    public static Outcome Submitted(Answer answer, Order order)
    {
        var evidence = Evidence(answer);
        if (answer.Sent == Sent.No)
        {
            return new Outcome(Verdict.NotSent, evidence);
        }
        if (answer.Status != 200)
        {
            return new Outcome(Refusal(answer, evidence), evidence);
        }
        var placed = TryRead(answer, CoinbaseJson.Default.PlacedJson);
        if (placed is { Success: true, SuccessResponse: { OrderId: { Length: > 0 } id, ClientOrderId: var ours } } && (Said(ours) ?? order.ClientOrderId) == order.ClientOrderId)
        {
            return new Outcome(Verdict.Accepted, evidence, id);
        }
        return placed is { Success: false, ErrorResponse: { } why } && Reason(why.Error, why.NewOrderFailureReason, why.PreviewFailureReason) is { } code
            ? new Outcome(Verdict.Refused, evidence with { Code = code, Text = Cut($"{code}: {Said(why.ErrorDetails) ?? why.Message}") })
            : new Outcome(Verdict.Unknown, evidence);
    }

    public static Outcome Cancelled(Answer answer, string orderId)
    {
        var evidence = Evidence(answer);
        if (answer.Sent == Sent.No || answer.Status != 200)
        {
            return new Outcome(answer.Sent == Sent.No ? Verdict.NotSent : Refusal(answer, evidence), evidence, orderId);
        }
        var one = TryRead(answer, CoinbaseJson.Default.CancelledJson)?.Results is [{ } result] && (Said(result.OrderId) ?? orderId) == orderId ? result : null;
        var because = evidence with { Code = one?.FailureReason, Text = one?.FailureReason };
        return one switch
        {
            { Success: true } => new Outcome(Verdict.Accepted, evidence, orderId),
            { Success: false, FailureReason: "UNKNOWN_CANCEL_ORDER" } => new Outcome(Verdict.NoSuchOrder, because, orderId),
            { Success: false, FailureReason: "DUPLICATE_CANCEL_REQUEST" } => new Outcome(Verdict.Pending, because, orderId),
            { Success: false, FailureReason: { Length: > 0 } why } when !why.StartsWith("UNKNOWN", StringComparison.Ordinal) => new Outcome(Verdict.Refused, because, orderId),
            _ => new Outcome(Verdict.Unknown, evidence, orderId),
        };
    }

    /// <summary>A change is queued: the order's own word comes later.</summary>
    public static Outcome Edited(Answer answer, string orderId)
    {
        var evidence = Evidence(answer);
        if (answer.Sent == Sent.No || answer.Status != 200)
        {
            return new Outcome(answer.Sent == Sent.No ? Verdict.NotSent : Refusal(answer, evidence), evidence, orderId);
        }
        var said = TryRead(answer, CoinbaseJson.Default.EditedJson);
        var more = said?.Errors.ValueKind switch
        {
            JsonValueKind.Object => said.Errors.Deserialize(CoinbaseJson.Default.EditFailureJson),
            JsonValueKind.Array => said.Errors.Deserialize(CoinbaseJson.Default.EditFailureJsonArray)?.FirstOrDefault(),
            _ => null,
        };
        return said is { Success: true } ? new Outcome(Verdict.Pending, evidence, orderId)
            : said is { Success: false } && Reason(said.ErrorResponse?.EditOrderFailureReason, more?.EditFailureReason, more?.PreviewFailureReason) is { } code
                ? new Outcome(Verdict.Refused, evidence with { Code = code, Text = code }, orderId) : new Outcome(Verdict.Unknown, evidence, orderId);
    }

    public static Evidence Evidence(Answer answer)
    {
        var error = answer.Status >= 400 ? TryRead(answer, CoinbaseJson.Default.ErrorJson) : null;
        var plain = answer.Status == 401 && answer.Body.Length < 40 ? Encoding.UTF8.GetString(answer.Body.Span).Trim() : null;
        var text = Said(error?.ErrorDetails) ?? Said(error?.Message) ?? (plain == "Unauthorized" ? plain : answer.Status == 0 ? answer.Fault : null);
        return new Evidence(answer.Sent, answer.Status, Said(error?.Error), text is null ? null : Cut(text), Header(answer, "X-Request-Id"));
    }

    /// <summary>A failed read in a word of the taxonomy.</summary>
    public static VenueException Failed(Answer answer, string what)
    {
        var evidence = Evidence(answer);
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
        return new VenueException(code, $"Coinbase: {what} failed ({(answer.Status == 0 ? "no answer" : evidence.Text ?? $"HTTP {answer.Status}")})", evidence);
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

    /// <summary>Coinbase's own "not found", not some page of a proxy.</summary>
    public static bool IsNone(Answer answer) => answer.Status == 404 && Evidence(answer).Code == "NOT_FOUND";

    public static string? Header(Answer answer, string name) => answer.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static string? Text(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture);

    public static decimal? Number(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool IsUsable(FillJson? f) => f is { EntryId.Length: > 0, OrderId.Length: > 0, ProductId: not null } && Number(f.Price) is > 0 && Number(f.Size) is > 0;

    private static decimal? Number(JsonElement? element) => element is { ValueKind: JsonValueKind.Number } n ? n.GetDecimal() : element is { ValueKind: JsonValueKind.String } s ? Number(s.GetString()) : null;

    private static decimal? Positive(string? text) => Number(text) is > 0 and var n ? n : null;

    private static JsonElement Element(decimal value) => JsonElement.Parse($"\"{Text(value)}\"");

    private static Verdict Refusal(Answer answer, Evidence evidence) =>
        answer.Status is >= 400 and < 500 and not (408 or 429) && (evidence.Code is { } code && !code.StartsWith("UNKNOWN", StringComparison.Ordinal) || evidence.Text == "Unauthorized") ? Verdict.Refused : Verdict.Unknown;

    // The first reason that says something.
    private static string? Reason(params string?[] reasons) => reasons.FirstOrDefault(r => !string.IsNullOrEmpty(r) && !r.StartsWith("UNKNOWN", StringComparison.Ordinal));

    private static OrderType TypeOf(string configuration) => configuration.StartsWith("market_", StringComparison.Ordinal) ? OrderType.Market : configuration.StartsWith("stop_limit_", StringComparison.Ordinal) ? OrderType.StopLimit
        : configuration.Contains("limit_", StringComparison.Ordinal) && !configuration.StartsWith("trigger", StringComparison.Ordinal) ? OrderType.Limit : OrderType.Unknown;

    private static string? Said(string? text) => string.IsNullOrEmpty(text) || text == "REJECT_REASON_UNSPECIFIED" ? null : text;

    private static string Cut(string text) => text.Length > 300 ? text[..300] : text;
}
