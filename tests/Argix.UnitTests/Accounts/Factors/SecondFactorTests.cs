using Argix.Accounts;
using Argix.Accounts.Factors;
using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Argix.UnitTests.Accounts.Factors;

public class SecondFactorTests
{
    [Fact]
    public async Task An_app_is_taken_into_use_by_a_right_code_only_and_nothing_of_it_is_kept_in_clear()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var offer = await ground.InScopeAsync<SecondFactors, TotpOffer>(f => Task.FromResult(f.Offer(new User { Id = owner.UserId })));
        await Assert.ThrowsAsync<ArgixException>(() => WithAsync(ground, owner, (f, u) => f.EnableAsync(u, offer, "000000", default)));
        Assert.False(await WithAsync(ground, owner, async (f, u) => (await f.OfAsync(u)).Totp || u.TwoFactorEnabled));
        var codes = await EnableAsync(ground, owner, offer);
        Assert.Equal(10, codes.Distinct().Count());
        await using var db = ground.Get<DbFactory>().Open();
        var kept = System.Text.Json.JsonSerializer.Serialize(await db.UserTokens.ToListAsync());
        Assert.DoesNotContain(offer.Secret, kept);
        Assert.All(codes, c => Assert.DoesNotContain(c, kept));
        Assert.True(await WithAsync(ground, owner, async (f, u) => u.TwoFactorEnabled && (await f.OfAsync(u)) is { Totp: true, RecoveryCodes: 10 }));
    }

    [Fact]
    public async Task A_code_works_once_even_when_two_present_it_together()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var offer = await OfferAsync(ground, owner);
        await EnableAsync(ground, owner, offer);
        Assert.False(await TakesAsync(ground, owner, Code(ground, offer))); // the one that confirmed it is spent
        ground.Clock.Now += TimeSpan.FromSeconds(30);
        var code = Code(ground, offer);
        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => TakesAsync(ground, owner, code))));
        Assert.Single(taken, t => t);
    }

    [Fact]
    public async Task A_recovery_code_works_once_and_new_ones_end_the_old()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var codes = await EnableAsync(ground, owner, await OfferAsync(ground, owner));
        Assert.True(await TakesAsync(ground, owner, codes[0].ToUpperInvariant().Replace("-", " ")));
        Assert.False(await TakesAsync(ground, owner, codes[0]));
        var fresh = await WithAsync(ground, owner, (f, u) => f.RenewCodesAsync(u, default));
        Assert.False(await TakesAsync(ground, owner, codes[1]));
        Assert.True(await TakesAsync(ground, owner, fresh[1]));
        Assert.Equal(9, await WithAsync(ground, owner, async (f, u) => (await f.OfAsync(u)).RecoveryCodes));
    }

    [Fact]
    public async Task With_the_last_factor_the_second_step_and_the_codes_end()
    {
        await using var ground = await TestAccounts.OpenAsync();
        var owner = await ground.AddUserAsync();
        var offer = await OfferAsync(ground, owner);
        var codes = await EnableAsync(ground, owner, offer);
        await WithAsync(ground, owner, async (f, u) => { await f.RemoveTotpAsync(u, default); return 0; });
        ground.Clock.Now += TimeSpan.FromSeconds(30);
        Assert.False(await TakesAsync(ground, owner, Code(ground, offer)));
        Assert.False(await TakesAsync(ground, owner, codes[3]));
        Assert.False(await WithAsync(ground, owner, (_, u) => Task.FromResult(u.TwoFactorEnabled)));
    }

    internal static string Code(TestAccounts ground, TotpOffer offer) => TotpCode.Of(TotpCode.Bytes(offer.Secret), ground.Clock.Now.ToUnixTimeSeconds() / 30);

    private static Task<TotpOffer> OfferAsync(TestAccounts ground, Caller owner) => WithAsync(ground, owner, (f, u) => Task.FromResult(f.Offer(u)));

    private static Task<IReadOnlyList<string>> EnableAsync(TestAccounts ground, Caller owner, TotpOffer offer) => WithAsync(ground, owner, (f, u) => f.EnableAsync(u, offer, Code(ground, offer), default));

    private static Task<bool> TakesAsync(TestAccounts ground, Caller owner, string code) => WithAsync(ground, owner, (f, u) => f.TakesAsync(u, code, default));

    private static Task<T> WithAsync<T>(TestAccounts ground, Caller owner, Func<SecondFactors, User, Task<T>> work) =>
        ground.InScopeAsync<IServiceProvider, T>(async s => await work((SecondFactors)s.GetService(typeof(SecondFactors))!, (await ((UserManager<User>)s.GetService(typeof(UserManager<User>))!).FindByIdAsync(owner.UserId))!));
}
