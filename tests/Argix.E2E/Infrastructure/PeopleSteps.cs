using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Infrastructure;

/// <summary>What people do at the sign-in pages, ours and the provider's.</summary>
public static class PeopleSteps
{
    public const string Password = "another long pass phrase";

    /// <summary>Invites somebody (the visitor is an admin) and gives the path of the link.</summary>
    public static async Task<string> InviteAsync(this Visitor admin, string email, string role, bool bySignOn = false)
    {
        await admin.GoAsync("/settings/members");
        await admin.Get("#invite-email").FillAsync(email);
        await admin.Get("#invite-role").SelectOptionAsync(role);
        if (bySignOn) await admin.Get("#invite-sso").CheckAsync();
        await admin.Get("#invite-submit").ClickAsync();
        return new Uri((await admin.Hook("invite-link").TextContentAsync())!).PathAndQuery;
    }

    /// <summary>A new person, invited by Ada and signed in by the invitation's link.</summary>
    public static async Task<Visitor> NewPersonAsync(this RealProvider place, Browser browser, string email, string role)
    {
        string link;
        await using (var ada = await place.VisitAsync(browser))
        {
            await ada.SignInAsync();
            link = await ada.InviteAsync(email, role);
        }
        var person = await place.VisitAsync(browser);
        await person.GoAsync(link);
        await person.Get("#password").FillAsync(Password);
        await person.Get("#join-submit").ClickAsync();
        await Expect(person.Get("button.kill, #user-menu").First).ToBeAttachedAsync();
        return person;
    }

    public static async Task SignOutAsync(this Visitor visitor)
    {
        await visitor.GoAsync("/docs");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Account and appearance" }).ClickAsync();
        await visitor.Get("#user-menu form[action='/logout'] button").ClickAsync();
        await Expect(visitor.Get("#login-form")).ToBeVisibleAsync();
    }

    public static async Task PasswordAsync(this Visitor visitor, string email)
    {
        await visitor.GoAsync("/login");
        await visitor.Get("#email").FillAsync(email);
        await visitor.Get("#password").FillAsync(Password);
        await visitor.Get("#login-submit").ClickAsync();
    }

    /// <summary>At the provider, which does not know this browser yet: signs in with this name and agrees, or cancels.</summary>
    public static async Task AtProviderAsync(this IPage page, RealProvider place, string name, bool agree = true)
    {
        await Expect(page.Locator("input[name=login]")).ToBeVisibleAsync();
        if (!agree)
        {
            await page.Locator("a[href$='/abort']").ClickAsync();
            return;
        }
        await page.Locator("input[name=login]").FillAsync(name);
        await page.Locator("input[name=password]").FillAsync("any");
        await page.Locator("button[type=submit]").ClickAsync();
        await Expect(page.Locator("input[name=login]")).ToHaveCountAsync(0);
        await page.Locator("button[type=submit]").ClickAsync(); // the consent
        await page.WaitForURLAsync(u => !u.StartsWith(place.Provider.ToString(), StringComparison.Ordinal));
    }

    /// <summary>The code of an authenticator app, so many steps of thirty seconds from now.</summary>
    public static string AppCode(string base32, int ahead)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(base32.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + ahead);
#pragma warning disable CA5350 // what the apps do
        var mac = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        return ((BinaryPrimitives.ReadInt32BigEndian(mac.AsSpan(mac[19] & 15)) & int.MaxValue) % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }
}
