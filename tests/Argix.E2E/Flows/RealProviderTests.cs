using System.Text.Json;
using Argix.E2E.Infrastructure;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>People and brokers signing in, in a real browser: passkeys, an authenticator app, invitations, and a real OpenID provider for single sign-on and for a broker.</summary>
public sealed class RealProviderTests(Browser browser, RealProvider place) : IClassFixture<RealProvider>
{
    [Fact]
    public async Task A_passkey_signs_in_without_a_name_and_is_the_second_step_after_a_password()
    {
        await using var bea = await place.NewPersonAsync(browser, "bea@example.test", "viewer");
        await bea.PlugInPasskeyDeviceAsync();
        await bea.GoAsync("/settings/security");
        await bea.PhotographAsync("people-01-security");
        await bea.Get("#passkey-name").FillAsync("my phone");
        await bea.Get("#passkey-submit").ClickAsync();
        await Expect(bea.Hook("recovery-codes").Locator("li")).ToHaveCountAsync(10);
        var code = (await bea.Hook("recovery-codes").Locator("li").First.TextContentAsync())!;
        await bea.PhotographAsync("people-02-passkey-made");

        await bea.SignOutAsync();
        await bea.PhotographAsync("people-03-login");
        await bea.Get("#login-passkey button").ClickAsync();
        await Expect(bea.Get("#login-form")).ToHaveCountAsync(0);
        await bea.GoAsync("/settings/security");
        await Expect(bea.Get("[data-passkey-row='my phone']")).ToBeVisibleAsync();

        await bea.SignOutAsync();
        await bea.PasswordAsync("bea@example.test");
        await Expect(bea.Get("#second-form")).ToBeVisibleAsync();
        await bea.PhotographAsync("people-04-second-step");
        Assert.Equal(302, (await bea.Page.APIRequest.GetAsync(new Uri(place.Host.Origin, "/settings").ToString(), new() { MaxRedirects = 0 })).Status); // the password alone opens nothing
        await bea.Get("#second-passkey button").ClickAsync();
        await Expect(bea.Get("#second-form")).ToHaveCountAsync(0);

        await bea.SignOutAsync();
        await bea.PasswordAsync("bea@example.test");
        await bea.Get("#code").FillAsync(code);
        await bea.Get("#second-submit").ClickAsync();
        await Expect(bea.Get("#second-form")).ToHaveCountAsync(0);
        await bea.GoAsync("/settings/security");
        await Expect(bea.Hook("codes-left")).ToHaveTextAsync("9");
        await bea.Get("[data-passkey-row='my phone'] .btn.danger").ClickAsync();
        await Expect(bea.Get("[data-passkey-row]")).ToHaveCountAsync(0);
        bea.AssertClean();
    }

    [Fact]
    public async Task An_apps_code_works_once_and_other_sessions_can_be_ended()
    {
        await using var cyd = await place.NewPersonAsync(browser, "cyd@example.test", "trader");
        await cyd.GoAsync("/settings/security");
        await cyd.Get("#totp-begin").ClickAsync();
        var secret = (await cyd.Hook("totp-secret").TextContentAsync())!.Trim();
        await cyd.PhotographAsync("people-05-app");
        await cyd.Get("#totp-code").FillAsync(PeopleSteps.AppCode(secret, 0));
        await cyd.Get("#totp-submit").ClickAsync();
        await Expect(cyd.Hook("totp-on")).ToBeVisibleAsync();

        await using var phone = await place.VisitAsync(browser);
        var next = PeopleSteps.AppCode(secret, 1);
        await phone.PasswordAsync("cyd@example.test");
        await phone.Get("#code").FillAsync(next);
        await phone.Get("#second-submit").ClickAsync();
        await Expect(phone.Get("#second-form")).ToHaveCountAsync(0);

        await using var thief = await place.VisitAsync(browser);
        await thief.PasswordAsync("cyd@example.test");
        await thief.Get("#code").FillAsync(next);
        await thief.Get("#second-submit").ClickAsync();
        await Expect(thief.Get("[data-testid=failure][data-code=unauthenticated]")).ToBeVisibleAsync();

        await cyd.GoAsync("/settings/security");
        await Expect(cyd.Hook("sessions").Locator("tbody tr")).ToHaveCountAsync(2);
        await cyd.PhotographAsync("people-06-sessions");
        await cyd.Get("#end-others").ClickAsync();
        await Expect(cyd.Hook("sessions").Locator("tbody tr")).ToHaveCountAsync(1);
        await phone.GoAsync("/settings");
        await Expect(phone.Get("#login-form")).ToBeVisibleAsync();
        cyd.AssertClean();
    }

