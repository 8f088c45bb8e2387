using System.Text.Json.Nodes;
using Argix.Errors;
using Argix.Plugins;
using Xunit;

namespace Argix.PluginTests.Loader;

/// <summary>Every kind of broken plugin is a row with a reason, and a good one beside it goes on working.</summary>
public sealed class BrokenPluginTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(90)]
    [InlineData(99)]
    public async Task A_truncated_DLL_is_listed_stays_in_the_inbox_and_is_taken_when_completed(int percent)
    {
        await using var lab = await new PluginLab().StartAsync();
        var made = lab.Make("cut");
        var dll = Path.Combine(made, "Fixture.Good.dll");
        var whole = File.ReadAllBytes(dll);
        File.WriteAllBytes(dll, whole[..(whole.Length * percent / 100)]);
        var drop = PluginLab.Put(made, lab.Inbox);

        var row = await lab.RowAsync("cut", r => r.State == PluginState.Found);
        Assert.Contains("Fixture.Good.dll is cut off", row.Reason);
        Assert.True(Directory.Exists(drop));
        Assert.Null(lab.Catalogue.Find("cut"));

        File.WriteAllBytes(Path.Combine(drop, "Fixture.Good.dll"), whole);
        await lab.RowAsync("cut", r => r.State == PluginState.Staged);
        Assert.False(Directory.Exists(drop));
    }

    [Fact]
    public async Task A_private_dependency_that_is_not_there_yet_is_waited_for()
    {
        await using var lab = await new PluginLab().StartAsync();
        var made = lab.Make("lacking");
        var lib = File.ReadAllBytes(Path.Combine(made, "LibX.dll"));
        File.Delete(Path.Combine(made, "LibX.dll"));
        var drop = PluginLab.Put(made, lab.Inbox);
        Assert.Contains("LibX.dll, which Fixture.Good.deps.json names, is missing", (await lab.RowAsync("lacking", r => r.State == PluginState.Found)).Reason);
        File.WriteAllBytes(Path.Combine(drop, "LibX.dll"), lib);
        await lab.RowAsync("lacking", r => r.State == PluginState.Staged);
    }

    [Fact]
    public async Task A_folder_without_a_manifest_is_listed_under_its_own_name()
    {
        await using var lab = await new PluginLab().StartAsync();
        Directory.CreateDirectory(Path.Combine(lab.Inbox, "half-copied"));
        Assert.Equal("incomplete: there is no plugin.json", (await lab.RowAsync("half-copied", r => r.State == PluginState.Found)).Reason);
    }

    [Theory]
    [InlineData("../evil.dll")]
    [InlineData("/tmp/evil.dll")]
    [InlineData("sub/evil.dll")]
    [InlineData("..\\evil.dll")]
    [InlineData("C:evil.dll")]
    [InlineData("..")]
    [InlineData(".dll")]
    [InlineData("evil.dll\n")]
    [InlineData("evil.exe")]
    public async Task A_hostile_entry_is_refused(string entry)
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("hostile", entry: entry), lab.Inbox, "hostile-drop");
        var row = await lab.RowAsync("hostile-drop", r => r.State == PluginState.Incompatible);
        Assert.Contains("must be a plain .dll file name", row.Reason);
        Assert.Empty(Directory.EnumerateDirectories(lab.Root, "store", SearchOption.AllDirectories).SelectMany(Directory.EnumerateDirectories));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("UPPER")]
    [InlineData("a/b")]
    [InlineData("-dash")]
    [InlineData("")]
    [InlineData("a\n")]
    [InlineData("a234567890123456789012345678901234567890x")]
    public async Task A_hostile_id_is_refused_and_never_becomes_a_path(string id)
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("x", change: j => j["id"] = id), lab.Inbox, "bad-id");
        Assert.Contains("id '", (await lab.RowAsync("bad-id", r => r.State == PluginState.Incompatible)).Reason);
    }

    [Fact]
    public async Task A_link_is_refused_as_the_plugin_or_inside_it()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("links need rights on Windows");
        await using var lab = await new PluginLab().StartAsync();
        var outside = lab.Make("outside");
        Directory.CreateSymbolicLink(Path.Combine(lab.Inbox, "link"), outside);
        var inside = lab.Make("inside");
        File.CreateSymbolicLink(Path.Combine(inside, "secret.txt"), "/etc/passwd");
        PluginLab.Put(inside, lab.Inbox, "inside");
        Assert.Contains("is a link", (await lab.RowAsync("link", r => r.State == PluginState.Incompatible)).Reason);
        Assert.Contains("secret.txt is a link", (await lab.RowAsync("inside", r => r.State == PluginState.Incompatible)).Reason);
        Assert.True(File.Exists(Path.Combine(outside, "plugin.json")));
    }

    [Fact]
    public async Task Names_that_differ_only_by_case_are_refused()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("needs a file system that tells case");
        await using var lab = await new PluginLab().StartAsync();
        var made = lab.Make("twins");
        File.WriteAllText(Path.Combine(made, "DOCS.md"), "");
        PluginLab.Put(made, lab.Inbox, "twins");
        Assert.Contains("differ only by case", (await lab.RowAsync("twins", r => r.State == PluginState.Incompatible)).Reason);
    }

    [Fact]
    public async Task Too_many_files_are_refused()
    {
        await using var lab = await new PluginLab().StartAsync();
        var made = lab.Make("many");
        for (var i = 0; i < 501; i++)
            File.WriteAllText(Path.Combine(made, $"f{i}"), "");
        PluginLab.Put(made, lab.Inbox, "many");
        Assert.Contains("more than 500 files", (await lab.RowAsync("many", r => r.State == PluginState.Incompatible)).Reason);
    }

    [Fact]
    public async Task Contracts_of_another_major_version_are_refused_by_what_the_DLL_says()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("tomorrow", fixture: "WrongContracts"), lab.Inbox);
        Assert.Equal("Fixture.WrongContracts.dll is built against contracts 2.0; this platform has 1.0",
            (await lab.RowAsync("tomorrow", r => r.State == PluginState.Incompatible)).Reason);
    }

    [Theory]
    [InlineData(">=2.0 <3.0", "it asks for contracts >=2.0 <3.0")]
    [InlineData("<1.0", "it asks for contracts <1.0")]
    [InlineData("", "is not a range")]
    [InlineData("banana", "is not a range")]
    public async Task A_contract_range_that_does_not_hold_this_platform_is_refused(string range, string why)
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("range", change: j => j["contracts"] = range), lab.Inbox);
        Assert.Contains(why, (await lab.RowAsync("range", r => r.State == PluginState.Incompatible)).Reason);
    }

    [Fact]
    public async Task A_plugin_that_ships_the_contracts_is_refused()
    {
        await using var lab = await new PluginLab().StartAsync();
        var made = lab.Make("ships");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Argix.Contracts.dll"), Path.Combine(made, "argix.contracts.dll"));
        PluginLab.Put(made, lab.Inbox);
        Assert.Contains("must not be inside a plugin", (await lab.RowAsync("ships", r => r.State == PluginState.Incompatible)).Reason);
    }

    [Fact]
    public async Task Garbage_in_the_manifest_is_listed()
    {
        await using var lab = await new PluginLab().StartAsync();
        var made = lab.Make("garbage");
        File.WriteAllText(Path.Combine(made, "plugin.json"), """{"id": "garbage", "wat": 1}""");
        PluginLab.Put(made, lab.Inbox, "garbage");
        Assert.Contains("plugin.json is not a manifest", (await lab.RowAsync("garbage", r => r.State == PluginState.Found)).Reason);
    }

    [Fact]
    public async Task A_manifest_that_would_move_money_is_refused()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("thief", change: j => j["calls"] = new JsonObject { ["submit"] = new JsonArray("POST /v1/Withdrawals") }), lab.Inbox, "thief");
        Assert.Contains("never moves money", (await lab.RowAsync("thief", r => r.State == PluginState.Incompatible)).Reason);
    }

    [Fact]
    public async Task What_only_calls_itself_a_package_and_a_stray_file_are_listed_with_their_reason()
    {
        await using var lab = await new PluginLab().StartAsync();
        File.WriteAllText(Path.Combine(lab.Inbox, "x.argixplugin"), "zip");
        File.WriteAllText(Path.Combine(lab.Inbox, "notes.txt"), "hello");
        Assert.Contains("not a whole package", (await lab.RowAsync("x.argixplugin", r => r.State == PluginState.Found)).Reason);
        Assert.Contains("neither a plugin folder", (await lab.RowAsync("notes.txt", r => r.State == PluginState.Incompatible)).Reason);
    }

    [Fact]
    public async Task Unsigned_code_is_untrusted_where_that_is_not_allowed_but_documentation_is_welcome()
    {
        await using var lab = new PluginLab { Rules = new(AllowUnsigned: false) };
        await lab.StartAsync();
        PluginLab.Put(lab.Make("unsigned"), lab.Inbox);
        PluginLab.Put(lab.Make("papers", fixture: null), lab.Inbox);
        await lab.RowAsync("unsigned", r => r.State == PluginState.Untrusted);
        await lab.RowAsync("papers", r => r.State == PluginState.DocsOnly);
        var refused = await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("unsigned", new StubPort(), default));
        Assert.Equal("plugin_untrusted", refused.Code);
    }

    [Theory]
    [InlineData("ThrowsInConstructor", "FormatException: the constructor of this fixture always throws")]
    [InlineData("ThrowsInStatic", "FormatException: the static initialiser of this fixture always throws")]
    [InlineData("ThrowsInModuleInit", "FormatException: the module initialiser of this fixture always throws")]
    [InlineData("ThrowsInCreate", "its adapter could not be made (FormatException)")]
    [InlineData("NoPlugin", "NoPlugin has 0 public classes that implement IBrokerPlugin")]
    public async Task Code_that_fails_to_start_is_faulted_until_somebody_enables_it(string fixture, string why)
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("bad", fixture: fixture), lab.Inbox);
        PluginLab.Put(lab.Make("fine"), lab.Inbox);
        await lab.RowAsync("bad", r => r.State == PluginState.Staged);
        await lab.RowAsync("fine", r => r.State == PluginState.Staged);

        var refused = await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("bad", new StubPort(), default));
        Assert.Equal("plugin_faulted", refused.Code);
        Assert.Contains(why, (await lab.RowAsync("bad", r => r.State == PluginState.Faulted)).Reason);
        Assert.Equal("plugin_faulted", lab.Catalogue.Require("bad").BlockedCode);
        Assert.DoesNotContain("login-1", lab.Catalogue.Require("bad").Reason + refused.Message);

        await using var lease = await lab.Host.OpenAsync("fine", new StubPort(), default);
        Assert.Equal("good 1 with LibX 1", (await lease.Adapter.ProbeAsync(default)).Subject);

        lab.Catalogue.Enable("bad");
        Assert.True(lab.Catalogue.Require("bad").Connectable);
        await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("bad", new StubPort(), default));
        Assert.Equal(PluginState.Faulted, lab.Catalogue.Require("bad").State);
    }

    [Fact]
    public async Task A_constructor_that_hangs_is_given_up_and_blocks_nobody_else()
    {
        await using var lab = new PluginLab { Rules = new(AllowUnsigned: true) { TimeLimit = TimeSpan.FromMilliseconds(300) } };
        PluginLab.Put(lab.Make("hangs", fixture: "HangsInConstructor"), lab.Extra);
        await lab.StartAsync();
        var refused = await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("hangs", new StubPort(), default));
        Assert.Equal("plugin_faulted", refused.Code);
        Assert.Contains("did not finish within 0.3 s", (await lab.RowAsync("hangs", r => r.State == PluginState.Faulted)).Reason);
    }
}
