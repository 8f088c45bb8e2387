using Argix.Accounts;
using Argix.Accounts.Factors;
using Argix.Data;
using Argix.Errors;
using Argix.UnitTests.Accounts.Factors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Argix.UnitTests.Accounts;

/// <summary>Nobody learns who has an account here: every way to fail says the same and costs the same. Cost is counted (hashes and their rounds), not timed.</summary>
public sealed class SameWorkTests(ITestOutputHelper output)
{
    private const string Right = "three little words";

    [Fact]
    public async Task Unknown_wrong_locked_and_passwordless_say_the_same_and_hash_the_same()
    {
        var hasher = new CountingHasher();
        await using var ground = await OpenAsync(hasher);
        await ground.AddUserAsync("known@argix.example");
        await LockAsync(ground, await ground.AddUserAsync("locked@argix.example"));
        await ground.InScopeAsync<AccountService, User>(a => a.CreateAsync("sso@argix.example", null));
        ground.Get<Nobody>(); // as after the first sign-in of any kind
        var seen = new List<(string Who, string Said, string Work)>();
        foreach (var (who, email, password) in ((string, string, string)[])[
            ("an unknown address", "nobody@argix.example", "not the one"), ("an empty address", "", "not the one"), ("no address at all", "nobody", "not the one"), ("a wrong password", "known@argix.example", "not the one"),
            ("an empty password", "known@argix.example", ""), ("a locked account, wrong password", "locked@argix.example", "not the one"), ("a locked account, right password", "locked@argix.example", Right),
            ("an account without a password", "sso@argix.example", "not the one"), ("a long password", "nobody@argix.example", new string('x', 10_000))])
        {
            hasher.Work.Clear();
            var failure = await FailAsync(ground, s => s.WithPasswordAsync(new DefaultHttpContext(), email, password));
            seen.Add((who, $"{failure.Code}: {failure.Message}", string.Join(", ", hasher.Work)));
        }
        seen.ForEach(s => output.WriteLine($"{s.Who,-36} {s.Work,-16} {s.Said}"));
        Assert.Single(seen.Select(s => s.Said).Distinct());
        Assert.Equal("check of 210000", Assert.Single(seen.Select(s => s.Work).Distinct()));
    }

    [Fact]
    public async Task The_first_unknown_address_costs_no_more_than_the_second()
    {
        var hasher = new CountingHasher();
        await using var ground = await OpenAsync(hasher);
        ground.Get<Nobody>(); // comes with the first sign-in of any kind, before it is known whose
        hasher.Work.Clear();
        await FailAsync(ground, s => s.WithPasswordAsync(new DefaultHttpContext(), "nobody@argix.example", "x"));
        Assert.Equal(["check of 210000"], hasher.Work);
    }

    [Theory]
    [InlineData("000000")]
    [InlineData("")]
    [InlineData("aaaa-bbbb-cccc")]
    public async Task A_wrong_code_a_spent_one_and_a_locked_account_say_the_same(string wrong)
    {
        await using var ground = await OpenAsync(new CountingHasher());
        var owner = await ground.AddUserAsync();
        var (offer, codes) = await FactorAsync(ground, owner);
        var spent = codes[0];
        await ground.InScopeAsync<IServiceProvider, bool>(async s => await s.GetRequiredService<SecondFactors>().TakesAsync(await UserAsync(s, owner), spent, default));
        var said = new List<string>();
        foreach (var code in (string?[])[wrong, null, spent, SecondFactorTests.Code(ground, offer)]) // the last one was spent by the set-up
            said.Add((await SecondStepAsync(ground, code)).Message);
        await LockAsync(ground, owner);
        ground.Clock.Now += TimeSpan.FromSeconds(30);
        // The password of a locked account is not even right, so the person never gets here; who was half-way already hears the same.
        var half = await HalfWayAsync(ground, () => UnlockAsync(ground, owner), () => LockAsync(ground, owner));
        said.Add((await FailAsync(ground, s => s.WithCodeAsync(half, SecondFactorTests.Code(ground, offer)))).Message);
        output.WriteLine($"{said.Count} wrong codes, {said.Distinct().Count()} answer");
        Assert.Single(said.Distinct());
    }

    [Fact]
    public async Task Invitations_and_the_set_up_link_tell_nothing_to_who_does_not_have_them()
    {
        await using var ground = await OpenAsync(new CountingHasher());
        var admin = await ground.AddUserAsync();
        await ground.AddUserAsync("elsewhere@argix.example", workspace: "theirs");
        var known = await InviteAsync(ground, admin, "elsewhere@argix.example");
        var unknown = await InviteAsync(ground, admin, "new@argix.example");
        // To the admin an address with an account in another workspace looks like any other.
        Assert.Equal(known.Length, unknown.Length);
        await ground.InScopeAsync<Invitations, Caller>(i => i.AcceptNewAsync(unknown, "three little words more"));
        var stale = await InviteAsync(ground, admin, "late@argix.example");
        ground.Clock.Now += TimeSpan.FromDays(8);
        var said = new List<string>();
        foreach (var token in (string?[])[null, "", "made-up", unknown, stale, known])
        {
            Assert.Null(await ground.InScopeAsync<Invitations, InviteOffer?>(i => i.FindAsync(token)));
            var failure = await Assert.ThrowsAsync<ArgixException>(() => ground.InScopeAsync<Invitations, Caller>(i => i.AcceptNewAsync(token, "three little words more")));
            said.Add($"{failure.Code}: {failure.Message}");
        }
        foreach (var token in (string?[])[null, "made-up"])
            Assert.Equal("forbidden", (await Assert.ThrowsAsync<ArgixException>(() => ground.InScopeAsync<SetupService, Caller>(s => s.ClaimAsync(token, "known@argix.example", "three little words", "x")))).Code);
        output.WriteLine($"{said.Count} links that are not good, {said.Distinct().Count()} answer");
        Assert.Single(said.Distinct());
    }

