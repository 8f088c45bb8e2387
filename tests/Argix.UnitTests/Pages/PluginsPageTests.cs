using Argix.Pages;
using Argix.Plugins;
using Xunit;

namespace Argix.UnitTests.Pages;

/// <summary>Each state of a plugin on its page: a button where the table has a way back, and words where a person has to do something else.</summary>
public sealed class PluginsPageTests
{
    public static TheoryData<PluginState> States => [.. Enum.GetValues<PluginState>().Where(s => s != PluginState.Unknown)];

    [Theory]
    [MemberData(nameof(States))]
    public void A_state_that_stops_a_broker_says_what_to_do_and_one_that_does_not_says_nothing(PluginState state)
    {
        var runs = state is PluginState.Staged or PluginState.Loaded or PluginState.Running or PluginState.DocsOnly;
        Assert.Equal(runs, PluginsModel.WayBack(state) is null);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void A_button_is_there_exactly_where_the_table_has_the_move(PluginState state)
    {
        var row = new PluginRow("acme", "1.0.0", state, null, "core", "/plugins/acme");
        Assert.False(PluginsModel.MayEnable(row) && PluginsModel.MayDisable(row));
        Assert.True(!PluginsModel.MayDisable(row) || PluginTransitions.Allows(state, PluginState.Disabled));
        Assert.True(!PluginsModel.MayEnable(row) || PluginTransitions.Allows(state, PluginState.Staged));
        // What a person or a fault has stopped, a person can start again.
        Assert.Equal(state is PluginState.Disabled or PluginState.Faulted, PluginsModel.MayEnable(row));
    }

    [Fact]
    public void An_unload_that_did_not_come_to_its_end_says_that_a_restart_frees_the_memory() =>
        Assert.Contains("restarted", PluginsModel.WayBack(PluginState.PendingRestart), StringComparison.Ordinal);
}
