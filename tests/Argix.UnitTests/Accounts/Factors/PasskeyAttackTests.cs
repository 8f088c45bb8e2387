using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Argix.Accounts;
using Argix.Accounts.Factors;
using Argix.Data;
using Argix.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Argix.UnitTests.Accounts.Factors;

/// <summary>Every way to present a passkey that is not the right one, in the right place, at the right time. Counts are printed; none may succeed.</summary>
public sealed class PasskeyAttackTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_answer_but_the_right_one_opens_an_account()
    {
        await using var stage = await Stage.OpenAsync();
        Assert.Equal(stage.Ann.UserId, await stage.HonestAsync(stage.Ann)); // the same way, unbent, is let in
        var (table, successes) = (new StringBuilder(), 0);
        foreach (var (name, attack) in Attacks)
        {
            var who = await attack(stage);
            successes += who is null ? 0 : 1;
            table.AppendLine($"{(who is null ? "refused" : "OPENED ")}  {name}");
        }
        Assert.Equal(stage.Ann.UserId, await stage.HonestAsync(stage.Ann)); // and still is: nothing was spoilt
        output.WriteLine($"{table}sign-in with passkeys: {Attacks.Length} attacks, {successes} successes");
        Assert.True(successes == 0, table.ToString());
    }

    [Fact]
    public async Task No_passkey_is_kept_but_the_one_that_was_asked_for()
    {
        await using var stage = await Stage.OpenAsync();
        var (table, successes) = (new StringBuilder(), 0);
        foreach (var (name, attack) in Registrations)
        {
            var kept = await attack(stage);
            successes += kept ? 1 : 0;
            table.AppendLine($"{(kept ? "KEPT   " : "refused")}  {name}");
        }
        output.WriteLine($"{table}registration of passkeys: {Registrations.Length} attacks, {successes} successes");
        Assert.True(successes == 0, table.ToString());
        Assert.Equal(1, await stage.CountAsync(stage.Ann));
        Assert.Equal(1, await stage.CountAsync(stage.Bob));
    }

    [Fact]
    public async Task A_passkey_of_another_person_is_neither_the_second_step_nor_a_fresh_proof()
    {
        await using var stage = await Stage.OpenAsync();
        // Bob's own, valid passkey, where Ann's password was given before.
        var context = new DefaultHttpContext();
        Assert.False(await stage.Ground.InScopeAsync<SignIn, bool>(s => s.WithPasswordAsync(context, "ann@argix.example", "three little words")));
        var half = Browser.Next(context);
        var options = await stage.AskAsync(half, null);
        var answered = Browser.Next(half);
        var failure = await Assert.ThrowsAsync<ArgixException>(() => stage.Ground.InScopeAsync<SignIn, int>(async s => { await s.WithPasskeyAsync(answered, stage.BobKey.Sign(options)); return 0; }));
        Assert.Equal("unauthenticated", failure.Code);
    }

    private static readonly (string Name, Func<Stage, Task<string?>> Run)[] Attacks =
    [
        ("another origin", Bent(c => c.Origin = "https://evil.example")), ("the origin's https twin", Bent(c => c.Origin = "https://localhost:5080")), ("another port", Bent(c => c.Origin = "http://localhost:5081")),
        ("a domain below ours", Bent(c => c.Origin = "http://evil.localhost:5080")), ("our name as part of another", Bent(c => c.Origin = "http://localhost.evil.example:5080")), ("the origin with a slash", Bent(c => c.Origin += "/")),
        ("the origin in another case", Bent(c => c.Origin = "http://LOCALHOST:5080")), ("no origin", Bent(c => c.Origin = "")), ("in a frame of another site", Bent(c => c.CrossOrigin = true)),
        ("another rpId", Bent(c => c.RpId = "evil.example")), ("a domain below the rpId", Bent(c => c.RpId = "a.localhost")), ("the rpId in another case", Bent(c => c.RpId = "LOCALHOST")),
        ("type of a registration", Bent(c => c.Type = "webauthn.create")), ("a made-up challenge", Bent(c => c.Challenge = "AAAAAAAAAAAAAAAAAAAAAA")), ("no challenge", Bent(c => c.Challenge = "")),
        ("nobody touched it", Bent(c => c.Flags = Ceremony.Verified)), ("nobody was verified", Bent(c => c.Flags = Ceremony.Present)), ("no flag at all", Bent(c => c.Flags = 0)),
        ("backed up without being eligible", Bent(c => c.Flags |= Ceremony.BackedUp)), ("eligible for back-up all at once", Bent(c => c.Flags |= Ceremony.Eligible)),
        ("the counter stands still", Bent(c => c.Counter = 1)), ("the counter falls", Bent(c => c.Counter = 0, first: true)), ("signed by another key", Bent(c => c.SignedBy = ECDsa.Create(ECCurve.NamedCurves.nistP256))),
        ("the handle of another person", s => s.TryAsync(c => c.UserHandle = s.BobKey.UserHandle)), ("the handle of nobody", Bent(c => c.UserHandle = WebEncoders.Base64UrlEncode("nobody"u8))), ("no handle", Bent(c => c.UserHandle = null)),
        ("the id of another person's passkey", s => s.TryAsync(c => c.CredentialId = s.BobKey.Id)), ("an unknown id", Bent(c => c.CredentialId = new byte[32])),
        ("one bit of the signature", Changed("signature")), ("one bit of the authenticator's data", Changed("authenticatorData")), ("one bit of the client's data", Changed("clientDataJSON")),
        ("no signature", Bent(c => c.Answer = a => a["response"]!["signature"] = "")), ("not JSON", s => s.RawAsync("<html>")), ("empty", s => s.RawAsync("")), ("JSON of another shape", s => s.RawAsync("[]")),
        ("the answer a second time", s => s.ReplayAsync()), ("the answer of another browser's challenge", s => s.OtherBrowserAsync()), ("without the browser's cookie", s => s.NoCookieAsync()),
        ("after five minutes", s => s.LateAsync()), ("another person's passkey where Ann was asked", s => s.OtherPersonAsync()), ("the challenge of a registration", s => s.RegistrationChallengeAsync()),
    ];

    private static readonly (string Name, Func<Stage, Task<bool>> Run)[] Registrations =
    [
        ("another origin", Made(c => c.Origin = "https://evil.example")), ("another rpId", Made(c => c.RpId = "evil.example")), ("in a frame of another site", Made(c => c.CrossOrigin = true)),
        ("type of a sign-in", Made(c => c.Type = "webauthn.get")), ("a made-up challenge", Made(c => c.Challenge = "AAAAAAAAAAAAAAAAAAAAAA")), ("nobody touched it", Made(c => c.Flags = Ceremony.Verified)),
        ("nobody was verified", Made(c => c.Flags = Ceremony.Present)), ("backed up without being eligible", Made(c => c.Flags |= Ceremony.BackedUp)),
        ("the id of another person's passkey", s => s.MakeAsync(s.Ann, c => c.CredentialId = s.BobKey.Id)), ("an id of 2,000 bytes", Made(c => c.CredentialId = new byte[2_000])),
        ("begun by Ann, ended by Bob", s => s.MakeAsync(s.Ann, _ => { }, finishAs: s.Bob)), ("after five minutes", s => s.MakeAsync(s.Ann, _ => s.Ground.Clock.Now += TimeSpan.FromMinutes(5))),
        ("not JSON", s => s.MakeAsync(s.Ann, c => c.Answer = a => a.Remove("response"))),
    ];

    private static Func<Stage, Task<string?>> Bent(Action<Ceremony> bend, bool first = false) => s => s.TryAsync(bend, first);

    private static Func<Stage, Task<bool>> Made(Action<Ceremony> bend) => s => s.MakeAsync(s.Ann, bend);

    private static Func<Stage, Task<string?>> Changed(string part) => Bent(c => c.Answer = a =>
    {
        var bytes = WebEncoders.Base64UrlDecode(a["response"]![part]!.GetValue<string>());
        bytes[^1] ^= 1;
        a["response"]![part] = WebEncoders.Base64UrlEncode(bytes);
    });

    /// <summary>Ann and Bob with a passkey each.</summary>
    private sealed class Stage(TestAccounts ground) : IAsyncDisposable
    {
        public TestAccounts Ground => ground;
        public Caller Ann { get; private set; } = null!;
        public Caller Bob { get; private set; } = null!;
        public SoftAuthenticator AnnKey { get; } = new();
        public SoftAuthenticator BobKey { get; } = new();

        public static async Task<Stage> OpenAsync()
        {
            var stage = new Stage(await TestAccounts.OpenAsync());
            stage.Ann = await stage.Ground.AddUserAsync("ann@argix.example");
            stage.Bob = await stage.Ground.AddUserAsync("bob@argix.example");
            Assert.True(await stage.MakeAsync(stage.Ann, _ => { }, with: stage.AnnKey));
            Assert.True(await stage.MakeAsync(stage.Bob, _ => { }, with: stage.BobKey));
            return stage;
        }

        public Task<string> AskAsync(HttpContext context, Caller? who) => WithAsync(async (p, u) => await p.AskAsync(context, who is null ? null : u), who ?? Ann);

        public async Task<string?> HonestAsync(Caller who)
        {
            var context = new DefaultHttpContext();
            var options = await AskAsync(context, null);
            return await AnswerAsync(Browser.Next(context), (who == Ann ? AnnKey : BobKey).Sign(options));
        }

        public async Task<string?> TryAsync(Action<Ceremony> bend, bool first = false)
        {
            if (first)
                await HonestAsync(Ann); // the counter that is known is above nought
            var context = new DefaultHttpContext();
            var options = await AskAsync(context, null);
            return await AnswerAsync(Browser.Next(context), AnnKey.Sign(options, bend));
        }

        public async Task<string?> RawAsync(string answer)
        {
            var context = new DefaultHttpContext();
            await AskAsync(context, null);
            return await AnswerAsync(Browser.Next(context), answer);
        }

        public async Task<string?> ReplayAsync()
        {
            var context = new DefaultHttpContext();
            var answer = AnnKey.Sign(await AskAsync(context, null));
            var next = Browser.Next(context);
            Assert.Equal(Ann.UserId, await AnswerAsync(next, answer));
            return await AnswerAsync(Browser.Next(context), answer);
        }

        public async Task<string?> OtherBrowserAsync()
        {
            var (mine, theirs) = (new DefaultHttpContext(), new DefaultHttpContext());
            var answer = AnnKey.Sign(await AskAsync(theirs, null));
            await AskAsync(mine, null);
            return await AnswerAsync(Browser.Next(mine), answer);
        }

        public async Task<string?> NoCookieAsync() => await AnswerAsync(new DefaultHttpContext(), AnnKey.Sign(await AskAsync(new DefaultHttpContext(), null)));

        public async Task<string?> LateAsync()
        {
            var context = new DefaultHttpContext();
            var answer = AnnKey.Sign(await AskAsync(context, null));
            ground.Clock.Now += TimeSpan.FromMinutes(5);
            return await AnswerAsync(Browser.Next(context), answer);
        }

        public async Task<string?> OtherPersonAsync()
        {
            var context = new DefaultHttpContext();
            return await AnswerAsync(Browser.Next(context), BobKey.Sign(await AskAsync(context, Ann))) is { } early ? early : await AskedForAnnAsync();
        }

        public async Task<string?> RegistrationChallengeAsync()
        {
            var context = new DefaultHttpContext();
            var options = await WithAsync((p, u) => p.OfferAsync(context, u), Ann);
            return await AnswerAsync(Browser.Next(context), AnnKey.Sign(options));
        }

        /// <summary>True when a passkey was kept. <paramref name="bend"/> is called between the offer and the answer.</summary>
        public async Task<bool> MakeAsync(Caller who, Action<Ceremony> bend, Caller? finishAs = null, SoftAuthenticator? with = null)
        {
            using var fresh = new SoftAuthenticator();
            var context = new DefaultHttpContext();
            var options = await WithAsync((p, u) => p.OfferAsync(context, u), who);
            var answer = (with ?? fresh).Make(options, bend);
            try
            {
                await WithAsync((p, u) => p.RegisterAsync(Browser.Next(context), u, answer, "phone"), finishAs ?? who);
                return true;
            }
            catch (ArgixException e) when (e.Code == "validation_failed")
            {
                return false;
            }
        }

        public Task<int> CountAsync(Caller who) => Ground.InScopeAsync<UserManager<User>, int>(async u => (await u.GetPasskeysAsync((await u.FindByIdAsync(who.UserId))!)).Count);

        public async ValueTask DisposeAsync()
        {
            AnnKey.Dispose();
            BobKey.Dispose();
            await ground.DisposeAsync();
        }

        private async Task<string?> AskedForAnnAsync()
        {
            var context = new DefaultHttpContext();
            var options = JsonNode.Parse(await AskAsync(context, Ann))!;
            return await AnswerAsync(Browser.Next(context), BobKey.Sign(options.ToJsonString(), c => c.UserHandle = AnnKey.UserHandle));
        }

        private Task<string?> AnswerAsync(HttpContext context, string answer) => ground.InScopeAsync<Passkeys, string?>(async p => (await p.AnsweredAsync(context, answer))?.Id);

        private Task<T> WithAsync<T>(Func<Passkeys, User, Task<T>> work, Caller who) => ground.InScopeAsync<IServiceProvider, T>(async s =>
            await work(s.GetRequiredService<Passkeys>(), (await s.GetRequiredService<UserManager<User>>().FindByIdAsync(who.UserId))!));
    }
}
