using Argix.Contracts;
using static Argix.Trading.Core.OrderWords;

namespace Argix.Trading.Core;

/// <summary>Which fills of a report are new. By execution id where the venue has ids, by the cumulative level where it has not; never both for one order.</summary>
public static class FillDecider
{
    /// <summary>Adds the events and returns what the order will have filled after them.</summary>
    public static decimal Fills(TrackedOrder order, OrderReport report, string truth, DateTimeOffset at, List<DeskEvent> events)
    {
        var level = report.Filled ?? 0;
        if (truth == "cumulative")
        {
            return Cumulative(order, report, level, at, events);
        }

        var (attributed, busts) = (order.Fills.Attributed, new HashSet<string>(0, StringComparer.Ordinal));
        foreach (var fill in report.Fills.Where(f => f.Id is not null).OrderBy(f => f.FilledAfter ?? 0).ThenBy(f => f.Time).DistinctBy(f => f.Id))
        {
            // A bust counts once, and before its trade as well: streams reorder, and the trade must not count when it comes.
            if (fill.Kind is FillKind.Bust or FillKind.Correction && fill.Corrects is { } wrong && !order.Fills.IsBusted(wrong) && busts.Add(wrong))
            {
                attributed -= Bust(order, fill, wrong, report, at, events);
            }

            if (fill.Kind is not FillKind.Bust && !order.Fills.Has(fill.Id!) && !busts.Contains(fill.Id!))
            {
                events.Add(new FillApplied(order.Facts.Id, Execution(order, fill)));
                attributed += fill.Quantity;
            }
        }

        // After a bust a level may be one of before it. Only what the venue said later counts; executions always do.
        var filled = busts.Count > 0 ? attributed : Math.Max(order.Fills.Filled, attributed);
        if (level > filled && busts.Count == 0 && order.Fills.IsNews(report.VenueTime) && report.AveragePrice is { } price)
        {
            events.Add(new FillLevelRaised(order.Facts.Id, level, price));
            filled = level;
        }

        return filled;
    }

    // What it took away from what executions account for.
    private static decimal Bust(TrackedOrder order, Fill fill, string wrong, OrderReport report, DateTimeOffset at, List<DeskEvent> events)
    {
        var counted = order.Fills.Executions.FirstOrDefault(x => x.Id == wrong) ?? events.OfType<FillApplied>().FirstOrDefault(f => f.Execution.Id == wrong)?.Execution;
        var said = report.VenueTime > fill.Time ? report.VenueTime.Value : fill.Time;
        events.Add(new FillBusted(order.Facts.Id, wrong, counted is null && fill.Kind == FillKind.Bust ? fill.Quantity : null, said));
        events.Add(new Alarmed(order.Facts.Id, "trade_bust", $"the venue took back or corrected execution {wrong}"));
        if (order.Lifecycle == Lifecycle.Filled && fill.Kind == FillKind.Bust)
        {
            events.Add(new RepairRaised(order.Facts.Id, $"the venue took back execution {wrong} of a filled order: ask the broker whether the rest still works"));
        }

        return counted?.Quantity ?? 0;
    }

    private static decimal Cumulative(TrackedOrder order, OrderReport report, decimal level, DateTimeOffset at, List<DeskEvent> events)
    {
        var had = order.Fills.Filled;
        if (level <= had || report.AveragePrice is not { } average)
        {
            return had;
        }

        var price = (level * average - order.Fills.Notional) / (level - had);
        var id = $"cum:{report.BrokerOrderId}:{Figure(had)}-{Figure(level)}";
        events.Add(new FillApplied(order.Facts.Id, new Execution(id, order.Facts.Id, level - had, price > 0 ? price : average, 0, null, report.VenueTime ?? at)));
        return level;
    }

    private static Execution Execution(TrackedOrder order, Fill fill) =>
        new(fill.Id!, order.Facts.Id, fill.Quantity, fill.Price, fill.Fees.Sum(f => f.Amount), fill.Fees.Count > 0 ? fill.Fees[0].Currency : null, fill.Time);
}
