using Argix.Accounts;
using Argix.Data;
using Argix.Errors;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Argix.UnitTests.Accounts;

public class ApiTokenTests
{
    [Fact]
    public async Task Only_a_hash_of_the_token_is_kept()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var made = await ground.Get<ApiTokens>().CreateAsync(owner.WorkspaceId, owner.UserId, "bot", ["read"]);
        Assert.Matches("^argix_[A-Za-z0-9_-]{43}$", made.Token);
        await using var db = ground.Get<DbFactory>().Open();
        var row = await db.ApiTokens.SingleAsync();
        Assert.Equal(ApiTokens.Hash(made.Token), row.Hash);
        Assert.DoesNotContain(made.Token, System.Text.Json.JsonSerializer.Serialize(row));
        Assert.DoesNotContain(made.Token, made.ToString());
    }

    [Theory]
    [InlineData("admin", "read,trade,admin", "admin,read,trade")]
    [InlineData("trader", "read,trade,admin", "read,trade")]
    [InlineData("viewer", "read,trade,admin", "read")]
    [InlineData("viewer", "trade", "")]
    [InlineData("admin", "read", "read")]
    public async Task A_token_may_what_both_its_scopes_and_its_users_role_allow(string role, string scopes, string expected)
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync(role: role);
        var made = await ground.Get<ApiTokens>().CreateAsync(owner.WorkspaceId, owner.UserId, "bot", scopes.Split(','));
        var caller = await ground.Get<ApiTokens>().FindAsync(made.Token);
        Assert.Equal(expected, string.Join(',', caller!.Scopes.Order()));
        Assert.Equal((owner.WorkspaceId, "token:" + made.Id), (caller.WorkspaceId, caller.Actor));
    }

    [Fact]
    public async Task A_revoked_token_is_nobody_and_another_workspace_cannot_revoke_it()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var other = await ground.AddUserAsync("b@argix.example", workspace: "other");
        var tokens = ground.Get<ApiTokens>();
        var made = await tokens.CreateAsync(owner.WorkspaceId, owner.UserId, "bot", ["read"]);
        await Assert.ThrowsAsync<ArgixException>(() => tokens.RevokeAsync(other.WorkspaceId, made.Id));
        Assert.NotNull(await tokens.FindAsync(made.Token));
        await tokens.RevokeAsync(owner.WorkspaceId, made.Id);
        Assert.Null(await tokens.FindAsync(made.Token));
    }

    [Fact]
    public async Task Last_use_is_written_at_most_once_a_minute()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var tokens = ground.Get<ApiTokens>();
        var made = await tokens.CreateAsync(owner.WorkspaceId, owner.UserId, "bot", ["read"]);
        var first = ground.Clock.Now;
        await tokens.FindAsync(made.Token);
        ground.Clock.Now += TimeSpan.FromSeconds(30);
        await tokens.FindAsync(made.Token);
        Assert.Equal(first, (await tokens.ListAsync(owner.WorkspaceId))[0].LastUsedAt);
        ground.Clock.Now += TimeSpan.FromSeconds(40);
        await tokens.FindAsync(made.Token);
        Assert.Equal(ground.Clock.Now, (await tokens.ListAsync(owner.WorkspaceId))[0].LastUsedAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("read,everything")]
    public async Task Unknown_scopes_are_refused(string scopes)
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var refused = await Assert.ThrowsAsync<ArgixException>(() => ground.Get<ApiTokens>().CreateAsync(owner.WorkspaceId, owner.UserId, "bot", scopes.Split(',')));
        Assert.Equal("validation_failed", refused.Code);
    }
}
