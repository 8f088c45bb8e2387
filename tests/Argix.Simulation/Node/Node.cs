using Argix.Audit;
using Argix.Trading.Core;

namespace Argix.Simulation;

/// <summary>Thrown where the process is killed: nothing after it runs.</summary>
public sealed class Killed : Exception;

/// <summary>One process of ours, in its many lives. Everything it does goes through <see cref="Run"/>, so that it can die anywhere.</summary>
public sealed class Node(World world)
{
    private TimeSpan _clockError;

    public int Life { get; private set; }
    public bool Alive { get; private set; }
    public Disk Disk { get; } = new();
    public SimDesk Desk { get; private set; } = null!;
    public IReadOnlyList<SimLane> Lanes { get; private set; } = [];

    public bool ClockIsNear => _clockError.Duration() < TimeSpan.FromMinutes(9);

    /// <summary>Wall clock of this life: right, or wrong by up to an hour, but steady.</summary>
    public DateTimeOffset Now => World.Begin + TimeSpan.FromTicks(world.Clock.Now) + _clockError;

    public void Start()
    {
        Life++;
        Alive = true;
        _clockError = world.Faulty(f => f.ClockWrongAtStart) ? TimeSpan.FromMinutes(world.Rng.Between(-60, 60)) : TimeSpan.Zero;
        if (Rotten())
        {
            return;
        }

        Run(() =>
        {
            Desk = new SimDesk(world, this);
            Desk.Decide(new Restarted(Now), _ =>
            {
                Lanes = [.. world.Venues.Select(v => new SimLane(world, this, v.Connection, v.Venue))];
                foreach (var lane in Lanes)
                {
                    lane.Start();
                }

                // A cancel asked before there were lanes reached none (seed 48018): as the host does, the desk is told that they are open now.
                Desk.Decide(new LaneOpened(Now, [.. world.Venues.Select(v => v.Connection)], []));
            });
        });
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
        Alive = false;
        Life++;
        world.Clock.In(TimeSpan.FromSeconds(world.Rng.Between(1, 10)), Start);
        return true;
    }

    public SimLane? Lane(Guid connection) => Lanes.FirstOrDefault(l => l.Connection == connection);

    public void Crash()
    {
        if (Alive)
        {
            Alive = false;
            Life++;
            world.Totals.Crashes++;
            Desk.Die();
            Lanes = [];
            world.Clock.In(TimeSpan.FromMilliseconds(world.Rng.Between(100, 15_000)), Start);
        }
    }

    /// <summary>A place where a kill can fall. Named, so that each can also be hit on purpose.</summary>
    public void Point(string name)
    {
        if (world.Points.Hit(name) || world.Faulty(f => f.CrashAtPoint))
        {
            Crash();
            throw new Killed();
        }
    }

    public void Run(Action action)
    {
        try
        {
            if (Alive)
            {
                action();
            }
        }
        catch (Killed)
        {
        }
    }

    public void In(TimeSpan delay, Action action)
    {
        var life = Life;
        world.Clock.In(delay, () =>
        {
            if (life == Life)
            {
                Run(action);
            }
        });
    }
}
