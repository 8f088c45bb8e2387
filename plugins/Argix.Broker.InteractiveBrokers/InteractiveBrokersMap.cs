using System.Globalization;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Broker.InteractiveBrokers;

/// <summary>The gateway's words ↔ the contract's words. Pure: no calls, no clock, no state.</summary>
internal static class InteractiveBrokersMap
{
    /// <summary>Inactive is both "held" and "refused" and has no text in the list: it ends nothing.</summary>
    public static OrderState State(string? status) => status switch
    {
        "PendingSubmit" => OrderState.Pending,
        "PreSubmitted" or "Submitted" => OrderState.Working,
        "PendingCancel" => OrderState.PendingCancel,
        "Filled" => OrderState.Filled,
        "Cancelled" => OrderState.Cancelled,
        _ => OrderState.Unknown,
    };

    public static OrderType Type(string? word) => word?.ToUpperInvariant() switch
    {
        "MKT" or "MARKET" => OrderType.Market, "LMT" or "LIMIT" => OrderType.Limit, "STP" or "STOP" => OrderType.Stop, _ => OrderType.Unknown,
    };

    public static TimeInForce Tif(string? word) => word switch { "DAY" or "CLOSE" => TimeInForce.Day, "GTC" => TimeInForce.Gtc, "IOC" => TimeInForce.Ioc, _ => TimeInForce.Unknown };

    public static Side Side(string? word) => word switch { "BUY" or "B" => Contracts.Side.Buy, "SELL" or "S" => Contracts.Side.Sell, _ => Contracts.Side.Unknown };

    /// <summary>The order message, or null where a word of it has no counterpart. A stop-limit order is not offered: which of two price fields is which is not certain.</summary>
    public static OrderMessageJson? NewOrder(Order order)
    {
        var (type, price) = order.Type switch { OrderType.Market => ("MKT", (decimal?)null), OrderType.Limit => ("LMT", order.LimitPrice), OrderType.Stop => ("STP", order.StopPrice), _ => (null, null) };
        var tif = order.TimeInForce switch { TimeInForce.Day => "DAY", TimeInForce.Gtc => "GTC", TimeInForce.Ioc => "IOC", _ => null };
        var side = order.Side switch { Contracts.Side.Buy => "BUY", Contracts.Side.Sell => "SELL", _ => null };
        return type is null || tif is null || side is null || (order.Type != OrderType.Market && price is null) || !long.TryParse(order.Instrument.VenueSymbol, CultureInfo.InvariantCulture, out var conid)
            ? null
            : new OrderMessageJson(order.Account.Id, conid, order.ClientOrderId, type, side, order.Quantity, tif, price, false);
    }

    /// <summary>
    /// What the answer to an order message says. HTTP 200 has three shapes: a number, a question, a text. A question is not answered here, so whether the order stands
    /// is not known: it is looked up, and a person may say yes at the gateway.
    /// </summary>
    public static Outcome Submitted(Answer answer, string? id)
    {
        if (answer.Sent == Sent.No)
        {
            return new Outcome(Verdict.NotSent, Evidence(answer), id);
        }
        var rows = answer.Status == 200 ? Rows(answer) : null;
        return rows switch
        {
            [{ OrderId: { } number, Error: null, Message: null }] when Text(number) is { Length: > 0 } given && (id is null || id == given) => new Outcome(Verdict.Accepted, Evidence(answer), given),
            [{ Id: { Length: > 0 }, Message: { } words } asked] => new Outcome(Verdict.Unknown,
                new Evidence(answer.Sent, answer.Status, asked.MessageIds?.FirstOrDefault() ?? "question", Short("Interactive Brokers asks, and was not answered: " + string.Join(' ', words))), id),
            [{ Error: { Length: > 0 } }] when Evidence(answer) is var e => new Outcome(e.Text!.Contains("already registered", StringComparison.OrdinalIgnoreCase) ? Verdict.Duplicate : Verdict.Refused, e, id),
            _ when answer.Status == 401 => new Outcome(Verdict.Refused, Evidence(answer), id),
            _ => new Outcome(Verdict.Unknown, Evidence(answer), id),
        };
    }

    /// <summary>What the answer to a cancel says.</summary>
    public static Outcome Cancelled(Answer answer, string id)
    {
        var rows = answer.Status == 200 ? Rows(answer) : null;
        return new Outcome(rows switch
        {
            _ when answer.Sent == Sent.No => Verdict.NotSent,
            [{ Msg: "Request was submitted", OrderId: { } number, Error: null }] when Text(number) == id => Verdict.Accepted,
            [{ Error: { } text }] => text.Contains("doesn't exist", StringComparison.OrdinalIgnoreCase) ? Verdict.NoSuchOrder : Verdict.Refused,
            _ when answer.Status == 401 => Verdict.Refused,
            _ => Verdict.Unknown,
        }, Evidence(answer), id);
    }

