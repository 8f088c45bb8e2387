using System.Diagnostics;

namespace Argix.Bench;

/// <summary>The same order through <c>POST /api/v1/orders</c> of the host in its own process; peers behind an HTTP endpoint of their own.</summary>
internal static class P2
{
    private const int Slice = 10;
    private const int Slices = 15;
    private const int Callers = 32;
    private const int Crowd = 2_000;

    public static async Task<Table> RunAsync(Options options)
    {
        var table = new Table("P2: through the API, loopback", "side", "p50", "p99", "Argix ÷ it, p50", $"orders/s, {Callers} callers", "target");
        using var folder = new Folder();
        await using var venue = await folder.VenueAsync("argix");
        await using var theirs = await folder.VenueAsync("peers");
        folder.Point(venue);
        var token = await folder.NewTokenAsync();
        await using var host = await HostOutside.StartAsync(folder);
        using var caller = new Caller(host.Address, token);
        var connection = await caller.ConnectAlpacaAsync();
        await caller.RaiseLimitsAsync();
        var peers = await NodePeer.StartAllAsync(theirs.Address, table);
        var body = Caller.Coin(connection);
        var late = 0;
        var sides = new Dictionary<string, Func<Task>> { ["Argix"] = async () => late += (await caller.PlaceAsync(body))["state"]!.GetValue<string>() == "working" ? 0 : 1 };
        foreach (var peer in peers)
        {
            sides[peer.Name + " behind node:http"] = peer.PlaceAsync;
        }

        var (rounds, crowds) = (new Rounds(), sides.Keys.ToDictionary(s => s, _ => new List<double>()));
        var cpu = new Figures();
        await RoundAsync(new Rounds(), sides);
        await caller.CancelAllAsync();
        for (var i = 0; i < options.Rounds; i++)
        {
            await RoundAsync(rounds, sides);
            foreach (var (name, place) in sides)
            {
                var before = host.Cpu();
                crowds[name].Add(await CrowdAsync(place, Callers, Crowd));
                cpu.Add(name == "Argix" ? [(host.Cpu() - before).TotalMicroseconds / Crowd] : []);
            }

            await caller.CancelAllAsync();
        }

        foreach (var side in rounds.Sides)
        {
            table.Row(side, Figures.Us(rounds.Median(side, f => f.P50)), Figures.Us(rounds.Median(side, f => f.P99)), side == "Argix" ? "" : Figures.N(rounds.Ratio("Argix", side, f => f.P50), "N2"),
                Figures.N(Figures.Median(crowds[side])), side == "Argix" ? "p50 ≤ 2.5 × P1; ≥ 8,000/s" : "");
        }

        table.Note($"Inside the clock: an `HttpClient` of this process, Kestrel, token, body, everything of P1, the answer read. `wait=ack`: the answer comes when the venue's word is on disk. Orders that were not `working` by then: {late}.");
        table.Note($"{options.Rounds} rounds after one for warm-up; {Slices * Slice} orders a side one after the other, {Slice} at a time in turns, then {Crowd:N0} orders by {Callers} callers. Callers, host and venue share the machine's cores.");
        table.Note("Limiters, limits, body and venues as in P1. The peers answer what their library returned and write nothing down.");
        foreach (var peer in peers)
        {
            peer.Dispose();
        }

        return table;
    }

    /// <summary>Orders a second of so many callers, each with one order at a time.</summary>
    public static async Task<double> CrowdAsync(Func<Task> place, int callers, int orders)
    {
        var (start, left) = (Stopwatch.GetTimestamp(), orders);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await place();
            }
        })));
        return orders / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task RoundAsync(Rounds rounds, Dictionary<string, Func<Task>> sides)
    {
        var figures = sides.ToDictionary(s => s.Key, _ => new Figures());
        for (var i = 0; i < Slices; i++)
        {
            foreach (var (name, place) in sides)
            {
                for (var n = 0; n < Slice; n++)
                {
                    figures[name].Add([await Figures.TimeAsync(place)]);
                }
            }
        }

        foreach (var (name, f) in figures)
        {
            rounds.Add(name, f);
        }
    }
}