    [Fact]
    public async Task Closing_by_password_costs_the_same_for_a_user_that_is_not_there()
    {
        var hasher = new CountingHasher();
        await using var ground = await OpenAsync(hasher);
        var owner = await ground.AddUserAsync();
        ground.Get<Nobody>();
        foreach (var user in (string[])[owner.UserId, "no-such-user"])
        {
            hasher.Work.Clear();
            Assert.False(await ground.InScopeAsync<SignIn, bool>(s => s.ProvesAsync(new DefaultHttpContext(), user, "not the one", null)));
            Assert.Equal(["check of 210000"], hasher.Work);
        }
    }

    private static Task<TestAccounts> OpenAsync(CountingHasher hasher) => TestAccounts.OpenAsync(more: s => s.AddSingleton<IPasswordHasher<User>>(hasher));

    private static async Task<ArgixException> FailAsync(TestAccounts ground, Func<SignIn, Task> work) =>
        await Assert.ThrowsAsync<ArgixException>(() => ground.InScopeAsync<SignIn, int>(async s => { await work(s); return 0; }));

    private static async Task<ArgixException> SecondStepAsync(TestAccounts ground, string? code)
    {
        var half = await HalfWayAsync(ground, () => Task.CompletedTask, () => Task.CompletedTask);
        return await FailAsync(ground, s => s.WithCodeAsync(half, code));
    }

    private static async Task<HttpContext> HalfWayAsync(TestAccounts ground, Func<Task> before, Func<Task> after)
    {
        await before();
        var context = new DefaultHttpContext();
        Assert.False(await ground.InScopeAsync<SignIn, bool>(s => s.WithPasswordAsync(context, "a@argix.example", Right)));
        await after();
        return Browser.Next(context);
    }

    private static async Task<(TotpOffer Offer, IReadOnlyList<string> Codes)> FactorAsync(TestAccounts ground, Caller owner) => await ground.InScopeAsync<IServiceProvider, (TotpOffer, IReadOnlyList<string>)>(async s =>
    {
        var (factors, user) = (s.GetRequiredService<SecondFactors>(), await UserAsync(s, owner));
        var offer = factors.Offer(user);
        return (offer, await factors.EnableAsync(user, offer, SecondFactorTests.Code(ground, offer), default));
    });

    private static Task LockAsync(TestAccounts ground, Caller who) => UntilAsync(ground, who, ground.Clock.Now.AddYears(100));

    private static Task UnlockAsync(TestAccounts ground, Caller who) => UntilAsync(ground, who, null);

    private static Task UntilAsync(TestAccounts ground, Caller who, DateTimeOffset? until) => ground.InScopeAsync<IServiceProvider, IdentityResult>(async s =>
        await s.GetRequiredService<UserManager<User>>().SetLockoutEndDateAsync(await UserAsync(s, who), until));

    private static async Task<User> UserAsync(IServiceProvider services, Caller who) => (await services.GetRequiredService<UserManager<User>>().FindByIdAsync(who.UserId))!;

    private static Task<string> InviteAsync(TestAccounts ground, Caller admin, string email) => ground.InScopeAsync<Invitations, string>(i => i.CreateAsync(admin, email, "viewer", false));

    // Writes down what it was asked to do; the rounds stand in the hash itself (format 3: after the marker and the function).
    private sealed class CountingHasher : IPasswordHasher<User>
    {
        private readonly PasswordHasher<User> _real = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

        public List<string> Work { get; } = [];

        public string HashPassword(User user, string password)
        {
            var hash = _real.HashPassword(user, password);
            Work.Add("hash of " + RoundsOf(hash));
            return hash;
        }

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            Work.Add("check of " + RoundsOf(hashedPassword));
            return _real.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }

        private static uint RoundsOf(string hash) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5));
    }
}

/// <summary>What a browser does with cookies between two requests.</summary>
internal static class Browser
{
    public static HttpContext Next(HttpContext before)
    {
        var next = new DefaultHttpContext();
        var kept = before.Request.Cookies.ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        foreach (var set in before.Response.Headers.SetCookie.Select(c => Microsoft.Net.Http.Headers.SetCookieHeaderValue.Parse(c!)))
        {
            kept.Remove(set.Name.ToString());
            if (set.Value.Length > 0)
                kept[set.Name.ToString()] = set.Value.ToString();
        }
        if (kept.Count > 0)
            next.Request.Headers.Cookie = string.Join("; ", kept.Select(c => $"{c.Key}={c.Value}"));
        return next;
    }
}
