using Argix.Audit;

namespace Argix.Simulation;

/// <summary>The machine: its disk, and the process that owns the journal. Most of the time that is the only one there is.</summary>
public sealed class Node(World world)
{
    public int Lives { get; private set; }
    public Disk Disk { get; } = new();

    /// <summary>The owner of the journal; a dead one until the next has started.</summary>
    public Process Process { get; private set; } = null!;

    public bool Alive => Process.Alive;
    public SimDesk Desk => Process.Desk;
    public DateTimeOffset Now => Process.Now;
    public bool ClockIsNear => Process.ClockIsNear;

    public SimLane? Lane(Guid connection) => Process.Lane(connection);

    public void Run(Action action) => Process.Run(action);

    public void Start()
    {
        Lives++;
        var clockError = world.Faulty(f => f.ClockWrongAtStart) ? TimeSpan.FromMinutes(world.Rng.Between(-60, 60)) : TimeSpan.Zero;
        Process = new Process(world, this, clockError);
        if (Rotten())
        {
            Process.Die();
            StartIn(TimeSpan.FromSeconds(world.Rng.Between(1, 10)));
            return;
        }

        Process.Start();
    }

    // A record on the disk has changed: the chain must show it, and nothing is traded until a person has put the right one back.
    private bool Rotten()
    {
        if (Disk.Journal.Count == 0 || !world.Faulty(f => f.DiskRots))
        {
            return false;
        }

        var n = world.Rng.Between(0, Disk.Journal.Count - 1);
        var right = Disk.Journal[n];
        Disk.Journal[n] = world.Rng.Between(0, 2) switch
        {
            0 => right with { Payload = right.Payload.Replace('1', '2') + " " },
            1 => right with { At = Chain.Time(right.Time.AddTicks(1)) },
            _ => right with { Epoch = right.Epoch + 1 },
        };
        if (Disk.IsWhole)
        {
            throw new Broken("chain", $"record {right.Seq} was changed and is believed");
        }

        world.Totals.Rots++;
        Disk.Journal[n] = right;
        return true;
    }

    /// <summary>The owner of the journal dies, or loses the journal to the next one and goes on for a while.</summary>
    public void Crash()
    {
        if (!Alive)
        {
            return;
        }

        if (world.Faulty(f => f.OwnerLost))
        {
            LoseOwner();
        }
        else
        {
            Crash(Process);
        }
    }

    public void Crash(Process process)
    {
        if (!process.Alive)
        {
            return;
        }

        world.Totals.Crashes++;
        process.Desk.Die();
        process.Die();
        if (process.OwnsJournal)
        {
            StartIn(TimeSpan.FromMilliseconds(world.Rng.Between(100, 15_000)));
        }
    }

    // Its session at the database has ended and another process has the lock: it can make nothing durable any more, and does not know it yet.
    private void LoseOwner()
    {
        var old = Process;
        world.Totals.Owners++;
        old.Desk.Die();
        Start();
        world.Clock.In(TimeSpan.FromSeconds(world.Rng.Between(1, 20)), () => Crash(old));
    }

    private void StartIn(TimeSpan delay) => world.Clock.In(delay, Start);
}
