namespace Argix.Contracts;

/// <summary>Places and cancels. One call of a member sends at most one order message.</summary>
public interface IPlaceOrders
{
    /// <summary>Sends the order once and says what the venue said. An exception counts as <see cref="Verdict.Unknown"/>.</summary>
    Task<Outcome> SubmitAsync(Order order, CancellationToken ct);

    /// <summary>Asks for a cancel once. Accepted means that the venue took the request, not that the order is gone.</summary>
    Task<Outcome> CancelAsync(OrderRef order, CancellationToken ct);
}

/// <summary>Looks an order up. The host concludes from <see cref="Coverage"/>; an adapter cannot claim that an order does not exist.</summary>
public interface IFindOrders
{
    /// <summary>What the venue shows for this order. Throws when the read failed: a failure is never an empty list.</summary>
    Task<Found> FindAsync(OrderRef order, CancellationToken ct);
}

/// <summary>Changes a working order in the way the manifest's <c>replace</c> says.</summary>
public interface IReplaceOrders
{
    /// <summary>Sends the change once.</summary>
    Task<Outcome> ReplaceAsync(OrderRef current, Order wanted, CancellationToken ct);
}

/// <summary>The venue's dead-man switch, for a venue whose manifest says which kind it has.</summary>
public interface IDeadMan
{
    /// <summary>Arms it anew for this long, or switches it off with <see cref="TimeSpan.Zero"/>. Throws when the venue did not take it.</summary>
    /// <returns>When it will go off, where the venue says so.</returns>
    Task<DateTimeOffset?> ArmAsync(Account account, TimeSpan after, CancellationToken ct);
}

/// <summary>Cancels everything that is open on an account with one call, for a venue that has one.</summary>
public interface ICancelAll
{
    /// <summary>
    /// Sends the call once. Accepted means that the venue took it, not that every order is gone: each order's end is the venue's to report, as after any cancel.
    /// It also reaches orders that somebody else placed on the account, and says nothing of one that is still on its way.
    /// </summary>
    Task<Outcome> CancelAllAsync(Account account, CancellationToken ct);
}

/// <summary>Buy or sell.</summary>
public enum Side { Unknown, Buy, Sell }

/// <summary>What the order does to the position; the host derives it from the position book (sell or sell short, hedge sides, reduce-only).</summary>
public enum Effect { Unknown, Open, Close, Reduce }

/// <summary>FIX 40 OrdType, as far as version 1 goes.</summary>
public enum OrderType { Unknown, Market, Limit, Stop, StopLimit }

/// <summary>FIX 59 TimeInForce.</summary>
public enum TimeInForce { Unknown, Day, Gtc, Ioc, Fok }

/// <summary>One order. <paramref name="Quantity"/> is base units or contracts, never quote currency. <paramref name="DieAfter"/>: the venue must not act on it later, where it can be told so.</summary>
public sealed record Order(Account Account, Instrument Instrument, string ClientOrderId, Side Side, Effect Effect, OrderType Type, TimeInForce TimeInForce,
    decimal Quantity, decimal? LimitPrice, decimal? StopPrice, DateTimeOffset DecidedAt, DateTimeOffset? DieAfter = null);

/// <summary>An order that may be at the venue. <paramref name="Route"/> is the adapter's own word, kept by the host.</summary>
public sealed record OrderRef(Order Order, string? BrokerOrderId, string? Route, DateTimeOffset? SentAt);

/// <summary>What the adapter read in the answer. 0 = nothing certain.</summary>
public enum Verdict { Unknown, Accepted, Refused, NotSent, Duplicate, Pending, TooLate, NoSuchOrder }

/// <summary>The answer to one order message: what the adapter read, and the evidence from which the manifest's rules conclude.</summary>
public sealed record Outcome(Verdict Verdict, Evidence Evidence, string? BrokerOrderId = null, string? Route = null, OrderReport? Report = null);

/// <summary>The raw facts of an answer. <paramref name="Code"/> and <paramref name="Text"/> are the venue's own words.</summary>
public sealed record Evidence(Sent Sent, int Status, string? Code = null, string? Text = null, string? RequestId = null);

/// <summary>What a look-up showed. More than one order = candidates; the host chooses or asks a person.</summary>
public sealed record Found(IReadOnlyList<OrderReport> Orders, MatchedBy By, Coverage Coverage);

/// <summary>By what the look-up matched.</summary>
public enum MatchedBy { Unknown, BrokerId, ClientId, Label, Shape }

/// <summary>What a read really covered. <paramref name="AsOf"/> is when the venue answered, not when we asked.</summary>
public sealed record Coverage(DateTimeOffset From, DateTimeOffset To, bool Open, bool Closed, bool Fills, bool AllPages, DateTimeOffset AsOf);
