using System.Globalization;
using Argix.Contracts.Manifest;
using Argix.Web;

namespace Argix.Pages.Brokers;

/// <summary>One line of the capability table: what the broker can, and what that means for you. Not <paramref name="Proven"/>: not confirmed against the venue.</summary>
public sealed record Capability(string Id, string Name, string Fact, string Effect, bool Proven = true);

/// <summary>The manifest in plain words. Pure. An absent fact is said as "not known", and its effect is the careful one.</summary>
public static class BrokerFacts
{
    public static IReadOnlyList<Capability> Of(BrokerManifest m) =>
    [
        .. m.Orders.Select(Orders),
        Lookup(m.ClientOrderId),
        Duplicates(m.ClientOrderId),
        Delay(m.Submit),
        Replace(m.Replace),
        Fills(m.Fills),
        Stream(m.Stream),
        History(m.History),
        .. m.RateLimits.Select(Limit),
    ];

    /// <summary>Order types over all asset classes, in the usual order.</summary>
    public static IReadOnlyList<string> OrderTypes(BrokerManifest m) =>
        [.. new[] { "market", "limit", "stop", "stop_limit" }.Where(t => m.Orders.Any(o => o.Types.ContainsKey(t)))];

    /// <summary>Times in force in words: <c>day, GTC</c>.</summary>
    public static string Lives(IReadOnlyList<string> timesInForce) => string.Join(", ", timesInForce.Select(Duration));

    /// <summary><c>10 s</c>, <c>1 min</c>, <c>30 days</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => Number(time.TotalDays) + " days",
        { TotalHours: >= 2 } => Number(time.TotalHours) + " h",
        { TotalMinutes: >= 1 } => Number(time.TotalMinutes) + " min",
        _ => Number(time.TotalSeconds) + " s",
    };

    private static Capability Orders(OrdersFact o) => new("orders_" + o.AssetClass, BrokerWords.Asset(o.AssetClass),
        o.Types.Count == 0 ? "No order types" : string.Join("; ", o.Types.Select(t => $"{Format.Words(t.Key)} ({string.Join(", ", t.Value.Select(Duration))})")),
        (o.Fractional ? "Fractions may be traded. " : "Whole units only. ") + o.Flip switch
        {
            "single" => "A position may turn from long to short in one order.",
            "split" => "Turning from long to short takes two orders: close first.",
            _ => "A position can be closed, not turned to the other side.",
        });

    private static Capability Lookup(ClientOrderIdFact id) => new("lookup", "If an answer is lost", id.Lookup switch
    {
        "all" => "The broker can be asked for any order by our own id",
        "recent" => "The broker can be asked for recent orders by our own id",
        "open" => "The broker can be asked for open orders by our own id",
        _ => "The broker can't be asked by our own id",
    }, id.Lookup switch
    {
        "all" => "Argix asks, and learns what became of the order. It never sends it twice.",
        "recent" or "open" => "Argix asks. Where that does not settle it, the order stays “unknown” until the lists of the broker do.",
        _ => "The order stays “unknown” until the broker's lists settle it, or you look there. It is never sent twice.",
    }, id.Proven);

    private static Capability Duplicates(ClientOrderIdFact id) => new("duplicates", "The same order twice", id.Dedup switch
    {
        "reject" => "The broker refuses a second order with the same id",
        "return" => "The broker answers a repeated id with the first order",
        _ => "The broker takes what it gets",
    }, id.Dedup is "reject" or "return" ? "A second belt: Argix sends each order once, and the broker would not take it twice." : "Argix sends each order once and never repeats it.", id.Proven);

    private static Capability Delay(SubmitFact s) => s.MaxProcessingDelay is { } delay
        ? new("delay", "“It never arrived”", $"An order is visible at the broker within {Duration(delay)}", "After that, and two clear answers, Argix may say “not sent”.")
        : new("delay", "“It never arrived”", "Not known how long an order may take to show up", "Argix never concludes that a lost order does not exist.");

    private static Capability Replace(ReplaceFact r) => new("replace", "Change an order", r.Kind switch
    {
        "inPlace" => "Changed in place",
        "newId" when r.QuantityMeans != "total" => "Cancelled, and the rest placed anew by Argix",
        "newId" => "Changed; it gets a new number at the broker",
        "cancelNew" => "Cancelled, and the rest placed anew by Argix",
        _ => "Not here",
    }, r.Kind == "none" ? "Cancel it and place a new one." : "Its id here stays the same, and its history stays whole.");

    private static Capability Fills(FillsFact f) => f.Truth == "executions"
        ? new("fills", "Fills", "Each has an id of its own", "None is lost and none is counted twice, wherever it is seen.")
        : new("fills", "Fills", "Only the filled quantity of an order counts", "The sum is exact; single fills are worked out from it.");

    private static Capability Stream(StreamFact s) => s.Transport == "ws"
        ? new("stream", "News of your orders", "A live stream", "You see it at once. What was missed during an outage is read again.")
        : new("stream", "News of your orders", "No stream", "Argix asks again and again; news comes a little later.");

    private static Capability History(HistoryFact h) => new("history", "How far back it answers", h switch
    {
        { Closed: { } closed, Fills: { } fills } => $"Closed orders {Duration(closed)}, fills {Duration(fills)}",
        { Closed: { } closed } => $"Closed orders {Duration(closed)}",
        { Fills: { } fills } => $"Fills {Duration(fills)}",
        _ => "Without a limit that is known",
    }, h.ListedBy == "instrument" ? "Ended orders and fills are listed one instrument at a time, so Argix asks about each order that it knows. What other programs did during a pause shows only in the balance."
        : "After a long pause Argix can catch up this far. Its own journal keeps everything.");

    private static Capability Limit(RateLimitFact r) => new("limit_" + r.Bucket, $"Requests ({r.Bucket})", $"{r.Limit} per {(r.Per == TimeSpan.FromMinutes(1) ? "minute" : r.Per == TimeSpan.FromSeconds(1) ? "second" : Duration(r.Per))}",
        r.ReserveForCancels > 0 ? $"{Number((double)r.ReserveForCancels * 100)} % are kept back, so that a cancel always gets through." : "Argix slows down before the broker has to say so.", r.Proven);

    private static string Duration(string timeInForce) => timeInForce is "day" ? "day" : timeInForce.ToUpperInvariant();

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
