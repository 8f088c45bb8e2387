using Argix.Broker.Oanda;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Oanda;

public class OandaKitTests
{
    private static readonly KitSubject Subject = KitSubject.Of<OandaPlugin, OandaScript>(Broker.Folders["oanda"]);

    public static TheoryData<string> Cases => [.. ConformanceKit.IdsFor(Subject, Grade.Silver)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Holds(string id)
    {
        var result = await ConformanceKit.RunAsync(Subject, id);
        Assert.True(result.State is CaseState.Passed or CaseState.NotApplicable, $"{id} {result.What}: {result.Why}");
    }
}
