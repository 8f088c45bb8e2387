using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Argix.IntegrationTests.Trading;
using Microsoft.Data.Sqlite;

namespace Argix.IntegrationTests.Accounts;

/// <summary>An old session meets dangerous acts, and an account is closed with an order open.</summary>
public sealed partial class StepUpAndCloseTests
{
    private const string Password = "three little words and more";
    private const string Email = "user1@argix.example";

    private static readonly (string Path, Dictionary<string, string> Form)[] Dangerous =
    [
        ("/settings/tokens?handler=create", new() { ["Name"] = "t", ["Wanted"] = "admin" }),
        ("/settings/members?handler=invite", new() { ["email"] = "new@argix.example", ["role"] = "viewer" }),
        ("/settings/members?handler=role", new() { ["user"] = "x", ["role"] = "viewer" }),
        ("/settings/members?handler=remove", new() { ["user"] = "x" }),
        ("/settings/security?handler=offerTotp", []),
        ("/settings/security?handler=enableTotp", new() { ["code"] = "000000" }),
        ("/settings/security?handler=removeTotp", []),
        ("/settings/security?handler=renewCodes", []),
        ("/settings/security?handler=removePasskey", new() { ["id"] = "x" }),
        ("/settings/security?handler=unlink", []),
        ("/settings/security?handler=link", []),
        ("/risk?handler=release", new() { ["scope"] = "tenant", ["reason"] = "it is fine" }),
        ("/risk?handler=limit", new() { ["scope"] = "environment_kind", ["id"] = "paper", ["MaxValue"] = "9000000", ["Reason"] = "it is fine" }),
        ("/settings/close", new() { ["OpenOrders"] = "leave", ["Confirm"] = "CLOSE" }),
    ];

