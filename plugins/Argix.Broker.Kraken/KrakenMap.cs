using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.Kraken;

/// <summary>Kraken's words ↔ the contract's words. Pure: no calls, no clock, no state.</summary>
internal static class KrakenMap
{
    // Kraken wants two seconds at least, and clocks are compared by a header in whole seconds.
    private static readonly TimeSpan DeadlineAtLeast = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeadlineAtMost = TimeSpan.FromSeconds(60);

    public static Side Side(string? word) => word switch { "buy" => Contracts.Side.Buy, "sell" => Contracts.Side.Sell, _ => Contracts.Side.Unknown };

    public static OrderType Type(string? word) => word switch
    {
        "market" => OrderType.Market, "limit" => OrderType.Limit, "stop-loss" => OrderType.Stop, "stop-loss-limit" => OrderType.StopLimit, _ => OrderType.Unknown,
    };

    /// <summary>"closed" alone does not say that all of it was executed; what was not is gone.</summary>
    public static OrderState State(string? status, decimal? quantity, decimal? filled) => status switch
    {
        "pending" or "pending_new" => OrderState.Pending,
        "open" or "new" or "partially_filled" => OrderState.Working,
        "filled" => OrderState.Filled,
        "closed" => filled < quantity ? OrderState.Cancelled : OrderState.Filled,
        "canceled" => OrderState.Cancelled,
        "expired" => OrderState.Expired,
        "rejected" => OrderState.Rejected,
        _ => OrderState.Unknown,
    };

    /// <summary>The order message, or null where a word of it has no counterpart (the manifest's order types keep that from happening).</summary>
    public static (string, string?)[]? NewOrder(Order o, DateTimeOffset now)
    {
        var type = o.Type switch { OrderType.Market => "market", OrderType.Limit => "limit", OrderType.Stop => "stop-loss", OrderType.StopLimit => "stop-loss-limit", _ => null };
        var side = o.Side switch { Contracts.Side.Buy => "buy", Contracts.Side.Sell => "sell", _ => null };
        if (type is null || side is null || (o.TimeInForce is not TimeInForce.Gtc && (o.TimeInForce is not TimeInForce.Ioc || o.Type is not (OrderType.Market or OrderType.Limit))))
        {
            return null;
        }
        return
        [
            ("ordertype", type), ("type", side), ("volume", Text(o.Quantity)), ("pair", o.Instrument.VenueSymbol), ("price", Text(o.StopPrice ?? o.LimitPrice)),
            ("price2", o.Type == OrderType.StopLimit ? Text(o.LimitPrice) : null), ("timeinforce", o.Type == OrderType.Limit && o.TimeInForce == TimeInForce.Ioc ? "IOC" : null),
            ("cl_ord_id", o.ClientOrderId), ("deadline", Deadline(o.DieAfter, now)),
        ];
    }

    /// <summary>A change in place; null where it asks for what Kraken cannot change. The quantity is that of the whole order.</summary>
    public static (string, string?)[]? Amend(OrderRef current, Order wanted, DateTimeOffset now) =>
        current.BrokerOrderId is not { } id || wanted.TimeInForce != current.Order.TimeInForce ? null :
        [
            ("txid", id), ("order_qty", Text(wanted.Quantity)), ("limit_price", Text(wanted.LimitPrice)), ("trigger_price", Text(wanted.StopPrice)), ("deadline", Deadline(wanted.DieAfter, now)),
        ];

