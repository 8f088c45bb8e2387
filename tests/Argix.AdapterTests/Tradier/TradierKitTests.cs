using Argix.Broker.Tradier;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Tradier;

public class TradierKitTests
{
    private static readonly KitSubject Subject = KitSubject.Of<TradierPlugin, TradierScript>(Broker.Folders["tradier"]);

    public static TheoryData<string> Cases => [.. ConformanceKit.IdsFor(Subject, Grade.Silver)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Holds(string id)
    {
        var result = await ConformanceKit.RunAsync(Subject, id);
        Assert.True(result.State is CaseState.Passed or CaseState.NotApplicable, $"{id} {result.What}: {result.Why}");
    }
}
