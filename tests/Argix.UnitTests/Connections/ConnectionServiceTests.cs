using System.Text;
using System.Text.Json;
using Argix.Connections;
using Argix.Contracts;
using Argix.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>A connection from the form to its rows, and what people do with it afterwards.</summary>
public sealed class ConnectionServiceTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Connecting_stores_sealed_fields_opens_the_lane_and_shows_no_secret()
    {
        var view = await bench.ConnectAsync();
        Assert.Equal(("Mine", "keyed", "paper", "paper", "ACC-1", "trade", "connected"), (view.Name, view.BrokerId, view.EnvironmentId, view.EnvironmentKind, view.AccountId, view.Access, view.Status));
        Assert.True(view.TradingOpen);
        Assert.Equal(new Permissions(true, true, false), view.Permissions);
        Assert.Equal(["keyId", "secret"], view.Credentials.Select(c => c.Field));
        Assert.Equal([null, Bench.Canary[^4..]], view.Credentials.Select(c => c.LastFour));
        Assert.Equal(["close", "open"], bench.LaneCalls);
        Assert.DoesNotContain(Bench.Canary, JsonSerializer.Serialize(view));
        Assert.DoesNotContain(Bench.Canary, Encoding.UTF8.GetString(bench.FileBytes()));
        var row = Assert.Single(bench.Outbox());
        Assert.Equal(("connection_created", "user:1", bench.Workspace), (row.Kind, row.Actor, row.WorkspaceId));
        Assert.DoesNotContain("ACC-1", row.Data);
        Assert.Equal(view.Id, JsonDocument.Parse(row.Data).RootElement.GetProperty("connectionId").GetGuid());
        Assert.Equivalent(view, await bench.Service.GetAsync(bench.Workspace, view.Id, bench.Ct));
    }

    [Fact]
    public async Task Failed_check_is_the_error_and_nothing_is_stored()
    {
        bench.Probe = (_, _) => Task.FromResult(new LoginReport("", [new(CheckIds.Authentication, false, "invalid_credentials", "The venue does not know this key.")], []));
        var e = await bench.RefusedAsync(() => bench.ConnectAsync());
        Assert.Equal("invalid_credentials", e.Code);
        NothingStored();
    }

    [Theory]
    [InlineData(Rights.Read, "trade", false, "insufficient_scope")]
    [InlineData(Rights.Read, "read", false, null)]
    [InlineData(Rights.Read | Rights.Trade | Rights.Withdraw, "trade", false, "withdrawal_permission")]
    [InlineData(Rights.Read | Rights.Trade | Rights.Withdraw, "read", false, "withdrawal_permission")]
    [InlineData(Rights.Read | Rights.Trade | Rights.Withdraw, "trade", true, null)]
    [InlineData(Rights.Read | Rights.Trade, "all", false, "validation_failed")]
    public async Task Rights_decide(Rights rights, string access, bool accept, string? code)
    {
        bench.Probe = (_, _) => Task.FromResult(Bench.Report("ACC-1", rights));
        if (code is null)
        {
            Assert.Equal(access == "trade", (await bench.ConnectAsync(access: access, acceptWithdrawal: accept)).TradingOpen);
        }
        else
        {
            Assert.Equal(code, (await bench.RefusedAsync(() => bench.ConnectAsync(access: access, acceptWithdrawal: accept))).Code);
            NothingStored();
        }
    }

    [Fact]
    public async Task Live_needs_to_be_confirmed()
    {
        var e = await bench.RefusedAsync(() => bench.ConnectAsync(bench.Request(environment: "live")));
        Assert.Equal("validation_failed", e.Code);
        Assert.Contains("confirmLive", (IReadOnlyDictionary<string, string[]>)e.Facts["errors"]!);
        Assert.Equal("live", (await bench.ConnectAsync(bench.Request(environment: "live"), confirmLive: true)).EnvironmentKind);
    }

    [Fact]
    public async Task Same_account_is_connected_once_even_by_many_at_once()
    {
        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
        {
            try
            {
                return (await bench.ConnectAsync(bench.Request(secret: "secret" + i))).Id.ToString();
            }
            catch (Argix.Errors.ArgixException e)
            {
                return $"{e.Code} {e.Facts["connectionId"]}";
            }
        })));
        var won = Assert.Single(tries, t => Guid.TryParse(t, out _));
        Assert.All(tries.Where(t => t != won), t => Assert.Equal("already_connected " + won, t));
    }

    [Fact]
    public async Task Other_workspace_connects_the_same_account_and_sees_only_its_own()
    {
        var mine = await bench.ConnectAsync();
        var other = Guid.NewGuid();
        var theirs = await bench.Service.CreateAsync(other, new(bench.Request(), "Theirs"), "user:2", bench.Ct);
        Assert.Equal(theirs.Id, Assert.Single(await bench.Service.ListAsync(other, bench.Ct)).Id);
        Assert.Equal("not_found", (await bench.RefusedAsync(() => bench.Service.GetAsync(other, mine.Id, bench.Ct))).Code);
        Assert.Equal("not_found", (await bench.RefusedAsync(() => bench.Service.PauseAsync(other, mine.Id, "x", bench.Ct))).Code);
        Assert.Equal("not_found", (await bench.RefusedAsync(() => bench.Service.DisconnectAsync(other, mine.Id, OpenOrdersChoice.Leave, "x", bench.Ct))).Code);
        Assert.NotEqual(mine.Credentials[0].Fingerprint, theirs.Credentials[0].Fingerprint);
    }

    [Fact]
    public async Task Paper_can_be_connected_more_than_once_with_a_login_each_and_default_cash()
    {
        var test = new TestRequest("paper", "local", "paper", null, new Dictionary<string, string>());
        await bench.ConnectAsync(test);
        await bench.ConnectAsync(test);
        using var db = bench.Open();
        Assert.Equal(2, db.Logins.Count());
        foreach (var login in db.Logins)
        {
            await using var open = await bench.Opener.OpenAsync(bench.Workspace, login.Id, bench.Ct);
            Assert.Equal("100000", await open.Port.SecretAsync("startingCash", bench.Ct));
            Assert.EndsWith(Path.Combine("brokers", "paper", login.Id.ToString()), open.Port.DataDirectory);
        }
    }

    [Fact]
    public async Task Two_accounts_of_the_same_credentials_share_a_login_and_one_must_be_chosen()
    {
        bench.Probe = (_, _) => Task.FromResult(new LoginReport("subject", [],
            [new("A", "a", "USD", Rights.Read | Rights.Trade, Proof.Probed), new("B", "b", "USD", Rights.Read | Rights.Trade, Proof.Probed)]));
        var e = await bench.RefusedAsync(() => bench.ConnectAsync());
        Assert.Equal("validation_failed", e.Code);
        Assert.Equal(2, ((IReadOnlyList<AccountChoice>)e.Facts["accounts"]!).Count);
        await bench.ConnectAsync(bench.Request(account: "A"));
        var b = await bench.ConnectAsync(bench.Request(account: "B"));
        using var db = bench.Open();
        var login = Assert.Single(db.Logins);
        // Ending one keeps the other's credentials.
        await bench.Service.DisconnectAsync(bench.Workspace, b.Id, OpenOrdersChoice.Refuse, "user:1", bench.Ct);
        await using var open = await bench.Opener.OpenAsync(bench.Workspace, login.Id, bench.Ct);
        Assert.Equal("A", Assert.Single(open.Connections).AccountId);
        Assert.Equal(Bench.Canary, await open.Port.SecretAsync("secret", bench.Ct));
    }

    [Fact]
    public async Task Pause_resume_disable_enable_change_status_lane_and_journal()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.LaneCalls.Clear();
        var (ws, s) = (bench.Workspace, bench.Service);
        Assert.Equal(("paused", false), Seen(await s.PauseAsync(ws, id, "user:1", bench.Ct)));
        Assert.Equal(("paused", false), Seen(await s.PauseAsync(ws, id, "user:1", bench.Ct)));
        Assert.Equal(("connected", true), Seen(await s.ResumeAsync(ws, id, "user:1", bench.Ct)));
        Assert.Empty(bench.LaneCalls);
        Assert.Equal(("disabled", false), Seen(await s.DisableAsync(ws, id, OpenOrdersChoice.Refuse, "user:1", bench.Ct)));
        Assert.Equal(["close"], bench.LaneCalls);
        Assert.Equal("connection_not_ready", (await bench.RefusedAsync(() => s.PauseAsync(ws, id, "user:1", bench.Ct))).Code);
        Assert.Equal("connection_not_ready", (await bench.RefusedAsync(() => s.ReconnectAsync(ws, id, bench.Ct))).Code);
        Assert.Equal(("connected", true), Seen(await s.EnableAsync(ws, id, "user:1", bench.Ct)));
        Assert.Equal(["close", "close", "open"], bench.LaneCalls);
        Assert.Equal(["connection_created", "connection_paused", "connection_resumed", "connection_disabled", "connection_enabled"], bench.Outbox().Select(o => o.Kind));

        static (string, bool) Seen(ConnectionView v) => (v.Status, v.TradingOpen);
    }

    [Fact]
    public async Task Status_follows_lane_and_deployment()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.LaneHealth = new("reauth_required", "reauth_required", DateTimeOffset.UnixEpoch.AddDays(1), false);
        var view = await bench.Service.GetAsync(bench.Workspace, id, bench.Ct);
        Assert.Equal(("reauth_required", "reauth_required", DateTimeOffset.UnixEpoch.AddDays(1), false), (view.Status, view.StatusCode, view.StatusSince, view.TradingOpen));
        bench.LaneHealth = new("connected", null, DateTimeOffset.UnixEpoch, true);
        bench.Brokers["keyed"] = Bench.Entry(Bench.Keyed(), Argix.Contracts.Manifest.Availability.Maintenance);
        view = await bench.Service.GetAsync(bench.Workspace, id, bench.Ct);
        Assert.Equal(("maintenance", "maintenance", false), (view.Status, view.StatusCode, view.TradingOpen));
        bench.Brokers.Remove("keyed");
        Assert.Equal("failed", (await bench.Service.GetAsync(bench.Workspace, id, bench.Ct)).Status);
    }

    [Fact]
    public async Task Rotation_replaces_the_secret_once_the_new_one_is_proven()
    {
        var id = (await bench.ConnectAsync()).Id;
        var old = Ciphertext("secret");
        bench.Probe = async (port, ct) => await port.SecretAsync("secret", ct) == "new-secret-value" ? Bench.Report("ACC-1")
            : new("", [new(CheckIds.Authentication, false, "invalid_credentials", "no")], []);
        Assert.Equal("invalid_credentials", (await bench.RefusedAsync(() => Rotate("wrong"))).Code);
        Assert.Equal(old, Ciphertext("secret"));
        var view = await Rotate("new-secret-value");
        Assert.Equal("alue", view.Credentials.Single(c => c.Field == "secret").LastFour);
        using var db = bench.Open();
        var login = Assert.Single(db.Logins);
        Assert.Equal(2, login.SecretVersion);
        Assert.Equal("new-secret-value", await bench.Secrets.ReadAsync(bench.Workspace, login.Id, "secret", bench.Ct));
        Assert.DoesNotContain(old, Encoding.UTF8.GetString(bench.FileBytes()));
        // The old ciphertext, put back, does not open: the version is part of its purpose.
        db.Secrets.Single(s => s.Field == "secret").Ciphertext = old;
        db.SaveChanges();
        Assert.Equal("reauth_required", (await bench.RefusedAsync(() => bench.Secrets.ReadAsync(bench.Workspace, login.Id, "secret", bench.Ct).AsTask())).Code);
        var data = bench.Outbox().Single(o => o.Kind == "connection_credentials_rotated").Data;
        Assert.DoesNotContain("new-secret-value", data);

        Task<ConnectionView> Rotate(string secret) =>
            bench.Service.RotateCredentialsAsync(bench.Workspace, id, new Dictionary<string, string> { ["keyId"] = "PK123", ["secret"] = secret }, false, "user:1", bench.Ct);
    }

    [Fact]
    public async Task Rotation_to_another_account_is_refused()
    {
        var id = (await bench.ConnectAsync()).Id;
        var old = Ciphertext("secret");
        bench.Probe = (_, _) => Task.FromResult(Bench.Report("ACC-2"));
        var e = await bench.RefusedAsync(() => bench.Service.RotateCredentialsAsync(bench.Workspace, id, bench.Request().Credentials, false, "user:1", bench.Ct));
        Assert.Equal("wrong_account", e.Code);
        Assert.Equal(old, Ciphertext("secret"));
    }

    [Fact]
    public async Task Stored_credentials_can_be_tested()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.Probe = async (port, ct) => await port.SecretAsync("secret", ct) == Bench.Canary ? Bench.Report("ACC-1") : throw new InvalidOperationException();
        Assert.True((await bench.Service.TestStoredAsync(bench.Workspace, id, bench.Ct)).Ok);
    }

    [Fact]
    public async Task Ciphertext_moved_to_another_row_pauses_the_connection()
    {
        var id = (await bench.ConnectAsync()).Id;
        await using (var db = bench.Open())
        {
            var (keyId, secret) = (db.Secrets.Single(s => s.Field == "keyId"), db.Secrets.Single(s => s.Field == "secret"));
            (keyId.Ciphertext, secret.Ciphertext) = (secret.Ciphertext, keyId.Ciphertext);
            await db.SaveChangesAsync(bench.Ct);
            await using var open = await bench.Opener.OpenAsync(bench.Workspace, keyId.LoginId, bench.Ct);
            Assert.Equal("reauth_required", (await bench.RefusedAsync(() => open.Port.SecretAsync("keyId", bench.Ct).AsTask())).Code);
        }
        Assert.Equal("paused", (await bench.Service.GetAsync(bench.Workspace, id, bench.Ct)).Status);
        Assert.Contains("credentials_unreadable", bench.Outbox()[^1].Data);
    }

    [Fact]
    public async Task Open_login_reads_the_newest_secret_and_hides_it_while_open()
    {
        var id = (await bench.ConnectAsync()).Id;
        using var db = bench.Open();
        await using (var open = await bench.Opener.OpenAsync(bench.Workspace, db.Logins.Single().Id, bench.Ct))
        {
            Assert.Equal(id, Assert.Single(open.Connections).Id);
            Assert.Empty(bench.Hidden);
            Assert.Equal(Bench.Canary, await open.Port.SecretAsync("secret", bench.Ct));
            Assert.Equal([Bench.Canary], bench.Hidden);
            await Assert.ThrowsAsync<KeyNotFoundException>(() => open.Port.SecretAsync("note", bench.Ct).AsTask());
            await bench.Service.RotateCredentialsAsync(bench.Workspace, id, bench.Request(secret: "another-secret").Credentials, false, "user:1", bench.Ct);
            Assert.Equal("another-secret", await open.Port.SecretAsync("secret", bench.Ct));
            Assert.Equal(1, bench.Adapters);
        }
        Assert.Empty(bench.Hidden);
        Assert.Equal(0, bench.Adapters);
    }

    private string Ciphertext(string field)
    {
        using var db = bench.Open();
        return db.Secrets.AsNoTracking().Single(s => s.Field == field).Ciphertext;
    }

    private void NothingStored()
    {
        using var db = bench.Open();
        Assert.Empty(db.Connections);
        Assert.Empty(db.Logins);
        Assert.Empty(db.Secrets);
        Assert.Empty(db.Outbox);
        Assert.Empty(bench.LaneCalls);
    }
}
