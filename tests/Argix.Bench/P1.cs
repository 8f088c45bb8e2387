namespace Argix.Bench;

/// <summary>One order after the other through the production host in this process, against a venue on loopback: from the intent to an acknowledgement that is on disk.</summary>
internal static class P1
{
    private const int Slice = 10;
    private const int Slices = 25;
    private const int Warm = 8; // rounds: the compiler is still at work after the first thousand orders

    public static async Task<Table> RunAsync(Options options)
    {
        var table = new Table("P1: intent to durable acknowledgement, in process, sequential", "side", "p50", "p99", "Argix ÷ it, p50", "Argix ÷ it, p99", "target");
        using var folder = new Folder();
        await using var venue = await folder.VenueAsync("argix");
        await using var theirs = await folder.VenueAsync("peers");
        folder.Point(venue);
        var token = await folder.NewTokenAsync();
        await using var host = await HostInside.StartAsync(folder);
        using var caller = new Caller(host.Address, token);
        var connection = await caller.ConnectAlpacaAsync();
        await caller.RaiseLimitsAsync();
        using var raw = new RawPeer(theirs.Address, folder.Root);
        var peers = await NodePeer.StartAllAsync(theirs.Address, table);
        var argix = new InProcess(host, connection);
        var flush = Disk.Flush(folder.Root);
        for (var i = 0; i < Warm; i++)
        {
            await RoundAsync(new Rounds(), argix, raw, peers);
            await caller.CancelAllAsync();
        }

        argix.Forget();
        var rounds = new Rounds();
        for (var i = 0; i < options.Rounds; i++)
        {
            await RoundAsync(rounds, argix, raw, peers);
            await caller.CancelAllAsync();
        }

        Rows(table, rounds);
        await NotesAsync(table, options, argix, raw, (flush + Disk.Flush(folder.Root)) / 2);
        foreach (var peer in peers)
        {
            peer.Dispose();
        }

        return table;
    }

    private static async Task RoundAsync(Rounds rounds, InProcess argix, RawPeer raw, IReadOnlyList<NodePeer> peers)
    {
        var sides = new Dictionary<string, (Figures Figures, Func<Task<double[]>> Run)>
        {
            ["Argix"] = (new Figures(), () => SliceAsync(argix.PlaceAsync)),
            ["HttpClient + two commits"] = (new Figures(), () => SliceAsync(raw.PlaceAsync)),
        };
        foreach (var peer in peers)
        {
            sides[peer.Name] = (new Figures(), () => peer.RunAsync(Slice));
        }

        for (var i = 0; i < Slices; i++)
        {
            foreach (var side in sides.Values)
            {
                side.Figures.Add(await side.Run());
            }
        }

        foreach (var (name, side) in sides)
        {
            rounds.Add(name, side.Figures);
        }
    }

    private static async Task<double[]> SliceAsync(Func<Task> place)
    {
        var times = new double[Slice];
        for (var i = 0; i < Slice; i++)
        {
            times[i] = await Figures.TimeAsync(place);
        }

        return times;
    }

    private static void Rows(Table table, Rounds rounds)
    {
        var targets = new Dictionary<string, string> { ["HttpClient + two commits"] = "p50 ≤ 1.25", ["ccxt"] = "p50 ≤ 1.0, p99 ≤ 0.5", ["alpaca-trade-api"] = "p50 ≤ 0.85" };
        foreach (var side in rounds.Sides)
        {
            var self = side == "Argix";
            table.Row(side, Figures.Us(rounds.Median(side, f => f.P50)), Figures.Us(rounds.Median(side, f => f.P99)), self ? "" : Figures.N(rounds.Ratio("Argix", side, f => f.P50), "N2"),
                self ? "" : Figures.N(rounds.Ratio("Argix", side, f => f.P99), "N2"), targets.GetValueOrDefault(side, ""));
        }
    }

    private static async Task NotesAsync(Table table, Options options, InProcess argix, RawPeer raw, double flush)
    {
        var body = RawPeer.Body();
        var (preview, commit, post) = (new Figures(), new Figures(), new Figures());
        for (var i = 0; i < 200; i++)
        {
            preview.Add([await Figures.TimeAsync(argix.PreviewAsync)]);
            commit.Add([Figures.Time(() => raw.Commit(body))]);
            post.Add([await Figures.TimeAsync(() => raw.PostAsync(RawPeer.Body()))]);
        }

        table.Note($"Flush latency of this disk: median {Figures.Us(flush)} for 4 KiB and fsync in the same directory (200 each, before and after). One SQLite commit alone: {Figures.Us(commit.P50)}; the POST alone: {Figures.Us(post.P50)}; gathering and judging an order without sending it (preview, all controls): {Figures.Us(preview.P50)}.");
        table.Note($"Where Argix's time goes (medians of all its orders): {Figures.Us(argix.ToFirst.P50)} from the intent until it is gathered, judged, journaled and published; {Figures.Us(argix.ToSecond.P50)} from there through lane, POST and judging until the answer is journaled and published; {Figures.Us(argix.ToCaller.P50)} until the caller goes on.");
        table.Note($"{options.Rounds} rounds after {Warm} for warm-up; in each {Slices * Slice} orders a side, {Slice} at a time in turns. Ratios are taken round by round and their median shown.");
        table.Note($"Inside the clock, Argix: connection looked up, instrument, price, all controls, order journaled (commit 1), POST by lane and Alpaca adapter, answer judged and journaled (commit 2), caller woken. Peers: `createOrder` to its parsed answer, in their own process; they write nothing down.");
        table.Note("No rate limiter on any side: Alpaca's manifest without `rateLimits`, ccxt `enableRateLimit: false`, the SDK's plain configuration (none). Argix's limits are raised by `PUT /risk/limits`; all controls are still judged.");
        table.Note($"Body of every side (Argix's ids are its own): `{body}`. Two processes of the same scripted venue, one for Argix (whose stream hears of its orders) and one for the peers; their ledgers lie in memory. Orders rest and are cancelled between rounds.");
    }
}
