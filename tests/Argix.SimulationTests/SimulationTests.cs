using Argix.Simulation;

namespace Argix.SimulationTests;

/// <summary>The promise, held by the same cores that trade: no duplicate order, no lost fill, no order declared dead without the venue's word.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Two_thousand_seeds_break_nothing()
    {
        var swarm = new Swarm().Run(1, 2000);
        output.WriteLine(swarm.Line());
        Assert.Equal("2000 seeds: duplicates 0, lost fills 0, false endings 0, chain breaks 0, unresolved 0", swarm.Line());
        Assert.True(swarm.Failures.IsEmpty, string.Join('\n', swarm.Failures));
    }

    [Fact]
    public void A_kill_at_every_point_of_every_order_breaks_nothing()
    {
        var report = CrashSweep.Run(seeds: 1);
        report.Lines.ForEach(output.WriteLine);
        Assert.Empty(report.Failures);
        Assert.All(CrashPoints.All, point => Assert.True(report.Kills.GetValueOrDefault(point) > 0, $"{point} was never hit"));
    }

    [Fact]
    public void The_same_seed_leaves_the_same_journal()
    {
        Assert.Equal(new World(7).Run(), new World(7).Run());
        Assert.NotEqual(new World(7).Run(), new World(8).Run());
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void Every_planted_bug_is_caught_within_two_thousand_seeds(string name)
    {
        var caught = MutantRunner.Hunt(Mutant.All.Single(m => m.Name == name), 2000);
        output.WriteLine($"{name}: {caught}");
        Assert.NotNull(caught);
    }

    // The quick ones; all of them by command: --mutants.
    public static TheoryData<string> Mutants => [.. Mutant.All.Where(m => m.Quick).Select(m => m.Name)];
}
