using Argix.Contracts;

namespace Argix.Venue;

/// <summary>What goes in. The time is an argument: the engine has no clock.</summary>
public abstract record Command(DateTimeOffset At);

/// <summary>An order as it arrives. <paramref name="Id"/> is the caller's and must not be that of an open order.</summary>
public sealed record NewOrder(string Id, string Symbol, Side Side, OrderType Type, TimeInForce TimeInForce, decimal Quantity, decimal? LimitPrice = null, decimal? StopPrice = null);

/// <summary>A new order.</summary>
public sealed record Submit(NewOrder Order, DateTimeOffset At) : Command(At);

/// <summary>Takes an open order out.</summary>
public sealed record Cancel(string OrderId, DateTimeOffset At) : Command(At);

/// <summary>Changes an open order under its id; what it has filled stays. It joins the queue anew.</summary>
public sealed record Replace(string OrderId, decimal Quantity, decimal? LimitPrice, decimal? StopPrice, DateTimeOffset At) : Command(At);

/// <summary>A new outside quote. A size of null is without end; a given size is used up by fills until the next quote.</summary>
public sealed record Quoted(string Symbol, decimal Bid, decimal Ask, DateTimeOffset At, decimal? BidSize = null, decimal? AskSize = null) : Command(At);

/// <summary>A whole outside bar. <see cref="Command.At"/> is its start; fills on its way carry <paramref name="ClosesAt"/>, since the moment inside is not known.</summary>
public sealed record BarPassed(string Symbol, decimal Open, decimal High, decimal Low, decimal Close, DateTimeOffset At, DateTimeOffset ClosesAt) : Command(At);

/// <summary>Trading in the symbol begins; what was sent while it was closed arrives now, in its order.</summary>
public sealed record SessionOpened(string Symbol, DateTimeOffset At) : Command(At);

/// <summary>Trading in the symbol ends; day orders expire.</summary>
public sealed record SessionClosed(string Symbol, DateTimeOffset At) : Command(At);
