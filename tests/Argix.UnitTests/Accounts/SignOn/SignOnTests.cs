using System.Security.Cryptography;
using System.Text;
using Argix.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Argix.UnitTests.Accounts.SignOn;

public class SignOnTests
{
    [Fact]
    public async Task Linked_first_then_signed_in_by_issuer_and_subject_alone()
    {
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        using (var browser = site.NewBrowser())
        {
            Assert.Equal("unknown", await RoundAsync(browser, provider));
            await browser.SignInAsync();
            Assert.Equal("in", await browser.ReturnAsync(provider.Agree(await browser.LeaveAsync("link"))));
        }
        provider.Email = "somebody-else@argix.example"; // addresses change hands; the subject is who they are
        using var later = site.NewBrowser();
        var asked = QueryHelpers.ParseQuery((await later.LeaveAsync()).Query);
        Assert.Equal("http://localhost:5080/signin-oidc", asked["redirect_uri"]);
        Assert.Equal(("code", "S256", "openid profile email"), (asked["response_type"].ToString(), asked["code_challenge_method"].ToString(), asked["scope"].ToString()));
        Assert.Equal("in", await RoundAsync(later, provider));
        Assert.Equal(site.Owner.UserId, await later.MeAsync());
        provider.Subject = "subject-2";
        provider.Email = "owner@argix.example"; // the address of somebody here is not enough
        using var other = site.NewBrowser();
        Assert.Equal("unknown", await RoundAsync(other, provider));
        Assert.Null(await other.MeAsync());
    }

    [Theory]
    [InlineData(true, true, "in")]
    [InlineData(true, false, "unknown")]
    [InlineData(false, true, "unknown")]
    public async Task A_stranger_gets_in_only_by_an_invitation_for_it_and_with_a_verified_address(bool allowed, bool verified, string outcome)
    {
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        await site.InScopeAsync<Invitations, string>(i => i.CreateAsync(site.Owner, "Ada@argix.example", "trader", allowed));
        provider.EmailVerified = verified;
        using var browser = site.NewBrowser();
        Assert.Equal(outcome, await RoundAsync(browser, provider));
        Assert.Equal(outcome == "in", await browser.MeAsync() is not null);
        if (outcome == "in")
            Assert.Equal(2, (await site.InScopeAsync<AccountService, IReadOnlyList<MemberInfo>>(a => a.MembersAsync(site.Owner.WorkspaceId))).Count);
    }

    [Fact]
    public async Task An_id_token_without_a_type_is_as_good_as_one_with_it()
    {
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        provider.Sign = (h, c) => { h.Remove("typ"); return provider.Token(h, c); };
        using var browser = site.NewBrowser();
        Assert.Equal("unknown", await RoundAsync(browser, provider));
    }

    [Fact]
    public async Task New_keys_of_the_provider_are_fetched_when_they_are_met()
    {
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        using var browser = site.NewBrowser();
        Assert.Equal("unknown", await RoundAsync(browser, provider));
        provider.RollKeys();
        Assert.Equal("unknown", await RoundAsync(browser, provider)); // all checks passed: only the person is unknown
    }

    [Fact]
    public async Task Every_attack_is_refused_and_nobody_is_signed_in()
    {
        await using var provider = await CrookedProvider.StartAsync();
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        using (var owner = site.NewBrowser())
        {
            await owner.SignInAsync();
            Assert.Equal("in", await owner.ReturnAsync(provider.Agree(await owner.LeaveAsync("link"))));
        }
        using (var honest = site.NewBrowser())
            Assert.Equal("in", await RoundAsync(honest, provider)); // the same way, unbent, ends signed in
        var table = new StringBuilder();
        var wrong = 0;
        foreach (var (name, attack, reason, exchanged) in Attacks)
        {
            (provider.Bend, provider.Sign, provider.Instead, provider.PromisesIss) = (null, null, null, false);
            using var browser = site.NewBrowser();
            var before = provider.TokenRequests;
            var outcome = await attack(provider, site, browser);
            var asIt = outcome == reason && await browser.MeAsync() is null && provider.TokenRequests - before == exchanged;
            wrong += asIt ? 0 : 1;
            table.AppendLine($"{(asIt ? "refused" : "WRONG  ")}  {name,-58} {outcome,-10} token requests: {provider.TokenRequests - before}");
        }
        table.AppendLine($"{Attacks.Length} attacks, {Attacks.Length - wrong} refused as they should be, {wrong} not");
        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.True(wrong == 0, table.ToString());
    }