    /// <summary>After this moment Kraken's engine does not take the order any more, however late the message comes.</summary>
    public static string Deadline(DateTimeOffset? dieAfter, DateTimeOffset now)
    {
        var (least, most) = (now + DeadlineAtLeast, now + DeadlineAtMost);
        var at = dieAfter is not { } wanted || wanted < least ? least : wanted > most ? most : wanted;
        return at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    public static OrderReport Report(string id, OrderJson o, KrakenPairs pairs, string accountId)
    {
        var (instrument, type) = (pairs.Find(o.Descr?.Pair), Type(o.Descr?.Ordertype));
        var (first, second) = (Price(o.Descr?.Price), Price(o.Descr?.Price2));
        var (limit, stop) = type switch { OrderType.Limit => (first, null), OrderType.Stop => (null, first), OrderType.StopLimit => (second, first), _ => ((decimal?)null, (decimal?)null) };
        var state = State(o.Status, o.Vol, o.VolExec);
        return new OrderReport(accountId, id, Nothing(o.ClOrdId), state, o.Status ?? "", instrument, instrument?.Symbol ?? o.Descr?.Pair ?? "", Side(o.Descr?.Type), type, TimeInForce.Unknown,
            o.Vol, limit, stop, o.VolExec, o.Price is > 0 ? o.Price : null, [], Time(o.Closetm) ?? Time(o.Opentm), Reason(state, o.Reason));
    }

    /// <summary>A trade knows one fill, but not the order's own words: a delta.</summary>
    public static OrderReport Filled(string id, TradeJson t, KrakenPairs pairs, string accountId)
    {
        var (instrument, at) = (pairs.Find(t.Pair), Time(t.Time) ?? default);
        IReadOnlyList<Money> fees = t.Fee is { } fee and not 0 && instrument is not null ? [new Money(fee, instrument.Currency)] : [];
        return new OrderReport(accountId, t.Ordertxid!, null, OrderState.Unknown, "", instrument, instrument?.Symbol ?? t.Pair ?? "", Side(t.Type), OrderType.Unknown, TimeInForce.Unknown, null, null, null,
            null, null, [new Fill(id, FillKind.Trade, null, t.Vol, t.Price, null, at, fees)], at, Partial: true);
    }

    /// <summary>An event of the stream. Kraken repeats only what changed; <paramref name="known"/> is what this stream has said of the order before.</summary>
    public static OrderReport Execution(ExecutionJson e, ExecutionJson known, KrakenPairs pairs, string accountId)
    {
        var instrument = pairs.Find(known.Symbol);
        var state = e.ExecType switch { "canceled" => OrderState.Cancelled, "expired" => OrderState.Expired, "filled" => OrderState.Filled, _ => State(e.OrderStatus, null, null) };
        IReadOnlyList<Fill> fills = e is { ExecType: "trade", ExecId: { Length: > 0 } id, LastQty: { } quantity, LastPrice: { } price }
            ? [new Fill(id, FillKind.Trade, null, quantity, price, e.CumQty, e.Timestamp ?? default, [.. (e.Fees ?? []).Where(f => f is { Asset: not null, Qty: not 0 }).Select(f => new Money(f.Qty, f.Asset!))])]
            : [];
        return new OrderReport(accountId, e.OrderId!, Nothing(known.ClOrdId), state, e.OrderStatus ?? e.ExecType ?? "", instrument, instrument?.Symbol ?? known.Symbol ?? "", Side(known.Side), Type(known.OrderType),
            known.TimeInForce switch { "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, _ => TimeInForce.Unknown }, known.OrderQty, known.LimitPrice is > 0 ? known.LimitPrice : null, known.Triggers?.Price, e.CumQty,
            e.AvgPrice is > 0 ? e.AvgPrice : null, fills, e.Timestamp, Reason(state, e.Reason), Partial: e.OrderQty is null);
    }

    /// <summary>What the answer to an order says. Only a readable answer of the venue proves anything.</summary>
    public static Outcome Submitted(Answer answer, Order order)
    {
        var evidence = Evidence(answer);
        if (answer.Sent == Sent.No)
        {
            return new Outcome(Verdict.NotSent, evidence);
        }
        var added = Result(answer, KrakenJson.Default.AddedJson);
        return added is { Txid: [{ Length: > 0 } id, ..] } && (Nothing(added.ClOrdId) ?? order.ClientOrderId) == order.ClientOrderId
            ? new Outcome(Verdict.Accepted, evidence, id)
            : new Outcome(Refusal(answer), evidence);
    }

    public static Outcome Cancelled(Answer answer, string? orderId)
    {
        var evidence = Evidence(answer);
        var verdict = answer.Sent == Sent.No ? Verdict.NotSent : Result(answer, KrakenJson.Default.CancelledJson) is { } said ? said is { Count: > 0 } or { Pending: true } ? Verdict.Accepted : Verdict.Unknown
            : IsNone(answer) ? Verdict.NoSuchOrder : Refusal(answer);
        return new Outcome(verdict, evidence, orderId);
    }

    public static Outcome Amended(Answer answer, string orderId)
    {
        var evidence = Evidence(answer);
        var verdict = answer.Sent == Sent.No ? Verdict.NotSent : Result(answer, KrakenJson.Default.AmendedJson) is { AmendId.Length: > 0 } ? Verdict.Accepted : IsNone(answer) ? Verdict.NoSuchOrder : Refusal(answer);
        return new Outcome(verdict, evidence, orderId);
    }

    public static Outcome AllCancelled(Answer answer) =>
        new(answer.Sent == Sent.No ? Verdict.NotSent : Result(answer, KrakenJson.Default.CancelledJson)?.Count is not null ? Verdict.Accepted : Refusal(answer), Evidence(answer));

    /// <summary>Kraken's errors; warnings begin with a W and are none. Empty also when the answer is not Kraken's.</summary>
    public static IReadOnlyList<string> Errors(Answer answer) => [.. (Envelope(answer)?.Error ?? []).Where(e => e?.StartsWith('E') == true)];

    public static bool IsNone(Answer answer) => Errors(answer) is [var only] && only.StartsWith("EOrder:Unknown order", StringComparison.Ordinal);

    /// <summary>The result of an answer without errors.</summary>
    public static T? Result<T>(Answer answer, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return Envelope(answer) is { Error: not null, Result.ValueKind: JsonValueKind.Object } said && Errors(answer).Count == 0 ? said.Result.Deserialize(type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static T Read<T>(Answer answer, JsonTypeInfo<T> type, string what) where T : class => Result(answer, type) ?? throw Failed(answer, what);

    public static Evidence Evidence(Answer answer)
    {
        var errors = Errors(answer);
        var text = errors.Count > 0 ? string.Join("; ", errors) : answer.Status == 0 ? answer.Fault : null;
        return new Evidence(answer.Sent, answer.Status, errors.Count > 0 ? errors[0] : null, text is { Length: > 300 } ? text[..300] : text, Header(answer, "X-Trace-Id"));
    }

    /// <summary>A failed read in a word of the taxonomy.</summary>
    public static VenueException Failed(Answer answer, string what)
    {
        var evidence = Evidence(answer);
        bool Says(string text) => evidence.Text?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
        var code = answer switch
        {
            { Status: 0 } => ErrorCodes.BrokerUnreachable,
            _ when Says("Invalid key") || Says("Invalid signature") || Says("EAuth:Account") => ErrorCodes.InvalidCredentials,
            _ when Says("Permission denied") || Says("Invalid permissions") => ErrorCodes.InsufficientScope,
            _ when Says("Invalid nonce") => ErrorCodes.ClockSkew,
            _ when answer.Status == 429 || Says("limit exceeded") || Says("Too many requests") || Says("lockout") => ErrorCodes.RateLimited,
            { Status: 401 } => ErrorCodes.InvalidCredentials,
            { Status: 403 } => ErrorCodes.InsufficientScope,
            { Status: 408 or 504 } => ErrorCodes.BrokerTimeout,
            _ when answer.Status >= 500 || Says("EService:") || Says("Internal error") => ErrorCodes.BrokerUnavailable,
            _ => ErrorCodes.BrokerProtocolError,
        };
        return new VenueException(code, $"Kraken: {what} failed ({(answer.Status == 0 ? "no answer" : evidence.Text ?? $"HTTP {answer.Status}")})", evidence);
    }

    public static string? Header(Answer answer, string name) => answer.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Plain decimal digits without trailing zeros.</summary>
    public static string? Text(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(decimal? unixSeconds) => unixSeconds is > 0 and < 253_402_300_000m ? DateTimeOffset.UnixEpoch.AddTicks((long)(unixSeconds.Value * TimeSpan.TicksPerSecond)) : null;

    private static EnvelopeJson? Envelope(Answer answer)
    {
        try
        {
            return answer.Status != 200 || answer.Body.IsEmpty ? null : JsonSerializer.Deserialize(answer.Body.Span, KrakenJson.Default.EnvelopeJson);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What each refusal means is the manifest's to say; an error of the service among them says that nothing is certain.
    private static Verdict Refusal(Answer answer) => Errors(answer) is { Count: > 0 } errors && errors.All(e => !e.StartsWith("EService:", StringComparison.Ordinal) || e.StartsWith("EService:Market in", StringComparison.Ordinal))
        && Result(answer, KrakenJson.Default.AddedJson) is null ? Verdict.Refused : Verdict.Unknown;

    private static Evidence? Reason(OrderState state, string? reason) => state is OrderState.Rejected or OrderState.Cancelled or OrderState.Expired && reason is { Length: > 0 } ? new Evidence(Sent.Yes, 200, null, reason) : null;

    private static decimal? Price(string? text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price) && price > 0 ? price : null;

    private static string? Nothing(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