    public static OrderReport Report(OrderJson o, IReadOnlyList<TradeJson> trades)
    {
        var (type, id) = (Type(o.OrigOrderType ?? o.OrderType), o.OrderId!.Value);
        var price = Number(o.Price);
        var fills = trades.Where(t => t.OrderId == id).Select(Fill).ToArray();
        return new OrderReport(o.Acct ?? o.Account ?? "", Text(id), o.OrderRef, State(o.Status), o.Status ?? "", Listed(o.Ticker, o.Conid, o.SecType, o.CashCcy), o.Ticker ?? "", Side(o.Side), type, Tif(o.TimeInForce),
            o.TotalSize, type == OrderType.Limit ? price : null, type == OrderType.Stop ? Number(o.AuxPrice) ?? price : null, o.FilledQuantity, o.FilledQuantity is > 0 ? Number(o.AvgPrice) : null, fills,
            o.LastExecutionTime is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null);
    }

    /// <summary>A trade knows one execution and not the order's own words: a delta.</summary>
    public static OrderReport Traded(IGrouping<long, TradeJson> of) => of.First() is var t
        ? new OrderReport(t.Account ?? "", Text(of.Key), t.OrderRef, OrderState.Unknown, "", Listed(t.Symbol, t.Conid, t.SecType, null), t.Symbol ?? "", Side(t.Side), OrderType.Unknown, TimeInForce.Unknown,
            null, null, null, null, null, [.. of.Select(Fill)], of.Max(x => Time(x)), Partial: true)
        : throw new InvalidOperationException();

    /// <summary>The last part of an execution's id counts its corrections; all of them share the rest.</summary>
    public static Fill Fill(TradeJson t)
    {
        var id = t.ExecutionId!;
        var dot = id.LastIndexOf('.');
        var isCorrection = dot > 0 && int.TryParse(id[(dot + 1)..], CultureInfo.InvariantCulture, out var n) && n > 1;
        IReadOnlyList<Money> fees = t.Commission is > 0 ? [new Money(t.Commission.Value, "USD")] : [];
        return new Fill(id, isCorrection ? FillKind.Correction : FillKind.Trade, isCorrection ? id[..dot] + ".01" : null, t.Size!.Value, t.Price!.Value, null, Time(t), fees);
    }

    public static Position Position(PositionJson p, string currency, DateTimeOffset at)
    {
        var symbol = p.Ticker ?? p.ContractDesc ?? Text(p.Conid!.Value);
        return new Position(symbol, Listed(symbol, p.Conid, p.AssetClass, p.Currency), p.Position!.Value, p.AvgPrice, p.MktPrice, p.Currency ?? currency, at);
    }

    public static Instrument? Listed(string? symbol, long? conid, string? kind, string? currency) => symbol is not null && conid is { } number && kind is "STK"
        ? new Instrument(symbol, Text(number), AssetClass.Equity, currency ?? "USD", QuantityUnit.Base, 1m, 0.01m, 1m, 1m, null, null, true)
        : null;

    public static MarketClock Clock(IReadOnlyCollection<HoursJson> hours, DateTimeOffset at)
    {
        var now = at.ToUnixTimeSeconds();
        var changes = hours.SelectMany(h => new[] { h.Opening, h.Closing }).Where(t => t > now).ToArray();
        return new MarketClock(hours.Any(h => h.Opening <= now && now < h.Closing), at, changes.Length > 0 ? DateTimeOffset.FromUnixTimeSeconds(changes.Min()) : null);
    }

    public static Evidence Evidence(Answer answer)
    {
        var text = (answer.Status >= 200 ? Rows(answer) is [{ Error: { } error }] ? error : null : null) ?? (answer.Status == 0 ? answer.Fault : null);
        return new Evidence(answer.Sent, answer.Status, null, Short(text));
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
        return new VenueException(code, $"Interactive Brokers: {what} failed ({(answer.Status == 0 ? "no answer" : $"HTTP {answer.Status}")})", Evidence(answer));
    }

    /// <summary>A price as the gateway writes it: a number, or a text that may begin with a letter (C: of the last close, H: halted).</summary>
    public static decimal? Number(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } n when n.TryGetDecimal(out var d) => d,
        { ValueKind: JsonValueKind.String } s when decimal.TryParse(s.GetString()!.Replace(",", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture, out var d) => d,
        _ => null,
    };

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string? Text(JsonElement value) => value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    private static AnsweredJson[]? Rows(Answer answer) => InteractiveBrokersApi.TryRead(answer, InteractiveBrokersJson.Default.AnsweredJsonArray)
        ?? (InteractiveBrokersApi.TryRead(answer, InteractiveBrokersJson.Default.AnsweredJson) is { } one ? [one] : null);

    private static DateTimeOffset Time(TradeJson t) => t.TradeTime is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : default;

    private static string? Short(string? text) => text is { Length: > 300 } ? text[..300] : text;
}
