using System.Collections.Concurrent;
using Argix.Connections.OAuth;
using Argix.Contracts;
using Argix.Data;
using Microsoft.EntityFrameworkCore;

namespace Argix.UnitTests.Connections.OAuth;

/// <summary>Tokens stay alive: one refresh at a time, saved whole, nothing dropped for a passing reason, nothing tried again for a final one.</summary>
public sealed class TokenKeeperTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(20);

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_hundred_calls_on_an_expired_token_make_one_refresh(string store)
    {
        await using var ground = await StoreAsync(store);
        await using var bench = await OAuthBench.StartAsync(open: ground is null ? null : ground.Accounts.Get<DbFactory>().Open);
        await bench.ConnectAsync();
        var before = bench.Provider.TokenRequests.Count;
        bench.Clock.Advance(Life);
        bench.Provider.Answer(200, FakeProvider.Good("access-2", "refresh-2"));
        var read = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(bench.ReadAccessAsync)));
        output.WriteLine($"{store}: 100 parallel calls on an expired token: {bench.Provider.TokenRequests.Count - before} refresh");
        Assert.Equal(before + 1, bench.Provider.TokenRequests.Count);
        Assert.All(read, r => Assert.Equal("access-2", r));
        var request = bench.Provider.TokenRequests.Last();
        Assert.Equal(("refresh_token", "refresh-1", "client-1", "client-secret-1"), (request["grant_type"], request["refresh_token"], request["client_id"], request["client_secret"]));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Two_nodes_with_a_hundred_calls_on_an_expired_token_make_one_refresh(string store)
    {
        await using var ground = await StoreAsync(store);
        await using var bench = await OAuthBench.StartAsync(open: ground is null ? null : ground.Accounts.Get<DbFactory>().Open);
        await bench.ConnectAsync();
        var (before, timers) = (bench.Provider.TokenRequests.Count, bench.Clock.PendingTimers);
        bench.Clock.Advance(Life);
        bench.Provider.Answer(200, FakeProvider.Good("access-2", "refresh-2"));
        Task<string[]> Fifty(TokenKeeper node) => Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => bench.ReadAccessAsync(node))));
        Task<string[]>[] nodes = [Fifty(bench.Keeper), Fifty(bench.OtherNode)];
        await Task.WhenAny(nodes); // the one that got the lease
        var reads = Task.WhenAll(nodes);
        // The other looks again every tenth of a second of the bench's own time: each time it waits, that time has come.
        while (await Task.WhenAny(reads, bench.Clock.WhenTimersAsync(timers + 1, bench.Ct)) != reads)
        {
            bench.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }
        output.WriteLine($"{store}: 100 calls on two nodes: {bench.Provider.TokenRequests.Count - before} refresh");
        Assert.Equal(before + 1, bench.Provider.TokenRequests.Count);
        Assert.All((await reads).SelectMany(r => r), r => Assert.Equal("access-2", r));
    }

    [Fact]
    public async Task Each_rotated_refresh_token_is_used_once_and_none_is_lost()
    {
        await using var bench = await OAuthBench.StartAsync();
        await bench.ConnectAsync();
        var used = new ConcurrentDictionary<string, int>();
        var n = 1;
        bench.Provider.Token = form =>
        {
            Assert.Equal(1, used.AddOrUpdate(form["refresh_token"], 1, (_, c) => c + 1));
            n++;
            return Task.FromResult((200, FakeProvider.Good("access-" + n, "refresh-" + n), (string?)null));
        };
        for (var i = 0; i < 10; i++)
        {
            bench.Clock.Advance(Life);
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(bench.ReadAccessAsync)));
        }
        Assert.Equal(10, used.Count);
    }

    [Fact]
    public async Task An_answer_without_a_new_refresh_token_keeps_the_old_one()
    {
        await using var bench = await OAuthBench.StartAsync();
        await bench.ConnectAsync();
        bench.Provider.Answer(200, FakeProvider.Good("access-2", refresh: null));
        for (var i = 0; i < 3; i++)
        {
            bench.Clock.Advance(Life);
            Assert.Equal("access-2", await bench.ReadAccessAsync());
        }
        Assert.All(bench.Provider.TokenRequests.Skip(1), r => Assert.Equal("refresh-1", r["refresh_token"]));
    }

    [Theory]
    [InlineData(500, "", "broker_unavailable")]
    [InlineData(503, "<html>", "broker_unavailable")]
    [InlineData(429, "", "rate_limited")]
    [InlineData(400, "{\"error\":\"temporarily_unavailable\"}", "broker_unavailable")]
    [InlineData(200, "nonsense", "broker_protocol_error")]
    [InlineData(302, "", "broker_protocol_error")]
    [InlineData(401, "{\"error\":\"invalid_client\"}", "oauth_client_invalid")]
    [InlineData(404, "", "broker_protocol_error")]
    public async Task A_failure_that_may_pass_drops_nothing_and_is_not_hammered(int status, string body, string code)
    {
        await using var bench = await OAuthBench.StartAsync();
        var connection = await bench.ConnectAsync();
        bench.Clock.Advance(Life);
        bench.Provider.Answer(status, body);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(code, (await Assert.ThrowsAsync<VenueException>(bench.ReadAccessAsync)).Code);
        }
        Assert.Equal(2, bench.Provider.TokenRequests.Count);
        Assert.Equal("connected", (await bench.Service.GetAsync(bench.Workspace, connection.Id, bench.Ct)).Status);
        bench.Provider.Answer(200, FakeProvider.Good("access-2", "refresh-2"));
        bench.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("access-2", await bench.ReadAccessAsync());
    }

    [Fact]
    public async Task A_dead_grant_asks_for_a_person_once_and_is_never_tried_again()
    {
        await using var bench = await OAuthBench.StartAsync();
        var connection = await bench.ConnectAsync();
        bench.Clock.Advance(Life);
        bench.Provider.Answer(400, "{\"error\":\"invalid_grant\"}");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("reauth_required", (await Assert.ThrowsAsync<VenueException>(bench.ReadAccessAsync)).Code);
            bench.Clock.Advance(TimeSpan.FromMinutes(10));
            await bench.Watch.LookAsync(bench.Ct);
        }
        Assert.Equal(2, bench.Provider.TokenRequests.Count);
        Assert.Single(bench.Outbox(), o => o.Kind == "connection_reauth_required");
        var view = await bench.Service.GetAsync(bench.Workspace, connection.Id, bench.Ct);
        Assert.Equal(("reauth_required", false), (view.Status, view.TradingOpen));
    }

    [Fact]
    public async Task A_crash_after_the_answer_ends_with_a_person_and_not_in_a_loop()
    {
        await using var bench = await OAuthBench.StartAsync();
        await bench.ConnectAsync();
        bench.Clock.Advance(Life);
        // The node that had the lease died with the answer in its hands; the provider has used the refresh token up.
        await LeaseAsync(bench, bench.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        bench.Provider.Token = form => Task.FromResult((400, form["refresh_token"] == "refresh-1" ? "{\"error\":\"invalid_grant\"}" : "", (string?)null));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("reauth_required", (await Assert.ThrowsAsync<VenueException>(bench.ReadAccessAsync)).Code);
        }
        Assert.Equal(2, bench.Provider.TokenRequests.Count);
    }

    [Fact]
    public async Task A_crash_before_the_answer_recovers()
    {
        await using var bench = await OAuthBench.StartAsync();
        await bench.ConnectAsync();
        bench.Clock.Advance(Life);
        await LeaseAsync(bench, bench.Clock.GetUtcNow() - TimeSpan.FromSeconds(1));
        bench.Provider.Answer(200, FakeProvider.Good("access-2", "refresh-2"));
        Assert.Equal("access-2", await bench.ReadAccessAsync());
    }

    [Fact]
    public async Task While_the_old_token_lives_nobody_waits_and_the_watch_renews_it_early()
    {
        await using var bench = await OAuthBench.StartAsync();
        await bench.ConnectAsync();
        bench.Clock.Advance(Life - TimeSpan.FromMinutes(3));
        bench.Provider.Answer(200, FakeProvider.Good("access-2", "refresh-2"));
        await bench.Watch.LookAsync(bench.Ct);
        Assert.Equal("access-2", await bench.ReadAccessAsync());
        Assert.Equal(2, bench.Provider.TokenRequests.Count);
    }

    [Fact]
    public async Task A_hard_deadline_is_announced_three_times_and_then_asks_for_a_person()
    {
        await using var bench = await OAuthBench.StartAsync(OAuthBench.Rotating with { Refresh = new() { Kind = "rotating", HardDeadline = TimeSpan.FromDays(10) } });
        await bench.ConnectAsync();
        var end = bench.Clock.GetUtcNow() + TimeSpan.FromDays(10);
        var n = 1;
        bench.Provider.Token = _ => Task.FromResult((200, FakeProvider.Good("access-" + ++n, "refresh-" + n, expiresIn: 7200), (string?)null));
        while (bench.Clock.GetUtcNow() < end)
        {
            await bench.Watch.LookAsync(bench.Ct);
            bench.Clock.Advance(TimeSpan.FromMinutes(59));
        }
        Assert.Equal(end, bench.Tokens().EndsAt);
        var announced = bench.Outbox().Where(o => o.Kind == "connection_access_ends").Select(o => (end - o.At).TotalDays).ToList();
        Assert.Equal(3, announced.Count);
        Assert.InRange(announced[0], 6.9, 7);
        Assert.InRange(announced[1], 0.9, 1);
        Assert.InRange(announced[2], 0, 1 / 24.0);
        bench.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("reauth_required", (await Assert.ThrowsAsync<VenueException>(bench.ReadAccessAsync)).Code);
    }

    [Fact]
    public async Task A_401_renews_a_token_that_should_be_good_but_not_twice_in_a_minute()
    {
        await using var bench = await OAuthBench.StartAsync();
        await bench.ConnectAsync();
        bench.Provider.Answer(200, FakeProvider.Good("access-2", "refresh-2"));
        var login = bench.Tokens().LoginId;
        bench.Clock.Advance(TimeSpan.FromMinutes(2));
        await bench.Keeper.SuspectAsync(bench.Workspace, login);
        Assert.Equal("access-2", await bench.ReadAccessAsync());
        for (var i = 0; i < 5; i++)
        {
            await bench.Keeper.SuspectAsync(bench.Workspace, login);
            await bench.ReadAccessAsync();
        }
        Assert.Equal(2, bench.Provider.TokenRequests.Count);
    }

    [Fact]
    public async Task An_adapter_gets_the_access_token_and_nothing_else()
    {
        await using var bench = await OAuthBench.StartAsync();
        await bench.ConnectAsync();
        await using var login = await bench.Opener.OpenAsync(bench.Workspace, bench.Tokens().LoginId, bench.Ct);
        Assert.Equal("access-1", await login.Port.SecretAsync("access_token", bench.Ct));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await login.Port.SecretAsync("refresh_token", bench.Ct));
    }

    [Fact]
    public async Task An_order_that_meets_a_dead_token_is_proven_not_sent()
    {
        await using var bench = await OAuthBench.StartAsync();
        await bench.ConnectAsync();
        await using var login = await bench.Opener.OpenAsync(bench.Workspace, bench.Tokens().LoginId, bench.Ct);
        bench.Clock.Advance(Life);
        bench.Provider.Answer(400, "{\"error\":\"invalid_grant\"}");
        using var operation = login.Port.BeginOperation();
        Assert.Equal("reauth_required", (await Assert.ThrowsAsync<VenueException>(async () => await login.Port.SecretAsync("access_token", bench.Ct))).Code);
        Assert.True(operation.ProvenNotSent);
        Assert.Equal("reauth_required", operation.BarredBy);
        // An adapter that swallows it and goes on all the same gets nothing out either, so the proof holds.
        Assert.Equal(Sent.No, (await login.Port.SendAsync(PortKit.Submit, bench.Ct)).Sent);
        Assert.True(operation.ProvenNotSent);
    }

    // Null: the bench makes a SQLite file itself.
    private static async Task<PostgresGround?> StoreAsync(string store)
    {
        if (store == "SQLite")
        {
            return null;
        }
        var database = await Argix.Testing.PostgresServer.NewDatabaseAsync();
        return new(database, await Accounts.TestAccounts.OpenAsync(postgres: database.ConnectionString));
    }

    private sealed record PostgresGround(Argix.Testing.PostgresDatabase Database, Accounts.TestAccounts Accounts) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Accounts.DisposeAsync();
            await Database.DisposeAsync();
        }
    }

    private static async Task LeaseAsync(OAuthBench bench, DateTimeOffset until)
    {
        await using var db = bench.Open();
        await db.LoginTokens.ExecuteUpdateAsync(t => t.SetProperty(x => x.LeaseBy, "a dead node").SetProperty(x => x.LeaseUntil, until), bench.Ct);
    }
}
