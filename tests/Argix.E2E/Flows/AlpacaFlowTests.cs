using System.Text;
using Argix.Contracts.Testing;
using Argix.E2E.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Argix.E2E.Flows;

/// <summary>A broker with a key: the scripted Alpaca in a process of its own stands where the manifest names the real one.</summary>
public sealed class AlpacaFlowTests(Browser browser)
{
    private const string Key = "PKTESTKEY0001";
    private const string Wrong = "canary-wrong-0001";
    private const string Right = "canary-secret-0001";

    [Fact]
    public async Task A_wrong_key_says_what_to_do_and_stores_nothing_and_the_right_one_trades()
    {
        var folder = Directory.CreateTempSubdirectory("argix-e2e-venue-").FullName;
        await using var venue = await ScriptedVenueProcess.StartAsync("Argix.ScriptedAlpaca.dll", Path.Combine(folder, "ledger.jsonl"), ["--key", Key, "--secret", Right]);
        await using var host = await HostProcess.StartAsync("alpaca", new Dictionary<string, string>
        {
            ["Brokers:alpaca:Endpoints:paper:rest"] = venue.Address.ToString(),
            ["Brokers:alpaca:Endpoints:paper:data"] = venue.Address.ToString(),
            ["Brokers:alpaca:Endpoints:paper:stream"] = venue.Socket("/stream"),
        });
        await using var visitor = await browser.VisitAsync(host.Origin, 1440, 900);
        await visitor.ClaimAsync(host);
        using var api = new ApiClient(host.Origin, await visitor.TokenAsync("read"));

        await visitor.GoAsync("/connect/alpaca");
        await visitor.Get("#environment-paper").CheckAsync();
        await visitor.Get("#environment-next").ClickAsync();
        await EnterAsync(visitor, Wrong);
        await WrongKeyAsync(visitor);
        Assert.Equal(0, (await api.GetAsync("connections")).GetProperty("items").GetArrayLength());

        await EnterAsync(visitor, Right);
        await Expect(visitor.Hook("test-passed")).ToBeVisibleAsync();
        await visitor.PhotographAsync("alpaca-2-test-passed");
        await visitor.Get("#connect-submit").ClickAsync();
        await visitor.UntilConnectedAsync();
        await visitor.PhotographAsync("alpaca-3-connection");
        Assert.DoesNotContain(Right, await visitor.Page.ContentAsync(), StringComparison.Ordinal);

        await visitor.FillTicketAsync("AAPL", "3");
        await visitor.PlaceAsync("filled");
        await visitor.PhotographAsync("alpaca-4-order");
        Assert.Single(await OrdersOfAsync(venue));
        visitor.AssertClean();
        AssertNowhere(host.Folder, Wrong, Right);
    }

    private static async Task EnterAsync(Visitor visitor, string secret)
    {
        await visitor.Get("#credential-keyId").FillAsync(Key);
        await visitor.Get("#credential-secretKey").FillAsync(secret);
        await visitor.Get("#test-submit").ClickAsync();
    }

    private static async Task WrongKeyAsync(Visitor visitor)
    {
        var failed = visitor.Hook("test-failed").Locator("[data-check=authentication][data-status=failed]");
        await Expect(failed).ToContainTextAsync("What to do:");
        await Expect(failed).ToContainTextAsync("invalid_credentials");
        await Expect(visitor.Get("#credential-keyId")).ToHaveValueAsync(Key);
        await Expect(visitor.Get("#credential-secretKey")).ToHaveValueAsync("");
        Assert.DoesNotContain(Wrong, await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.PhotographAsync("alpaca-1-wrong-key");
    }

    private static async Task<IReadOnlyList<SeenCall>> OrdersOfAsync(ScriptedVenueProcess venue) =>
        [.. (await venue.CallsAsync()).Where(c => c.Method == "POST" && c.Path.EndsWith("/orders", StringComparison.Ordinal))];

    // Databases, write-ahead logs, logs: everything that the host has written.
    private static void AssertNowhere(string folder, params string[] secrets)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetExtension(file) is ".sock" or ".lock") continue; // a socket and a lock hold nothing
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            foreach (var secret in secrets)
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{secret} stands in {file}");
        }
    }
}
