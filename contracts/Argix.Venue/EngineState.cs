using Argix.Contracts;

namespace Argix.Venue;

/// <summary>All that the engine knows, as plain data. <c>new Engine(listings, state)</c> continues exactly where <see cref="Engine.Save"/> stood.</summary>
public sealed record EngineState(long Sequence, long Executions, IReadOnlyList<OpenOrder> Orders, IReadOnlyList<MarketState> Markets)
{
    /// <summary>A venue that nobody has used yet.</summary>
    public static EngineState Empty { get; } = new(0, 0, [], []);
}

/// <summary>An open order. <paramref name="Sequence"/> is its place in time; <paramref name="Waiting"/>: it waits for the next quote, bar or session instead of resting at a price.</summary>
public sealed record OpenOrder(string Id, string Symbol, Side Side, OrderType Type, TimeInForce TimeInForce, decimal Quantity, decimal? LimitPrice, decimal? StopPrice,
    long Sequence, decimal Filled = 0, bool Triggered = false, bool Waiting = false);

/// <summary>What is known of a symbol.</summary>
public sealed record MarketState(string Symbol, bool IsOpen, decimal? Bid, decimal? Ask, decimal? BidSize, decimal? AskSize, decimal? Last);