    [Fact]
    public async Task An_old_session_is_asked_once_more_before_anything_dangerous_and_then_goes_on()
    {
        await using var platform = await Platform.StartAsync();
        await platform.DeskAsync();
        using var browser = Browser(platform);
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync(browser, "/login", "/login", new() { ["Email"] = Email, ["Password"] = Password })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(browser, "/settings", "/settings/members?handler=invite", Dangerous[1].Form)).StatusCode); // fresh: at once
        Age(platform);
        foreach (var (path, form) in Dangerous)
        {
            var asked = await PostAsync(browser, "/settings", path, form);
            Assert.True(asked.StatusCode == HttpStatusCode.Redirect && asked.Headers.Location?.ToString() == "/prove", $"{path} answered {(int)asked.StatusCode} {asked.Headers.Location}");
        }
        // What was held last is the first again, and a wrong password changes nothing.
        await PostAsync(browser, "/settings", Dangerous[0].Path, Dangerous[0].Form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PostAsync(browser, "/prove", "/prove", new() { ["Password"] = "not my password" })).StatusCode);
        Assert.DoesNotContain("prove-continue", await browser.GetStringAsync("/prove"));
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync(browser, "/prove", "/prove", new() { ["Password"] = Password })).StatusCode);
        var page = await browser.GetStringAsync("/prove");
        Assert.Contains("prove-continue", page);
        Assert.DoesNotContain(Password, page);
        var held = Hidden().Matches(page).GroupBy(m => m.Groups["name"].Value).ToDictionary(g => g.Key, g => g.First().Groups["value"].Value);
        Assert.Equal(("t", "admin"), (held["Name"], held["Wanted"]));
        var done = await PostAsync(browser, "/prove", Dangerous[0].Path, new() { ["Name"] = held["Name"], ["Wanted"] = held["Wanted"] });
        Assert.Contains("data-testid=\"new-token\"", await done.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_closed_account_leaves_no_person_no_secret_and_a_whole_journal()
    {
        await using var platform = await Platform.StartAsync();
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectPaperAsync();
        var order = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "1", timeInForce: "gtc"));
        await desk.OrderAsync(order.Id, "working");
        using var browser = Browser(platform);
        await PostAsync(browser, "/login", "/login", new() { ["Email"] = Email, ["Password"] = Password });
        using var reader = platform.Host.NewClient(await platform.Folder.NewTokenAsync("admin", "read", Email, "w1"));
        using var api = platform.Host.NewClient(await platform.Folder.NewTokenAsync("admin", "read,trade,admin", Email, "w1"));

        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync("/api/v1/account/close", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsJsonAsync("/api/v1/account/close", new { openOrders = "leave", password = "wrong" })).StatusCode);
        var refused = await api.PostAsync("/api/v1/account/close", null);
        Assert.Equal((HttpStatusCode.Conflict, "open_orders"), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        Assert.Equal("working", (await desk.OrderAsync(order.Id)).State);

        var closed = await api.PostAsJsonAsync("/api/v1/account/close", new { openOrders = "cancel" });
        var receipt = await closed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(closed.StatusCode == HttpStatusCode.OK, receipt.ToString());
        var workspace = receipt.GetProperty("workspaces")[0];
        var ended = workspace.GetProperty("connections")[0];
        Assert.True(workspace.GetProperty("closed").GetBoolean() && ended.GetProperty("secretsDestroyed").GetBoolean());
        Assert.Equal(("disconnected", "cancelled"), (ended.GetProperty("status").GetString(), ended.GetProperty("orders")[0].GetProperty("outcome").GetString()));
        Assert.True(receipt.GetProperty("tokensEnded").GetInt32() >= 3 && receipt.GetProperty("sessionsEnded").GetInt32() == 1);

        foreach (var gone in new[] { api, reader })
            Assert.Equal(HttpStatusCode.Unauthorized, (await gone.GetAsync("/api/v1/connections")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/orders")).StatusCode);
        await JournaledAsync(platform);
        AssertErased(platform);
        var verify = await platform.Folder.RunAsync(null, "audit", "verify");
        Assert.True(verify.ExitCode == 0, string.Join('\n', verify.Stderr));
    }

    private static Task JournaledAsync(Platform platform) => Wait.ForAsync(() => Task.FromResult(Count(platform, "SELECT count(*) FROM Outbox WHERE Kind = 'account_closed' AND JournaledAt IS NOT NULL")), n => n == 1, "the closing stands in the journal");

    private static void AssertErased(Platform platform)
    {
        foreach (var table in new[] { "AspNetUsers", "Sessions", "ApiTokens", "Members", "Secrets", "Strategies" })
            Assert.Equal(0, Count(platform, $"SELECT count(*) FROM {table}"));
        Assert.Equal(0, Count(platform, "SELECT count(*) FROM Connections WHERE Name <> '' OR AccountId <> ''"));
        var found = Directory.EnumerateFiles(platform.Folder.Data, "*.db*").Where(f => System.Text.Encoding.Latin1.GetString(ReadShared(f)).Contains(Email, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(found);
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    // An hour passes for the session's proof, and for nothing else.
    private static void Age(Platform platform) => Assert.Equal(1, Run(platform, $"UPDATE Sessions SET ProvedAt = ProvedAt - {TimeSpan.TicksPerHour} WHERE EndedAt IS NULL", c => c.ExecuteNonQuery()));

    private static int Count(Platform platform, string sql) => Run(platform, sql, c => Convert.ToInt32(c.ExecuteScalar()));

    private static int Run(Platform platform, string sql, Func<SqliteCommand, int> run)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(platform.Folder.Data, "argix.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return run(command);
    }

    private static HttpClient Browser(Platform platform) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new CookieContainer() }) { BaseAddress = platform.Host.BaseAddress };

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string from, string to, Dictionary<string, string> form)
    {
        var page = await browser.GetStringAsync(from);
        using var request = new HttpRequestMessage(HttpMethod.Post, to)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(form, StringComparer.Ordinal) { ["__RequestVerificationToken"] = Antiforgery().Match(page).Groups["value"].Value }),
        };
        request.Headers.Add("Origin", browser.BaseAddress!.GetLeftPart(UriPartial.Authority));
        return await browser.SendAsync(request);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Antiforgery();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
