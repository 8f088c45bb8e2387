using Argix.Broker.Alpaca;
using Argix.Contracts.Testing.Kit;
using Argix.ScriptedAlpaca;

namespace Argix.AdapterTests.Alpaca;

public class KitTests
{
    private static readonly KitSubject Subject = KitSubject.Of<AlpacaPlugin, AlpacaScript>(Path.Combine(AppContext.BaseDirectory, "alpaca"));

    public static TheoryData<string> Cases => [.. ConformanceKit.IdsFor(Subject, Grade.Silver)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Holds(string id)
    {
        var result = await ConformanceKit.RunAsync(Subject, id);
        Assert.True(result.State is CaseState.Passed or CaseState.NotApplicable, $"{id} {result.What}: {result.Why}");
    }
}
