using System.Collections.Concurrent;

namespace Argix.Simulation;

/// <summary>One seed that broke something.</summary>
public sealed record Failure(ulong Seed, string What, string Detail);

/// <summary>Many seeds on all cores.</summary>
public sealed class Swarm
{
    public static readonly string[] Kinds = ["duplicates", "lost fills", "false endings", "chain breaks", "unresolved"];

    public ConcurrentQueue<Failure> Failures { get; } = new();

    /// <summary>The last hash of each seed's journal: a change that only makes things faster changes none.</summary>
    public ConcurrentDictionary<ulong, string> Hashes { get; } = new();
    public Totals Totals { get; } = new();
    public int Seeds { get; private set; }

    /// <summary>Runs the seeds; with <paramref name="stopAtFirst"/> until one fails.</summary>
    public Swarm Run(ulong from, int count, bool stopAtFirst = false, int threads = 0, string? kind = null)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount };
        Parallel.For(0, count, options, (i, loop) =>
        {
            if (One(from + (ulong)i, kind) is { } failure)
            {
                Failures.Enqueue(failure);
                if (stopAtFirst)
                {
                    loop.Stop();
                }
            }

            lock (Totals)
            {
                Seeds++;
            }
        });
        return this;
    }

    public string Line() => $"{Seeds} seeds: {string.Join(", ", Kinds.Select(k => $"{k} {Failures.Count(f => Kind(f.What) == k)}"))}";

    private Failure? One(ulong seed, string? kind)
    {
        var world = new World(seed, only: kind);
        try
        {
            var hash = world.Run();
            Add(world.Totals);
            Hashes[seed] = hash;
            // Every fiftieth is run twice: the same seed must leave the same journal.
            return seed % 50 != 0 || new World(seed, only: kind).Run() == hash ? null : new Failure(seed, "determinism", "the same seed left another journal");
        }
        catch (Broken e)
        {
            return new Failure(seed, e.What, e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new Failure(seed, "crash", e.ToString());
        }
    }

    private void Add(Totals t)
    {
        lock (Totals)
        {
            Totals.Orders += t.Orders;
            Totals.Crashes += t.Crashes;
            Totals.Fills += t.Fills;
            Totals.Changes += t.Changes;
            Totals.Doubts += t.Doubts;
            Totals.Repairs += t.Repairs;
            Totals.Busts += t.Busts;
            Totals.Silences += t.Silences;
            Totals.Breakers += t.Breakers;
            Totals.Rots += t.Rots;
            Totals.Owners += t.Owners;
            Totals.Steps += t.Steps;
            Totals.Records += t.Records;
            Totals.Ticks += t.Ticks;
        }
    }

    private static string Kind(string what) => what switch
    {
        "sent twice" or "write-ahead" => "duplicates",
        "conservation" or "lost orders" => "lost fills",
        "chain" or "replay" or "determinism" => "chain breaks",
        "kill" or "late" => "duplicates",
        "crash" => "unresolved",
        _ => what,
    };
}
