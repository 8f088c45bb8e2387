using Argix.Accounts;
using Argix.Data;
using Argix.Errors;
using Microsoft.EntityFrameworkCore;

namespace Argix.UnitTests.Accounts;

public class MemberTests
{
    [Fact]
    public async Task A_workspace_never_loses_its_last_admin_even_when_two_take_each_other_out()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var (a, b) = (await ground.AddUserAsync(), await ground.AddUserAsync("b@argix.example"));
        var outcomes = await Task.WhenAll(
            Task.Run(() => TryAsync(ground, s => s.ChangeRoleAsync(a, b.UserId, Roles.Viewer))),
            Task.Run(() => TryAsync(ground, s => s.RemoveAsync(b, a.UserId))));
        Assert.Equal(["", "validation_failed"], outcomes.Order());
        await using var db = ground.Get<DbFactory>().Open();
        Assert.Equal(1, await db.Members.CountAsync(m => m.Role == Roles.Admin));
    }

    [Fact]
    public async Task Who_is_taken_out_loses_sessions_and_tokens_of_that_workspace_and_keeps_the_others()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var admin = await ground.AddUserAsync();
        var here = await ground.AddUserAsync("b@argix.example", "trader");
        var there = await ground.AddUserAsync("b@argix.example", "viewer", "other");
        var tokens = ground.Get<ApiTokens>();
        var (gone, stays) = (await tokens.CreateAsync(here.WorkspaceId, here.UserId, "x", ["read"]), await tokens.CreateAsync(there.WorkspaceId, there.UserId, "y", ["read"]));
        var session = await ground.Get<SessionStore>().StartAsync(here.UserId, here.WorkspaceId, null);
        await ground.InScopeAsync<AccountService, int>(async s => { await s.RemoveAsync(admin, here.UserId); return 0; });
        Assert.Null(await tokens.FindAsync(gone.Token));
        Assert.NotNull(await tokens.FindAsync(stays.Token));
        Assert.Null(await ground.Get<SessionStore>().ContinueAsync(session));
    }

    [Fact]
    public async Task An_invitation_makes_one_member_with_its_role_and_only_its_hash_is_kept()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var admin = await ground.AddUserAsync();
        var token = await InviteAsync(ground, admin, "new@argix.example", "trader");
        await using (var db = ground.Get<DbFactory>().Open())
            Assert.DoesNotContain(token, System.Text.Json.JsonSerializer.Serialize(await db.Invites.ToListAsync()) + System.Text.Json.JsonSerializer.Serialize(await db.Outbox.ToListAsync()));
        var joined = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => ground.InScopeAsync<Invitations, string>(async i =>
        {
            try { return (await i.AcceptNewAsync(token, "three little words")).Role; }
            catch (ArgixException e) { return e.Code; }
        }))));
        Assert.Single(joined, "trader");
        Assert.Equal(4, joined.Count(j => j == "not_found"));
    }

    [Fact]
    public async Task An_invitation_is_for_its_address_and_ends_after_a_week_or_when_withdrawn()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var admin = await ground.AddUserAsync();
        var thief = await ground.AddUserAsync("thief@argix.example", "viewer", "other");
        var token = await InviteAsync(ground, admin, "new@argix.example", "admin");
        var refused = await Assert.ThrowsAsync<ArgixException>(() => ground.InScopeAsync<Invitations, Caller>(i => i.AcceptAsync(token, thief.UserId)));
        Assert.Equal("forbidden", refused.Code);
        Assert.NotNull(await ground.InScopeAsync<Invitations, InviteOffer?>(i => i.FindAsync(token)));
        ground.Clock.Now += TimeSpan.FromDays(8);
        Assert.Null(await ground.InScopeAsync<Invitations, InviteOffer?>(i => i.FindAsync(token)));
        var second = await InviteAsync(ground, admin, "new@argix.example", "admin");
        var id = (await ground.InScopeAsync<Invitations, IReadOnlyList<InviteView>>(i => i.ListAsync(admin.WorkspaceId)))[0].Id;
        await Assert.ThrowsAsync<ArgixException>(() => ground.InScopeAsync<Invitations, int>(async i => { await i.WithdrawAsync(thief, id); return 0; })); // another workspace's
        await ground.InScopeAsync<Invitations, int>(async i => { await i.WithdrawAsync(admin, id); return 0; });
        Assert.Null(await ground.InScopeAsync<Invitations, InviteOffer?>(i => i.FindAsync(second)));
    }

    [Fact]
    public async Task A_renewed_session_ends_the_old_name_keeps_its_end_and_proves_only_what_was_proved()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var here = await ground.AddUserAsync();
        var there = await ground.AddUserAsync(role: "viewer", workspace: "other");
        var sessions = ground.Get<SessionStore>();
        var first = await sessions.StartAsync(here.UserId, here.WorkspaceId, "browser", "10.0.0.1");
        var proved = first.FindFirst(ArgixClaims.ProvedAt)!.Value;
        ground.Clock.Now += TimeSpan.FromHours(1);
        var other = await sessions.RenewAsync(first, there.WorkspaceId, proved: false);
        Assert.Null(await sessions.ContinueAsync(first));
        Assert.Equal((there.WorkspaceId, "viewer", proved), (Caller.Of(other).WorkspaceId, Caller.Of(other).Role, other.FindFirst(ArgixClaims.ProvedAt)!.Value));
        var fresh = await sessions.RenewAsync(other, null, proved: true);
        Assert.Equal(ground.Clock.Now.ToString("O"), fresh.FindFirst(ArgixClaims.ProvedAt)!.Value);
        var stranger = await ground.AddUserAsync("c@argix.example", workspace: "third");
        Assert.Equal("not_found", (await Assert.ThrowsAsync<ArgixException>(() => sessions.RenewAsync(fresh, stranger.WorkspaceId, false))).Code);
        var elsewhere = await sessions.StartAsync(here.UserId, here.WorkspaceId, "phone");
        Assert.Equal(1, await sessions.EndOthersAsync(fresh));
        Assert.Null(await sessions.ContinueAsync(elsewhere));
        Assert.Equal("10.0.0.1", Assert.Single(await sessions.ListAsync(here.UserId)).Address);
        ground.Clock.Now += SessionStore.Longest - TimeSpan.FromMinutes(30);
        Assert.Null(await sessions.ContinueAsync(fresh)); // renewing did not make it live longer
    }

    [Fact]
    public async Task A_token_ends_by_itself_after_ninety_days_or_when_it_was_told()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var tokens = ground.Get<ApiTokens>();
        var usual = await tokens.CreateAsync(owner.WorkspaceId, owner.UserId, "usual", ["read"]);
        var brief = await tokens.CreateAsync(owner.WorkspaceId, owner.UserId, "brief", ["read"], TimeSpan.FromDays(7));
        ground.Clock.Now += TimeSpan.FromDays(8);
        Assert.Null(await tokens.FindAsync(brief.Token));
        Assert.NotNull(await tokens.FindAsync(usual.Token));
        ground.Clock.Now += TimeSpan.FromDays(82);
        Assert.Null(await tokens.FindAsync(usual.Token));
        foreach (var never in new[] { TimeSpan.Zero, TimeSpan.FromDays(-1), TimeSpan.FromDays(4000) })
            Assert.Equal("validation_failed", (await Assert.ThrowsAsync<ArgixException>(() => tokens.CreateAsync(owner.WorkspaceId, owner.UserId, "x", ["read"], never))).Code);
    }

    private static Task<string> InviteAsync(TestAccounts ground, Caller admin, string email, string role) => ground.InScopeAsync<Invitations, string>(i => i.CreateAsync(admin, email, role, false));

    private static async Task<string> TryAsync(TestAccounts ground, Func<AccountService, Task> act)
    {
        try
        {
            await ground.InScopeAsync<AccountService, int>(async s => { await act(s); return 0; });
            return "";
        }
        catch (ArgixException e)
        {
            return e.Code;
        }
    }
}
