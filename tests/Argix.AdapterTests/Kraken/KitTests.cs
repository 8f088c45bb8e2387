using Argix.Broker.Kraken;
using Argix.Contracts.Testing.Kit;
using Argix.ScriptedKraken;

namespace Argix.AdapterTests.Kraken;

public class KitTests
{
    private static readonly KitSubject Subject = KitSubject.Of<KrakenPlugin, KrakenScript>(Path.Combine(AppContext.BaseDirectory, "kraken"));

    public static TheoryData<string> Cases => [.. ConformanceKit.IdsFor(Subject, Grade.Gold)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Holds(string id)
    {
        var result = await ConformanceKit.RunAsync(Subject, id);
        Assert.True(result.State is CaseState.Passed or CaseState.NotApplicable, $"{id} {result.What}: {result.Why}");
    }
}
