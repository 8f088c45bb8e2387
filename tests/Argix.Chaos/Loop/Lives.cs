using System.Diagnostics;
using Argix.IntegrationTests;

namespace Argix.Chaos;

/// <summary>The host's lives: how one begins, comes to trade, breathes, and is killed; and what second hosts do beside it.</summary>
internal sealed class Lives(World world, Phases phases)
{
    private const int BreatheEvery = 6;
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);

    public int Kills { get; private set; }

    /// <summary>What happened to hosts, by kind.</summary>
    public string Done => string.Join(", ", _done.Select(d => $"{d.Value} {d.Key}"));

    public async Task StartAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        var host = HostProcess.Launch(world.Platform.Folder);
        await ReplaceAsync(host);
        await host.ListeningAsync();
        phases.Add("start", begun);
    }

    public async Task KilledWhileStartingAsync(int after)
    {
        await ReplaceAsync(HostProcess.Launch(world.Platform.Folder));
        await Task.Delay(after);
        await KillAsync();
        Count("killed while starting");
    }

    public async Task KillAsync()
    {
        await world.Platform.Host.KillAsync();
        Kills++;
    }

    public async Task ReadyAsync(TimeSpan patience)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < patience)
        {
            if ((await world.Desk.ConnectionAsync(world.Alpaca)).TradingOpen && (await world.Desk.ConnectionAsync(world.Paper)).TradingOpen)
            {
                phases.Add("ready", begun);
                return;
            }

            await Task.Delay(20);
        }

        if (patience > TimeSpan.FromMinutes(1))
        {
            throw new TimeoutException("Trading did not open in calm weather: " + (await world.Desk.GetAsync("/connections")).Text);
        }
    }

    // "The venue does not have it" takes ten seconds of one life to conclude. Without a breath now and then doubts pile up, and their symbols stay closed for new orders.
    public async Task BreatheAsync(int round)
    {
        if (round % BreatheEvery != 0)
        {
            return;
        }

        var begun = Stopwatch.GetTimestamp();
        world.Proxy.Weather = Weather.Calm;
        while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20) && (await world.Desk.ConnectionAsync(world.Alpaca)).UnknownOrders + (await world.Desk.ConnectionAsync(world.Paper)).UnknownOrders > 0)
        {
            await Task.Delay(100);
        }

        phases.Add("breathe", begun);
    }

    /// <summary>While one host lives, a second one must refuse, whatever it is doing.</summary>
    public async Task SecondAsync(bool wanted)
    {
        if (!wanted)
        {
            return;
        }

        await using var second = HostProcess.Launch(world.Platform.Folder);
        var code = await second.ExitedAsync();
        if (code == 0 || !second.Stderr.Concat(second.Stdout).Any(l => l.Contains("data_directory_in_use", StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"A second host ended with {code}: {string.Join('\n', second.Stderr)}");
        }

        Count("a second one refused");
    }

    // The first host dies while a second one is starting: it refuses, or it waited long enough and takes over; then it dies too.
    public async Task InheritAsync(HostProcess? heir)
    {
        if (heir is null)
        {
            return;
        }

        await ReplaceAsync(heir);
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

    private async Task ReplaceAsync(HostProcess host)
    {
        await world.Platform.Host.DisposeAsync();
        world.Platform.Adopt(host);
    }
}
