using Argix.Contracts;
using Argix.Strategies.Core.Graph;
using Argix.Trading.Desks;
using Argix.Trading.Lanes;

namespace Argix.Strategies;

/// <summary>
/// What the strategy's own orders came to: its own book, whatever else trades on the connection. <paramref name="Net"/> is signed and never more than the account holds beside other strategies.
/// <paramref name="Open"/>: an order that is not final yet.
/// </summary>
internal sealed record Holding(decimal Net, Guid? Open, DateTimeOffset? LastOrderAt, decimal? AveragePrice = null, decimal? DayProfit = null, int OrdersInMinute = 0, decimal? Equity = null, decimal? Cash = null)
{
    public Known Known => new(Net, AveragePrice, Equity, Cash, DayProfit, OrdersInMinute);
}

/// <summary>An intent on its way to the one door. <paramref name="Quantity"/> is exact for exits and targets; null = size it as the intent says.</summary>
internal sealed record Placement(GraphIntent Intent, Side Side, decimal? Quantity, string Key);

/// <summary>The world as one running strategy sees it: its bars and its orders. A seam, so that tests and back-tests bring their own.</summary>
internal interface IStrategyWorld
{
    Task OpenAsync(CancellationToken ct);
    Task<BarHistory> HistoryAsync(int count, CancellationToken ct);
    IAsyncEnumerable<Bar> BarsAsync(CancellationToken ct);
    Task<Holding> HoldingAsync();
    Task<Quote?> QuoteAsync(CancellationToken ct);
    Task<OrderView> OrderAsync(Guid id);

    /// <summary>Places an order and waits for the venue's word before it returns; null = the intent waits for a person.</summary>
    Task<OrderView?> PlaceAsync(Placement placement, CancellationToken ct);

    Task CancelAsync(Guid order);

    /// <summary>Keeps the trace of an evaluation that decided something; returns it with its id.</summary>
    Task<Evaluation> KeepAsync(Evaluation evaluation, CancellationToken ct);

    /// <summary>Keeps a sample of those that decided nothing; returns it with its id, or as it was when it could not be kept.</summary>
    Task<Evaluation> SampleAsync(Evaluation evaluation, CancellationToken ct);

    /// <summary>Which block of the graph a control's refusal belongs to; null = none.</summary>
    string? BlockOf(string? code);
}
