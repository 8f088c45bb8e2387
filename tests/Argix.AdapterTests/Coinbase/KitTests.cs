using Argix.Broker.Coinbase;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Coinbase;

public class KitTests
{
    private static readonly KitSubject Subject = KitSubject.Of<CoinbasePlugin, CoinbaseScript>(Path.Combine(AppContext.BaseDirectory, "coinbase"));

    public static TheoryData<string> Cases => [.. ConformanceKit.IdsFor(Subject, Grade.Gold)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Holds(string id)
    {
        var result = await ConformanceKit.RunAsync(Subject, id);
        Assert.True(result.State is CaseState.Passed or CaseState.NotApplicable, $"{id} {result.What}: {result.Why}");
    }
}
