using System.Diagnostics;
using Argix.Simulation;

// dotnet run -c Release --project tests/Argix.Simulation -- --seeds N [--from SEED] [--class forever|open|window|label|none|all] [--threads N] [--trace] [--hashes]
// dotnet run -c Release --project tests/Argix.Simulation -- --mutants [--seeds N] [--like WORDS]
// Last line: "N seeds: duplicates 0, lost fills 0, false endings 0, chain breaks 0, unresolved 0"; exit code 1 when any is not 0.
long Value(string name, long otherwise) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? long.Parse(args[i + 1]) : otherwise;
string? Word(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;

if (args.Contains("--mutants"))
{
    return MutantRunner.Run((int)Value("--seeds", 2000), Word("--like")) ? 0 : 1;
}

var watch = Stopwatch.StartNew();
if (Word("--class") == "all")
{
    // Every class of venue with the same seeds: one line a class.
    var well = true;
    foreach (var one in VenueKind.Dedups)
    {
        var ran = new Swarm().Run((ulong)Value("--from", 1), (int)Value("--seeds", 500), threads: (int)Value("--threads", 0), kind: one);
        well &= ran.Failures.IsEmpty;
        foreach (var f in ran.Failures.OrderBy(f => f.Seed).Take(10))
        {
            Console.WriteLine($"seed {f.Seed}: {f.What}: {f.Detail}\n  again: dotnet run -c Release --project tests/Argix.Simulation -- --seeds 1 --from {f.Seed} --class {one}");
        }

        Console.WriteLine($"class {one,-8} {ran.Line()}");
    }

    return well ? 0 : 1;
}

var kind = Word("--class");
if (kind is not null && !VenueKind.Dedups.Contains(kind))
{
    Console.WriteLine($"--class: one of {string.Join(", ", VenueKind.Dedups)}, all");
    return 2;
}

var swarm = new Swarm().Run((ulong)Value("--from", 1), (int)Value("--seeds", 2000), threads: (int)Value("--threads", 0), kind: kind);
foreach (var f in swarm.Failures.OrderBy(f => f.Seed).Take(10))
{
    Console.WriteLine($"seed {f.Seed}: {f.What}: {f.Detail}\n  again: dotnet run -c Release --project tests/Argix.Simulation -- --seeds 1 --from {f.Seed}{(kind is null ? "" : $" --class {kind}")}");
}

if (args.Contains("--trace") && !swarm.Failures.IsEmpty)
{
    Argix.Simulation.Trace.Write((ulong)Value("--from", 1), swarm.Failures.FirstOrDefault()?.Detail ?? "", kind);
}

if (args.Contains("--hashes"))
{
    foreach (var (seed, hash) in swarm.Hashes.OrderBy(h => h.Key))
    {
        Console.WriteLine($"{seed} {hash}");
    }
}

var t = swarm.Totals;
Console.WriteLine($"{t.Orders} orders, {t.Fills} fills, {t.Changes} changes, {t.Doubts} doubts, {t.Crashes} kills, {t.Busts} busts, {t.Silences} silent streams, {t.Breakers} times unreachable, {t.Rots} changed records found, {t.Owners} owners that lost the journal, {TimeSpan.FromTicks(t.Ticks).TotalHours:0} simulated hours, {t.Steps} steps, {t.Records} records in {watch.Elapsed.TotalSeconds:0} s, {Environment.CpuUsage.TotalTime.TotalMilliseconds / swarm.Seeds:0.0} ms of processor time a seed");
Console.WriteLine((kind is null ? "" : $"class {kind,-8} ") + swarm.Line());
return swarm.Failures.IsEmpty ? 0 : 1;
