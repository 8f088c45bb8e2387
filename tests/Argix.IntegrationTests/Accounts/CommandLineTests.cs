using System.Net;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Argix.IntegrationTests.Accounts;

public class CommandLineTests
{
    [Fact]
    public async Task Users_and_tokens_can_be_made_before_the_first_start_and_the_token_works_after_it()
    {
        using var folder = new HostFolder();
        var added = await folder.RunAsync("three little words and more", "users", "add", "--email", "a@argix.example", "--role", "admin");
        Assert.Equal((0, 0), (added.ExitCode, added.Stderr.Count));
        var token = await folder.RunAsync(null, "tokens", "create", "--email", "a@argix.example", "--name", "t", "--scopes", "read,trade,admin");
        Assert.StartsWith("argix_", token.Stdout[^1]);

        await using var host = await HostProcess.StartAsync(folder);
        Assert.DoesNotContain(host.Stdout, l => l.StartsWith("argix: set up at", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, token.Stdout[^1]));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, token.Stdout[^1] + "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(host, null));
        Assert.Equal(0, await host.StopAsync());
    }

    [Fact]
    public async Task Commands_beside_a_running_host_take_effect_in_it()
    {
        await using var host = await HostProcess.StartAsync();
        await host.WaitForLineAsync("argix: set up at " + host.BaseAddress.ToString().TrimEnd('/') + "/setup?token=");
        Assert.True(File.Exists(Path.Combine(host.Folder.Data, "control.sock")));
        var token = await host.NewTokenAsync();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, token));
        var again = await host.Folder.RunAsync("three little words and more", "users", "add", "--email", "owner@argix.example", "--role", "admin");
        Assert.Equal(1, again.ExitCode);
        Assert.StartsWith("argix: validation_failed: ", Assert.Single(again.Stderr));
    }

    [Fact]
    public async Task A_data_directory_too_deep_for_a_socket_uses_the_runtime_directory()
    {
        using var folder = new HostFolder();
        var deep = Path.Combine(folder.Root, new string('d', 100));
        var runtime = Directory.CreateDirectory(Path.Combine(folder.Root, "run")).FullName;
        folder.Settings["ARGIX_Data__Directory"] = deep;
        folder.Settings["XDG_RUNTIME_DIR"] = runtime;
        await using var host = await HostProcess.StartAsync(folder);
        Assert.Single(Directory.GetFiles(runtime, "argix-*.sock"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, await host.NewTokenAsync()));
    }

    [Fact]
    public async Task A_second_host_is_refused_and_a_killed_one_leaves_no_lock()
    {
        using var folder = new HostFolder();
        await using (var first = await HostProcess.StartAsync(folder))
        {
            var second = await folder.RunAsync(null, "serve", "--Urls", "http://127.0.0.1:0");
            Assert.Equal(1, second.ExitCode);
            Assert.StartsWith("argix: data_directory_in_use: ", Assert.Single(second.Stderr));
            Assert.Empty(second.Stdout);
            await first.KillAsync();
        }
        await using var third = await HostProcess.StartAsync(folder);
        Assert.Equal(0, await third.StopAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_key_ring_without_its_master_key_is_refused_and_nothing_is_created(bool another)
    {
        using var folder = new HostFolder();
        await using (var host = await HostProcess.StartAsync(folder))
            await host.StopAsync();
        File.Delete(folder.MasterKeyFile);
        if (another)
            await File.WriteAllTextAsync(folder.MasterKeyFile, Convert.ToBase64String(new byte[32]));
        var before = CountKeys(folder);
        var refused = await folder.RunAsync(null, "serve", "--Urls", "http://127.0.0.1:0");
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("argix: master_key_missing: ", Assert.Single(refused.Stderr));
        Assert.Equal((another, before), (File.Exists(folder.MasterKeyFile), CountKeys(folder)));
        Assert.NotEqual(0, before);
    }

    [Fact]
    public async Task Production_makes_no_master_key_by_itself()
    {
        using var folder = new HostFolder();
        folder.Settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        var refused = await folder.RunAsync(null);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("argix: master_key_missing: ", Assert.Single(refused.Stderr));
        Assert.False(File.Exists(folder.MasterKeyFile));
    }

    [Theory]
    [InlineData("validation_failed", "--Urls", "http://0.0.0.0:5999")]
    [InlineData("validation_failed", "--Data:Provider=Oracle")]
    [InlineData("validation_failed", "--Data:Directory", "relative/path")]
    [InlineData("bad_request", "no-such-command")]
    public async Task What_cannot_be_done_is_one_line_with_a_code(string code, params string[] args)
    {
        using var folder = new HostFolder();
        var refused = await folder.RunAsync(null, args);
        Assert.Equal(1, refused.ExitCode);
        var line = Assert.Single(refused.Stderr);
        Assert.StartsWith($"argix: {code}: ", line);
        Assert.Contains(" — ", line);
    }

    [Fact]
    public async Task The_demo_starts_fresh_each_time_and_prints_a_sign_in_link()
    {
        using var folder = new HostFolder();
        var links = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var host = await HostProcess.StartAsync(folder, null, "demo");
            links.Add(await host.WaitForLineAsync("argix: demo ready at " + host.BaseAddress.ToString().TrimEnd('/') + "/login?token="));
            Assert.Equal(0, await host.StopAsync());
        }
        Assert.NotEqual(links[0], links[1]);
        Assert.True(Directory.Exists(Path.Combine(folder.Root, "argix-demo")));
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task The_master_key_never_stands_in_the_data_directory_and_the_ring_is_not_in_clear()
    {
        using var folder = new HostFolder();
        await using var host = await HostProcess.StartAsync(folder);
        var key = (await File.ReadAllTextAsync(folder.MasterKeyFile)).Trim();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.MasterKeyFile));
        Assert.Equal(0, await host.StopAsync());
        foreach (var file in Directory.EnumerateFiles(folder.Data, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(key)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Convert.FromBase64String(key)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf("<masterKey "u8)); // how Data Protection writes a key in clear
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HostProcess host, string? token)
    {
        using var client = host.NewClient(token);
        using var answer = await client.GetAsync("/api/v1/nothing-here");
        return answer.StatusCode;
    }

    private static long CountKeys(HostFolder folder)
    {
        if (folder.Postgres is { } postgres)
            return (long)postgres.Run("SELECT count(*) FROM argix.\"Keys\"")!;
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Data, "argix.db")};Pooling=False");
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM Keys";
        return (long)count.ExecuteScalar()!;
    }
}
