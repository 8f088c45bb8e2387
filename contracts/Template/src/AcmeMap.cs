using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Argix.Contracts;

namespace Acme;

/// <summary>Acme's words and the contract's words. Pure: no calls, no clock, no state.</summary>
internal static class AcmeMap
{
    public static NewOrder? NewOrder(Order o)
    {
        var side = o.Side switch { Argix.Contracts.Side.Buy => "buy", Argix.Contracts.Side.Sell => "sell", _ => null };
        var type = o.Type switch { OrderType.Market => "market", OrderType.Limit => "limit", OrderType.Stop => "stop", OrderType.StopLimit => "stop_limit", _ => null };
        var tif = o.TimeInForce switch { TimeInForce.Day => "day", TimeInForce.Gtc => "gtc", TimeInForce.Ioc => "ioc", _ => null };
        return side is null || type is null || tif is null ? null : new NewOrder(o.ClientOrderId, o.Instrument.VenueSymbol, side, type, tif, o.Quantity, o.LimitPrice, o.StopPrice);
    }

    /// <summary>Only Acme's own words end an order; a word that nobody knows is Unknown.</summary>
    public static OrderState State(string? status) => status switch
    {
        "new" or "part_filled" => OrderState.Working,
        "filled" => OrderState.Filled,
        "canceled" => OrderState.Cancelled,
        "expired" => OrderState.Expired,
        "rejected" => OrderState.Rejected,
        "replaced" => OrderState.Replaced,
        _ => OrderState.Unknown,
    };

    public static OrderReport Report(OrderRow o, string accountId, IReadOnlyList<Fill>? fills = null) => new(accountId, o.Id, o.ClientId, State(o.Status), o.Status ?? "", null, o.Symbol,
        o.Side == "buy" ? Side.Buy : o.Side == "sell" ? Side.Sell : Side.Unknown,
        o.Type switch { "market" => OrderType.Market, "limit" => OrderType.Limit, "stop" => OrderType.Stop, "stop_limit" => OrderType.StopLimit, _ => OrderType.Unknown },
        o.Tif switch { "day" => TimeInForce.Day, "gtc" => TimeInForce.Gtc, "ioc" => TimeInForce.Ioc, _ => TimeInForce.Unknown },
        o.Quantity, o.Limit, o.Stop, o.Filled, o.Average, fills ?? [], o.At, ReplacesId: o.Replaces, ReplacedById: o.ReplacedBy);

    /// <summary>A fill knows its order's id and nothing else of it: a delta.</summary>
    public static OrderReport Report(FillRow f, string accountId) => new(accountId, f.Order, null, OrderState.Unknown, "", null, f.Symbol, Side.Unknown, OrderType.Unknown, TimeInForce.Unknown,
        null, null, null, f.Total, null, [Fill(f)], f.At, Partial: true);

    public static Fill Fill(FillRow f) => new(f.Id, FillKind.Trade, null, f.Quantity, f.Price, f.Total, f.At, []);

    /// <summary>What the answer to an order says. Only an answer of Acme's that carries our own id proves anything.</summary>
    public static Outcome Placed(Answer answer, Order order)
    {
        var evidence = Evidence(answer);
        if (answer.Sent == Sent.No)
        {
            return new Outcome(Verdict.NotSent, evidence);
        }
        if (answer.Status is 200 or 201 && TryRead(answer, AcmeJson.Default.OrderRow) is { Id.Length: > 0 } row && row.ClientId == order.ClientOrderId)
        {
            return new Outcome(Verdict.Accepted, evidence, row.Id, null, Report(row, order.Account.Id));
        }
        return evidence.Code is null || answer.Status is not (400 or 401 or 403 or 404 or 409 or 422)
            ? new Outcome(Verdict.Unknown, evidence)
            : new Outcome(evidence.Code == "id_used" ? Verdict.Duplicate : evidence.Code == "not_open" ? Verdict.TooLate : Verdict.Refused, evidence);
    }

    public static Outcome Cancelled(Answer answer)
    {
        var evidence = Evidence(answer);
        return new Outcome(answer switch
        {
            { Sent: Sent.No } => Verdict.NotSent,
            { Status: 204 } => Verdict.Accepted,
            { Status: 404 } when evidence.Code is "no_order" => Verdict.NoSuchOrder,
            { Status: 409 } when evidence.Code is "not_open" => Verdict.TooLate,
            { Status: 400 or 401 or 403 } when evidence.Code is not null => Verdict.Refused,
            _ => Verdict.Unknown,
        }, evidence);
    }

    public static Evidence Evidence(Answer answer)
    {
        var error = answer.Status >= 400 ? TryRead(answer, AcmeJson.Default.ErrorRow) : null;
        var text = error?.Text ?? answer.Fault;
        return new Evidence(answer.Sent, answer.Status, error?.Error, text is { Length: > 300 } ? text[..300] : text);
    }

    public static Check NotSignedIn(Answer answer) => new(CheckIds.Authentication, false, Code(answer), answer.Status is 401
        ? "Acme refused the token. Make sure that it is complete and of this environment."
        : $"Acme could not be asked ({(answer.Status == 0 ? "no answer" : $"HTTP {answer.Status}")}); try again.");

    /// <summary>The body of a good answer; anything else is a failed read, which throws.</summary>
    public static T Read<T>(Answer answer, JsonTypeInfo<T> type, string what, Func<T, bool> usable) where T : class =>
        answer.Status == 200 && TryRead(answer, type) is { } read && usable(read) ? read : throw Failed(answer, what);

    public static VenueException Failed(Answer answer, string what) =>
        new(Code(answer), $"Acme: {what} failed ({(answer.Status == 0 ? "no answer" : $"HTTP {answer.Status}")})", Evidence(answer));

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

    public static Coverage Everything(DateTimeOffset at) => new(DateTimeOffset.MinValue, at, Open: true, Closed: true, Fills: false, AllPages: true, at);

    public static DateTimeOffset? TimeOf(Answer answer) =>
        DateTimeOffset.TryParse(answer.Headers.FirstOrDefault(h => h.Key.Equals("Date", StringComparison.OrdinalIgnoreCase)).Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static string Code(Answer answer) => answer.Status switch
    {
        0 => ErrorCodes.BrokerUnreachable,
        401 => ErrorCodes.InvalidCredentials,
        403 => ErrorCodes.InsufficientScope,
        408 or 504 => ErrorCodes.BrokerTimeout,
        429 => ErrorCodes.RateLimited,
        >= 500 => ErrorCodes.BrokerUnavailable,
        _ => ErrorCodes.BrokerProtocolError,
    };
}
