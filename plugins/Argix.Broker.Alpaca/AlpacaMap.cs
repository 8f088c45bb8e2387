using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Argix.Broker.Alpaca;

/// <summary>Alpaca's words ↔ the contract's words. Pure: no calls, no clock, no state.</summary>
internal static class AlpacaMap
{
    /// <summary>Nothing here ends an order but the words that end it at Alpaca: a day order that is done for the day still waits for its last word.</summary>
    public static OrderState State(string? status) => status switch
    {
        "accepted" or "pending_new" or "accepted_for_bidding" or "held" => OrderState.Pending,
        "new" or "partially_filled" or "stopped" or "suspended" or "calculated" or "done_for_day" => OrderState.Working,
        "pending_cancel" => OrderState.PendingCancel,
        "pending_replace" => OrderState.PendingReplace,
        "filled" => OrderState.Filled,
        "canceled" => OrderState.Cancelled,
        "replaced" => OrderState.Replaced,
        "rejected" => OrderState.Rejected,
        "expired" => OrderState.Expired,
        _ => OrderState.Unknown,
    };

    public static Side Side(string? word) => word switch { "buy" => Contracts.Side.Buy, "sell" or "sell_short" => Contracts.Side.Sell, _ => Contracts.Side.Unknown };

    public static OrderType Type(string? word) => word switch
    {
        "market" => OrderType.Market, "limit" => OrderType.Limit, "stop" => OrderType.Stop, "stop_limit" => OrderType.StopLimit, _ => OrderType.Unknown,
    };

    public static TimeInForce Tif(string? word) => word switch
    {
        "day" => TimeInForce.Day, "gtc" => TimeInForce.Gtc, "ioc" => TimeInForce.Ioc, "fok" => TimeInForce.Fok, _ => TimeInForce.Unknown,
    };

    public static AssetClass Class(string? word) => word switch
    {
        "us_equity" => AssetClass.Equity, "crypto" => AssetClass.Crypto, "us_option" => AssetClass.Option, _ => AssetClass.Unknown,
    };

    /// <summary>The order message, or null where a word of it has no counterpart (the manifest's order types keep that from happening).</summary>
    public static NewOrderJson? NewOrder(Order order)
    {
        var type = order.Type switch { OrderType.Market => "market", OrderType.Limit => "limit", OrderType.Stop => "stop", OrderType.StopLimit => "stop_limit", _ => null };
        var tif = order.TimeInForce switch { TimeInForce.Day => "day", TimeInForce.Gtc => "gtc", TimeInForce.Ioc => "ioc", TimeInForce.Fok => "fok", _ => null };
        var side = order.Side switch { Contracts.Side.Buy => "buy", Contracts.Side.Sell => "sell", _ => null };
        return type is null || tif is null || side is null
            ? null
            : new NewOrderJson(order.Instrument.VenueSymbol, Text(order.Quantity), side, type, tif, Text(order.LimitPrice), Text(order.StopPrice), order.ClientOrderId);
    }

    public static OrderReport Report(OrderJson o, string accountId, IReadOnlyList<Fill>? fills = null)
    {
        var state = State(o.Status);
        var symbol = Canonical(o.Symbol ?? "", o.AssetClass);
        return new OrderReport(accountId, o.Id, o.ClientOrderId, state, o.Status ?? "", Listed(symbol, o.Symbol, o.AssetClass), symbol, Side(o.Side), Type(o.Type ?? o.OrderType),
            Tif(o.TimeInForce), o.Qty, o.LimitPrice, o.StopPrice, o.FilledQty, o.FilledAvgPrice, fills ?? [], o.UpdatedAt ?? o.CreatedAt ?? o.SubmittedAt,
            state == OrderState.Rejected ? new Evidence(Sent.Yes, 200, null, "rejected") : null, o.Replaces, o.ReplacedBy);
    }

