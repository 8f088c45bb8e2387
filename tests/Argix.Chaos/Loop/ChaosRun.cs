using System.Diagnostics;
using Argix.Contracts.Testing;
using Argix.IntegrationTests;
using Argix.IntegrationTests.Trading;
using Argix.Testing;

namespace Argix.Chaos;

/// <summary>One host's life, killed again and again: the venue, the proxy before it, the paper venue's file, the rounds, and the judging.</summary>
public sealed class ChaosRun : IAsyncDisposable
{
    private const int CheckEvery = 50;
    private const int BreatheEvery = 6;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("argix-chaos-");
    private readonly Intentions _intentions = new();
    private readonly Phases _phases = new();
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);
    private readonly Action<string> _say;
    private readonly int _seed;
    private ScriptedVenueProcess _venue = null!;
    private FaultProxy _proxy = null!;
    private Platform _platform = null!;
    private Desk _desk = null!;
    private Traffic _traffic = null!;
    private Guid _alpaca;
    private Guid _paper;

    private ChaosRun(int seed, Action<string> say) => (_seed, _say) = (seed, say);

    public Verdict Verdict { get; private set; } = Verdict.None;
    public int Kills { get; private set; }

    /// <summary>Kills the host so often, on a fresh store, and says what was found. Skips (xunit) when there is no such store.</summary>
    public static async Task<Verdict> RunAsync(bool postgres, int kills, int seed, Action<string> say, string? evidence = null)
    {
        await using var run = new ChaosRun(seed, say);
        await run.BeginAsync(postgres ? await PostgresServer.NewDatabaseAsync() : null);
        try
        {
            await run.LoopAsync(kills);
        }
        finally
        {
            if (!run.Verdict.Clean || run.Kills < kills)
            {
                await Evidence.KeepAsync(evidence, run._platform.Folder, run._desk, run._folder, run.Verdict, say);
            }
        }

        return run.Verdict;
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await _proxy.DisposeAsync();
        await _venue.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task BeginAsync(PostgresDatabase? database)
    {
        _venue = await Alpaca.StartAsync(_folder.FullName);
        _proxy = new FaultProxy(_venue.Address, _seed);
        _platform = await Platform.StartAsync(f =>
        {
            f.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__rest"] = _proxy.Address.ToString();
            f.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__stream"] = $"ws://{_proxy.Address.Authority}/stream";
            f.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__data"] = _proxy.Address.ToString();
            f.Settings["DOTNET_TieredPGO"] = "0"; // no process lives long enough to gain by it
            if (database is not null)
            {
                f.UsePostgres(database);
            }
        });
        _desk = await _platform.DeskAsync();
        _alpaca = (await _desk.ConnectAsync(Alpaca.Body())).Id;
        _paper = (await _desk.ConnectPaperAsync()).Id;
        _traffic = new Traffic(_desk, _alpaca, _paper, _venue, _intentions, _seed);
    }

    private async Task LoopAsync(int kills)
    {
        var (running, tell, check) = (true, 10, Math.Min(CheckEvery, kills)); // the first host has been started already
        for (var round = 1; Kills < kills; round++)
        {
            var plan = Plan.Draw(_seed, round);
            await RoundAsync(round, plan, running);
            running = false;
            if (Kills >= tell)
            {
                tell += 10;
                _say($"{Kills} kills: {_intentions.Answered} orders confirmed, {_intentions.Open.Count} questions open; {_phases}");
            }

            if (Kills < check)
            {
                continue;
            }

            await SettleAsync(last: Kills >= kills);
            (running, check) = (true, Math.Min(check + CheckEvery, kills));
            if (!Verdict.Clean)
            {
                _say($"seed {_seed}, round {round}: {Verdict}");
                return;
            }
        }
    }

    private async Task RoundAsync(int round, Plan plan, bool running)
    {
        try
        {
            if (plan.When == KillWhen.WhileStarting && !running)
            {
                _proxy.Weather = plan.AtStart;
                await KilledWhileStartingAsync(plan);
                return;
            }

            if (!running)
            {
                _proxy.Weather = plan.AtStart;
                await StartAsync();
                await ReadyAsync(plan.AtStart.IsCalm ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(4));
                await BreatheAsync(round);
            }

            await TradeAsync(round, plan);
            await DeadAsync(round, plan);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"seed {_seed}, round {round} ({plan}): {e.Message}", e);
        }
    }

    private async Task KilledWhileStartingAsync(Plan plan)
    {
        var host = HostProcess.Launch(_platform.Folder);
        await Replace(host);
        await Task.Delay(plan.Number);
        await KillAsync();
        Count("killed while starting");
    }

    private async Task StartAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        var host = HostProcess.Launch(_platform.Folder);
        await Replace(host);
        await host.ListeningAsync();
        _phases.Add("start", begun);
    }

    private async Task ReadyAsync(TimeSpan patience)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < patience)
        {
            if ((await _desk.ConnectionAsync(_alpaca)).TradingOpen && (await _desk.ConnectionAsync(_paper)).TradingOpen)
            {
                _phases.Add("ready", begun);
                return;
            }

            await Task.Delay(20);
        }

        if (patience > TimeSpan.FromMinutes(1))
        {
            throw new TimeoutException("Trading did not open in calm weather: " + (await _desk.GetAsync("/connections")).Text);
        }
    }

    // "The venue does not have it" takes ten seconds of one life to conclude. Without a breath now and then doubts pile up, and their symbols stay closed for new orders.
    private async Task BreatheAsync(int round)
    {
        if (round % BreatheEvery != 0)
        {
            return;
        }

        var begun = Stopwatch.GetTimestamp();
        _proxy.Weather = Weather.Calm;
        while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20) && (await _desk.ConnectionAsync(_alpaca)).UnknownOrders + (await _desk.ConnectionAsync(_paper)).UnknownOrders > 0)
        {
            await Task.Delay(100);
        }

        _phases.Add("breathe", begun);
    }

    private async Task TradeAsync(int round, Plan plan)
    {
        var begun = Stopwatch.GetTimestamp();
        using var over = new CancellationTokenSource();
        _proxy.Weather = plan.Trading;
        var before = _intentions.Answered;
        var trading = _traffic.RunAsync(round, over.Token);
        var others = Task.WhenAll(WireAsync(plan, round), SecondAsync(plan.SecondStarts));
        var (acks, most) = plan.When == KillWhen.AfterTime ? (int.MaxValue, plan.Number) : (Math.Max(1, plan.Number % 16), 2_500);
        while (_intentions.Answered - before < acks && Stopwatch.GetElapsedTime(begun).TotalMilliseconds < most)
        {
            await Task.Delay(5);
        }

        var heir = plan.SecondTakesOver ? HostProcess.Launch(_platform.Folder) : null;
        if (heir is not null)
        {
            await Task.Delay(Seeds.For(_seed, round, 3).Next(3_000));
        }

        await others;
        await over.CancelAsync();
        await KillAsync();
        await trading;
        _phases.Add("trade", begun);
        await InheritAsync(heir);
    }

    private async Task WireAsync(Plan plan, int round)
    {
        var random = Seeds.For(_seed, round, 2);
        if (plan.CutAll)
        {
            await Task.Delay(random.Next(400));
            _proxy.CutAll();
        }

        if (plan.Refuse)
        {
            await _proxy.RefuseAsync(TimeSpan.FromMilliseconds(50 + random.Next(800)));
        }
    }

    /// <summary>While one host lives, a second one must refuse, whatever it is doing.</summary>
    private async Task SecondAsync(bool wanted)
    {
        if (!wanted)
        {
            return;
        }

        await using var second = HostProcess.Launch(_platform.Folder);
        var code = await second.ExitedAsync();
        if (code == 0 || !second.Stderr.Concat(second.Stdout).Any(l => l.Contains("data_directory_in_use", StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"A second host ended with {code}: {string.Join('\n', second.Stderr)}");
        }

        Count("a second one refused");
    }

    // The first host dies while a second one is starting: it refuses, or it waited long enough and takes over; then it dies too.
    private async Task InheritAsync(HostProcess? heir)
    {
        if (heir is null)
        {
            return;
        }

        await Replace(heir);
        var ended = heir.ExitedAsync();
        if (await Task.WhenAny(ended, heir.WaitForLineAsync("argix: listening on ").ContinueWith(_ => { }, TaskScheduler.Default)) != ended)
        {
            await KillAsync();
            Count("a second one took over and was killed");
        }
    }

    private void Count(string what)
    {
        lock (_done)
        {
            _done[what] = _done.GetValueOrDefault(what) + 1;
        }
    }

    // What happens at the venue meanwhile, nobody tells us.
    private async Task DeadAsync(int round, Plan plan)
    {
        var random = Seeds.For(_seed, round, 4);
        for (var i = 0; i < plan.HandsWhileDead; i++)
        {
            await _traffic.HandAsync(random);
        }

        await Task.Delay(plan.DeadFor);
    }

    private async Task KillAsync()
    {
        await _platform.Host.KillAsync();
        Kills++;
    }

    private async Task Replace(HostProcess host)
    {
        await _platform.Host.DisposeAsync();
        _platform.Adopt(host);
    }

    /// <summary>The faults stop. Everything must come right, and then ledger and books are compared.</summary>
    private async Task SettleAsync(bool last)
    {
        var begun = Stopwatch.GetTimestamp();
        _proxy.Weather = Weather.Calm;
        await StartAsync();
        await ReadyAsync(TimeSpan.FromMinutes(2));
        do
        {
            await _traffic.AskAgainAsync();
            Verdict = await JudgeAsync(histories: false);
            await Task.Delay(500);
        }
        while (!Verdict.Clean && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(150));
        Verdict = await JudgeAsync(histories: true);
        if (last)
        {
            await _platform.Host.StopAsync();
            Verdict = Verdict with { ChainBreaks = [.. Verdict.ChainBreaks, .. await Evidence.ChainAsync(_platform.Folder, _folder)] };
        }

        _phases.Add("settle", begun);
        _say($"{Kills} kills on {(_platform.Folder.Postgres is null ? "SQLite" : "PostgreSQL")}, seed {_seed}: {Verdict}");
        _say($"  orders: {Verdict.States}; {Verdict.Doubted} were in doubt; refused: {string.Join(", ", _intentions.Refused.Select(r => $"{r.Value} {r.Key}"))}");
        _say($"  hosts: {string.Join(", ", _done.Select(d => $"{d.Value} {d.Key}"))}; wire: {string.Join(", ", _proxy.Done.OrderBy(d => d.Key).Select(d => $"{d.Value} {d.Key}"))}; {_phases}");
    }

    private async Task<Verdict> JudgeAsync(bool histories) => new Checker(await Exported.ReadAsync(_desk, histories), _intentions.Asked, _proxy.Submits).Judge(
        new Dictionary<Guid, VenueTruth> { [_alpaca] = VenueTruth.Of(_venue), [_paper] = VenueTruth.Of(_platform.PaperLedger()) });
}
