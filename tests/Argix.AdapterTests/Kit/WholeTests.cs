using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Kit;

public class WholeTests
{
    [Fact]
    public async Task A_good_adapter_of_a_venue_that_has_everything_passes_every_case_and_is_platinum()
    {
        var report = await ConformanceKit.RunAsync(AcmeSubject.Whole);
        Assert.All(report.Cases, c => Assert.True(c.State is CaseState.Passed, $"{c.Id} {c.State} {c.Why}"));
        Assert.Equal((Grade.Platinum, Grade.Platinum), (report.Grade, report.Ceiling));
        Assert.Empty(report.WhyNotHigher);
        Assert.True(report.Cases.Count >= 80);
        Assert.Equal(report.Cases.Count, report.Cases.Select(c => c.Id).Distinct().Count());
    }
}