    private static readonly (string Name, Func<CrookedProvider, SignOnSite, SignOnBrowser, Task<string>> Run, string Reason, int Exchanged)[] Attacks =
    [
        ("id token with another nonce", Bent(c => c["nonce"] = "another"), "checks", 1),
        ("id token without a nonce", Bent(c => c.Remove("nonce")), "checks", 1),
        ("id token for another audience", Bent(c => c["aud"] = "another"), "checks", 1),
        ("two audiences and no azp", Bent(c => c["aud"] = new[] { "argix", "another" }), "checks", 1),
        ("azp of another client", Bent(c => c["azp"] = "another"), "checks", 1),
        ("another issuer", Bent(c => c["iss"] = "https://another.example"), "checks", 1),
        ("the issuer with a slash more", Bent(c => c["iss"] = c["iss"] + "/"), "checks", 1),
        ("expired", Bent(c => c["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600), "checks", 1),
        ("without an expiry", Bent(c => c.Remove("exp")), "checks", 1),
        ("not valid before tomorrow", Bent(c => c["nbf"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 86400), "checks", 1),
        ("without a subject", Bent(c => c.Remove("sub")), "checks", 1),
        ("a token of another kind (at+jwt)", Signed((p, h, c) => { h["typ"] = "at+jwt"; return p.Token(h, c); }), "checks", 1),
        ("alg none", Signed((_, h, c) => { h["alg"] = "none"; return CrookedProvider.Part(h) + "." + CrookedProvider.Part(c) + "."; }), "checks", 1),
        ("signed by a key of its own, same name", Signed((p, h, c) => p.Token(h, c, RSA.Create(2048))), "checks", 1),
        ("HS256 with the client's secret", Signed((_, h, c) => Mac(h, c, Encoding.UTF8.GetBytes("client secret".PadRight(32)))), "checks", 1),
        ("HS256 with the public key as secret", Signed((p, h, c) => Mac(h, c, p.PublicKey)), "checks", 1),
        ("claims changed after signing", Signed((p, h, c) => { var t = p.Token(h, c).Split('.'); c["sub"] = "subject-1 "; return $"{t[0]}.{CrookedProvider.Part(c)}.{t[2]}"; }), "checks", 1),
        ("no id token at all", Instead("{\"access_token\":\"a\",\"token_type\":\"Bearer\"}", 200), "checks", 1),
        ("token endpoint answers nonsense", Instead("<html>", 200), "checks", 1),
        ("token endpoint redirects", Instead("", 307), "refused", 1),
        ("state of another browser", async (p, s, b) => { using var victim = s.NewBrowser(); await b.LeaveAsync(); return await b.ReturnAsync(p.Agree(await victim.LeaveAsync())); }, "stale", 0),
        ("codes of two sign-ins swapped", SwappedAsync, "refused", 1),
        ("no state", (p, _, b) => ChangedAsync(p, b, q => q.Remove("state")), "stale", 0),
        ("a made-up state", (p, _, b) => ChangedAsync(p, b, q => q["state"] = "AAAA"), "stale", 0),
        ("a made-up code", (p, _, b) => ChangedAsync(p, b, q => q["code"] = "code-of-mine"), "refused", 1),
        ("no code", (p, _, b) => ChangedAsync(p, b, q => q.Remove("code")), "malformed", 0),
        ("mix-up: the answer names another issuer", (p, _, b) => ChangedAsync(p, b, q => q["iss"] = "https://another.example"), "mixed", 0),
        ("mix-up: the issuer in another case", (p, _, b) => ChangedAsync(p, b, q => q["iss"] = q["iss"]!.ToUpperInvariant()), "mixed", 0),
        ("cancelled at the provider", (p, _, b) => ChangedAsync(p, b, q => { q.Remove("code"); q["error"] = "access_denied"; }), "cancelled", 0),
        ("the same answer a second time", ReplayedAsync, "stale", 0),
    ];

    [Fact]
    public async Task A_provider_that_promises_to_name_itself_must()
    {
        await using var provider = await CrookedProvider.StartAsync();
        provider.PromisesIss = true;
        await using var site = await SignOnSite.OpenAsync(provider.Url);
        using var browser = site.NewBrowser();
        Assert.Equal("mixed", await ChangedAsync(provider, browser, q => q.Remove("iss")));
        Assert.Equal(0, provider.TokenRequests);
        Assert.Equal("unknown", await RoundAsync(browser, provider));
    }

    private static Func<CrookedProvider, SignOnSite, SignOnBrowser, Task<string>> Bent(Action<Dictionary<string, object>> bend) =>
        (p, _, b) => { p.Bend = bend; return RoundAsync(b, p); };

    private static Func<CrookedProvider, SignOnSite, SignOnBrowser, Task<string>> Signed(Func<CrookedProvider, Dictionary<string, object>, Dictionary<string, object>, string> sign) =>
        (p, _, b) => { p.Sign = (h, c) => sign(p, h, c); return RoundAsync(b, p); };

    private static Func<CrookedProvider, SignOnSite, SignOnBrowser, Task<string>> Instead(string body, int status) => (p, _, b) =>
    {
        p.Instead = async context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = status == 307 ? p.Url + "/token2" : default;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
            return true;
        };
        return RoundAsync(b, p);
    };

    private static string Mac(Dictionary<string, object> header, Dictionary<string, object> claims, byte[] secret)
    {
        header["alg"] = "HS256";
        var text = CrookedProvider.Part(header) + "." + CrookedProvider.Part(claims);
        return text + "." + WebEncoders.Base64UrlEncode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)));
    }

    private static async Task<string> RoundAsync(SignOnBrowser browser, CrookedProvider provider) => await browser.ReturnAsync(provider.Agree(await browser.LeaveAsync()));

    private static async Task<string> ChangedAsync(CrookedProvider provider, SignOnBrowser browser, Action<Dictionary<string, string?>> change)
    {
        var back = provider.Agree(await browser.LeaveAsync());
        change(back);
        return await browser.ReturnAsync(back);
    }

    // The attacker's code in the victim's answer: the verifier does not fit.
    private static async Task<string> SwappedAsync(CrookedProvider provider, SignOnSite site, SignOnBrowser browser)
    {
        using var attacker = site.NewBrowser();
        var stolen = provider.Agree(await attacker.LeaveAsync())["code"];
        return await ChangedAsync(provider, browser, q => q["code"] = stolen);
    }

    private static async Task<string> ReplayedAsync(CrookedProvider provider, SignOnSite site, SignOnBrowser browser)
    {
        var back = provider.Agree(await browser.LeaveAsync());
        var cancelled = new Dictionary<string, string?>(back) { ["error"] = "access_denied" };
        cancelled.Remove("code");
        await browser.ReturnAsync(cancelled);
        return await browser.ReturnAsync(back);
    }
}
