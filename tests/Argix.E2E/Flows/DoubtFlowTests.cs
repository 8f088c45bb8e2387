using Argix.Contracts.Testing;
using Argix.E2E.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>A venue that cannot be made to answer: the order is shown as unknown, and a person brings the venue's word.</summary>
public sealed class DoubtFlowTests(Browser browser)
{
    private const string Key = "PKTESTKEY0001";
    private const string Secret = "canary-secret-0001";

    [Fact]
    public async Task An_order_that_nobody_answers_for_is_resolved_by_a_person_with_evidence()
    {
        var folder = Directory.CreateTempSubdirectory("argix-e2e-venue-").FullName;
        await using var venue = await ScriptedVenueProcess.StartAsync("Argix.ScriptedAlpaca.dll", Path.Combine(folder, "ledger.jsonl"), ["--key", Key, "--secret", Secret]);
        await using var host = await HostProcess.StartAsync("doubt", new Dictionary<string, string>
        {
            ["Brokers:alpaca:Endpoints:paper:rest"] = venue.Address.ToString(),
            ["Brokers:alpaca:Endpoints:paper:data"] = venue.Address.ToString(),
            ["Brokers:alpaca:Endpoints:paper:stream"] = venue.Socket("/stream"),
        });
        await using var visitor = await browser.VisitAsync(host.Origin, 1440, 900);
        await visitor.ClaimAsync(host);
        await visitor.GoAsync("/connect/alpaca");
        await visitor.Get("#environment-paper").CheckAsync();
        await visitor.Get("#environment-next").ClickAsync();
        await visitor.Get("#credential-keyId").FillAsync(Key);
        await visitor.Get("#credential-secretKey").FillAsync(Secret);
        await visitor.Get("#test-submit").ClickAsync();
        await visitor.Get("#connect-submit").ClickAsync();
        await visitor.UntilConnectedAsync();

        foreach (var read in (string[])["GET /v2/orders:by_client_order_id", "GET /v2/orders"])
        {
            await venue.FaultAsync(new Fault(FaultKind.Answer, read, Times: 1000, Status: 502, Body: "<html>Bad Gateway</html>", ContentType: "text/html"));
        }

        await venue.FaultAsync(new Fault(FaultKind.CloseBefore, "POST /v2/orders"));
        await visitor.FillTicketAsync("AAPL", "3");
        await visitor.PlaceAsync("unknown");
        await visitor.GoAsync("/repairs");
        await visitor.PhotographAsync("doubt-1-repairs");
        await visitor.Hook("resolve").First.ClickAsync();
        var (misfits, axe) = await visitor.StumblingAsync("doubt-2-resolve");
        Assert.Empty(misfits.Concat(axe));

        await visitor.Page.Locator("input[value=ended]").CheckAsync();
        await visitor.Get("#filled").FillAsync("5");
        await visitor.Get("#evidence").FillAsync("Looked at the order list of the broker at noon");
        await visitor.Get("#resolve-submit").ClickAsync();
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("filledQuantity");
        await Expect(visitor.Get("#evidence")).ToHaveValueAsync("Looked at the order list of the broker at noon");

        await visitor.Page.Locator("input[value=not_sent]").CheckAsync();
        await visitor.Get("#resolve-submit").ClickAsync();
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Not sent");
        await visitor.PhotographAsync("doubt-3-order");
        visitor.AssertClean("422"); // the refusal that was provoked here
    }
}
