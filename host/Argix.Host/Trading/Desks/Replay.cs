using System.Text.Json;
using Argix.Audit;
using Argix.Trading.Core;
using Argix.Trading.Journal;

namespace Argix.Trading.Desks;

/// <summary>Applies stored records. After a break (<c>tolerant</c>) what can still be read is read, so that people can look; nothing may be decided on it.</summary>
internal static class Replay
{
    public static void Into(DeskState state, JournalRecord record, bool tolerant)
    {
        try
        {
            state.Apply(record.Seq, record.Time, JournalPayload.Parse(record.Payload).Events);
        }
        catch (Exception e) when (tolerant && e is JsonException or KeyNotFoundException or ArgumentException or NullReferenceException or InvalidOperationException or FormatException && tolerant)
        {
            // A damaged record says nothing that could be believed.
        }
    }
}

/// <summary>Turns a committed record into what others may see of it.</summary>
internal static class CommittedBuilder
{
    public static Committed Build(Guid workspace, JournalRecord record, string actor, IReadOnlyList<DeskEvent> events, DeskState state)
    {
        var orders = events.Select(e => e.About).OfType<Guid>().Distinct().Select(state.Order).OfType<TrackedOrder>().ToList();
        var executions = events.OfType<FillApplied>().Select(f => ExecutionView.Of(f.Execution, state.Order(f.OrderId)!)).ToList();
        var moved = events.Any(e => e is FillApplied or FillLevelRaised or FillBusted or Baselined or DriftSeen)
            ? Positions(state, p => events.OfType<Baselined>().Any(b => b.ConnectionId == p.ConnectionId) || events.OfType<DriftSeen>().Any(d => d.ConnectionId == p.ConnectionId && d.Symbol == p.Instrument.Symbol)
                || orders.Any(o => o.Facts.ConnectionId == p.ConnectionId && o.Facts.Instrument.Symbol == p.Instrument.Symbol))
            : [];
        return new Committed(workspace, record.Seq, record.Time, actor, events, [.. orders.Select(OrderView.Of)], executions, moved) { Hash = record.Hash };
    }

    public static List<PositionRow> Positions(DeskState state, Func<PositionLine, bool> which) =>
        [.. state.Positions.Where(which).Select(p => new PositionRow(p.ConnectionId, InstrumentView.Of(p.Instrument), p.Quantity, p.AveragePrice is { } a ? Math.Round(a, 10) : null,
            p.Realized, p.Instrument.Multiplier, p.Instrument.Currency, state.Drift(p.ConnectionId, p.Instrument.Symbol)))];
}
