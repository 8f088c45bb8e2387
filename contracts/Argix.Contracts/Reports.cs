namespace Argix.Contracts;

/// <summary>The venue's state of an order. <see cref="Pending"/>: received, not yet working.</summary>
public enum OrderState { Unknown, Pending, Working, PendingCancel, PendingReplace, Filled, Cancelled, Replaced, Rejected, Expired }

/// <summary>What a fill line is. A bust takes an earlier fill back.</summary>
public enum FillKind { Unknown, Trade, Bust, Correction }

/// <summary>
/// One record for every sight of an order: submit answer, look-up, list, stream, adoption of external orders.
/// <paramref name="Filled"/> is cumulative and authoritative; <paramref name="Fills"/> attribute it. <paramref name="Partial"/>: a delta, absent does not mean changed.
/// </summary>
public sealed record OrderReport(string AccountId, string BrokerOrderId, string? ClientOrderId, OrderState State, string VenueState,
    Instrument? Instrument, string Symbol, Side Side, OrderType Type, TimeInForce TimeInForce, decimal? Quantity, decimal? LimitPrice, decimal? StopPrice,
    decimal? Filled, decimal? AveragePrice, IReadOnlyList<Fill> Fills, DateTimeOffset? VenueTime, Evidence? Reason = null,
    string? ReplacesId = null, string? ReplacedById = null, string? Route = null, bool Partial = false);

/// <summary>One execution. <paramref name="FilledAfter"/>: the order's cumulative quantity after it, where the venue says so. Fees are positive when paid.</summary>
public sealed record Fill(string? Id, FillKind Kind, string? Corrects, decimal Quantity, decimal Price, decimal? FilledAfter, DateTimeOffset Time, IReadOnlyList<Money> Fees);

/// <summary>An amount in a currency (ISO 4217 or the venue's coin name).</summary>
public sealed record Money(decimal Amount, string Currency);

/// <summary>Streams order reports. The sequence ends when the line ends; the host opens it again and reads what it missed.</summary>
public interface IStreamReports
{
    /// <summary>Events of these accounts from now on. The first event is <see cref="EventKind.Alive"/>, sent once the venue has confirmed the subscription.</summary>
    IAsyncEnumerable<VenueEvent> StreamAsync(IReadOnlyList<Account> accounts, CancellationToken ct);
}

/// <summary>What a stream event says. <see cref="Alive"/> again: a sign of life (each heartbeat, where the manifest promises them). <see cref="LookAgain"/>: something happened that the message does not tell whole.</summary>
public enum EventKind { Unknown, Report, Alive, Gap, LookAgain, SessionLost, ClosingSoon }

/// <summary>One event of a stream.</summary>
public sealed record VenueEvent(EventKind Kind, OrderReport? Report = null, string? Detail = null);