    /// <summary>An event of the stream; the fill is told apart by the order's quantity after it, which the stream and the activities agree on.</summary>
    public static VenueEvent Update(UpdateJson update, string accountId)
    {
        if (update.Order is not { Id: not null } order || update.Event is null or "trade_bust" or "trade_correct")
        {
            return new VenueEvent(EventKind.LookAgain, null, update.Event);
        }
        if (update.Event is not ("fill" or "partial_fill"))
        {
            return new VenueEvent(EventKind.Report, Report(order, accountId), update.Event);
        }
        if (update is not { Qty: { } quantity, Price: { } price } || order.FilledQty is not { } after)
        {
            return new VenueEvent(EventKind.LookAgain, Report(order, accountId), update.Event);
        }
        var time = update.Timestamp ?? order.UpdatedAt ?? default;
        var fill = new Fill(FillId(order.Id, after), FillKind.Trade, null, quantity, price, after, time, []);
        return new VenueEvent(EventKind.Report, Report(order, accountId, [fill]) with { VenueTime = time }, update.Event);
    }

    /// <summary>An activity knows one fill and the order's filled quantity after it, but not the order's own words: a delta.</summary>
    public static OrderReport Filled(ActivityJson a, string accountId)
    {
        var fill = new Fill(FillId(a.OrderId, a.CumQty), FillKind.Trade, null, a.Qty, a.Price, a.CumQty, a.TransactionTime, []);
        return new OrderReport(accountId, a.OrderId, null, State(a.OrderStatus), a.OrderStatus ?? "", null, Canonical(a.Symbol, null), Side(a.Side), OrderType.Unknown, TimeInForce.Unknown,
            null, null, null, a.CumQty, null, [fill], a.TransactionTime, Partial: true);
    }

    public static string FillId(string orderId, decimal after) => $"{orderId}:{Text(after)}";

    public static Position Position(PositionJson p, string currency, DateTimeOffset at)
    {
        var symbol = Canonical(p.Symbol, p.AssetClass);
        var quantity = p.Side == "short" ? -Math.Abs(p.Qty) : p.Qty;
        return new Position(symbol, Listed(symbol, p.Symbol, p.AssetClass), quantity, p.AvgEntryPrice, p.CurrentPrice, currency, at);
    }

    public static Instrument Instrument(AssetJson a)
    {
        var crypto = a.Class == "crypto";
        var symbol = Canonical(a.Symbol, a.Class);
        var lot = a.MinTradeIncrement ?? (crypto || a.Fractionable ? 0.000000001m : 1m);
        return new Instrument(symbol, crypto ? symbol : a.Symbol, Class(a.Class), Quote(symbol, a.Class), QuantityUnit.Base, 1m, a.PriceIncrement ?? (crypto ? 0m : 0.01m), lot,
            a.MinOrderSize, null, null, a.Tradable && a.Status is "active", a.Name, a.Exchange);
    }

    /// <summary>Positions and old orders write a pair without its slash.</summary>
    public static string Canonical(string symbol, string? assetClass)
    {
        if (symbol.Contains('/') || assetClass != "crypto")
        {
            return symbol;
        }
        var quote = Quotes.FirstOrDefault(q => symbol.Length > q.Length && symbol.EndsWith(q, StringComparison.Ordinal));
        return quote is null ? symbol : $"{symbol[..^quote.Length]}/{quote}";
    }

    /// <summary>Plain decimal digits without trailing zeros, so that equal amounts are equal text.</summary>
    public static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    public static string? Text(decimal? value) => value is { } v ? Text(v) : null;

