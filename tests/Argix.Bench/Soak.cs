using System.Diagnostics;
using System.Globalization;
using Argix.Connections;
using Argix.Contracts.Testing;
using Argix.Data;
using Argix.ScriptedBrokers;
using Argix.Trading.Lanes;
using Argix.Trading.Orders;
using Argix.UnitTests.Connections.OAuth;

namespace Argix.Bench;

/// <summary>
/// Many connections over every adapter that has a scripted venue, for minutes, in a host that lives in this process. Each has an order at rest. Lanes are closed and
/// opened again, streams are cut, instruments are searched; no order is placed any more, so what grows is a leak.
/// </summary>
internal static class Soak
{
    private static readonly TimeSpan CutEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TurnEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OpenWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(30);

    public static async Task<Table> RunAsync(Options options)
    {
        var table = new Table($"Soak: {options.Connections} connections, {options.Minutes:0.#} minutes", "at", "managed heap, MiB", "working set, MiB", "sockets", "files and sockets", "threads", "streams at the venues", "lanes open");
        using var folder = new Folder();
        await using var alpaca = await folder.VenueAsync("alpaca");
        await using var kraken = await ScriptedVenueProcess.StartAsync("Argix.ScriptedKraken.dll", Path.Combine(folder.Root, "kraken.jsonl"), ["--cash", "1000000000"]);
        folder.Point(alpaca);
        folder.Settings["ARGIX_Brokers__kraken__Endpoints__live__rest"] = kraken.Address.ToString();
        folder.Settings["ARGIX_Brokers__kraken__Endpoints__live__stream"] = kraken.Socket("/v2");
        var brokers = ScriptedBroker.Ids.Select(id => new ScriptedBroker(id, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "plugins", id, "plugin.json")))).ToList();
        var venues = await Task.WhenAll(brokers.Select(b => b.StartAsync(folder.Root)));
        await using var provider = await FakeProvider.StartAsync();
        foreach (var (key, value) in brokers.Zip(venues).SelectMany(s => s.First.Settings(s.First.Id, s.Second.Address, provider.Url)))
        {
            folder.Settings[key] = value;
        }

        await using var host = await HostInside.StartAsync(folder);
        var crowd = await SoakCrowd.ConnectAsync(host, options.Connections, brokers, OpenWithin);
        var resting = await crowd.RestAsync();
        await RunAsync(options, table, host, crowd, [alpaca, kraken, .. venues]);
        await Task.WhenAll(venues.Select(v => v.DisposeAsync().AsTask()));
        table.Note($"{crowd.Said}. {resting} A lane is closed and opened again each second, all streams are cut every {CutEvery.TotalSeconds:0} s, one connection searches instruments each second.");
        table.Note("The heap is what is left after two full collections. The figures are those of one process with the host, its bundled plugins and this program's own two clients.");
        return table;
    }

    private static async Task RunAsync(Options options, Table table, HostInside host, SoakCrowd crowd, ScriptedVenueProcess[] venues)
    {
        var (start, length) = (Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(options.Minutes));
        var (fifth, cut) = (0, TimeSpan.Zero);
        while (Stopwatch.GetElapsedTime(start) is var at && fifth <= 5)
        {
            if (at >= length * fifth / 5)
            {
                await crowd.SettledAsync(SettleWithin);
                var closed = crowd.Closed();
                table.Row([$"{fifth}/5", .. await FiguresAsync(venues), crowd.Open.ToString(CultureInfo.InvariantCulture)]);
                table.Note($"{fifth}/5, not open: {(closed.Length == 0 ? "none" : closed)}.");
                fifth++;
                continue;
            }

            await crowd.TurnAsync();
            if (at - cut >= CutEvery)
            {
                cut = at;
                await Task.WhenAll(venues.Select(v => v.CutStreamsAsync()));
            }

            await Task.Delay(TurnEvery);
        }
    }

    private static async Task<string[]> FiguresAsync(ScriptedVenueProcess[] venues)
    {
        for (var n = 0; n < 2; n++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var me = Process.GetCurrentProcess();
        var files = Directory.GetFiles("/proc/self/fd");
        var sockets = files.Count(f => new FileInfo(f).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);
        var streams = 0;
        using var http = new HttpClient();
        foreach (var venue in venues)
        {
            var said = System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync(new Uri(venue.Address, "/_control/streams")))!;
            streams += said["count"]!.GetValue<int>();
        }

        string Mega(long bytes) => (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture);
        string Whole(int n) => n.ToString(CultureInfo.InvariantCulture);
        return [Mega(GC.GetTotalMemory(forceFullCollection: true)), Mega(me.WorkingSet64), Whole(sockets), Whole(files.Length), Whole(me.Threads.Count), Whole(streams)];
    }
}
