using Argix.Contracts.Testing;
using Argix.Trading.Lanes;

namespace Argix.UnitTests.Trading.Lanes;

/// <summary>Who sent how many messages to a venue in the last minute.</summary>
public sealed class SpendingTests
{
    private static readonly Guid Connection = Guid.Parse("11111111-1111-1111-1111-111111111111");
    private static readonly Guid Strategy = Guid.Parse("22222222-2222-2222-2222-222222222222");

    [Fact]
    public void MessagesAreCountedByKindConnectionAndStrategyTheGreatestFirst()
    {
        var spending = new Spending(new FakeTimeProvider());
        spending.Count("submit", Connection, Strategy);
        spending.Count("submit", Connection);
        spending.Count("cancel", Connection, Strategy);
        for (var n = 0; n < 3; n++)
        {
            spending.Count("read");
        }

        Assert.Equal([new("read", null, null, 3), new("cancel", Connection, Strategy, 1), new("submit", Connection, null, 1), new Spent("submit", Connection, Strategy, 1)], spending.Look());
    }

    [Fact]
    public void AMinuteLaterTheyAreForgotten()
    {
        var clock = new FakeTimeProvider();
        var spending = new Spending(clock);
        spending.Count("read");
        clock.Advance(Spending.Span / 2);
        spending.Count("read");
        clock.Advance(Spending.Span / 2);
        Assert.Equal(1, Assert.Single(spending.Look()).Calls);
        clock.Advance(Spending.Span / 2);
        Assert.Empty(spending.Look());
    }
}
