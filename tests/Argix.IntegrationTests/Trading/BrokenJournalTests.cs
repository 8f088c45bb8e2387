using Microsoft.Data.Sqlite;
using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>A changed byte or a missing record of the journal is found, named, and halts trading; reading goes on.</summary>
public class BrokenJournalTests
{
    [Theory]
    [InlineData("UPDATE journal SET payload = substr(payload, 1, 20) || char(unicode(substr(payload, 21, 1)) + 1) || substr(payload, 22) WHERE seq = $n")]
    [InlineData("UPDATE journal SET at = '2001-01-01T00:00:00Z' WHERE seq = $n")]
    [InlineData("UPDATE journal SET hash = '00' || substr(hash, 3) WHERE seq = $n")]
    [InlineData("DELETE FROM journal WHERE seq = $n")]
    public async Task The_record_is_named_and_trading_is_halted(string damage)
    {
        await using var platform = await Platform.StartAsync();
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id));
        await desk.OrderAsync(order.Id, "filled");
        // Records follow the damaged one: that the last ones are missing is for anchors to show, a chain cannot.
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id))).Id, "filled");
        var kept = (await desk.HistoryAsync(order.Id))[0].Seq;
        Assert.True((await desk.VerifyAsync()).Ok);
        Assert.Equal(0, await platform.Host.StopAsync());
        var n = kept + 1;
        Damage(platform, damage, n);

        // Without a running host first, then beside it.
        await AssertVerifyNamesAsync(platform, n);
        await platform.StartAgainAsync();
        var ready = await Platform.Http.GetAsync(new Uri(platform.Host.BaseAddress, "/health/ready"));
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Contains("journal_broken", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var report = await desk.VerifyAsync();
        Assert.Equal((false, n), (report.Ok, report.FirstBroken));
        Assert.Equal(200, (await desk.GetAsync("/orders")).Status);
        Assert.Equal(200, (await desk.GetAsync("/positions")).Status);
        Assert.Equal(200, (await desk.GetAsync("/audit")).Status);
        Assert.Equal(200, (await desk.GetAsync($"/orders/{order.Id}")).Status);
        var refused = await desk.PlaceAsync(Desk.Order(connection.Id));
        Assert.Equal((503, "journal_broken"), (refused.Status, refused.Code));
        Assert.Equal(2, platform.PaperLedger().Accepted.Count());
        await AssertVerifyNamesAsync(platform, n);
    }

    private static async Task AssertVerifyNamesAsync(Platform platform, long n)
    {
        var verify = await platform.Folder.RunAsync(null, "audit", "verify");
        Assert.NotEqual(0, verify.ExitCode);
        Assert.Contains(verify.Stdout.Concat(verify.Stderr), l => l.StartsWith($"argix: journal_broken: record {n} ", StringComparison.Ordinal));
    }

    private static void Damage(Platform platform, string damage, long n)
    {
        Assert.SkipUnless(platform.Folder.Postgres is null, "it damages SQLite's file; PostgresTests has the like");
        using var db = new SqliteConnection($"Data Source={Path.Combine(platform.Folder.Data, "journal.db")};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = damage;
        command.Parameters.AddWithValue("$n", n);
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
