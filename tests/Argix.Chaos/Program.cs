using System.Diagnostics;
using Argix.Chaos;

// dotnet run -c Release --project tests/Argix.Chaos -- --kills N [--store sqlite|postgres|both] [--seed S] [--host Argix.Host.dll] [--evidence FOLDER]
// Last line: "N kills: orders …, fills …, duplicates 0, lost fills 0, false endings 0, chain breaks 0, unresolved 0"; exit code 1 when any is not 0.
string? Option(string name) => Array.IndexOf(args, name) is var i and >= 0 && i + 1 < args.Length ? args[i + 1] : null;

var kills = int.Parse(Option("--kills") ?? "100");
var seed = int.Parse(Option("--seed") ?? "1");
var store = Option("--store") ?? "both";
if (Option("--host") is { } host)
{
    Environment.SetEnvironmentVariable("ARGIX_TEST_HOST", host);
}

var watch = Stopwatch.StartNew();
async Task<(Verdict Verdict, int Kills, bool Ok)> RunAsync(string name, int share)
{
    void Say(string line) => Console.WriteLine($"[{watch.Elapsed:hh\\:mm\\:ss} {name}] {line}");
    try
    {
        var verdict = await ChaosRun.RunAsync(name == "postgres", share, seed, Say, Option("--evidence") is { } folder ? Path.Combine(folder, name) : null);
        verdict.Findings.Take(50).ToList().ForEach(Say);
        return (verdict, share, verdict.Clean);
    }
    catch (Exception e) when (e.GetType().Name == "SkipException" || e.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal))
    {
        Say("skipped: " + e.Message.Replace("$XunitDynamicSkip$", "", StringComparison.Ordinal));
        return (Verdict.None, 0, true);
    }
    catch (Exception e)
    {
        Say("failed: " + e);
        return (Verdict.None, 0, false);
    }
}

// Both stores side by side: each host keeps one core busy with starting.
var results = store == "both" ? await Task.WhenAll(RunAsync("sqlite", kills - (kills / 2)), RunAsync("postgres", kills / 2)) : [await RunAsync(store, kills)];
var total = results.Select(r => r.Verdict).Aggregate((a, b) => a + b);
Console.WriteLine($"{watch.Elapsed.TotalSeconds:0} s; seed {seed}");
Console.WriteLine($"{results.Sum(r => r.Kills)} kills: {total}");
return results.All(r => r.Ok) && results.Sum(r => r.Kills) > 0 ? 0 : 1;