    /// <summary>What the answer to an order message says. Only a readable answer of the venue proves anything.</summary>
    public static Outcome Submitted(Answer answer, Order order)
    {
        var evidence = Evidence(answer);
        if (answer.Sent == Sent.No)
        {
            return new Outcome(Verdict.NotSent, evidence);
        }
        if (answer.Status is >= 200 and < 300)
        {
            // Without our own id in it the body proves nothing about our order.
            return TryRead(answer, AlpacaJson.Default.OrderJson) is { Id.Length: > 0 } placed && placed.ClientOrderId == order.ClientOrderId
                ? new Outcome(Verdict.Accepted, evidence, placed.Id, null, Report(placed, order.Account.Id))
                : new Outcome(Verdict.Unknown, evidence);
        }
        return evidence.Text is null && evidence.Code is null || answer.Status is not (400 or 401 or 403 or 404 or 422)
            ? new Outcome(Verdict.Unknown, evidence)
            : new Outcome(answer.Status == 422 && Says(evidence, "client_order_id must be unique") ? Verdict.Duplicate : Verdict.Refused, evidence);
    }

    /// <summary>What the answer to a cancel says; 204 means that Alpaca took the request.</summary>
    public static Outcome Cancelled(Answer answer, string orderId)
    {
        var evidence = Evidence(answer);
        var readable = evidence.Text is not null || evidence.Code is not null;
        var verdict = answer switch
        {
            { Sent: Sent.No } => Verdict.NotSent,
            { Status: 200 or 202 or 204 } => Verdict.Accepted,
            { Status: 404 } when readable => Verdict.NoSuchOrder,
            { Status: 422 } when readable => Verdict.TooLate,
            { Status: 400 or 401 or 403 } when readable => Verdict.Refused,
            _ => Verdict.Unknown,
        };
        return new Outcome(verdict, evidence, orderId);
    }

    /// <summary>The answer lists each order with what became of the request for it; one that was refused is no reason to doubt that the call was taken.</summary>
    public static Outcome AllCancelled(Answer answer)
    {
        var evidence = Evidence(answer);
        var verdict = answer switch
        {
            { Sent: Sent.No } => Verdict.NotSent,
            { Status: 200 or 207 } when TryRead(answer, AlpacaJson.Default.EndedJsonArray) is { } rows && rows.All(r => r?.Id is { Length: > 0 }) => Verdict.Accepted,
            { Status: 400 or 401 or 403 or 422 } when evidence.Text is not null || evidence.Code is not null => Verdict.Refused,
            _ => Verdict.Unknown,
        };
        return new Outcome(verdict, evidence);
    }

    public static Evidence Evidence(Answer answer)
    {
        var error = answer.Status is >= 400 ? TryRead(answer, AlpacaJson.Default.ErrorJson) : null;
        var code = error?.Code is { ValueKind: JsonValueKind.Number or JsonValueKind.String } c ? c.ToString() : null;
        var text = error?.Message ?? (answer.Status == 0 ? answer.Fault : null);
        return new Evidence(answer.Sent, answer.Status, code, text is { Length: > 300 } ? text[..300] : text, Header(answer, "X-Request-ID"));
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
        return new VenueException(code, $"Alpaca: {what} failed ({(answer.Status == 0 ? "no answer" : $"HTTP {answer.Status}")})", evidence);
    }

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

    public static string? Header(Answer answer, string name) =>
        answer.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static bool Says(Evidence evidence, string text) => evidence.Text?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static readonly string[] Quotes = ["USDT", "USDC", "USD", "BTC"];

    private static string Quote(string symbol, string? assetClass) => assetClass == "crypto" && symbol.IndexOf('/') is > 0 and var at ? symbol[(at + 1)..] : "USD";

    /// <summary>Enough of an instrument for an order that somebody else placed; steps are not known from here.</summary>
    private static Instrument? Listed(string symbol, string? venueSymbol, string? assetClass) => Class(assetClass) is not AssetClass.Unknown and var known
        ? new Instrument(symbol, known == AssetClass.Crypto ? symbol : venueSymbol ?? symbol, known, Quote(symbol, assetClass), known == AssetClass.Option ? QuantityUnit.Contracts : QuantityUnit.Base,
            known == AssetClass.Option ? 100m : 1m, 0m, 0m, null, null, null, true)
        : null;
}
