using Argix.Chaos;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>
/// The loop of tests/Argix.Chaos, a short run of it: kill −9 again and again, beside a wire that cuts, loses, delays and stalls. Only the venues' ledgers and our API judge.
/// <c>ARGIX_KILLS</c> sets how often each host is killed (25 without it).
/// </summary>
public sealed class KillLoopTests(ITestOutputHelper output)
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("ARGIX_KILLS"), out var kills) ? kills : 25;

    [Fact]
    public Task Killed_again_and_again_beside_an_unkind_venue_it_loses_and_doubles_nothing() => RunAsync(postgres: false);

    [Fact]
    public Task Killed_again_and_again_on_postgresql_it_loses_and_doubles_nothing() => RunAsync(postgres: true);

    private async Task RunAsync(bool postgres)
    {
        var verdict = await ChaosRun.RunAsync(postgres, Kills, seed: 1, output.WriteLine);
        Assert.Empty(verdict.Findings);
        Assert.True(verdict.Fills > 0, "nothing was filled: the run has shown nothing");
    }
}
