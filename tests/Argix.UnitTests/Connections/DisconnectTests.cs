using System.Text;
using Argix.Connections;
using Argix.Data;
using Xunit;

namespace Argix.UnitTests.Connections;

/// <summary>The end of a connection: orders first, then the secret, of which nothing stays.</summary>
public sealed class DisconnectTests : IDisposable
{
    private readonly Bench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Nothing_of_the_ciphertext_stays_in_the_file()
    {
        // Many others, so that pages split and the rows move about before they are destroyed.
        var others = new List<ConnectionView>();
        for (var i = 0; i < 24; i++)
        {
            var account = "ACC-" + i;
            bench.Probe = (_, _) => Task.FromResult(Bench.Report(account));
            others.Add(await bench.ConnectAsync(bench.Request(secret: Bench.Canary + new string('x', i * 25))));
        }
        var victim = others[12];
        string[] ciphertexts;
        string keptText;
        using (var db = bench.Open())
        {
            var login = db.Connections.Single(c => c.Id == victim.Id).LoginId;
            ciphertexts = [.. db.Secrets.Where(s => s.LoginId == login).Select(s => s.Ciphertext)];
            keptText = db.Secrets.First(s => s.LoginId != login).Ciphertext;
        }
        var before = Encoding.UTF8.GetString(bench.FileBytes());
        Assert.All(ciphertexts, c => Assert.Contains(c, before));
        var view = await Disconnect(victim.Id, OpenOrdersChoice.Refuse);
        Assert.Equal("disconnected", view.Status);
        Assert.Empty(view.Credentials);
        var after = Encoding.UTF8.GetString(bench.FileBytes());
        // Parts too, since a page may have held only some of it.
        Assert.All(ciphertexts, c => Assert.DoesNotContain(c[20..60], after));
        Assert.All(ciphertexts, c => Assert.DoesNotContain(c[^40..], after));
        Assert.Contains(keptText, after);
        Assert.DoesNotContain(victim.Credentials.Single(c => c.Field == "secret").Fingerprint, after);
        Assert.Empty(bench.StoreLog.All.Lines);
        Assert.Equal("connection_disconnected", bench.Outbox()[^1].Kind);
    }

    [Fact]
    public async Task Tombstone_stays_and_the_account_can_be_connected_again()
    {
        var id = (await bench.ConnectAsync()).Id;
        await Disconnect(id, OpenOrdersChoice.Refuse);
        Assert.Equal("disconnected", (await Disconnect(id, OpenOrdersChoice.Refuse)).Status);
        foreach (var act in new Func<Task>[]
        {
            () => bench.Service.ResumeAsync(bench.Workspace, id, "x", bench.Ct),
            () => bench.Service.EnableAsync(bench.Workspace, id, "x", bench.Ct),
            () => bench.Service.ReconnectAsync(bench.Workspace, id, bench.Ct),
            () => bench.Service.TestStoredAsync(bench.Workspace, id, bench.Ct),
            () => bench.Service.RotateCredentialsAsync(bench.Workspace, id, bench.Request().Credentials, false, "x", bench.Ct),
        })
        {
            Assert.Equal("connection_not_ready", (await bench.RefusedAsync(act)).Code);
        }
        Assert.NotEqual(id, (await bench.ConnectAsync()).Id);
        Assert.Equal(2, (await bench.Service.ListAsync(bench.Workspace, bench.Ct)).Count);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public async Task Open_or_unknown_orders_refuse_by_default_and_nothing_changes(int open, int unknown)
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.LaneCalls.Clear();
        bench.OrderCount = (open, unknown);
        var e = await bench.RefusedAsync(() => Disconnect(id, ConnectionService.ParseChoice(null)));
        Assert.Equal(("open_orders", open, unknown), (e.Code, e.Facts["openOrders"], e.Facts["unknownOrders"]));
        var view = await bench.Service.GetAsync(bench.Workspace, id, bench.Ct);
        Assert.Equal(("connected", open, unknown), (view.Status, view.OpenOrders, view.UnknownOrders));
        Assert.Empty(bench.LaneCalls);
    }

