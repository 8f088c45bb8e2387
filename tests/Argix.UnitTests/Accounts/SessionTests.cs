using Argix.Accounts;
using Argix.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Argix.UnitTests.Accounts;

public class SessionTests
{
    [Fact]
    public async Task A_session_gives_the_caller_with_the_scopes_of_the_role_as_it_is_now()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync(role: "trader");
        var sessions = ground.Get<SessionStore>();
        var cookie = await sessions.StartAsync(owner.UserId, owner.WorkspaceId, "browser");
        var caller = Caller.Of(cookie);
        Assert.Equal((owner.WorkspaceId, owner.UserId, "trader", "user:" + owner.UserId), (caller.WorkspaceId, caller.UserId, caller.Role, caller.Actor));
        Assert.Equal(["read", "trade"], caller.Scopes.Order());
        await using var db = ground.Get<DbFactory>().Open();
        await db.Members.ExecuteUpdateAsync(m => m.SetProperty(x => x.Role, "viewer"));
        Assert.Equal(["read"], Caller.Of((await sessions.ContinueAsync(cookie))!).Scopes);
        await db.Members.ExecuteDeleteAsync();
        Assert.Null(await sessions.ContinueAsync(cookie));
    }

    [Fact]
    public async Task Signing_out_ends_every_copy_of_the_cookie()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var sessions = ground.Get<SessionStore>();
        var (one, two) = (await sessions.StartAsync(owner.UserId, owner.WorkspaceId, null), await sessions.StartAsync(owner.UserId, owner.WorkspaceId, null));
        await sessions.EndAsync(one);
        Assert.Null(await sessions.ContinueAsync(one));
        Assert.NotNull(await sessions.ContinueAsync(two));
        await sessions.EndAllAsync(owner.UserId);
        Assert.Null(await sessions.ContinueAsync(two));
    }

    [Fact]
    public async Task A_session_ends_when_idle_and_after_its_longest_life_however_busy()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var sessions = ground.Get<SessionStore>();
        var idle = await sessions.StartAsync(owner.UserId, owner.WorkspaceId, null);
        var busy = await sessions.StartAsync(owner.UserId, owner.WorkspaceId, null);
        var end = ground.Clock.Now + SessionStore.Longest;
        for (ground.Clock.Now += TimeSpan.FromHours(11); ground.Clock.Now <= end; ground.Clock.Now += TimeSpan.FromHours(11))
            Assert.NotNull(await sessions.ContinueAsync(busy));
        Assert.Null(await sessions.ContinueAsync(busy));
        Assert.Null(await sessions.ContinueAsync(idle));
    }

    [Fact]
    public async Task A_login_link_works_once_and_not_after_its_time()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var links = ground.Get<LoginLinks>();
        var token = links.Create("u", Guid.Empty, TimeSpan.FromMinutes(5));
        Assert.Equal(("u", Guid.Empty), links.Redeem(token));
        Assert.Null(links.Redeem(token));
        var late = links.Create("u", Guid.Empty, TimeSpan.FromMinutes(5));
        ground.Clock.Now += TimeSpan.FromMinutes(6);
        Assert.Null(links.Redeem(late));
    }
}
