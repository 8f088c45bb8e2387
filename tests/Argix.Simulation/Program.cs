using System.Diagnostics;
using Argix.Simulation;

// dotnet run -c Release --project tests/Argix.Simulation -- --seeds N [--from SEED] [--threads N] [--trace] [--hashes]
// dotnet run -c Release --project tests/Argix.Simulation -- --mutants [--seeds N]
// Last line: "N seeds: duplicates 0, lost fills 0, false endings 0, chain breaks 0, unresolved 0"; exit code 1 when any is not 0.
long Value(string name, long otherwise) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? long.Parse(args[i + 1]) : otherwise;

if (args.Contains("--mutants"))
{
    return MutantRunner.Run((int)Value("--seeds", 2000), (int)Value("--skip", 0)) ? 0 : 1;
}

var watch = Stopwatch.StartNew();
var swarm = new Swarm().Run((ulong)Value("--from", 1), (int)Value("--seeds", 2000), threads: (int)Value("--threads", 0));
foreach (var f in swarm.Failures.OrderBy(f => f.Seed).Take(10))
{
    Console.WriteLine($"seed {f.Seed}: {f.What}: {f.Detail}\n  again: dotnet run -c Release --project tests/Argix.Simulation -- --seeds 1 --from {f.Seed}");
}

if (args.Contains("--trace") && !swarm.Failures.IsEmpty)
{
    Argix.Simulation.Trace.Write((ulong)Value("--from", 1), swarm.Failures.FirstOrDefault()?.Detail ?? "");
}

if (args.Contains("--hashes"))
{
    foreach (var (seed, hash) in swarm.Hashes.OrderBy(h => h.Key))
    {
        Console.WriteLine($"{seed} {hash}");
    }
}

var t = swarm.Totals;
Console.WriteLine($"{t.Orders} orders, {t.Fills} fills, {t.Changes} changes, {t.Doubts} doubts, {t.Crashes} kills, {TimeSpan.FromTicks(t.Ticks).TotalHours:0} simulated hours in {watch.Elapsed.TotalSeconds:0} s, {Environment.CpuUsage.TotalTime.TotalMilliseconds / swarm.Seeds:0.0} ms of processor time a seed");
Console.WriteLine(swarm.Line());
return swarm.Failures.IsEmpty ? 0 : 1;
