namespace Argix.Simulation;

/// <summary>Thrown where the process is killed: nothing after it runs.</summary>
public sealed class Killed : Exception;

/// <summary>One process of ours, from its start to its death. Everything it does goes through <see cref="Run"/>, so that it can die anywhere.</summary>
public sealed class Process(World world, Node node, TimeSpan clockError)
{
    public bool Alive { get; private set; } = true;
    public Disk Disk => node.Disk;
    public SimDesk Desk { get; private set; } = null!;
    public IReadOnlyList<SimLane> Lanes { get; private set; } = [];

    /// <summary>Whether the journal takes what this one writes. One that has lost it does not know until it writes, and what it had written down before may still leave.</summary>
    public bool OwnsJournal => node.Process == this;

    public bool ClockIsNear => clockError.Duration() < TimeSpan.FromMinutes(9);

    /// <summary>Wall clock of this process: right, or wrong by up to an hour, but steady.</summary>
    public DateTimeOffset Now => World.Begin + TimeSpan.FromTicks(world.Clock.Now) + clockError;

    public void Start() => Run(() =>
    {
        Desk = new SimDesk(world, this);
        Desk.Decide(new Trading.Core.Restarted(Now), _ =>
        {
            Lanes = [.. world.Venues.Select(v => new SimLane(world, this, v.Connection, v.Venue))];
            foreach (var lane in Lanes)
            {
                lane.Start();
            }

            // A cancel asked before there were lanes reached none (seed 48018): as the host does, the desk is told that they are open now.
            Desk.Decide(new Trading.Core.LaneOpened(Now, [.. world.Venues.Select(v => v.Connection)], []));
        });
    });

    public SimLane? Lane(Guid connection) => Lanes.FirstOrDefault(l => l.Connection == connection);

    public void Die()
    {
        Alive = false;
        Lanes = [];
    }

    /// <summary>A place where a kill can fall. Named, so that each can also be hit on purpose.</summary>
    public void Point(string name)
    {
        if (world.Points.Hit(name) || world.Faulty(f => f.CrashAtPoint))
        {
            node.Crash(this);
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

    public void In(TimeSpan delay, Action action) => world.Clock.In(delay, () => Run(action));
}
