using System.Globalization;
using Argix.Connections;
using Argix.Errors;
using Argix.Trading.Core;
using Argix.Trading.Desks;

namespace Argix.Pages;

/// <summary>Words and links that several trade pages share.</summary>
public static class TradeWords
{
    /// <summary>Older than three rounds of reading the account: no longer shown as current.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(90);

    /// <summary><c>Buy 10 AAPL</c>.</summary>
    public static string Title(OrderView o) => $"{Web.Format.Words(o.Side)} {Web.Format.Quantity(o.Quantity)} {o.Instrument.Symbol}";

    /// <summary><c>limit 230.00 USD, day, reduce-only</c>.</summary>
    public static string Terms(OrderView o) => string.Join(", ", new[]
    {
        o.Type.Replace('_', ' ') + (o.LimitPrice is { } l ? $" {Web.Format.Price(l)} {o.Currency}" : "") + (o.StopPrice is { } s ? $" stop {Web.Format.Price(s)} {o.Currency}" : ""),
        o.TimeInForce, o.ReduceOnly ? "reduce-only" : "", o.External ? "placed elsewhere" : "",
    }.Where(t => t.Length > 0));

    /// <summary>What we asked, what we know and when we ask again.</summary>
    public static string Doubt(DoubtView d, OrderView o) => d.About switch
    {
        "submit" => "We asked the broker to place this and got no answer. We will not send it again.",
        "end" => "The broker no longer lists it as open and cannot be asked how it ended. It may have filled or been cancelled.",
        "cancel" => "We asked the broker to cancel this and got no answer. Until it answers, the order may still fill.",
        _ => $"We asked the broker about the {d.About} of this order and got no answer.",
    } + (o.FilledQuantity > 0 ? $" Known so far: {Web.Format.Quantity(o.FilledQuantity)} of {Web.Format.Quantity(o.Quantity)} filled." : "");

    public static string Times(int asked) => asked switch { 0 => "Not asked yet", 1 => "Asked once", _ => $"Asked {asked} times" };

    /// <summary>The broker has it, and nothing of it is on its way.</summary>
    public static bool Changeable(OrderView o) => o.State is "working" or "partially_filled" && !o.External && o.Doubt is null && o.Type != "market";

    /// <summary>May the button be offered: open, and not asked already.</summary>
    public static bool Cancellable(OrderView o) => !o.IsFinal && !o.Pending.Cancel;

    /// <summary>The limit behind a refusal, on the risk page.</summary>
    public static string LimitLink(Verdict verdict) => verdict.Control == "trading_state" && verdict.Detail.Contains("kill switch", StringComparison.Ordinal)
        ? "/risk#kill"
        : verdict.LimitScope is { } scope ? "/risk#" + LimitAnchor(scope, verdict.LimitId) : "/risk";

    public static string LimitAnchor(string scope, string? id) => $"limit-{scope}" + (id is null ? "" : "-" + id.Replace('/', '_'));

    /// <summary>What the person can take from a form: plain decimals, no separators that could mean two things.</summary>
    public static decimal? Figure(string? text, string field, Dictionary<string, string> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }

        errors[field] = "write a plain figure such as 1234.5, with a point and without separators";
        return null;
    }

    public static ArgixException Invalid(Dictionary<string, string> errors) =>
        new("validation_failed", errors.First().Value) { Facts = new Dictionary<string, object?> { ["errors"] = errors } };

    /// <summary><c>0.4 ms</c>, <c>12 ms</c>, <c>3.2 s</c>, <c>4 min</c>: how long one step took.</summary>
    public static string Took(TimeSpan span) => span.TotalMilliseconds switch
    {
        < 10 => span.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms",
        < 1000 => span.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms",
        < 60_000 => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 3_600_000 => span.TotalMinutes.ToString("0", CultureInfo.InvariantCulture) + " min",
        _ => span.TotalHours.ToString("0.0", CultureInfo.InvariantCulture) + " h",
    };

    /// <summary>Time with milliseconds, for steps that are close together.</summary>
    public static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>An average has no tick: four places are enough to read it, eight below 1.</summary>
    public static decimal? Average(decimal? price) => price is { } p ? Math.Round(p, Math.Abs(p) >= 1 ? 4 : 8) : null;

    /// <summary>A connection that can take an order now.</summary>
    public static bool TakesOrders(ConnectionView c) => c.Access == "trade" && c.Permissions.Trade != false && c.Status is not ("disconnected" or "disconnecting" or "disabled");
}
