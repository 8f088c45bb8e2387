using System.Net;
using System.Text;
using Argix.Contracts.Testing;
using Argix.IntegrationTests.Trading;
using Xunit;

namespace Argix.IntegrationTests.Security;

/// <summary>Unique secrets go into every field that takes one, everything is logged, much is made to fail; afterwards they are looked for in everything that was left behind.</summary>
public class CanaryTests(ITestOutputHelper output)
{
    // With characters that JSON, URLs and base64 write differently.
    private const string Key = "CANARYKEY/7f3a+91c&d2";
    private const string Secret = "canary-secret/e81b+4c07=\"&<5d>";
    private const string Rotated = "canary-rotated/0b92+77fe='&<a1>";
    private const string Wrong = "canary-wrong/55aa+e3c1=\"&<b7>";
    private const string Password = "canary password/3c9e+d4 of three words";

    [Fact]
    public async Task A_secret_appears_nowhere_but_encrypted()
    {
        using var venueFolder = new TemporaryFolder();
        await using var venue = await ScriptedVenueProcess.StartAsync("Argix.ScriptedAlpaca.dll", Path.Combine(venueFolder.Path, "ledger.jsonl"));
        await using var platform = await Platform.StartAsync(f =>
        {
            Alpaca.Point(f, venue);
            f.Settings["ARGIX_Logging__LogLevel__Default"] = "Trace";
            f.Settings["ARGIX_Logging__LogLevel__Microsoft"] = "Trace";
            f.Settings["ARGIX_Logging__LogLevel__Microsoft.AspNetCore"] = "Trace";
            f.Settings["ARGIX_Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "Trace";
            f.Settings["ARGIX_Logging__LogLevel__System"] = "Trace";
        });
        var token = await TokenAsync(platform);
        var desk = new Desk(platform, token);
        await FailAndTradeAsync(desk, venue);
        var lines = platform.Host.Stdout.Concat(platform.Host.Stderr).ToList();
        await platform.RestartAsync();
        var kept = (await desk.GetAsync("/connections")).Read<ItemsJson<ConnectionJson>>().Items[0].Id;
        await SignInAsync(platform, desk);
        using var browser = new BrowserSession(platform.Host.BaseAddress);
        await BrowseAsync(browser, venue, kept, (await desk.OrdersAsync())[0].Id);
        lines.AddRange(browser.Said);
        await using (var events = await EventStream.OpenAsync(desk, after: 0))
        {
            await Wait.ForAsync(() => Task.FromResult(events.Events.Count), n => n > 0, "the stream tells what happened");
            lines.AddRange(events.Events.Select(e => e.Data));
        }
        // Everything that leaves the machine as a file stands in the folder as well, and is searched with it.
        foreach (var command in (string[][])[["backup", Path.Combine(platform.Folder.Root, "backup.zip")], ["audit", "export", "--output", Path.Combine(platform.Folder.Root, "export.jsonl")], ["keys", "rotate"]])
        {
            var made = await platform.Folder.RunAsync(null, command);
            Assert.True(made.ExitCode == 0, string.Join('\n', made.Stderr));
            lines.AddRange(made.Stdout);
        }
        System.IO.Compression.ZipFile.ExtractToDirectory(Path.Combine(platform.Folder.Root, "backup.zip"), Path.Combine(platform.Folder.Root, "backup"));
        await platform.Host.KillAsync();

        lines.AddRange(platform.Host.Stdout.Concat(platform.Host.Stderr));
        Assert.Contains(Directory.GetFiles(Path.Combine(platform.Folder.Data, "logs")), f => File.ReadAllText(f).Contains("[VRB]", StringComparison.Ordinal) || File.ReadAllText(f).Contains("[DBG]", StringComparison.Ordinal));
        var places = Places(platform, desk, lines).ToList();
        var found = (from secret in (string[])[Key, Secret, Rotated, Wrong, Password, token]
                     from place in places
                     from form in Forms(secret)
                     where Holds(place.Bytes, form.Bytes)
                     select $"{secret[..12]}… as {form.Name} in {place.Name}").ToList();
        output.WriteLine($"{places.Count} places, {places.Sum(p => (long)p.Bytes.Length)} bytes: {string.Join(", ", places.Select(p => Path.GetFileName(p.Name)).Distinct().Take(30))}");
        Assert.True(found.Count == 0, string.Join('\n', found.Take(40)));
    }

    [Fact]
    public void The_search_finds_what_is_there()
    {
        foreach (var form in Forms(Secret))
        {
            Assert.True(Holds([1, 2, .. form.Bytes, 3], form.Bytes), form.Name);
        }

        Assert.False(Holds(Encoding.UTF8.GetBytes("nothing of the kind"), Encoding.UTF8.GetBytes(Secret)));
    }

    private static async Task<string> TokenAsync(Platform platform)
    {
        var added = await platform.Folder.RunAsync(Password, "users", "add", "--email", "canary@argix.example", "--role", "admin");
        Assert.Equal((0, ""), (added.ExitCode, string.Join('\n', added.Stderr)));
        return (await platform.Folder.RunAsync(null, "tokens", "create", "--email", "canary@argix.example", "--name", "canary", "--scopes", "read,trade,admin")).Stdout[^1];
    }

    private static async Task FailAndTradeAsync(Desk desk, ScriptedVenueProcess venue)
    {
        var refusal = $$"""{"code":40110000,"message":"key {{Key}} with secret {{Wrong.Replace("\"", "\\\"", StringComparison.Ordinal)}} is not authorized"}""";
        foreach (var fault in (Fault[])[
            new(FaultKind.Answer, "GET /v2/account", Status: 401, Body: refusal), new(FaultKind.Answer, "GET /v2/account", Status: 403, Body: refusal),
            new(FaultKind.Answer, "GET /v2/account", Times: 4, Status: 500, Body: refusal), new(FaultKind.Truncate, "GET /v2/account", Times: 4), new(FaultKind.CloseBefore, "GET /v2/account", Times: 4)])
        {
            await venue.FaultAsync(fault);
            Assert.False((await desk.PostAsync("/connections/test", Alpaca.Body(Key, Wrong))).Read<TestJson>().Ok);
            await venue.ControlAsync("clear", new { });
        }

        await venue.FaultAsync(new Fault(FaultKind.Answer, "GET /v2/account", Status: 401, Body: refusal));
        Assert.Equal(422, (await desk.PostAsync("/connections", Alpaca.Body(Key, Wrong))).Status);
        // The secret in fields where it does not belong, and in bodies that are refused.
        Assert.Equal(422, (await desk.PostAsync("/connections/test", new { brokerId = "alpaca", methodId = "keys", environmentId = "paper", credentials = new { keyId = Key, secretKey = Wrong + " \n " + Wrong } })).Status);
        Assert.Equal(422, (await desk.PostAsync("/connections/test", new { brokerId = "alpaca", methodId = "keys", environmentId = "paper", credentials = new { keyId = Key, secret = Wrong } })).Status);

        var connection = await desk.ConnectAsync(Alpaca.Body(Key, Secret));
        await venue.FaultAsync(new Fault(FaultKind.Answer, "POST /v2/orders", Status: 422, Body: $$"""{"code":40010001,"message":"key {{Key}} may not"}"""));
        var rejected = await desk.PlacedAsync(Desk.Order(connection.Id));
        await Wait.ForAsync(() => desk.OrderAsync(rejected.Id), o => o.State is "rejected" or "unknown", "the refused order is concluded");
        await venue.FaultAsync(new Fault(FaultKind.LoseAnswer, "POST /v2/orders"));
        await desk.OrderAsync((await desk.PlacedAsync(Desk.Order(connection.Id))).Id, "filled");
        Assert.Equal(200, (await desk.PostAsync($"/connections/{connection.Id}/credentials", new { credentials = new { keyId = Key, secretKey = Rotated } })).Status);
        await desk.ReadyAsync(connection.Id);
        Assert.Equal(200, (await desk.PostAsync($"/connections/{connection.Id}/test")).Status);
        foreach (var path in (string[])["/connections", $"/connections/{connection.Id}", "/orders", $"/orders/{rejected.Id}", $"/orders/{rejected.Id}/history", "/audit?limit=500", "/executions", "/positions", "/balances", "/brokers/alpaca", $"/connections/{connection.Id}/diagnostics", "/hygiene", "/strategies", "/risk/limits", "/kill", "/audit/anchors"])
        {
            Assert.Equal((path, 200), (path, (await desk.GetAsync(path)).Status));
        }
    }

    // Every page of a signed-in person, and forms with the secret in them that are refused: what was typed must not come back.
    private static async Task BrowseAsync(BrowserSession browser, ScriptedVenueProcess venue, Guid connection, Guid order)
    {
        await browser.SignInAsync("canary@argix.example", Password);
        var one = $"/settings/broker-connections/{connection}";
        foreach (var page in (string[])["/", "/orders", "/orders?state=all", $"/orders/{order}", "/orders/new", "/positions", "/risk", "/repairs", "/audit", "/strategies", "/strategies/approvals", "/marketplace", "/brokers/alpaca", "/settings",
            "/settings/broker-connections", one, one + "?handler=diagnostics", one + "/rotate", one + "/disable", one + "/disconnect", "/settings/tokens", "/settings/members", "/settings/security", "/settings/hygiene", "/settings/close", "/plugins"])
        {
            Assert.Equal((page, 200), (page, (await browser.GetAsync(page)).Status));
        }
        foreach (var (page, form) in ((string, Dictionary<string, string>)[])[
            (one + "/rotate", new() { ["credentials[keyId]"] = "PKNOBODYS00000000001", ["credentials[secretKey]"] = Wrong }),
            ("/connect/alpaca?handler=test&environment=paper&method=keys", new() { ["credentials[keyId]"] = "PKNOBODYS00000000001", ["credentials[secretKey]"] = Wrong }),
            ("/prove", new() { ["Password"] = Wrong, ["Code"] = Wrong }), ("/settings/security?handler=password", new() { ["current"] = Wrong, ["fresh"] = Wrong })])
        {
            await venue.FaultAsync(new Fault(FaultKind.Answer, "GET /v2/account", Status: 401, Body: "{\"code\":40110000,\"message\":\"not authorized\"}"));
            var (status, _) = await browser.PostAsync(page, form);
            Assert.True(status is 200 or 401 or 404 or 422, $"{page}: {status}");
            await venue.ControlAsync("clear", new { });
        }
    }

    private static async Task SignInAsync(Platform platform, Desk desk)
    {
        foreach (var header in (string[])["Bearer " + desk.Token + "x", "Bearer " + Secret.Replace("\"", "", StringComparison.Ordinal)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(platform.Host.BaseAddress, "/api/v1/orders"));
            request.Headers.TryAddWithoutValidation("Authorization", header);
            Assert.Equal(401, (int)(await Platform.Http.SendAsync(request)).StatusCode);
        }

        // Without its antiforgery token the form is refused, but the body has been read.
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["Email"] = "canary@argix.example", ["Password"] = Password });
        using var answer = await Platform.Http.PostAsync(new Uri(platform.Host.BaseAddress, "/login"), form);
        Assert.True((int)answer.StatusCode is >= 200 and < 500);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Places(Platform platform, Desk desk, List<string> lines)
    {
        // The control socket is a name in the folder, not a file: there is nothing in it to read.
        foreach (var file in Directory.GetFiles(platform.Folder.Root, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".sock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            yield return (file, copy.ToArray());
        }

        yield return ("stdout and stderr", Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        yield return ("API answers", Encoding.UTF8.GetBytes(string.Join('\n', desk.Said)));
    }

    internal static IEnumerable<(string Name, byte[] Bytes)> Forms(string secret)
    {
        var utf8 = Encoding.UTF8.GetBytes(secret);
        yield return ("UTF-8", utf8);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(secret));
        yield return ("UTF-16 BE", Encoding.BigEndianUnicode.GetBytes(secret));
        foreach (var (name, text) in (IEnumerable<(string, string)>)
        [
            ("hex", Convert.ToHexString(utf8)), ("lower hex", Convert.ToHexStringLower(utf8)), ("URL", Uri.EscapeDataString(secret)), ("form", WebUtility.UrlEncode(secret)),
            ("HTML", WebUtility.HtmlEncode(secret)), ("JSON", System.Text.Json.JsonSerializer.Serialize(secret)[1..^1]), ("relaxed JSON", System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret)),
            // Base64 depends on where in the text the secret begins: one form for each place, without its uncertain ends.
            .. Enumerable.Range(0, 3).Select(i => ($"base64 at {i}", Convert.ToBase64String([.. new byte[i], .. utf8])[(i == 0 ? 0 : 4)..^4])),
        ])
        {
            yield return (name, Encoding.UTF8.GetBytes(text));
        }
    }

    private static bool Holds(byte[] place, byte[] form) => place.AsSpan().IndexOf(form) >= 0;

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("argix-canary-");
        public string Path => _folder.FullName;
        public void Dispose() => _folder.Delete(recursive: true);
    }
}
