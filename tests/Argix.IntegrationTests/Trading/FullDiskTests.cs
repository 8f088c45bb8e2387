using Microsoft.Data.Sqlite;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>The journal cannot be written while the host runs: it fails closed, and what makes things smaller goes on.</summary>
public class FullDiskTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(Stores.Sqlite)]
    [InlineData(Stores.Postgres)]
    public async Task New_orders_are_refused_cancels_and_the_kill_switch_go_and_it_comes_back_by_itself(string store)
    {
        await using var platform = await Platform.StartOnAsync(store);
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        var (one, two) = (await RestingAsync(desk, connection.Id), await RestingAsync(desk, connection.Id));
        Full(platform);

        var refused = await desk.PlaceAsync(Desk.Order(connection.Id));
        Assert.Equal((503, "journal_unavailable"), (refused.Status, refused.Code));
        Assert.Equal(503, (await desk.PatchAsync($"/orders/{one.Id}", new { quantity = 2 })).Status);
        Assert.Equal(202, (await desk.PostAsync($"/orders/{one.Id}/cancel")).Status);
        await CancelledAtVenueAsync(platform, 1);
        var killed = await desk.PostAsync("/kill", new { reason = "the disk is full" });
        Assert.Equal((200, true), (killed.Status, killed.Read<KillJson>().Active));
        await CancelledAtVenueAsync(platform, 2);
        Assert.Equal(2, platform.PaperLedger().Accepted.Count());

        Mend(platform);
        await desk.OrderAsync(one.Id, "cancelled");
        await desk.OrderAsync(two.Id, "cancelled");
        await Wait.ForAsync(() => desk.PlaceAsync(Desk.Order(connection.Id)), a => a.Code == "kill_switch", "the journal knows of the kill, too");
        Assert.Equal(2, platform.PaperLedger().Accepted.Count());
        Assert.Equal(200, (await desk.PostAsync("/kill/release", new { reason = "room again" })).Status);
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id))).Id, "filled");
        Assert.True((await desk.VerifyAsync()).Ok);
        await PaperPathTests.AssertEqualsLedgerAsync(desk, platform.PaperLedger());
    }

    [Fact]
    public async Task A_thousand_open_orders_are_cancelled_by_one_press()
    {
        await using var platform = await Platform.StartAsync();
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        var wide = """{"scope":"tenant","id":null,"limits":{"max_value":"1000000000","position":"1000000000","message_rate":{"perSecond":100000,"perMinute":1000000}}}""";
        foreach (var scope in new[] { wide, wide.Replace("\"tenant\",\"id\":null", "\"environment_kind\",\"id\":\"paper\"", StringComparison.Ordinal) })
        {
            Assert.Equal(200, (await desk.SendAsync(new HttpRequestMessage(HttpMethod.Put, "/api/v1/risk/limits") { Content = Desk.Raw(System.Text.Encoding.UTF8.GetBytes(scope)) })).Status);
        }

        for (var n = 0; n < 1000; n += 50)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => desk.PlaceAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "1", timeInForce: "gtc"))));
        }

        var open = (await desk.OrdersAsync()).Count(o => o.State == "working");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var killed = (await desk.PostAsync("/kill", new { reason = "drill" })).Read<KillJson>();
        output.WriteLine($"one press, {open} open orders: {killed.Cancelled} cancelled by the venue's word when the call answered after {clock.ElapsedMilliseconds} ms");
        Assert.Equal(open, killed.CancelRequested);
        Assert.InRange(open, 900, 1000); // what could not leave in two seconds on a busy machine is not_sent
        await Wait.ForAsync(() => Task.FromResult(platform.PaperLedger().Of("cancelled").Count()), n => n == open, "all are cancelled at the venue");
        Assert.All(await desk.OrdersAsync(), o => Assert.True(o.IsFinal));
    }

    private static async Task<OrderJson> RestingAsync(Desk desk, Guid connection)
    {
        var order = await desk.PlacedAsync(Desk.Order(connection, type: "limit", limitPrice: "100", timeInForce: "gtc"));
        return await desk.OrderAsync(order.Id, "working");
    }

    private static Task CancelledAtVenueAsync(Platform platform, int count) =>
        Wait.ForAsync(() => Task.FromResult(platform.PaperLedger().Of("cancelled").Count()), n => n == count, $"{count} cancelled at the venue");

    private static void Full(Platform platform)
    {
        if (platform.Folder.Postgres is { } postgres)
        {
            postgres.Run("CREATE FUNCTION journal.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'disk full'; END $$; CREATE TRIGGER disk_full BEFORE INSERT ON journal.journal FOR EACH ROW EXECUTE FUNCTION journal.full()");
            return;
        }

        Run(platform, "CREATE TRIGGER disk_full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk full'); END");
    }

    private static void Mend(Platform platform)
    {
        if (platform.Folder.Postgres is { } postgres)
        {
            postgres.Run("DROP TRIGGER disk_full ON journal.journal");
            return;
        }

        Run(platform, "DROP TRIGGER disk_full");
    }

    private static void Run(Platform platform, string sql)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(platform.Folder.Data, "journal.db")};Pooling=False;Default Timeout=30");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
