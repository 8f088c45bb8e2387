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

        var attributed = order.Fills.Attributed;
        foreach (var fill in report.Fills.Where(f => f.Id is not null).OrderBy(f => f.FilledAfter ?? 0).ThenBy(f => f.Time).DistinctBy(f => f.Id))
        {
            if (fill.Kind is FillKind.Bust or FillKind.Correction && fill.Corrects is { } wrong && order.Fills.Counts(wrong))
            {
                events.Add(new FillBusted(order.Facts.Id, wrong));
                events.Add(new Alarmed(order.Facts.Id, "trade_bust", $"the venue took back or corrected execution {wrong}"));
                attributed -= order.Fills.Executions.First(x => x.Id == wrong).Quantity;
            }

            if (fill.Kind is FillKind.Bust)
            {
                continue;
            }

            if (!order.Fills.Has(fill.Id!))
            {
                events.Add(new FillApplied(order.Facts.Id, Execution(order, fill)));
                attributed += fill.Quantity;
            }
        }

        var busted = events.OfType<FillBusted>().Any();
        var filled = busted ? attributed : Math.Max(order.Fills.Filled, attributed);
        if (level > filled && !busted && report.AveragePrice is { } price)
        {
            events.Add(new FillLevelRaised(order.Facts.Id, level, price));
            filled = level;
        }

        return filled;
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
