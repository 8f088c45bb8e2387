using Argix.Accounts;
using Argix.Errors;
using Xunit;

namespace Argix.UnitTests.Accounts;

public class SetupTests
{
    private const string Password = "three little words";

    [Fact]
    public async Task Of_many_claimants_exactly_one_wins()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var token = await ground.InScopeAsync<SetupService, string?>(s => s.NewTokenAsync());
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => ClaimAsync(ground, token, $"u{i}@argix.example"))));
        Assert.Single(claims, c => c == "");
        Assert.Equal(7, claims.Count(c => c == "forbidden"));
        Assert.Null(await ground.InScopeAsync<SetupService, string?>(s => s.NewTokenAsync()));
    }

    [Fact]
    public async Task A_refused_password_does_not_spend_the_token()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var token = await ground.InScopeAsync<SetupService, string?>(s => s.NewTokenAsync());
        Assert.Equal("validation_failed", await ClaimAsync(ground, token, "a@argix.example", "password"));
        Assert.True(await ground.InScopeAsync<SetupService, bool>(s => s.IsOpenAsync(token)));
        Assert.Equal("", await ClaimAsync(ground, token, "a@argix.example"));
        Assert.False(await ground.InScopeAsync<SetupService, bool>(s => s.IsOpenAsync(token)));
    }

    [Fact]
    public async Task A_new_start_ends_the_old_link_and_a_wrong_or_missing_token_opens_nothing()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var old = await ground.InScopeAsync<SetupService, string?>(s => s.NewTokenAsync());
        await ground.InScopeAsync<SetupService, string?>(s => s.NewTokenAsync());
        foreach (var wrong in new[] { old, "", null, "x" })
            Assert.Equal("forbidden", await ClaimAsync(ground, wrong, "a@argix.example"));
    }

    [Fact]
    public async Task A_user_made_by_the_command_line_ends_the_offer()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var token = await ground.InScopeAsync<SetupService, string?>(s => s.NewTokenAsync());
        await ground.AddUserAsync();
        Assert.Equal("forbidden", await ClaimAsync(ground, token, "b@argix.example"));
    }

    private static async Task<string> ClaimAsync(TestAccounts ground, string? token, string email, string password = Password)
    {
        try
        {
            await ground.InScopeAsync<SetupService, Caller>(s => s.ClaimAsync(token, email, password, "main"));
            return "";
        }
        catch (ArgixException e)
        {
            return e.Code;
        }
    }
}