    [Fact]
    public async Task Leave_ends_it_with_orders_open()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.OrderCount = (2, 1);
        Assert.Equal("disconnected", (await Disconnect(id, OpenOrdersChoice.Leave)).Status);
        Assert.Contains("leave", bench.Outbox()[^1].Data);
    }

    [Fact]
    public async Task Cancel_waits_for_the_venues_word()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.OrderCount = (2, 0);
        bench.OnCancelAll = () =>
        {
            Assert.Equal("disconnecting", bench.Service.GetAsync(bench.Workspace, id, bench.Ct).Result.Status);
            bench.OrderCount = (0, 0);
        };
        Assert.Equal("disconnected", (await Disconnect(id, OpenOrdersChoice.Cancel)).Status);
    }

    [Fact]
    public async Task Without_the_venues_word_it_stays_disconnecting_with_its_secret_until_the_word_comes()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.LaneCalls.Clear();
        bench.OrderCount = (1, 0);
        Assert.Equal("disconnecting", (await Disconnect(id, OpenOrdersChoice.Cancel)).Status);
        Assert.Empty(bench.LaneCalls);
        await bench.Service.FinishDisconnectsAsync(bench.Ct);
        Assert.Equal("disconnecting", (await bench.Service.GetAsync(bench.Workspace, id, bench.Ct)).Status);
        // A lane that is not up does not know its orders: none seen is not none there.
        (bench.OrderCount, bench.LaneHealth) = ((0, 0), bench.LaneHealth with { Status = "connecting" });
        await bench.Service.FinishDisconnectsAsync(bench.Ct);
        Assert.Equal("disconnecting", (await bench.Service.GetAsync(bench.Workspace, id, bench.Ct)).Status);
        bench.LaneHealth = bench.LaneHealth with { Status = "connected" };
        await bench.Service.FinishDisconnectsAsync(bench.Ct);
        Assert.Equal("disconnected", (await bench.Service.GetAsync(bench.Workspace, id, bench.Ct)).Status);
        using var db = bench.Open();
        Assert.Empty(db.Secrets);
    }

    [Fact]
    public async Task What_the_venue_does_not_confirm_in_time_is_recorded_as_unproven_before_the_secret_goes()
    {
        using var quick = new Bench(TimeSpan.FromTicks(1));
        var id = (await quick.ConnectAsync()).Id;
        quick.OrderCount = (2, 1);
        Assert.Equal("disconnecting", (await quick.Service.DisconnectAsync(quick.Workspace, id, OpenOrdersChoice.Cancel, "user:1", quick.Ct)).Status);
        Assert.Empty(quick.AccessEnds);
        quick.LaneHealth = quick.LaneHealth with { Status = "failed" };
        await quick.Service.FinishDisconnectsAsync(quick.Ct);
        Assert.Equal("disconnected", (await quick.Service.GetAsync(quick.Workspace, id, quick.Ct)).Status);
        var (planned, left) = Assert.Single(quick.AccessEnds);
        Assert.Equal([Bench.Order(1), Bench.Order(2)], planned.Order());
        Assert.False(left);
        Assert.Equal(2, quick.Outbox()[^1].Data.Split("unproven").Length - 1);
    }

    [Fact]
    public async Task Outcomes_stand_in_the_record_of_the_end()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.OrderCount = (1, 0);
        bench.OnCancelAll = () => bench.OrderCount = (0, 0);
        await Disconnect(id, OpenOrdersChoice.Cancel);
        Assert.Equal(["connection_created", "connection_disconnecting", "connection_disconnected"], bench.Outbox().Select(o => o.Kind));
        Assert.Contains($"{{\"orderId\":\"{Bench.Order(1)}\",\"outcome\":\"cancelled\"}}", bench.Outbox()[^1].Data);
    }

    [Fact]
    public async Task A_choice_to_leave_that_a_crash_interrupted_is_carried_out_and_cancels_nothing()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.OrderCount = (1, 0);
        Assert.Equal("disconnecting", (await Disconnect(id, OpenOrdersChoice.Cancel)).Status);
        using (var db = bench.Open())
        {
            var row = db.Connections.Single();
            db.Outbox.Add(await EndingWish.RowAsync(db, row, OpenOrdersChoice.Leave, [], "user:1", TimeProvider.System, bench.Ct));
            await db.SaveChangesAsync(bench.Ct);
        }
        bench.OnCancelAll = () => Assert.Fail("nothing may be cancelled");
        await bench.Service.FinishDisconnectsAsync(bench.Ct);
        Assert.Equal("disconnected", (await bench.Service.GetAsync(bench.Workspace, id, bench.Ct)).Status);
        Assert.True(Assert.Single(bench.AccessEnds).Left);
    }

    [Fact]
    public async Task Disabling_asks_the_same_question()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.OrderCount = (1, 0);
        Assert.Equal("open_orders", (await bench.RefusedAsync(() => Disable(id, OpenOrdersChoice.Refuse))).Code);
        Assert.Equal("connected", (await bench.Service.GetAsync(bench.Workspace, id, bench.Ct)).Status);
        // Cancelled in words only: no new orders, and not disabled.
        Assert.Equal("open_orders", (await bench.RefusedAsync(() => Disable(id, OpenOrdersChoice.Cancel))).Code);
        Assert.Equal("paused", (await bench.Service.GetAsync(bench.Workspace, id, bench.Ct)).Status);
        Assert.Empty(bench.AccessEnds);
        Assert.Equal("disabled", (await Disable(id, OpenOrdersChoice.Leave)).Status);
        Assert.All(bench.AccessEnds, e => Assert.True(e.Left));
        Assert.NotEmpty(bench.AccessEnds);
    }

    [Fact]
    public async Task Disabling_with_cancel_waits_for_the_venues_word()
    {
        var id = (await bench.ConnectAsync()).Id;
        bench.OrderCount = (1, 0);
        bench.OnCancelAll = () => bench.OrderCount = (0, 0);
        Assert.Equal("disabled", (await Disable(id, OpenOrdersChoice.Cancel)).Status);
        Assert.Empty(bench.AccessEnds);
    }

    [Fact]
    public void Unknown_choice_is_refused() =>
        Assert.Equal("validation_failed", Assert.Throws<Argix.Errors.ArgixException>(() => ConnectionService.ParseChoice("drop")).Code);

    private Task<ConnectionView> Disable(Guid id, OpenOrdersChoice choice) => bench.Service.DisableAsync(bench.Workspace, id, choice, "user:1", bench.Ct);

    private Task<ConnectionView> Disconnect(Guid id, OpenOrdersChoice choice) => bench.Service.DisconnectAsync(bench.Workspace, id, choice, "user:1", bench.Ct);
}
