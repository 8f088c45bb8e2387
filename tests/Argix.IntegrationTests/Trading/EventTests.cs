using Xunit;

namespace Argix.IntegrationTests.Trading;

public class EventTests(Platform platform) : IClassFixture<Platform>
{
    [Fact]
    public async Task An_order_a_fill_and_a_position_are_told_with_the_json_of_their_get()
    {
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        await using var events = await EventStream.OpenAsync(desk);
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, quantity: "2"));
        await events.UntilAsync(e => e.Any(x => x.Type == "order" && x.Read<OrderJson>().State == "filled"), "the filled order is told");
        await events.UntilAsync(e => e.Any(x => x.Type == "execution") && e.Any(x => x.Type == "position"), "execution and position are told");
        var told = events.Events;
        Assert.Equal(await desk.OrderAsync(order.Id), told.Last(e => e.Type == "order").Read<OrderJson>());
        Assert.Equal(Assert.Single(await desk.ExecutionsAsync()), told.Single(e => e.Type == "execution").Read<ExecutionJson>());
        Assert.Equal(2, told.Last(e => e.Type == "position").Read<PositionJson>().Quantity);
        var ids = told.Select(e => e.Id).OfType<long>().ToList();
        Assert.Equal(ids.Order(), ids);
    }

    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task A_watcher_that_comes_back_misses_nothing_also_after_a_restart_of_the_host(string store)
    {
        await using var own = await Platform.StartOnAsync(store);
        var desk = await own.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        long last;
        await using (var events = await EventStream.OpenAsync(desk))
        {
            await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id))).Id, "filled");
            await events.UntilAsync(e => e.Any(x => x.Type == "order" && x.Read<OrderJson>().State == "filled"), "the first fill is told");
            last = events.LastId!.Value;
        }

        var missed = new List<OrderJson>();
        for (var i = 0; i < 5; i++)
        {
            missed.Add(await desk.PlacedAsync(Desk.Order(connection.Id)));
        }

        foreach (var order in missed)
        {
            await desk.OrderAsync(order.Id, "filled");
        }

        await AssertAllToldAsync(desk, last, missed);
        await own.RestartAsync();
        await AssertAllToldAsync(desk, last, missed);
    }

    [Fact]
    public async Task Another_workspaces_watcher_is_told_nothing_of_it()
    {
        var (desk, other) = (await platform.DeskAsync(), await platform.DeskAsync());
        var (connection, foreign) = (await desk.ConnectPaperAsync(), await other.ConnectPaperAsync());
        await using var events = await EventStream.OpenAsync(other);
        var order = await desk.PlacedAsync(Desk.Order(connection.Id));
        await desk.OrderAsync(order.Id, "filled");
        // Its own order is told: so the stream was alive all the time.
        var own = await other.PlacedAsync(Desk.Order(foreign.Id));
        await events.UntilAsync(e => e.Any(x => x.Type == "order" && x.Read<OrderJson>() is { State: "filled" } o && o.Id == own.Id), "its own order is told");
        Assert.DoesNotContain(events.Events, e => e.Data.Contains(order.Id.ToString(), StringComparison.OrdinalIgnoreCase) || e.Data.Contains(connection.Id.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    private static async Task AssertAllToldAsync(Desk desk, long after, List<OrderJson> missed)
    {
        await using var events = await EventStream.OpenAsync(desk, after);
        await events.UntilAsync(_ => missed.All(m => events.Orders.Any(o => o.Id == m.Id && o.State == "filled")), "every missed order is told");
        var executions = (await desk.ExecutionsAsync()).Where(x => missed.Any(m => m.Id == x.OrderId)).Select(x => x.ExecutionId).Order();
        await events.UntilAsync(e => executions.All(id => e.Any(x => x.Type == "execution" && x.Read<ExecutionJson>().ExecutionId == id)), "every missed execution is told");
        Assert.All(events.Events.Where(e => e.Id is not null), e => Assert.True(e.Id > after));
    }
}
