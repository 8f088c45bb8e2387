using Argix.Trading.Journal;
using Argix.UnitTests.Trading.Core;

namespace Argix.UnitTests.Trading.Journal;

public sealed class JournalPayloadTests
{
    [Fact]
    public void EveryEventSurvivesTheJournal()
    {
        var bench = new DeskBench();
        var order = bench.Working();
        bench.See(order, Argix.Contracts.OrderState.Working, 5, 100, "executions", DeskBench.Fill("x", 4, 100));
        bench.Submit(quantity: 5000);
        var payload = new JournalPayload(1, "user:1", "test", bench.All);
        var back = JournalPayload.Parse(payload.ToJson());
        Assert.Equal(payload.ToJson(), back.ToJson());
        Assert.Equal(bench.All.Select(e => e.GetType()), back.Events.Select(e => e.GetType()));
    }
}
