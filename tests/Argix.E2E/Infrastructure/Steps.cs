using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Infrastructure;

/// <summary>What a person does again and again, through the pages themselves. Works with and without script.</summary>
public static class Steps
{
    public const string Email = "ada@example.test";
    public const string Password = "a long enough pass phrase";

    public static ILocator Get(this Visitor visitor, string selector) => visitor.Page.Locator(selector);

    public static ILocator Hook(this Visitor visitor, string testId) => visitor.Page.GetByTestId(testId);

    /// <summary>Opens the one-time link and makes the first account; ends signed in, on the marketplace.</summary>
    public static async Task ClaimAsync(this Visitor visitor, HostProcess host)
    {
        await visitor.GoAsync(host.Link.PathAndQuery);
        await visitor.Get("#email").FillAsync(Email);
        await visitor.Get("#password").FillAsync(Password);
        await visitor.Get("#workspace").FillAsync("Harbour desk");
        await visitor.Get("#setup-submit").ClickAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Uri(host.Origin, "/marketplace").ToString());
    }

    public static async Task SignInAsync(this Visitor visitor)
    {
        await visitor.GoAsync("/login");
        await visitor.Get("#email").FillAsync(Email);
        await visitor.Get("#password").FillAsync(Password);
        await visitor.Get("#login-submit").ClickAsync();
        await Expect(visitor.Get("#login-form")).ToHaveCountAsync(0);
    }

    /// <summary>The whole stepper for the paper broker; returns the connection's id once orders are taken.</summary>
    public static async Task<string> ConnectPaperAsync(this Visitor visitor)
    {
        await visitor.GoAsync("/connect/paper");
        await visitor.Get("#environment-next").ClickAsync();
        await visitor.Get("#test-submit").ClickAsync();
        await visitor.Get("#connect-submit").ClickAsync();
        return await visitor.UntilConnectedAsync();
    }

    /// <summary>On the connection's page: waits for its status and returns its id.</summary>
    public static async Task<string> UntilConnectedAsync(this Visitor visitor)
    {
        await Expect(visitor.Get("[data-connection]")).ToBeVisibleAsync();
        await visitor.ReloadUntilAsync(visitor.Get("[data-connection][data-status=connected]"));
        return (await visitor.Get("[data-connection]").GetAttributeAsync("data-connection"))!;
    }

    /// <summary>Loads the page again until this can be seen: for facts that the page itself does not follow, and for visitors without script.</summary>
    public static async Task ReloadUntilAsync(this Visitor visitor, ILocator there)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await there.CountAsync() == 0)
        {
            if (patience.IsCancellationRequested) Assert.Fail($"{there} did not come. The page says:\n{await visitor.Get("main").InnerTextAsync()}");
            await visitor.Page.ReloadAsync();
        }
    }

    /// <summary>Makes a token on its page and returns it.</summary>
    public static async Task<string> TokenAsync(this Visitor visitor, params string[] scopes)
    {
        await visitor.GoAsync("/settings/tokens");
        await visitor.Get("#token-name").FillAsync("back-office script");
        foreach (var scope in scopes) await visitor.Get("#scope-" + scope).CheckAsync();
        await visitor.Get("#token-submit").ClickAsync();
        return (await visitor.Hook("new-token").TextContentAsync())!.Trim();
    }

    /// <summary>Fills the ticket; it is not sent.</summary>
    public static async Task FillTicketAsync(this Visitor visitor, string symbol, string amount, string side = "buy", string type = "market", string? limit = null)
    {
        visitor.Ticket = () => visitor.FillTicketAsync(symbol, amount, side, type, limit);
        await visitor.GoAsync("/orders/new");
        await visitor.Get("#symbol").FillAsync(symbol);
        await visitor.Get($"input[name=side][value={side}]").CheckAsync();
        await visitor.Get("#amount").FillAsync(amount);
        await visitor.Get("#type").SelectOptionAsync(type);
        if (limit is not null) await visitor.Get("#limit-price").FillAsync(limit);
    }

    /// <summary>
    /// Places the ticket and waits on the order's page for this state; returns the order's id. On a machine so busy that an order could not leave
    /// in its two seconds it is <c>not_sent</c>, which is proof that nothing left; a person would place it again, and so does this.
    /// </summary>
    public static async Task<string> PlaceAsync(this Visitor visitor, string state)
    {
        for (var tries = 1; ; tries++)
        {
            await visitor.Hook("place").ClickAsync();
            await Expect(visitor.Hook("order")).ToBeVisibleAsync();
            await visitor.ReloadUntilAsync(visitor.Get($"[data-testid=order]:is([data-state={state}], [data-state=not_sent])"));
            if (await visitor.Get($"[data-testid=order][data-state={state}]").CountAsync() > 0) return new Uri(visitor.Page.Url).Segments[^1];
            Assert.True(tries < 5, "five orders could not be sent in time");
            TestContext.Current.TestOutputHelper?.WriteLine("not sent in time, placed again");
            await visitor.Ticket!();
        }
    }

    /// <summary>Holds the red button, as its title asks for, until the page says that trading is stopped.</summary>
    public static async Task HoldKillAsync(this Visitor visitor)
    {
        await visitor.Get("button.kill").HoverAsync();
        await visitor.Page.Mouse.DownAsync();
        await Expect(visitor.Get(".banner.stop")).ToBeVisibleAsync();
        await visitor.Page.Mouse.UpAsync();
    }
}
