using Argix.Data;
using Argix.Trading.Core;
using Argix.Trading.Desks;
using Argix.Trading.Desks.Snapshots;
using Argix.Trading.Journal;
using Microsoft.Data.Sqlite;

namespace Argix.Bench;

/// <summary>Long journals: what a start and the API's lists take by the number of records.</summary>
internal static class P8
{
    private sealed record Measured(int Records, double Replay, double Make, double Snapshot, double Megabytes, double FirstReady, double SecondReady, double Orders, double Order, double Audit, double Memory);

    public static async Task<Table> RunAsync(Options options)
    {
        var table = new Table("P8: long journals", "records", "replay", "make a snapshot", "load from it", "snapshot", "host ready, replaying", "host ready, from the snapshot", "GET /orders", "GET /orders/{id}", "GET /audit", "host's memory");
        int[] sizes = options.Large ? [10_000, 1_000_000, 10_000_000] : [10_000, 1_000_000];
        await MeasureAsync(10_000); // compiles the path
        var all = new List<Measured>();
        foreach (var size in sizes)
        {
            all.Add(await MeasureAsync(size));
            Row(table, all[^1]);
        }

        var (small, big) = (all[0], all[^1]);
        table.Row("ratio, largest ÷ smallest", R(big.Replay / small.Replay), R(big.Make / small.Make), R(big.Snapshot / small.Snapshot), "", R(big.FirstReady / small.FirstReady), R(big.SecondReady / small.SecondReady),
            R(big.Orders / small.Orders), R(big.Order / small.Order), R(big.Audit / small.Audit), R(big.Memory / small.Memory));
        table.Note("Target: restart and page times of 10,000,000 records ≤ 1.5 × those of 10,000" + (options.Large ? "." : "; this run goes to 1,000,000 (`--large` for the rest)."));
        table.Note("Each order makes three records: approved, acknowledged, filled. Replay, making and loading (best of three) in this process; the host as a process of its own, from its start until `/health/ready`. Lists are one page of 50, the newest; the one order is from the journal's middle, `/audit` reads from its middle; best of 50 over HTTP.");
        return table;
    }

    private static void Row(Table table, Measured m) => table.Row(Figures.N(m.Records), Ms(m.Replay), Ms(m.Make), Ms(m.Snapshot), $"{Figures.N(m.Megabytes, "N1")} MB", Ms(m.FirstReady), Ms(m.SecondReady), Ms(m.Orders), Ms(m.Order), Ms(m.Audit), $"{Figures.N(m.Memory)} MB");

    private static async Task<Measured> MeasureAsync(int records)
    {
        using var folder = new Folder();
        var token = await folder.NewTokenAsync();
        var workspace = Workspace(folder);
        Guid middle;
        using (var journal = new SqliteJournal(Path.Combine(folder.Data, "journal.db")))
        {
            middle = Journals.Write(journal, workspace, records);
        }

        var core = Core(folder, workspace, records);
        SqliteConnection.ClearAllPools();
        GC.Collect();
        return await HostAsync(folder, token, middle, core);
    }

    private static Measured Core(Folder folder, Guid workspace, int records)
    {
        var snapshots = Path.Combine(folder.Root, "snapshots");
        using var journal = SqliteJournal.ForReading(Path.Combine(folder.Data, "journal.db"));
        var files = new SnapshotFiles(snapshots, () => new byte[32]);
        var replay = Figures.Time(() => new DeskLoader(journal).Load(workspace));
        var make = Figures.Time(() => new DeskLoader(journal, files).Renew(workspace));
        var load = Enumerable.Range(0, 3).Select(_ => Figures.Time(() => new DeskLoader(journal, files).Load(workspace))).Min();
        return new Measured(records, replay, make, load, new FileInfo(Directory.GetFiles(snapshots).Single()).Length / 1e6, 0, 0, 0, 0, 0, 0);
    }

    // The first start has no snapshot and makes one in the background; the second begins from it.
    private static async Task<Measured> HostAsync(Folder folder, string token, Guid middle, Measured core)
    {
        double first;
        await using (var host = await HostOutside.StartAsync(folder))
        {
            first = host.Took.TotalMicroseconds;
            while (!Directory.Exists(Path.Combine(folder.Data, "snapshots")) || Directory.GetFiles(Path.Combine(folder.Data, "snapshots")).All(f => f.EndsWith(".tmp", StringComparison.Ordinal)))
            {
                await Task.Delay(200);
            }
        }

        await using var again = await HostOutside.StartAsync(folder);
        using var caller = new Caller(again.Address, token);
        return core with
        {
            FirstReady = first, SecondReady = again.Took.TotalMicroseconds, Orders = await BestAsync(caller, "orders?limit=50"), Order = await BestAsync(caller, $"orders/{middle}"),
            Audit = await BestAsync(caller, $"audit?after={core.Records / 2}&limit=50"), Memory = again.Memory(),
        };
    }

    private static async Task<double> BestAsync(Caller caller, string path)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            best = Math.Min(best, await Figures.TimeAsync(() => caller.GetAsync(path)));
        }

        return best;
    }

    private static Guid Workspace(Folder folder)
    {
        using var data = new SqliteConnection($"Data Source={Path.Combine(folder.Data, "argix.db")};Mode=ReadOnly;Pooling=False");
        data.Open();
        using var command = data.CreateCommand();
        command.CommandText = "SELECT Id FROM Workspaces LIMIT 1";
        return Guid.Parse((string)command.ExecuteScalar()!);
    }

    private static string Ms(double microseconds) => $"{Figures.N(microseconds / 1000, microseconds < 100_000 ? "N1" : "N0")} ms";

    private static string R(double ratio) => Figures.N(ratio, "N1");
}
