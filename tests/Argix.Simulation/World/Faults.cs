namespace Argix.Simulation;

/// <summary>How unkind one seed is. Drawn once per seed, so that some runs know only one kind of trouble and others all of them.</summary>
public sealed record Faults
{
    public double ConnectRefused { get; init; }
    public double SlowConnect { get; init; }
    public double RequestLost { get; init; }
    public double RequestLate { get; init; }
    public double RequestTwice { get; init; }
    public double AnswerLost { get; init; }
    public double AnswerLate { get; init; }
    public double AnswerGarbled { get; init; }
    public double VenueError { get; init; }
    public double VenueThrottles { get; init; }
    public double EventLost { get; init; }
    public double EventTwice { get; init; }
    public double EventLate { get; init; }
    public double StreamCutPerMinute { get; init; }
    public double StreamStallPerMinute { get; init; }
    public double OutagePerMinute { get; init; }
    public double DiskFails { get; init; }
    public double CrashAtPoint { get; init; }
    public double CrashPerMinute { get; init; }
    public double ClockWrongAtStart { get; init; }
    public double ListLags { get; init; }
    public double StaleReplicaPerMinute { get; init; }
    public double StaleLookup { get; init; }
    public double BustPerMinute { get; init; }
    public double DiskRots { get; init; }

    /// <summary>Of what would be a crash: the journal goes to another process, and the old one lives on for a while.</summary>
    public double OwnerLost { get; init; }

    public static readonly Faults None = new();

    public static Faults Draw(Rng rng)
    {
        double Rate(double most) => rng.Chance(0.5) ? 0 : most * rng.Share();
        return new Faults
        {
            ConnectRefused = Rate(0.1), SlowConnect = Rate(0.1), RequestLost = Rate(0.3), RequestLate = Rate(0.2), RequestTwice = Rate(0.5), AnswerLost = Rate(0.3), AnswerLate = Rate(0.2),
            AnswerGarbled = Rate(0.2), VenueError = Rate(0.1), VenueThrottles = Rate(0.05), EventLost = Rate(0.3), EventTwice = Rate(0.5), EventLate = Rate(0.3),
            StreamCutPerMinute = Rate(4), StreamStallPerMinute = Rate(2), OutagePerMinute = Rate(1), DiskFails = Rate(0.05), CrashAtPoint = Rate(0.01), CrashPerMinute = Rate(2),
            ClockWrongAtStart = Rate(0.5), ListLags = Rate(0.5), StaleReplicaPerMinute = Rate(10), BustPerMinute = Rate(3), DiskRots = Rate(0.2), OwnerLost = Rate(0.5), StaleLookup = Rate(0.5),
        };
    }
}
