using Argix.Contracts;

namespace Argix.Venue;

/// <summary>What came of a command, about one order, in the order in which it happened.</summary>
public abstract record EngineEvent(string OrderId, DateTimeOffset At);

/// <summary>The order is at the venue.</summary>
public sealed record Accepted(string OrderId, DateTimeOffset At) : EngineEvent(OrderId, At);

/// <summary>The order was not taken. <paramref name="Code"/> is an <see cref="ErrorCodes"/> word.</summary>
public sealed record Rejected(string OrderId, string Code, string Text, DateTimeOffset At) : EngineEvent(OrderId, At);

/// <summary>A stop was reached: the order is a market or limit order from here on.</summary>
public sealed record Triggered(string OrderId, DateTimeOffset At) : EngineEvent(OrderId, At);

/// <summary>One execution of one order. In a book each trade makes two, first the maker's. <paramref name="FilledAfter"/> is cumulative.</summary>
public sealed record Filled(string OrderId, string ExecutionId, Side Side, decimal Quantity, decimal Price, decimal FilledAfter, decimal Fee, string FeeCurrency, bool Maker, DateTimeOffset At)
    : EngineEvent(OrderId, At);

/// <summary>Taken out, by request or because the venue could not serve the rest (<see cref="Reasons"/>).</summary>
public sealed record Cancelled(string OrderId, string Reason, DateTimeOffset At) : EngineEvent(OrderId, At);

/// <summary>Changed, under the same id.</summary>
public sealed record Replaced(string OrderId, decimal Quantity, decimal? LimitPrice, decimal? StopPrice, DateTimeOffset At) : EngineEvent(OrderId, At);

/// <summary>A change that was not carried out; the order is as it was. <paramref name="Code"/> is an <see cref="ErrorCodes"/> word.</summary>
public sealed record ReplaceRejected(string OrderId, string Code, string Text, DateTimeOffset At) : EngineEvent(OrderId, At);

/// <summary>A day order whose session ended.</summary>
public sealed record Expired(string OrderId, DateTimeOffset At) : EngineEvent(OrderId, At);

/// <summary>A cancel for an order that is not open.</summary>
public sealed record CancelRejected(string OrderId, string Code, DateTimeOffset At) : EngineEvent(OrderId, At);

/// <summary>Why the venue took an order out.</summary>
public static class Reasons
{
    /// <summary>Somebody asked.</summary>
    public const string Requested = "requested";

    /// <summary>The rest of an immediate-or-cancel order.</summary>
    public const string ImmediateOrCancel = "immediate_or_cancel";

    /// <summary>A fill-or-kill order that could not be filled whole.</summary>
    public const string FillOrKill = "fill_or_kill";

    /// <summary>A market order that found an empty book.</summary>
    public const string NoLiquidity = "no_liquidity";
}
