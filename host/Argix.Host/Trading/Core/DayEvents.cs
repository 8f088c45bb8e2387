namespace Argix.Trading.Core;

/// <summary>The first prices of a UTC day of what a connection holds. Journaled, so that a restart does not begin the day anew.</summary>
public sealed record DayMarked(Guid ConnectionId, DateOnly Day, IReadOnlyDictionary<string, decimal> Marks) : DeskEvent;

/// <summary>Prices alone took the day's loss to its limit: it is latched for the day, as if an order had been denied.</summary>
public sealed record LossReached(Guid ConnectionId, DateOnly Day, decimal Percent, decimal Limit) : DeskEvent;

/// <summary>Prices of what a connection holds, as they are now.</summary>
public sealed record PricesSeen(DateTimeOffset At, Guid ConnectionId, IReadOnlyDictionary<string, decimal> Marks, string Kind, string Currency, decimal? Equity,
    IReadOnlyDictionary<string, decimal>? Rates = null) : DeskInput(At, "system")
{
    public override string Cause => "prices";
}

/// <summary>Prices, or orders placed elsewhere, have taken something over the limit of a control; a person is told.</summary>
public sealed record LimitPassed(DateTimeOffset At, IReadOnlyList<string> Texts, string Control = "position") : DeskInput(At, "system")
{
    public override string Cause => "monitor";
}
