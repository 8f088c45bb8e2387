using System.Collections.Concurrent;
using System.Runtime;
using Argix.Data;
using Argix.Trading.Desks;
using Argix.Trading.Orders;

namespace Argix.Bench;

/// <summary>Market orders on the paper venue through the running host's desk: from the intent until the fill is applied and on disk.</summary>
internal static class P3b
{
    private const int Warm = 20_000; // the compiler has still work after 15,000
    private const int One = 200;
    private const int Crowd = 2_000;
    private const int InFlight = 64;

    public static async Task<Table> RunAsync(Options options)
    {
        var table = new Table("P3b: paper path of the running host, intent to fill", "work", "figure", "target", "beside it: LEAN live-paper, not durable");
        using var folder = new Folder();
        var token = await folder.NewTokenAsync();
        await using var host = await HostInside.StartAsync(folder);
        using var caller = new Caller(host.Address, token);
        var path = new PaperPath(host, await caller.ConnectPaperAsync());
        await caller.RaiseLimitsAsync();
        var cold = await PartAsync(path, 500);
        await P2.CrowdAsync(path.FillAsync, InFlight, Warm - 500);
        var flush = Disk.Flush(folder.Root);
        var (alone, crowds) = (new List<Figures>(), new List<Part>());
        for (var i = 0; i < options.Rounds; i++)
        {
            alone.Add(new Figures());
            for (var n = 0; n < One; n++)
            {
                alone[^1].Add([await Figures.TimeAsync(path.FillAsync)]);
            }

            crowds.Add(await PartAsync(path, Crowd));
        }

        table.Row("sequential, p50", Figures.Us(Figures.Median(alone.Select(f => f.P50))), "≤ 150 µs", "65–123 µs");
        table.Row("sequential, p99", Figures.Us(Figures.Median(alone.Select(f => f.P99))), "–", "–");
        table.Row($"{InFlight} in flight", $"{Figures.N(Figures.Median(crowds.Select(c => c.Rate)))} orders/s", "≥ 15,000/s", "8,500–13,000/s");
        table.Row("the same, round by round", string.Join(", ", crowds.Select(c => Figures.N(c.Rate))), "–", "–");
        table.Row("processor time an order, all threads, round by round", string.Join(", ", crowds.Select(c => Figures.Us(c.Cpu))), "–", "–");
        table.Row("compiling, by the clock, an order", string.Join(", ", crowds.Select(c => Figures.Us(c.Compiling))), "–", "–");
        table.Row("allocated an order, round by round", string.Join(", ", crowds.Select(c => $"{Figures.N(c.Bytes / 1000)} kB")), "–", "–");
        table.Row("the first 500 orders, for comparison", $"{Figures.N(cold.Rate)} orders/s; processor {Figures.Us(cold.Cpu)}, compiling by the clock {Figures.Us(cold.Compiling)}", "–", "–");
        table.Note($"Measured after {Warm:N0} orders. A round that allocates much more than the others had a snapshot renewed in it (each 10,000 records and each tenth of what it holds), beside the orders and on the same processor.");
        table.Note($"Load of the machine at the end: {Document.Load()}. Processor time is what a busy machine disturbs least.");
        table.Note($"Flush latency of this disk: median {Figures.Us(flush)} for 4 KiB and fsync. An order waits for three flushes one after the other: order journaled, the paper venue's own ledger, answer with fill journaled; so the sequential figure cannot fall below about three of them.");
        table.Note($"Inside the clock: everything of `OrderEntry.PlaceAsync` (source api, its own idempotency key), lane, paper adapter, until the record with the fill is committed. Buys and sells of one AAPL in turns. {options.Rounds} rounds of {One} alone and {Crowd:N0} at {InFlight}. Limits raised by `PUT /risk/limits`, all controls judged.");
        return table;
    }

    /// <summary>So many orders at <see cref="InFlight"/>: orders a second, and what each cost this process, in microseconds and bytes.</summary>
    private sealed record Part(double Rate, double Cpu, double Compiling, double Bytes);

    private static async Task<Part> PartAsync(PaperPath path, int orders)
    {
        var (cpu, compiling, bytes) = (Environment.CpuUsage.TotalTime, JitInfo.GetCompilationTime(), GC.GetTotalAllocatedBytes());
        var rate = await P2.CrowdAsync(path.FillAsync, InFlight, orders);
        return new Part(rate, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / orders, (JitInfo.GetCompilationTime() - compiling).TotalMicroseconds / orders, (double)(GC.GetTotalAllocatedBytes() - bytes) / orders);
    }

    /// <summary>Places an order and waits until a committed record shows it filled.</summary>
    private sealed class PaperPath
    {
        private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _filled = [];
        private readonly OrderEntry _entry;
        private readonly Guid _connection;
        private readonly Guid _workspace;
        private int _count;

        public PaperPath(HostInside host, Guid connection)
        {
            (_entry, _connection) = (host.Get<OrderEntry>(), connection);
            using var data = host.Get<DbFactory>().Open();
            _workspace = data.Connections.First(c => c.Id == connection).WorkspaceId;
            host.Get<DeskRegistry>().Committed += c =>
            {
                foreach (var order in c.Orders.Where(o => o.IsFinal))
                {
                    Of(order.Id).TrySetResult();
                }
            };
        }

        public async Task FillAsync()
        {
            var side = Interlocked.Increment(ref _count) % 2 == 0 ? "sell" : "buy";
            var placed = await _entry.PlaceAsync(_workspace, "user:bench", "api", new OrderRequest(_connection, "AAPL", "equity", side, "market", 1), Guid.NewGuid().ToString(), TimeSpan.Zero, null, CancellationToken.None);
            if (placed.Order.State == "denied")
            {
                throw new InvalidOperationException(placed.Order.Reason);
            }

            await Of(placed.Order.Id).Task.WaitAsync(TimeSpan.FromSeconds(60));
            _filled.TryRemove(placed.Order.Id, out _);
        }

        private TaskCompletionSource Of(Guid id) => _filled.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }
}
