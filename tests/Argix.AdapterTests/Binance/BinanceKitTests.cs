using Argix.Broker.Binance;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Binance;

public class BinanceKitTests
{
    private static readonly KitSubject Subject = KitSubject.Of<BinancePlugin, BinanceScript>(Broker.Folders["binance"]);

    public static TheoryData<string> Cases => [.. ConformanceKit.IdsFor(Subject, Grade.Gold)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Holds(string id)
    {
        var result = await ConformanceKit.RunAsync(Subject, id);
        Assert.True(result.State is CaseState.Passed or CaseState.NotApplicable, $"{id} {result.What}: {result.Why}");
    }
}
