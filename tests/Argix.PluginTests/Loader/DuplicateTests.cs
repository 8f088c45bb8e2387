using Argix.Plugins;
using Xunit;

namespace Argix.PluginTests.Loader;

public sealed class DuplicateTests
{
    [Fact]
    public async Task The_same_version_again_is_refused_and_the_first_goes_on()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("dup"), lab.Inbox);
        var first = await lab.RowAsync("dup", r => r.State == PluginState.Staged);
        var second = PluginLab.Put(lab.Make("dup"), lab.Inbox, "dup-again");
        var row = await lab.RowAsync("dup", r => r.State == PluginState.Incompatible);
        Assert.Contains("duplicate: dup 1.0.0 is already installed", row.Reason);
        Assert.Equal(second, row.Path);
        Assert.Equal(first.Path, lab.Catalogue.Require("dup").Folder);
        Assert.True(lab.Catalogue.Require("dup").Connectable);
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("9.0.0")]
    public async Task The_id_of_a_bundled_plugin_cannot_be_taken(string version)
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("core"), lab.Bundled, "core");
        PluginLab.Put(lab.Make("core", "5.0.0"), lab.Extra, "core");
        await lab.StartAsync();
        PluginLab.Put(lab.Make("core", version), lab.Inbox, "impostor");
        Assert.Contains("belongs to a plugin that comes with the platform", (await lab.RowAsync("core", r => r.Path.EndsWith("impostor"))).Reason);
        Assert.Contains("belongs to a plugin that comes with the platform", lab.Catalogue.Plugins.Single(r => r.Path.StartsWith(lab.Extra)).Reason);
        Assert.Equal("core", lab.Catalogue.Require("core").Trust);
        Assert.Equal("1.0.0", lab.Catalogue.Require("core").Manifest.Version);
    }

    [Fact]
    public async Task Two_folders_with_the_same_version_are_both_refused()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("dup"), lab.Extra, "a");
        PluginLab.Put(lab.Make("dup"), lab.Extra, "b");
        await lab.StartAsync();
        Assert.Equal(2, lab.Catalogue.Plugins.Count(r => r.State == PluginState.Incompatible && r.Reason!.Contains("is there twice")));
        Assert.Equal("plugin_incompatible", lab.Catalogue.Require("dup").BlockedCode);
    }

    [Theory]
    [InlineData("1.0.0", "1.0.1")]
    [InlineData("1.9.0", "1.10.0")]
    [InlineData("2.0.0-beta.2", "2.0.0-beta.11")]
    [InlineData("2.0.0-rc.1", "2.0.0")]
    public async Task The_newest_version_counts_in_whatever_order_they_come(string older, string newer)
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("many", newer), lab.Extra, "a-newer");
        PluginLab.Put(lab.Make("many", older), lab.Extra, "b-older");
        await lab.StartAsync();
        Assert.Equal(newer, lab.Catalogue.Require("many").Manifest.Version);
        var row = lab.Catalogue.Plugins.Single(r => r.Version == older);
        Assert.Equal((PluginState.Superseded, $"{newer} is newer"), (row.State, row.Reason));
    }

    [Fact]
    public async Task A_newer_version_that_does_not_fit_leaves_the_older_one_in_place()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("step", "1.0.0"), lab.Extra, "old");
        PluginLab.Put(lab.Make("step", "2.0.0", change: j => j["contracts"] = ">=2.0"), lab.Extra, "new");
        await lab.StartAsync();
        Assert.Equal(("1.0.0", PluginState.Staged), (lab.Catalogue.Require("step").Manifest.Version, lab.Catalogue.Require("step").State));
        Assert.Equal(PluginState.Incompatible, lab.Catalogue.Plugins.Single(r => r.Version == "2.0.0").State);
    }
}
