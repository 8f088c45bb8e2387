namespace Argix.Simulation;

/// <summary>What a sweep of kills found.</summary>
public sealed record SweepReport(Dictionary<string, int> Kills, List<Failure> Failures)
{
    public List<string> Lines => [.. Kills.Select(k => $"killed {k.Value,5} times at '{k.Key}'")];
}

/// <summary>Kills the process once at each pass of each point of a quiet run, for every class of venue: enumerated, because chance forgets corners.</summary>
public static class CrashSweep
{
    public static SweepReport Run(int seeds)
    {
        var report = new SweepReport([], []);
        Parallel.ForEach(Plans(seeds), plan =>
        {
            var (seed, kind, point, pass) = plan;
            Failure? failure = null;
            try
            {
                new World(seed, new CrashPoints(point, pass), kind).Run();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failure = new Failure(seed, (e as Broken)?.What ?? "crash", $"killed at pass {pass} of '{point}' on {kind}: {(e is Broken ? e.Message : e.ToString())}");
            }

            lock (report)
            {
                report.Kills[point] = report.Kills.GetValueOrDefault(point) + 1;
                if (failure is not null)
                {
                    report.Failures.Add(failure);
                }
            }
        });
        return report;
    }

    private static IEnumerable<(ulong, VenueKind, string, int)> Plans(int seeds)
    {
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            foreach (var kind in VenueKind.Dedups.SelectMany(d => new[] { "all", "open", "none" }.Where(l => d != "none" || l == "none")
                .Select(l => new VenueKind(d, l, l == "open" ? "cumulative" : "executions", l != "open", TimeSpan.FromSeconds(5), "listed"))))
            {
                var points = new CrashPoints();
                new World(seed, points, kind).Run();
                foreach (var point in CrashPoints.All)
                {
                    for (var pass = 1; pass <= Math.Min(points.Passes(point), 20); pass++)
                    {
                        yield return (seed, kind, point, pass);
                    }
                }
            }
        }
    }
}
