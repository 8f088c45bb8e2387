using Argix.Contracts;
using Argix.Trading.Core;

namespace Argix.Simulation;

/// <summary>An invariant does not hold.</summary>
public sealed class Broken(string what, string detail) : Exception($"{what}: {detail}")
{
    public string What { get; } = what;
}

/// <summary>What a run counted.</summary>
public sealed class Totals
{
    public long Orders;
    public long Crashes;
    public long Fills;
    public long Changes;
    public long Doubts;
    public long Repairs;
    public long Busts;
    public long Silences;
    public long Breakers;
    public long Rots;
    public long Owners;
    public long Steps;
    public long Records;
    public long Ticks;
}

/// <summary>
/// One seed: venues, a network, a disk, clocks, a process of ours and people, all on one thread of simulated time. First everything goes wrong that this seed draws
/// (safety), then nothing does any more and all must come right (liveness).
/// </summary>
public sealed class World
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 5, 14, 30, 0, TimeSpan.Zero);
    public static readonly Account Account = new("A1", "Simulated", "USD", Rights.Read | Rights.Trade, Proof.Claimed, null);

    private readonly Faults _faults;
    private readonly TimeSpan _safety;
    private readonly TimeSpan _liveness = TimeSpan.FromSeconds(75);

    public World(ulong seed, CrashPoints? points = null, VenueKind? kind = null, string? only = null)
    {
        Rng = new Rng(seed);
        Points = points ?? new CrashPoints();
        _faults = points is null ? Faults.Draw(Rng) : Faults.None;
        _safety = TimeSpan.FromSeconds(points is null ? Rng.Between(60, 240) : 40);
        var count = points is null ? Rng.Between(1, 2) : 1;
        Venues = [.. Enumerable.Range(0, count).Select(_ => (Rng.Id(), new SimVenue(this, kind ?? VenueKind.Draw(Rng, only), Instruments())))];
        Node = new Node(this);
        Judge = new Judge(this);
        Users = new Users(this);
    }

    public Scheduler Clock { get; } = new();
    public Rng Rng { get; }
    public CrashPoints Points { get; }
    public Totals Totals { get; } = new();
    public IReadOnlyList<(Guid Connection, SimVenue Venue)> Venues { get; }
    public Node Node { get; }
    public Judge Judge { get; }
    public Users Users { get; }

    /// <summary>The first phase: faults fall.</summary>
    public bool Unkind { get; private set; } = true;

    public bool Faulty(Func<Faults, double> rate) => Unkind && Rng.Chance(rate(_faults));

    public bool Kills(OrderFacts order) => Node.Disk.Kill is { } k && DeskState.Covers(k, order.ConnectionId, order.StrategyId, order.Instrument.Symbol);

    /// <summary>Runs to the end and returns the journal's last hash.</summary>
    public string Run()
    {
        Node.Start();
        Users.Begin();
        Weather();
        Pass(_safety);
        Unkind = false;
        foreach (var (_, venue) in Venues)
        {
            venue.Down = false;
        }

        Users.Calm();
        Pass(_liveness);
        while (!Node.Desk.Idle && Clock.Step(long.MaxValue))
        {
            Judge.Step();
        }

        Judge.Finish();
        Totals.Ticks = Clock.Now;
        Totals.Steps = Clock.Steps;
        Totals.Records = Node.Disk.Journal.Count;
        return Node.Disk.Journal.Count == 0 ? "" : Node.Disk.Journal[^1].Hash;
    }

    private void Pass(TimeSpan span)
    {
        var end = Clock.Now + span.Ticks;
        while (Clock.Step(end))
        {
            Judge.Step();
        }
    }

    // Outages of venues and kills of the process, second by second.
    private void Weather() => Clock.In(TimeSpan.FromSeconds(1), () =>
    {
        foreach (var (_, venue) in Venues)
        {
            if (Faulty(f => f.StaleReplicaPerMinute / 60))
            {
                venue.ServeStale();
            }

            if (Faulty(f => f.BustPerMinute / 60))
            {
                venue.TakeBack();
            }

            venue.Down = venue.Down ? Unkind && !Rng.Chance(0.1) : Faulty(f => f.OutagePerMinute / 60);
        }

        if (Faulty(f => f.CrashPerMinute / 60))
        {
            Node.Crash();
        }

        Weather();
    });

    private static List<Instrument> Instruments() =>
        [.. new[] { "AAA", "BBB", "CCC" }.Select(s => new Instrument(s, s, AssetClass.Equity, "USD", QuantityUnit.Base, 1, 0.01m, 1, null, null, null, true))];
}
