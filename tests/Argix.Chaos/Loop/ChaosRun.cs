using System.Diagnostics;
using Argix.Testing;

namespace Argix.Chaos;

/// <summary>One host, killed again and again: the rounds, and the judging in between.</summary>
public sealed class ChaosRun
{
    private const int CheckEvery = 50;
    private readonly Phases _phases = new();
    private readonly Action<string> _say;
    private readonly World _world;
    private readonly Lives _lives;

    private ChaosRun(World world, Action<string> say) => (_world, _say, _lives) = (world, say, new Lives(world, _phases));

    public Verdict Verdict { get; private set; } = Verdict.None;

    /// <summary>Kills the host so often, on a fresh store, and says what was found. Skips (xunit) when there is no such store.</summary>
    public static async Task<Verdict> RunAsync(bool postgres, int kills, int seed, Action<string> say, string? evidence = null)
    {
        await using var world = await World.BeginAsync(seed, postgres ? await PostgresServer.NewDatabaseAsync() : null);
        var run = new ChaosRun(world, say);
        try
        {
            await run.LoopAsync(kills);
        }
        finally
        {
            if (!run.Verdict.Clean || run._lives.Kills < kills)
            {
                await Evidence.KeepAsync(evidence, world.Platform.Folder, world.Desk, world.Folder, run.Verdict, say);
            }
        }

        return run.Verdict;
    }

    private async Task LoopAsync(int kills)
    {
        var (running, tell, check) = (true, 10, Math.Min(CheckEvery, kills)); // the first host has been started already
        for (var round = 1; _lives.Kills < kills; round++)
        {
            await new Round(_world, _lives, _phases, round, Plan.Draw(_world.Seed, round)).PlayAsync(running);
            running = false;
            if (_lives.Kills >= tell)
            {
                tell += 10;
                _say($"{_lives.Kills} kills: {_world.Intentions.Answered} orders confirmed, {_world.Intentions.Open.Count} questions open; {_phases}");
            }

            if (_lives.Kills < check)
            {
                continue;
            }

            await SettleAsync(last: _lives.Kills >= kills);
            (running, check) = (true, Math.Min(check + CheckEvery, kills));
            if (!Verdict.Clean)
            {
                _say($"seed {_world.Seed}, round {round}: {Verdict}");
                return;
            }
        }
    }

    /// <summary>The faults stop. Everything must come right, and then ledger and books are compared.</summary>
    private async Task SettleAsync(bool last)
    {
        var begun = Stopwatch.GetTimestamp();
        _world.Proxy.Weather = Weather.Calm;
        await _lives.StartAsync();
        await _lives.ReadyAsync(TimeSpan.FromMinutes(2));
        do
        {
            await _world.Traffic.AskAgainAsync();
            Verdict = await _world.JudgeAsync(histories: false);
            await Task.Delay(500);
        }
        while (!Verdict.Clean && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(150));
        Verdict = await _world.JudgeAsync(histories: true);
        if (last)
        {
            await _world.Platform.Host.StopAsync();
            Verdict = Verdict with { ChainBreaks = [.. Verdict.ChainBreaks, .. await Evidence.ChainAsync(_world.Platform.Folder, _world.Folder)] };
        }

        _phases.Add("settle", begun);
        Report();
    }

    private void Report()
    {
        var asked = _world.Intentions;
        _say($"{_lives.Kills} kills on {_world.Store}, seed {_world.Seed}: {Verdict}");
        _say($"  orders: {Verdict.States}; {Verdict.Doubted} were in doubt; {asked.Changed.Count} asked to change ({asked.Changes} changes taken, {Verdict.Legs} orders of several legs); refused: {string.Join(", ", asked.Refused.Select(r => $"{r.Value} {r.Key}"))}");
        _say($"  hosts: {_lives.Done}; wire: {string.Join(", ", _world.Proxy.Done.OrderBy(d => d.Key).Select(d => $"{d.Value} {d.Key}"))}; {_phases}");
    }
}
