using System.Text.Json.Nodes;
using Argix.Contracts.Manifest;
using Argix.Errors;
using Argix.Plugins;
using Xunit;

namespace Argix.PluginTests.Loader;

public sealed class CatalogueTests
{
    [Fact]
    public async Task A_single_DLL_with_embedded_manifest_is_read_without_loading_it_and_then_works()
    {
        await using var lab = await new PluginLab().StartAsync();
        File.Copy(Path.Combine(PluginLab.Fixture("SingleDll"), "SingleDll.dll"), Path.Combine(lab.Inbox, "SingleDll.dll"));
        await lab.RowAsync("fixture-single", r => r.State == PluginState.Staged);
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), a => a.GetName().Name == "SingleDll");
        var entry = lab.Catalogue.Require("fixture-single");
        Assert.Equal("# Overview of the single file\n", entry.Docs);
        Assert.Contains("#123456", entry.LogoSvg);
        Assert.Empty(Directory.EnumerateFileSystemEntries(lab.Inbox));
        await using var lease = await lab.Host.OpenAsync("fixture-single", new StubPort(), default);
        Assert.Equal("single", (await lease.Adapter.ProbeAsync(default)).Subject);
    }

    [Fact]
    public async Task Listeners_are_told_of_a_new_version_and_not_of_loading_it()
    {
        await using var lab = await new PluginLab().StartAsync();
        var told = new List<string>();
        lab.Catalogue.Changed += id => throw new InvalidOperationException("a listener that fails harms no other");
        lab.Catalogue.Changed += id => told.Add($"{id} {lab.Catalogue.Require(id).Manifest.Version}");
        PluginLab.Put(lab.Make("news", "1.0.0"), lab.Inbox);
        await lab.RowAsync("news", r => r.State == PluginState.Staged);
        await (await lab.Host.OpenAsync("news", new StubPort(), default)).DisposeAsync();
        PluginLab.Put(lab.Make("news", "1.0.1"), lab.Inbox);
        await Eventually.TrueAsync(() => told.Count >= 2, () => "a second word");
        Assert.Equal(["news 1.0.0", "news 1.0.1"], told);
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    [InlineData("true", false, true)]
    [InlineData("false", true, false)]
    public void Unsigned_plugins_run_by_default_only_in_development(string? setting, bool development, bool allowed)
    {
        var lab = new PluginLab { ["Plugins:AllowUnsigned"] = setting! };
        Assert.Equal(allowed, PluginRules.From(lab.Configuration(), development).AllowUnsigned);
        Directory.Delete(lab.Root);
    }

    [Fact]
    public async Task The_store_names_versions_by_content_survives_a_restart_and_notices_changes()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("kept"), lab.Inbox);
        var row = await lab.RowAsync("kept", r => r.State == PluginState.Staged);
        Assert.Matches($"^{lab.Store}/kept/1\\.0\\.0-[0-9a-f]{{64}}$", row.Path);
        Assert.Equal("unsigned", row.Trust);
        await lab.StopAsync();
        await lab.StartAsync();
        Assert.True(lab.Catalogue.Require("kept").Connectable);
        await lab.StopAsync();
        File.AppendAllText(Path.Combine(row.Path, "docs.md"), "!");
        await lab.StartAsync();
        Assert.Equal("plugin_untrusted", lab.Catalogue.Require("kept").BlockedCode);
    }

    [Fact]
    public async Task A_drop_made_while_nothing_ran_is_waiting_for_the_command_line_and_taken_at_start()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("early"), lab.Inbox, "early");
        PluginLab.Put(lab.Make("broken", entry: "../x.dll"), lab.Inbox, "broken");
        var rows = BrokerCatalogue.ScanOnce(lab.Paths, lab.Configuration()).Plugins;
        Assert.Equal(PluginState.Untrusted, rows.Single(r => r.Id == "early").State); // no environment named = Production
        lab["environment"] = "Development";
        rows = BrokerCatalogue.ScanOnce(lab.Paths, lab.Configuration()).Plugins;
        Assert.Equal((PluginState.Found, "waiting in the inbox; the running platform takes it in"), (rows.Single(r => r.Id == "early").State, rows.Single(r => r.Id == "early").Reason));
        Assert.Equal(PluginState.Incompatible, rows.Single(r => r.Id == "broken").State);
        Assert.False(Directory.Exists(lab.Store));
        await lab.StartAsync();
        await lab.RowAsync("early", r => r.State == PluginState.Staged);
    }

    [Fact]
    public async Task A_folder_without_code_is_documentation_whatever_anybody_says()
    {
        await using var lab = new PluginLab { ["Brokers:papers:Availability"] = "Available" };
        PluginLab.Put(lab.Make("papers", fixture: null, change: j => j["availability"] = new JsonObject { ["state"] = "available" }), lab.Extra, "papers");
        PluginLab.Put(lab.Make("repairing", fixture: null, change: j => j["availability"] = new JsonObject { ["state"] = "maintenance", ["reason"] = "their API moves", ["since"] = "2026-01-02" }), lab.Extra, "repairing");
        await lab.StartAsync();
        var papers = lab.Catalogue.Require("papers");
        Assert.Equal((Availability.DocsOnly, "docs_only", false), (papers.Availability, papers.BlockedCode, papers.Connectable));
        var repairing = lab.Catalogue.Require("repairing");
        Assert.Equal((Availability.Maintenance, "maintenance", "their API moves", new DateOnly(2026, 1, 2)), (repairing.Availability, repairing.BlockedCode, repairing.AvailabilityReason, repairing.AvailabilitySince));
        Assert.Equal("docs_only", (await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("papers", new StubPort(), default))).Code);
        Assert.Equal("maintenance", (await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("repairing", new StubPort(), default))).Code);
        Assert.Equal("not_found", (await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("nobody", new StubPort(), default))).Code);
    }

    [Theory]
    [InlineData("Maintenance", "maintenance")]
    [InlineData("MAINTENANCE", "maintenance")]
    [InlineData("docsonly", "docs_only")]
    [InlineData("docs_only", "docs_only")]
    [InlineData("Available", null)]
    [InlineData("Unknown", "maintenance")]
    [InlineData("1", "maintenance")]
    [InlineData("typing error", "maintenance")]
    public async Task Configuration_takes_a_broker_out_of_service_and_fails_closed(string word, string? code)
    {
        await using var lab = new PluginLab { ["Brokers:conf:Availability"] = word, ["Brokers:conf:Reason"] = "on Sundays" };
        PluginLab.Put(lab.Make("conf"), lab.Extra, "conf");
        await lab.StartAsync();
        var entry = lab.Catalogue.Require("conf");
        Assert.Equal(code, entry.BlockedCode);
        if (Enum.TryParse<Availability>(word, ignoreCase: true, out var known) && known != Availability.Unknown && word != "1")
            Assert.Equal("on Sundays", entry.AvailabilityReason);
    }

    [Fact]
    public async Task Endpoints_and_settings_come_from_manifest_and_configuration()
    {
        await using var lab = new PluginLab
        {
            ["Brokers:conf:Endpoints:paper:rest"] = "http://127.0.0.1:9/",
            ["Brokers:conf:Endpoints:paper:data"] = "https://data.example",
            ["Brokers:conf:OAuth:ClientSecret"] = "canary",
            ["Brokers:conf:OAuth:ClientId"] = "id",
            ["Brokers:conf:Replay:BTC/USD:File"] = "bars.csv",
        };
        PluginLab.Put(lab.Make("conf"), lab.Extra, "conf");
        await lab.StartAsync();
        var entry = lab.Catalogue.Require("conf");
        Assert.Equal(new Dictionary<string, string> { ["rest"] = "http://127.0.0.1:9", ["data"] = "https://data.example" }, lab.Catalogue.Endpoints(entry, "paper"));
        Assert.True(lab.Catalogue.IsOverridden("conf", "paper", "rest"));
        Assert.False(lab.Catalogue.IsOverridden("conf", "paper", "stream"));
        Assert.Equal(new Dictionary<string, string> { ["OAuth:ClientId"] = "id", ["Replay:BTC/USD:File"] = "bars.csv" }, lab.Catalogue.Settings("conf"));
    }

    [Fact]
    public async Task A_plain_text_override_to_another_machine_closes_the_broker()
    {
        await using var lab = new PluginLab { ["Brokers:conf:Endpoints:paper:rest"] = "http://10.0.0.7:9" };
        PluginLab.Put(lab.Make("conf"), lab.Extra, "conf");
        await lab.StartAsync();
        Assert.Equal("maintenance", lab.Catalogue.Require("conf").BlockedCode);
        Assert.Contains("Brokers:conf:Endpoints:paper:rest must be https", lab.Catalogue.Require("conf").AvailabilityReason);
    }

    [Fact]
    public async Task An_OAuth_method_names_the_missing_setting_and_makes_an_OAuth_only_broker_docs_only()
    {
        await using var lab = new PluginLab { ["Brokers:with:OAuth:ClientId"] = "id" };
        foreach (var id in new[] { "with", "without" })
            PluginLab.Put(lab.Make(id, change: j => j["methods"] = new JsonArray(new JsonObject { ["id"] = "oauth", ["kind"] = "oauth" })), lab.Extra, id);
        await lab.StartAsync();
        Assert.False(lab.Catalogue.MethodAvailable(lab.Catalogue.Require("without"), lab.Catalogue.Require("without").Method("oauth")!, out var reason));
        Assert.Contains("Brokers:without:OAuth:ClientId", reason);
        Assert.False(lab.Catalogue.MethodAvailable(lab.Catalogue.Require("with"), lab.Catalogue.Require("with").Method("oauth")!, out reason));
        Assert.Contains("does not say how this broker's sign-in", reason);
        Assert.Equal("docs_only", lab.Catalogue.Require("without").BlockedCode);
    }

    [Fact]
    public async Task Bundled_plugins_are_held_against_the_hashes_of_the_build()
    {
        await using var lab = new PluginLab();
        var folder = PluginLab.Put(lab.Make("core"), lab.Bundled, "core");
        var lines = Directory.EnumerateFiles(folder).Select(f => $"{PluginFolderRules.HashFile(f)}  core/{Path.GetFileName(f)}");
        lab.Core = CoreHashes.Parse(string.Join('\n', lines));
        await lab.StartAsync();
        Assert.Equal(("core", true), (lab.Catalogue.Require("core").Trust, lab.Catalogue.Require("core").Connectable));

        File.AppendAllText(Path.Combine(folder, "docs.md"), "!");
        lab.Catalogue.Rescan();
        Assert.Equal(("modified", "plugin_untrusted"), (lab.Catalogue.Require("core").Trust, lab.Catalogue.Require("core").BlockedCode));
        Assert.Contains("core/docs.md is not what was built", lab.Catalogue.Require("core").Reason);

        File.WriteAllText(Path.Combine(folder, "docs.md"), "# Overview of core");
        File.WriteAllText(Path.Combine(folder, "extra.dll"), "");
        lab.Catalogue.Rescan();
        Assert.False(lab.Catalogue.Require("core").Connectable);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script><rect width='1' onclick='x()' style='fill:red' fill='url(https://evil.example/a)'/></svg>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><foreignObject><body/></foreignObject><image href='https://evil.example/a.png'/></svg>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><use xlink:href='https://evil.example/a#b'/><a href='javascript:x()'>y</a></svg>")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><rect fill='u\\72l(https://evil.example)'/><set attributeName='href' to='javascript:x()'/><style>@import 'https://evil.example'</style></svg>")]
    public void A_logo_keeps_nothing_that_runs_or_fetches(string svg)
    {
        var clean = SvgLogo.Clean(svg, "X");
        Assert.StartsWith("<svg", clean);
        foreach (var word in new[] { "script", "evil", "onclick", "onload", "foreignObject", "href", "style", "javascript", "image" })
            Assert.DoesNotContain(word, clean, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<html/>")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>")]
    public void Without_a_usable_logo_there_is_a_monogram(string? svg) => Assert.Contains(">PB<", SvgLogo.Clean(svg, "Paper Broker <script>"));

    [Fact]
    public void A_harmless_logo_stays_as_it_is()
    {
        const string Logo = """<svg viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg"><defs><linearGradient id="g"><stop offset="0" stop-color="#fff" /></linearGradient></defs><path d="M0 0h9" fill="url(#g)" /></svg>""";
        Assert.Equal(Logo, SvgLogo.Clean(Logo, "X").Replace(" xmlns=\"http://www.w3.org/2000/svg\"", "").Replace("0 0 9 9\"", "0 0 9 9\" xmlns=\"http://www.w3.org/2000/svg\""));
    }
}
