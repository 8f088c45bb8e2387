using System.Net;
using Argix.E2E.Infrastructure;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>The whole way of a newcomer, once, through the pages: set-up link, marketplace, paper broker, first order, kill switch, release.</summary>
public sealed class FirstFlowTests(Browser browser)
{
    [Fact]
    public async Task From_the_set_up_link_to_a_position_and_the_kill_switch()
    {
        await using var host = await HostProcess.StartAsync("first-flow", new Dictionary<string, string> { ["Brokers:tradier:Availability"] = "Maintenance", ["Brokers:tradier:Reason"] = "looked at again" });
        await using var visitor = await browser.VisitAsync(host.Origin, 1440, 900);
        await visitor.GoAsync(host.Link.PathAndQuery);
        await visitor.PhotographAsync("first-01-set-up");
        await visitor.ClaimAsync(host);
        await Expect(visitor.Get("[data-broker=paper][data-connectable=true]")).ToBeVisibleAsync();
        await visitor.PhotographAsync("first-02-marketplace", documented: "marketplace");

        using var api = new ApiClient(host.Origin, await visitor.TokenAsync("read", "trade"));
        await CannotConnectAsync(visitor, api, "schwab", "docs_only");
        await CannotConnectAsync(visitor, api, "tradier", "maintenance");

        await ConnectPaperAsync(visitor);
        await visitor.GoAsync("/");
        await Expect(visitor.Hook("equity")).ToContainTextAsync("100,000.00");
        await visitor.PhotographAsync("first-08-dashboard-before");

        var order = await BuyAsync(visitor);
        await PositionIsThereAsync(visitor);
        await WholeLifeAsync(visitor, order);
        visitor.AssertClean();

        await KillAndReleaseAsync(visitor, order);
        visitor.AssertClean("409", "422"); // the browser logs the refusals that were provoked here
    }

    private static async Task CannotConnectAsync(Visitor visitor, ApiClient api, string broker, string code)
    {
        await visitor.GoAsync("/marketplace");
        var card = visitor.Get($"[data-broker={broker}]");
        await Expect(card.GetByTestId("connect")).ToBeDisabledAsync();
        await Expect(card.GetByTestId("reason")).Not.ToBeEmptyAsync();
        await visitor.GoAsync("/brokers/" + broker);
        await Expect(visitor.Hook("connect")).ToBeDisabledAsync();
        await Expect(visitor.Hook("reason")).ToBeVisibleAsync();
        await visitor.PhotographAsync("first-03-broker-" + broker);
        await visitor.GoAsync("/connect/" + broker);
        await Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/brokers/" + broker + "$"));

        var facts = await api.GetAsync("brokers/" + broker);
        Assert.False(facts.GetProperty("connectable").GetBoolean());
        var (status, body) = await api.PostAsync("connections", new { brokerId = broker, methodId = "any", environmentId = "paper", name = "No", accountId = "1", credentials = new { } });
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal(0, (await api.GetAsync("connections")).GetProperty("items").GetArrayLength());
    }

    private static async Task ConnectPaperAsync(Visitor visitor)
    {
        await visitor.GoAsync("/brokers/paper");
        await visitor.PhotographAsync("first-04-broker-paper");
        await visitor.Hook("connect").ClickAsync();
        await Expect(visitor.Get("#environment-form")).ToBeVisibleAsync();
        await visitor.PhotographAsync("first-05-connect-environment");
        await visitor.Get("#environment-next").ClickAsync();
        await Expect(visitor.Get("#credentials-form")).ToBeVisibleAsync();
        await visitor.PhotographAsync("first-06-connect-credentials");
        await visitor.Get("#test-submit").ClickAsync();
        await Expect(visitor.Hook("test-passed").Locator("[data-check][data-status=failed]")).ToHaveCountAsync(0);
        await Expect(visitor.Get("#account-form")).ToContainTextAsync("PAPER-1");
        await visitor.PhotographAsync("first-07-connect-account");
        await visitor.Get("#connect-submit").ClickAsync();
        await visitor.UntilConnectedAsync();
        await visitor.PhotographAsync("first-07-connection");
    }

    private static async Task<string> BuyAsync(Visitor visitor)
    {
        await visitor.FillTicketAsync("AAPL", "10");
        await visitor.PhotographAsync("first-09-ticket");
        await visitor.Hook("preview").ClickAsync();
        await Expect(visitor.Get("[data-testid=preview-result][data-accepted=true]")).ToBeVisibleAsync();
        foreach (var control in new[] { "max_value", "message_rate", "position", "trading_state", "authorisation", "instrument", "capital" })
            await Expect(visitor.Get($"#preview tr[data-control={control}]")).ToHaveCountAsync(1);
        await visitor.PhotographAsync("first-10-preview");
        return await visitor.PlaceAsync("filled");
    }

    private static async Task PositionIsThereAsync(Visitor visitor)
    {
        await visitor.GoAsync("/positions");
        await Expect(visitor.Get("[data-testid=position-row][data-symbol=AAPL] td[data-label=Quantity]")).ToContainTextAsync("10");
        await visitor.PhotographAsync("first-11-positions");
        await visitor.GoAsync("/");
        await Expect(visitor.Get("[data-testid=positions] [data-symbol=AAPL]")).ToBeVisibleAsync();
        await visitor.PhotographAsync("first-12-dashboard");
    }

    private static async Task WholeLifeAsync(Visitor visitor, string order)
    {
        await visitor.GoAsync("/orders/" + order);
        await Expect(visitor.Hook("filled")).ToContainTextAsync("10");
        await Expect(visitor.Hook("fills").Locator("tbody tr")).ToHaveCountAsync(1);
        var steps = visitor.Hook("timeline").Locator("li");
        Assert.True(await steps.CountAsync() >= 3, "asked for, accepted and filled are three records at least");
        await Expect(steps.First).ToContainTextAsync("record");
        await Expect(steps.Last).ToContainTextAsync("Filled", new() { IgnoreCase = true });
        await Expect(visitor.Hook("verdicts").Locator("tr[data-control]")).Not.ToHaveCountAsync(0);
        await visitor.PhotographAsync("first-13-order");
    }

    private static async Task KillAndReleaseAsync(Visitor visitor, string order)
    {
        await visitor.GoAsync("/orders/" + order);
        await visitor.HoldKillAsync();
        await visitor.GoAsync("/risk");
        await Expect(visitor.Get("[data-testid=kill-state][data-active=true]")).ToBeVisibleAsync();
        await visitor.PhotographAsync("first-14-killed");

        await visitor.FillTicketAsync("AAPL", "1");
        await visitor.Hook("place").ClickAsync();
        await Expect(visitor.Get("[data-testid=failure][data-code=kill_switch]")).ToBeVisibleAsync();
        await visitor.PhotographAsync("first-15-refused");

        await visitor.GoAsync("/risk");
        await visitor.Hook("kill-release").Locator("input[name=reason]").FillAsync("the test has seen enough");
        await visitor.Hook("kill-release").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visitor.Get("[data-testid=kill-state][data-active=false]")).ToBeVisibleAsync();
        await visitor.FillTicketAsync("AAPL", "1");
        await visitor.PlaceAsync("filled");
    }
}
