using Argix.Audit;
using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Journal;
using Argix.UnitTests.Trading.Core;

namespace Argix.Bench;

/// <summary>Makes long journals: one order after the other, each approved, acknowledged and filled.</summary>
internal static class Journals
{
    /// <summary>Fills an empty journal; gives an order of its middle.</summary>
    public static Guid Write(SqliteJournal journal, Guid workspace, int records)
    {
        var (bench, batch) = (new DeskBench { Now = DeskBench.Start.AddYears(-2) }, new List<JournalRecord>());
        var (tip, seq, middle) = (Chain.Genesis, 0, Guid.Empty);
        while (seq < records)
        {
            var id = Order(bench, seq);
            middle = seq < records / 2 ? id : middle;
            foreach (var e in bench.All)
            {
                var payload = new JournalPayload(JournalRecord.Version, "user:1", "bench", [e]).ToJson();
                var record = Chain.Link(tip, workspace.ToString(), ++seq, 1, bench.Now, JournalPayload.KindOf([e]), payload);
                tip = record.Hash;
                batch.Add(record);
            }

            if (batch.Count >= 1000 || seq >= records)
            {
                journal.Commit(batch);
                batch.Clear();
            }
        }

        return middle;
    }

    private static Guid Order(DeskBench bench, int seq)
    {
        bench.Now = bench.Now.AddSeconds(5);
        bench.All.Clear();
        var side = bench.State.Position(DeskBench.Connection, "AAPL") > 0 ? Side.Sell : Side.Buy;
        var order = bench.State.Order(bench.Submit(10, side, 100, key: $"key-{seq}", with: f => f with { FundsAt = bench.Now }).OrderId!.Value)!;
        bench.Answer(order, Contracts.Verdict.Accepted, $"V-{seq}");
        bench.See(order, OrderState.Filled, 10, 100, "executions", DeskBench.Fill($"x-{seq}", 10, 100));
        return order.Facts.Id;
    }
}
