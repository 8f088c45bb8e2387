using Argix.Contracts;
using Argix.Trading.Core;
using Argix.Trading.Journal;

namespace Argix.UnitTests.Trading.Core;

/// <summary>Orders whose access ends, and comes back.</summary>
public sealed class AccessTests
{
    private static readonly Guid Next = Guid.Parse("00000000-0000-0000-0000-00000000c0c1");
    private readonly DeskBench _desk = new();

    [Theory]
    [InlineData("left")]
    [InlineData("unproven")]
    public void What_is_open_when_access_ends_stays_open_and_is_listed(string why)
    {
        var (open, over) = (_desk.Working(), _desk.Working());
        _desk.See(over, OrderState.Cancelled);
        End(why);
        Assert.Equal(("working", why), (open.StateWord, open.Unmanaged?.Why));
        Assert.Null(over.Unmanaged);
        Assert.Equal(10, open.Leaves);
        Assert.Empty(End(why).Events);
    }

    [Fact]
    public void The_same_connections_next_read_watches_it_again()
    {
        var order = _desk.Working();
        End("left");
        Read(DeskBench.Connection);
        Assert.Null(order.Unmanaged);
        Assert.Single(_desk.All.OfType<OrderManaged>());
    }

    [Fact]
    public void The_venues_word_ends_it_also_while_nobody_watched()
    {
        var order = _desk.Working();
        End("left");
        _desk.See(order, OrderState.Filled, 10, 100, fills: DeskBench.Fill("x", 10, 100));
        Assert.Equal(("filled", null), (order.StateWord, order.Unmanaged));
    }

    [Fact]
    public void A_person_may_say_how_it_ended()
    {
        var order = _desk.Working();
        End("unproven");
        var says = new ResolveDoubt(_desk.Now, "user:1", order.Facts.Id, "ended", "cancelled, seen on the broker's page", null, 0, null);
        Assert.Null(_desk.Decide(says).RefusalCode);
        Assert.Equal(("cancelled", null), (order.StateWord, order.Unmanaged));
    }

    [Fact]
    public void The_account_connected_anew_goes_on_with_the_order_and_counts_nothing_twice()
    {
        var order = _desk.Working();
        _desk.See(order, OrderState.Working, 4, 100, fills: DeskBench.Fill("x1", 4, 100));
        End("left");
        Open(Next, DeskBench.Connection);
        Assert.Equal((Next, "partially_filled"), (order.Facts.ConnectionId, order.StateWord));
        Assert.Equal((0, 0), (Held(DeskBench.Connection), Held(Next)));

        // Three more filled while nobody watched: they are in the first positions of the new connection.
        See(order, Next, OrderState.Working, 7, DeskBench.Fill("x2", 3, 101));
        Assert.Equal((7, 0), (order.Fills.Filled, Held(Next)));
        Read(Next, 7);
        Assert.Equal((7, null), (Held(Next), order.Unmanaged));
        See(order, Next, OrderState.Filled, 10, DeskBench.Fill("x3", 3, 102));
        Assert.Equal(("filled", 10m, 10m), (order.StateWord, order.Fills.Filled, Held(Next)));
        Assert.Single(_desk.State.OrdersOldestFirst);
        Assert.Equal(["x1", "x2", "x3"], order.Fills.Executions.Select(x => x.Id));
    }

    [Fact]
    public void An_order_that_the_new_connection_adopted_already_is_not_taken_over()
    {
        var order = _desk.Working();
        End("left");
        Read(Next);
        See(order, Next, OrderState.Working, 0);
        Open(Next, DeskBench.Connection);
        Assert.Equal((DeskBench.Connection, "left"), (order.Facts.ConnectionId, order.Unmanaged?.Why));
    }

    [Fact]
    public void A_cancel_that_a_closed_lane_may_not_have_sent_is_asked_about()
    {
        var order = _desk.Working();
        _desk.Decide(new CancelOrder(_desk.Now, "user:1", order.Facts.Id));
        Open(DeskBench.Connection, []);
        Assert.Equal(DoubtAbout.Cancel, order.Doubt?.About);
        Assert.Equal("pending_cancel", order.StateWord);
    }

    [Fact]
    public void A_replay_of_the_journal_gives_the_same_state()
    {
        var order = _desk.Working();
        End("unproven");
        Open(Next, DeskBench.Connection);
        Read(Next, 3);
        var events = JournalPayload.Parse(new JournalPayload(1, "a", "b", _desk.All).ToJson()).Events;
        var again = new DeskState();
        again.Apply(1, _desk.Now, events);
        Assert.Equal((Next, null, 3m), (again.Order(order.Facts.Id)!.Facts.ConnectionId, again.Order(order.Facts.Id)!.Unmanaged, again.Position(Next, "AAPL")));
        Assert.Same(again.Order(order.Facts.Id), again.Match(Next, order.BrokerOrderId, null));
        Assert.Null(again.Match(DeskBench.Connection, order.BrokerOrderId, order.Facts.ClientOrderId));
    }

    private Decision End(string why) => _desk.Decide(new EndAccess(_desk.Now, "user:1", DeskBench.Connection, why));

    private void Open(Guid connection, params IEnumerable<Guid> from) => _desk.Decide(new LaneOpened(_desk.Now, [connection], [.. from.Select(f => (f, connection))]));

    private void Read(Guid connection, decimal held = 0) =>
        _desk.Decide(new PositionsRead(_desk.Now, connection, held == 0 ? [] : [new BaselineLine(DeskBench.Apple, held, 100)], new HashSet<string>()));

    private void See(TrackedOrder order, Guid connection, OrderState state, decimal filled, params Fill[] fills) =>
        _desk.Decide(new ReportSeen(_desk.Now, connection, _desk.Report(order, state, filled, null, fills), "executions", "stream", _desk.NewId()));

    private decimal Held(Guid connection) => _desk.State.Position(connection, "AAPL");
}