    [Fact]
    public async Task Single_sign_on_lets_in_who_was_invited_for_it_and_nobody_else()
    {
        await using var ada = await place.VisitAsync(browser);
        await ada.SignInAsync();
        await ada.InviteAsync("dan@example.test", "trader", bySignOn: true);
        await ada.PhotographAsync("people-07-members");

        await using (var stranger = await place.VisitAsync(browser))
        {
            await stranger.GoAsync("/login");
            await stranger.Get("#login-sso").ClickAsync();
            await stranger.Page.AtProviderAsync(place, "stranger");
            await Expect(stranger.Hook("sso-refused")).ToHaveAttributeAsync("data-reason", "unknown");
            await stranger.PhotographAsync("people-08-sso-refused");
        }
        await using (var dan = await place.VisitAsync(browser))
        {
            await dan.GoAsync("/login?returnUrl=/orders");
            await dan.Get("#login-sso").ClickAsync();
            await dan.Page.AtProviderAsync(place, "dan", agree: false);
            await Expect(dan.Hook("sso-refused")).ToHaveAttributeAsync("data-reason", "cancelled");
            await dan.GoAsync("/login?returnUrl=/orders");
            await dan.Get("#login-sso").ClickAsync();
            await dan.Page.AtProviderAsync(place, "dan");
            await Expect(dan.Page).ToHaveURLAsync(new Uri(place.Host.Origin, "/orders").ToString());
            await dan.SignOutAsync();
            await dan.Get("#login-sso").ClickAsync(); // the provider remembers: no question
            await Expect(dan.Page).ToHaveURLAsync(place.Host.Origin.ToString());
        }
        await ada.GoAsync("/login/sso?purpose=link"); // not asked for by a form of ours: leads nowhere
        await Expect(ada.Get("#sso-link")).ToBeVisibleAsync();
        await ada.Get("#sso-link").ClickAsync();
        await ada.Get("#sso-go").ClickAsync();
        await ada.Page.AtProviderAsync(place, "ada-at-work");
        await Expect(ada.Get("#sso")).ToContainTextAsync("Linked");
        await ada.SignOutAsync();
        await ada.Get("#login-sso").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync(place.Host.Origin.ToString());
    }

    [Fact]
    public async Task A_broker_is_connected_through_its_consent_page_and_every_odd_way_back_ends_sensibly()
    {
        await using var eve = await place.NewPersonAsync(browser, "eve@example.test", "trader");
        await LeaveAsync(eve, "Cancelled");
        await eve.PhotographAsync("people-09-leave");
        await eve.Get("#leave").ClickAsync();
        await eve.Page.AtProviderAsync(place, "broker-customer", agree: false);
        await Expect(eve.Get("#result-resume")).ToHaveTextAsync("Resume");
        await eve.PhotographAsync("people-10-cancelled-at-the-broker");

        // Two tabs: the second is begun later and finished first; each ends with its own.
        await LeaveAsync(eve, "First tab");
        var tab = await eve.NewTabAsync();
        await tab.GotoAsync(eve.Page.Url.Replace("/leave", "?environment=sim&method=oauth&access=read", StringComparison.Ordinal));
        await tab.Locator("#name").FillAsync("Second tab");
        await tab.Locator("#signin-submit").ClickAsync();
        await tab.Locator("#leave").ClickAsync();
        await tab.AtProviderAsync(place, "broker-customer");
        await Expect(tab.Locator("[data-connection]")).ToBeVisibleAsync();
        var connection = (await tab.Locator("[data-connection]").GetAttributeAsync("data-connection"))!;
        await eve.Get("#leave").ClickAsync(); // signed in there and agreed already: no question
        await Expect(eve.Get("main")).ToContainTextAsync("already", new() { IgnoreCase = true });

        // Reload and Back on what the broker sent: nothing is exchanged again.
        var before = (await place.SeenAsync()).GetProperty("codes").GetInt32();
        await tab.ReloadAsync();
        await tab.GoBackAsync();
        await eve.Page.ReloadAsync();
        Assert.Equal(before, (await place.SeenAsync()).GetProperty("codes").GetInt32());
        await tab.CloseAsync();

        await RenewedAndRevokedAsync(eve, connection);
    }

    [Fact]
    public async Task A_session_that_ended_meanwhile_stores_nothing_and_leads_to_the_sign_in()
    {
        await using var fay = await place.NewPersonAsync(browser, "fay@example.test", "trader");
        await LeaveAsync(fay, "Too late");
        var authorize = (await fay.Get("#leave").GetAttributeAsync("href"))!;
        await fay.ForgetCookiesAsync();
        var before = (await place.SeenAsync()).GetProperty("codes").GetInt32();
        await fay.Page.GotoAsync(authorize);
        await fay.Page.AtProviderAsync(place, "late-customer");
        await Expect(fay.Get("#callback-login")).ToBeVisibleAsync();
        Assert.Equal(before, (await place.SeenAsync()).GetProperty("codes").GetInt32());
        await fay.PhotographAsync("people-11-session-ended");
    }

    private static async Task LeaveAsync(Visitor visitor, string name)
    {
        await visitor.GoAsync("/connect/tradestation?environment=sim&method=oauth&access=read");
        await visitor.Get("#name").FillAsync(name);
        await visitor.Get("#signin-submit").ClickAsync();
        await Expect(visitor.Get("#leave")).ToBeVisibleAsync();
    }

    // Access tokens of this provider live for 15 seconds and each refresh token works once.
    private async Task RenewedAndRevokedAsync(Visitor visitor, string connection)
    {
        var seen = await UntilAsync(s => s.GetProperty("refreshes").GetInt32() >= 2);
        Assert.Contains("ReadAccount", seen.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        Assert.DoesNotContain("Trade", seen.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        await visitor.GoAsync($"/settings/broker-connections/{connection}");
        await visitor.ReloadUntilAsync(visitor.Get($"[data-connection='{connection}'][data-status=connected]"));
        await visitor.GoAsync($"/settings/broker-connections/{connection}/disconnect");
        var revoked = (await place.SeenAsync()).GetProperty("revocations").GetInt32();
        await visitor.Get("#disconnect-submit").ClickAsync();
        await UntilAsync(s => s.GetProperty("revocations").GetInt32() > revoked);
        Assert.Equal(0, (await place.SeenAsync()).GetProperty("replays").GetInt32());
    }

    private async Task<JsonElement> UntilAsync(Func<JsonElement, bool> there)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(250), patience.Token))
            if (await place.SeenAsync() is var seen && there(seen)) return seen;
    }
}
