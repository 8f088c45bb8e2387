using Argix.Contracts;
using Argix.Trading.Core;

namespace Argix.UnitTests.Trading.Core;

/// <summary>The first positions of an account: what was there before counts once, however late it is told again.</summary>
public sealed class BaselineTests
{
    private readonly DeskBench _desk = new(baselined: false);

    [Fact]
    public void A_fill_that_came_before_the_first_positions_is_in_them_and_counts_once()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 4, 100, "executions", DeskBench.Fill("x1", 4, 100));
        Read(6);
        Assert.Equal(6, Position);
        _desk.See(order, OrderState.Filled, 10, 100, "executions", DeskBench.Fill("x2", 6, 100));
        Assert.Equal(12, Position);
    }

    [Fact]
    public void A_position_that_the_venue_no_longer_shows_begins_flat()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 4, 100, "executions", DeskBench.Fill("x1", 4, 100));
        _desk.Decide(new PositionsRead(_desk.Now, DeskBench.Connection, [], new HashSet<string>()));
        Assert.Equal(0, Position);
    }

    [Theory]
    [InlineData(OrderState.Filled)]
    [InlineData(OrderState.Cancelled)]
    [InlineData(OrderState.Expired)]
    [InlineData(OrderState.Rejected)]
    public void A_stranger_that_was_over_before_the_first_positions_changes_nothing_when_it_is_read_again(OrderState state)
    {
        See(state);
        Read(5);
        See(state);
        Assert.Equal(5, Position);
        Assert.Empty(_desk.State.OrdersOldestFirst);
        Assert.Single(_desk.All.OfType<OrderSeenBefore>());
    }

    private decimal Position => _desk.State.Position(DeskBench.Connection, "AAPL");

    private void Read(decimal quantity) => _desk.Decide(new PositionsRead(_desk.Now, DeskBench.Connection, [new BaselineLine(DeskBench.Apple, quantity, 100)], new HashSet<string>()));

    private void See(OrderState state) => _desk.Decide(new ReportSeen(_desk.Now, DeskBench.Connection, new OrderReport("A-1", "V-9", "theirs", state, "over", DeskBench.Apple, "AAPL", Side.Buy, OrderType.Limit,
        TimeInForce.Day, 5, 100, null, 5, 100, [DeskBench.Fill("x1", 5, 100)], _desk.Now), "executions", "resync", _desk.NewId()));
}
