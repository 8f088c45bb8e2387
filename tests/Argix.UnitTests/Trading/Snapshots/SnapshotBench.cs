using System.Diagnostics;
using Argix.Audit;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Desks.Snapshots;
using Argix.Trading.Journal;
using Argix.UnitTests.Trading.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Argix.UnitTests.Trading.Snapshots;

/// <summary>How long a start takes by the length of the journal. Prints; run it by name: <c>-explicit only -class "*SnapshotBench"</c>, <c>ARGIX_BENCH_RECORDS</c> for the longer journal.</summary>
public sealed class SnapshotBench(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void RestartByLengthOfTheJournal()
    {
        Measure(10_000); // compiles the path
        var small = Measure(10_000);
        var large = Measure(int.Parse(Environment.GetEnvironmentVariable("ARGIX_BENCH_RECORDS") ?? "1000000", System.Globalization.CultureInfo.InvariantCulture));
        output.WriteLine($"ratio of starts with a snapshot {large.Snapshot / small.Snapshot:F1}, of replays {large.Replay / small.Replay:F1}, of a page of 50 orders {large.Page / small.Page:F2}");
    }

    private (double Replay, double Snapshot, double Page) Measure(int records)
    {
        var folder = Directory.CreateTempSubdirectory("argix-bench-").FullName;
        using var journal = new SqliteJournal(Path.Combine(folder, "journal.db"));
        var workspace = Write(journal, records);
        var files = new SnapshotFiles(Path.Combine(folder, "snapshots"), () => new byte[32]);
        var whole = Time(() => new DeskLoader(journal).Load(workspace));
        var make = Time(() => new DeskLoader(journal, files).Renew(workspace));
        var start = Enumerable.Range(0, 3).Select(_ => Time(() => Assert.NotNull(new DeskLoader(journal, files).Load(workspace).From))).Min();
        var state = new DeskLoader(journal, files).Load(workspace).State;
        var page = Enumerable.Range(0, 50).Select(_ => Time(() => state.OrdersOldestFirst.Reverse().Take(50).Select(OrderView.Of).ToList())).Min();
        output.WriteLine($"{records:N0} records, {state.OrdersOldestFirst.Count:N0} orders: replay {whole:F0} ms, make a snapshot {make:F0} ms ({new FileInfo(Directory.GetFiles(Path.Combine(folder, "snapshots")).Single()).Length / 1e6:F1} MB), start from it {start:F0} ms, page {page:F3} ms, memory {GC.GetTotalMemory(true) / 1e6:F0} MB");
        GC.KeepAlive(state);
        journal.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        return (whole, start, page);
    }

    // One order after the other, each approved, acknowledged and filled: what makes a journal long.
    private static Guid Write(SqliteJournal journal, int records)
    {
        var workspace = Guid.NewGuid();
        var bench = new DeskBench();
        var batch = new List<JournalRecord>();
        var (tip, seq) = (Chain.Genesis, 0);
        while (seq < records)
        {
            bench.Now = bench.Now.AddSeconds(5);
            bench.All.Clear();
            var side = bench.State.Position(DeskBench.Connection, "AAPL") > 0 ? Argix.Contracts.Side.Sell : Argix.Contracts.Side.Buy;
            var order = bench.State.Order(bench.Submit(10, side, 100, key: $"key-{seq}", with: f => f with { FundsAt = bench.Now }).OrderId!.Value)!;
            bench.Answer(order, Argix.Contracts.Verdict.Accepted, $"V-{seq}");
            bench.See(order, Argix.Contracts.OrderState.Filled, 10, 100, "executions", DeskBench.Fill($"x-{seq}", 10, 100));
            foreach (var e in bench.All)
            {
                var record = Chain.Link(tip, workspace.ToString(), ++seq, 1, bench.Now, JournalPayload.KindOf([e]), new JournalPayload(1, "user:1", "bench", [e]).ToJson());
                tip = record.Hash;
                batch.Add(record);
            }

            if (batch.Count >= 1000 || seq >= records)
            {
                journal.Commit(batch);
                batch.Clear();
            }
        }

        return workspace;
    }

    private static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
