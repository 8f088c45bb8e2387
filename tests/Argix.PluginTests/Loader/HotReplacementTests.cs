using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Argix.Errors;
using Argix.Plugins;
using Xunit;

namespace Argix.PluginTests.Loader;

/// <summary>Loading, replacing and letting go while leases are open.</summary>
public sealed class HotReplacementTests
{
    [Fact]
    public async Task A_new_version_serves_new_leases_the_old_one_goes_on_and_leaves_the_memory_with_its_last_lease()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("hot", "1.0.0", "Good1"), lab.Inbox);
        await lab.RowAsync("hot", r => r.State == PluginState.Staged);
        var old = await lab.Host.OpenAsync("hot", new StubPort(), default);
        Assert.Equal("good 1 with LibX 1", await ProbeAsync(old));

        PluginLab.Put(lab.Make("hot", "1.1.0", "Good2"), lab.Inbox);
        await lab.RowAsync("hot", r => r is { Version: "1.0.0", State: PluginState.Superseded });
        await using var fresh = await lab.Host.OpenAsync("hot", new StubPort(), default);
        Assert.Equal(("1.0.0", "1.1.0"), (old.Version, fresh.Version));
        Assert.Equal("good 2 with LibX 2", await ProbeAsync(fresh));
        Assert.Equal("good 1 with LibX 1", await ProbeAsync(old));
        Assert.Empty(lab.Host.Unloads);

        await old.DisposeAsync();
        var unload = Assert.Single(lab.Host.Unloads);
        Assert.Equal(("hot", "1.0.0"), (unload.Id, unload.Version));
        Assert.True(await unload.Gone);
        Assert.False(unload.Context.IsAlive);
        Assert.Throws<ObjectDisposedException>(() => old.Adapter);
        Assert.Equal("good 2 with LibX 2", await ProbeAsync(fresh));
        Assert.Equal(PluginState.Running, lab.Catalogue.Require("hot").State);
    }

    [Fact]
    public async Task An_idle_old_version_is_unloaded_as_soon_as_it_is_replaced()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("idle", "1.0.0", "Good1"), lab.Inbox);
        await lab.RowAsync("idle", r => r.State == PluginState.Staged);
        await (await lab.Host.OpenAsync("idle", new StubPort(), default)).DisposeAsync();
        Assert.Equal(PluginState.Loaded, lab.Catalogue.Require("idle").State);
        PluginLab.Put(lab.Make("idle", "2.0.0", "Good2"), lab.Inbox);
        await Eventually.TrueAsync(() => lab.Host.Unloads.Count == 1, () => "an unload");
        Assert.True(await lab.Host.Unloads[0].Gone);
    }

    [Fact]
    public async Task A_plugin_that_cannot_be_unloaded_is_said_to_be_alive()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("leaks", "1.0.0", "Leaks"), lab.Inbox);
        await lab.RowAsync("leaks", r => r.State == PluginState.Staged);
        var lease = await lab.Host.OpenAsync("leaks", new StubPort(), default);
        PluginLab.Put(lab.Make("leaks", "1.0.1", "Good1"), lab.Inbox);
        await lab.RowAsync("leaks", r => r is { Version: "1.0.0", State: PluginState.Superseded });
        await lease.DisposeAsync();
        Assert.False(await Assert.Single(lab.Host.Unloads).Gone);
        var row = lab.Catalogue.Plugins.Single(r => r.Version == "1.0.0");
        Assert.Equal(PluginState.PendingRestart, row.State);
        Assert.StartsWith("unload asked, still alive", row.Reason);
    }

    [Fact]
    public async Task A_new_version_that_fails_to_start_rolls_back_by_itself()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("roll", "1.0.0", "Good1"), lab.Inbox);
        await lab.RowAsync("roll", r => r.State == PluginState.Staged);
        PluginLab.Put(lab.Make("roll", "1.1.0", "ThrowsInConstructor"), lab.Inbox);
        await lab.RowAsync("roll", r => r is { Version: "1.1.0", State: PluginState.Staged });
        await using var lease = await lab.Host.OpenAsync("roll", new StubPort(), default);
        Assert.Equal("1.0.0", lease.Version);
        Assert.Equal(PluginState.Faulted, lab.Catalogue.Plugins.Single(r => r.Version == "1.1.0").State);
        Assert.Equal(PluginState.Running, lab.Catalogue.Plugins.Single(r => r.Version == "1.0.0").State);
    }

    [Fact]
    public async Task Two_plugins_use_two_versions_of_one_dependency_at_once()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("one", fixture: "Good1"), lab.Extra, "one");
        PluginLab.Put(lab.Make("two", fixture: "Good2"), lab.Extra, "two");
        await lab.StartAsync();
        await using var one = await lab.Host.OpenAsync("one", new StubPort(), default);
        await using var two = await lab.Host.OpenAsync("two", new StubPort(), default);
        Assert.Equal("good 1 with LibX 1", await ProbeAsync(one));
        Assert.Equal("good 2 with LibX 2", await ProbeAsync(two));
    }

    [Fact]
    public async Task Overwriting_the_files_that_were_dropped_or_configured_harms_nothing_that_runs()
    {
        await using var lab = new PluginLab();
        var configured = PluginLab.Put(lab.Make("configured"), lab.Extra, "configured");
        await lab.StartAsync();
        PluginLab.Put(lab.Make("dropped"), lab.Inbox, "dropped");
        await lab.RowAsync("dropped", r => r.State == PluginState.Staged);
        await using var one = await lab.Host.OpenAsync("configured", new StubPort(), default);
        await using var two = await lab.Host.OpenAsync("dropped", new StubPort(), default);
        // The private dependency is not read before the first call, so a file that changed under it would show.
        File.WriteAllBytes(Path.Combine(configured, "Fixture.Good.dll"), new byte[3]);
        File.WriteAllBytes(Path.Combine(configured, "LibX.dll"), new byte[3]);
        Directory.CreateDirectory(Path.Combine(lab.Inbox, "dropped"));
        File.WriteAllBytes(Path.Combine(lab.Inbox, "dropped", "Fixture.Good.dll"), new byte[3]);
        Assert.Equal("good 1 with LibX 1", await ProbeAsync(one));
        Assert.Equal("good 1 with LibX 1", await ProbeAsync(two));
    }

    [Fact]
    public async Task Many_opens_at_once_load_one_context()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("busy"), lab.Extra, "busy");
        await lab.StartAsync();
        var leases = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => lab.Host.OpenAsync("busy", new StubPort(), default)));
        Assert.Single(leases.Select(l => AssemblyLoadContext.GetLoadContext(l.Adapter.GetType().Assembly)).Distinct());
        Assert.NotEmpty(leases[0].Adapter.GetType().Assembly.Location);
        foreach (var lease in leases)
            await lease.DisposeAsync();
        Assert.Equal(PluginState.Loaded, lab.Catalogue.Require("busy").State);
    }

    [Fact]
    public async Task A_disabled_plugin_opens_nothing_survives_a_restart_and_comes_back()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("off"), lab.Extra, "off");
        await lab.StartAsync();
        var lease = await lab.Host.OpenAsync("off", new StubPort(), default);
        var told = new List<string>();
        lab.Catalogue.Changed += told.Add;
        lab.Catalogue.Disable("off", "somebody said so");
        Assert.Contains("off", told);
        Assert.Equal("maintenance", (await Assert.ThrowsAsync<ArgixException>(() => lab.Host.OpenAsync("off", new StubPort(), default))).Code);
        await lease.DisposeAsync();
        Assert.True(await Assert.Single(lab.Host.Unloads).Gone);
        await lab.StopAsync();

        await lab.StartAsync();
        Assert.Equal((PluginState.Disabled, "somebody said so"), (lab.Catalogue.Require("off").State, lab.Catalogue.Require("off").Reason));
        lab.Catalogue.Enable("off");
        await (await lab.Host.OpenAsync("off", new StubPort(), default)).DisposeAsync();
    }

    [Fact]
    public async Task A_plugin_that_was_loading_when_the_host_died_twice_is_not_loaded_a_third_time()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("killer"), lab.Extra, "killer");
        PluginLab.Put(lab.Make("core"), lab.Bundled, "core");
        for (var i = 0; i < 2; i++)
        {
            await lab.StartAsync();
            await lab.Host.OpenAsync("killer", new StubPort(), default);
            await lab.Host.OpenAsync("core", new StubPort(), default);
            await lab.StopAsync(graceful: false);
        }

        await lab.StartAsync();
        Assert.Contains("ended twice", (await lab.RowAsync("killer", r => r.State == PluginState.Faulted)).Reason);
        Assert.True(lab.Catalogue.Require("core").Connectable);
        lab.Catalogue.Enable("killer");
        await (await lab.Host.OpenAsync("killer", new StubPort(), default)).DisposeAsync();
    }

    [Fact]
    public async Task A_host_that_ends_in_good_order_leaves_no_mark()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("calm"), lab.Extra, "calm");
        for (var i = 0; i < 3; i++)
        {
            await lab.StartAsync();
            await (await lab.Host.OpenAsync("calm", new StubPort(), default)).DisposeAsync();
            await lab.StopAsync();
        }

        await lab.StartAsync();
        Assert.Equal(PluginState.Staged, lab.Catalogue.Require("calm").State);
    }

    [Fact]
    public async Task No_fixture_ever_stands_in_the_default_context()
    {
        await using var lab = new PluginLab();
        PluginLab.Put(lab.Make("guard"), lab.Extra, "guard");
        await lab.StartAsync();
        await using var lease = await lab.Host.OpenAsync("guard", new StubPort(), default);
        await ProbeAsync(lease);
        Assert.Contains(AppDomain.CurrentDomain.GetAssemblies(), a => a.GetName().Name == "Fixture.Good");
        var fixtures = Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "fixtures")).Select(Path.GetFileName).Append("Fixture.Good").Append("Fixture.WrongContracts").Append("LibX");
        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, a => fixtures.Contains(a.GetName().Name));
    }

    // Not inlined: nothing of the adapter may stay on the test's own frame.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<string> ProbeAsync(PluginLease lease) => (await lease.Adapter.ProbeAsync(default)).Subject;
}
