using Xunit;

namespace Argix.IntegrationTests.Trading;

/// <summary>The real host with its data in PostgreSQL.</summary>
public class PostgresTests
{
    [Fact]
    public async Task Orders_survive_a_restart_and_a_kill_and_no_database_stands_in_the_directory()
    {
        await using var platform = await Platform.StartOnPostgresAsync();
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var bought = await desk.PlacedAsync(Desk.Order(connection.Id, quantity: "2"));
        await desk.OrderAsync(bought.Id, "filled");
        var resting = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "100", timeInForce: "gtc"));
        await desk.OrderAsync(resting.Id, "working");

        await platform.RestartAsync();
        await desk.ReadyAsync(connection.Id);
        Assert.Equal("filled", (await desk.OrderAsync(bought.Id)).State);
        await platform.Host.KillAsync();
        await platform.StartAgainAsync();
        await desk.ReadyAsync(connection.Id);
        await desk.OrderAsync(resting.Id, "working");
        Assert.Equal(2, (await desk.SentAsync()).Count);
        Assert.True((await desk.VerifyAsync()).Ok);
        await PaperPathTests.AssertEqualsLedgerAsync(desk, platform.PaperLedger());
        Assert.Equal(202, (await desk.PostAsync($"/orders/{resting.Id}/cancel")).Status);
        await desk.OrderAsync(resting.Id, "cancelled");

        Assert.Equal(0, await platform.Host.StopAsync());
        var verify = await platform.Folder.RunAsync(null, "audit", "verify");
        Assert.Equal(0, verify.ExitCode);
        Assert.StartsWith("argix: journal ok: ", verify.Stdout[^1], StringComparison.Ordinal);
        var doctor = await platform.Folder.RunAsync(null, "doctor");
        Assert.Equal(0, doctor.ExitCode);
        Assert.Contains(doctor.Stdout, l => l.StartsWith("ok    database: PostgreSQL database test_", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(platform.Folder.Data, "*.db*"));
    }

    [Fact]
    public async Task A_second_host_on_the_same_database_is_refused_wherever_its_directory_is()
    {
        await using var platform = await Platform.StartOnPostgresAsync();
        using var elsewhere = new HostFolder();
        foreach (var name in new[] { "ARGIX_Data__Provider", "ARGIX_ConnectionStrings__Argix", "ARGIX_Keys__MasterKeyFile" })
            elsewhere.Settings[name] = platform.Folder.Settings[name];
        foreach (var command in new string[][] { ["serve", "--Urls", "http://127.0.0.1:0"], ["audit", "verify"] })
        {
            var second = await elsewhere.RunAsync(null, command);
            Assert.Equal(1, second.ExitCode);
            Assert.StartsWith("argix: data_directory_in_use: Another Argix uses the PostgreSQL database ", Assert.Single(second.Stderr), StringComparison.Ordinal);
        }
        // A killed one leaves no lock.
        await platform.Host.KillAsync();
        Assert.Equal(0, (await elsewhere.RunAsync(null, "audit", "verify")).ExitCode);
    }

    [Fact]
    public async Task A_server_that_drops_every_session_costs_no_order()
    {
        await using var platform = await Platform.StartOnPostgresAsync();
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var before = await desk.PlacedAsync(Desk.Order(connection.Id));
        await desk.OrderAsync(before.Id, "filled");
        platform.Folder.Postgres!.Run("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

        // The first calls may say that the journal cannot be written; then it can again.
        var after = await Wait.ForAsync(() => desk.PlaceAsync(Desk.Order(connection.Id)), a => a.Status == 201, "an order is taken again");
        await Wait.ForAsync(() => desk.OrderAsync(after.Read<OrderJson>().Id), o => o.IsFinal, "it is concluded");
        Assert.Equal("filled", (await desk.OrderAsync(before.Id)).State);
        await Wait.ForAsync(async () => (int)(await Platform.Http.GetAsync(new Uri(platform.Host.BaseAddress, "/health/ready"))).StatusCode, s => s == 200, "it is ready");
        Assert.True((await desk.VerifyAsync()).Ok);
        await PaperPathTests.AssertEqualsLedgerAsync(desk, platform.PaperLedger());
    }

    [Fact]
    public async Task A_changed_record_is_named_and_halts_trading()
    {
        await using var platform = await Platform.StartOnPostgresAsync();
        var desk = await platform.DeskAsync("main");
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id));
        await desk.OrderAsync(order.Id, "filled");
        var n = (await desk.HistoryAsync(order.Id))[0].Seq;
        Assert.Equal(0, await platform.Host.StopAsync());
        platform.Folder.Postgres!.Run($"UPDATE journal.journal SET payload = replace(payload, 'AAPL', 'MSFT') WHERE seq = {n}");

        var verify = await platform.Folder.RunAsync(null, "audit", "verify");
        Assert.NotEqual(0, verify.ExitCode);
        Assert.Contains(verify.Stderr, l => l.StartsWith($"argix: journal_broken: record {n} ", StringComparison.Ordinal));
        await platform.StartAgainAsync();
        var refused = await desk.PlaceAsync(Desk.Order(connection.Id));
        Assert.Equal((503, "journal_broken"), (refused.Status, refused.Code));
        Assert.Equal(200, (await desk.GetAsync("/orders")).Status);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_said_in_one_line_and_nothing_is_made()
    {
        using var folder = new HostFolder();
        folder.Settings["ARGIX_Data__Provider"] = "Postgres";
        folder.Settings["ARGIX_ConnectionStrings__Argix"] = "Host=127.0.0.1;Port=1;Database=argix;Username=argix;Password=hunter2";
        foreach (var command in new[] { "serve", "doctor" })
        {
            var run = await folder.RunAsync(null, command);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains(run.Stderr, l => l.StartsWith("argix: validation_failed: The PostgreSQL database argix on 127.0.0.1:1 cannot be used", StringComparison.Ordinal));
            Assert.DoesNotContain("hunter2", string.Concat(run.Stdout.Concat(run.Stderr)), StringComparison.Ordinal);
        }
        Assert.False(File.Exists(folder.MasterKeyFile));
    }
}
