using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Argix.Trading.Desks;
using Argix.Trading.Orders;

namespace Argix.Bench;

/// <summary>One press of the kill switch in a running host: when the last order reached the venue, and how soon every open order's cancel was on its way.</summary>
internal sealed class KillDrill(HostInside host, Uri venue, Guid workspace, OrderRequest request)
{
    private const int Callers = 64;
    private const int Open = 1_000;

    public static async Task<Table> RunAsync(Options options)
    {
        var table = new Table("The kill switch", "measured", "median of the rounds", "worst", "target");
        using var folder = new Folder();
        await using var venue = await folder.VenueAsync("argix");
        folder.Point(venue);
        var token = await folder.NewTokenAsync();
        await using var host = await HostInside.StartAsync(folder);
        using var caller = new Caller(host.Address, token);
        var path = new InProcess(host, await caller.ConnectAlpacaAsync());
        await caller.RaiseLimitsAsync();
        var drill = new KillDrill(host, venue.Address, path.Workspace, path.Request);
        var (last, asked) = (new List<double>(), new List<double>());
        for (var i = 0; i <= options.Rounds; i++)
        {
            last.Add(await drill.LastOrderAsync());
            asked.Add(await drill.CancelsAsync());
        }

        table.Row($"last order at the venue after the press, {Callers} callers sending without pause", Figures.Us(Figures.Median(last.Skip(1))), Figures.Us(last.Skip(1).Max()), "≤ 50 ms");
        table.Row($"{Open:N0} open orders: until the last cancel is on disk and with its lane", Figures.Us(Figures.Median(asked.Skip(1))), Figures.Us(asked.Skip(1).Max()), "≤ 1 s");
        table.Note($"{options.Rounds} rounds after one for warm-up, load of the machine at the end {Document.Load()}. The press is `KillSwitch.PressAsync` in process; the venue is a process of its own on loopback and says itself when it took an order, by the same machine's clock. A negative figure: nothing came after the press.");
        return table;
    }

    // Many callers place orders until they are refused; in the midst of it the switch is pressed.
    private async Task<double> LastOrderAsync()
    {
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested && await PlaceAsync())
            {
                Interlocked.Increment(ref sent);
            }
        })).ToList();
        while (Volatile.Read(ref sent) < 300)
        {
            await Task.Delay(1);
        }

        var press = DateTimeOffset.UtcNow;
        var pressing = host.Get<KillSwitch>().PressAsync(workspace, "user:bench", "tenant", null, "bench", true, CancellationToken.None);
        await Task.WhenAll(callers);
        await pressing;
        var last = await LastAtVenueAsync();
        await EndAsync();
        return (last - press).TotalMicroseconds;
    }

    private async Task<double> CancelsAsync()
    {
        for (var n = 0; n < Open; n += 50)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PlaceAsync()));
        }

        var desks = host.Get<DeskRegistry>();
        var open = await desks.Get(workspace).ReadAsync(s => s.OpenOrders.Count);
        var (seen, all) = (new HashSet<Guid>(), new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        void Count(Committed c)
        {
            seen.UnionWith(c.Orders.Where(o => o.Pending.Cancel || o.IsFinal).Select(o => o.Id));
            if (seen.Count >= open)
            {
                all.TrySetResult(Stopwatch.GetTimestamp());
            }
        }

        desks.Committed += Count;
        var start = Stopwatch.GetTimestamp();
        await host.Get<KillSwitch>().PressAsync(workspace, "user:bench", "tenant", null, "bench", true, CancellationToken.None);
        var end = await all.Task.WaitAsync(TimeSpan.FromMinutes(1));
        desks.Committed -= Count;
        await EndAsync();
        return Stopwatch.GetElapsedTime(start, end).TotalMicroseconds;
    }

    private async Task<bool> PlaceAsync()
    {
        try
        {
            return (await host.Get<OrderEntry>().PlaceAsync(workspace, "user:bench", "api", request, Guid.NewGuid().ToString(), TimeSpan.FromSeconds(30), null, CancellationToken.None)).Order.State is not "denied";
        }
        catch (Errors.ArgixException e) when (e.Code == "kill_switch")
        {
            return false;
        }
    }

    private async Task EndAsync()
    {
        var desk = host.Get<DeskRegistry>().Get(workspace);
        while (await desk.ReadAsync(s => s.OpenOrders.Count) > 0)
        {
            await Task.Delay(20);
        }

        await host.Get<KillSwitch>().ReleaseAsync(workspace, "user:bench", "tenant", null, "bench");
    }

    private async Task<DateTimeOffset> LastAtVenueAsync()
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("APCA-API-KEY-ID", Folder.Key);
        http.DefaultRequestHeaders.Add("APCA-API-SECRET-KEY", Folder.Secret);
        using var orders = JsonDocument.Parse(await http.GetStringAsync(new Uri(venue, "/v2/orders?status=all&limit=500&direction=desc")));
        return orders.RootElement.EnumerateArray().Max(o => DateTimeOffset.Parse(o.GetProperty("created_at").GetString()!, CultureInfo.InvariantCulture));
    }
}
