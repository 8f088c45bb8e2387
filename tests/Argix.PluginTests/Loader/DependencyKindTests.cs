using System.Runtime.InteropServices;
using Argix.Plugins;
using Xunit;

namespace Argix.PluginTests.Loader;

/// <summary>What a plugin may bring along besides assemblies: native libraries, and words in other languages.</summary>
public sealed class DependencyKindTests
{
    [Fact]
    public async Task Native_libraries_are_the_plugins_own_and_two_copies_stand_side_by_side()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the native library is a copy of the runtime's own, and where it was loaded from is read from /proc");
        await using var lab = new PluginLab();
        foreach (var id in new[] { "one", "two" })
        {
            var made = lab.Make(id, fixture: "NativeDep");
            File.Copy(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so"), Path.Combine(made, "libfixture_native.so"));
            PluginLab.Put(made, lab.Extra, id);
        }
        await lab.StartAsync();
        await using var one = await lab.Host.OpenAsync("one", new StubPort(), default);
        await using var two = await lab.Host.OpenAsync("two", new StubPort(), default);
        foreach (var lease in new[] { one, two })
        {
            Assert.Equal($"native {Environment.ProcessId}", (await lease.Adapter.ProbeAsync(default)).Subject);
        }
        var mapped = File.ReadLines("/proc/self/maps").Where(l => l.EndsWith("libfixture_native.so", StringComparison.Ordinal)).Select(l => l[l.IndexOf('/', StringComparison.Ordinal)..]).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, mapped.Count);
        Assert.StartsWith(Path.Combine(lab.Store, "one"), mapped[0]);
        Assert.StartsWith(Path.Combine(lab.Store, "two"), mapped[1]);
    }

    [Fact]
    public async Task A_native_library_that_is_missing_faults_the_call_and_not_the_host()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("without", fixture: "NativeDep"), lab.Inbox);
        PluginLab.Put(lab.Make("beside"), lab.Inbox);
        await lab.RowAsync("without", r => r.State == PluginState.Staged);
        await lab.RowAsync("beside", r => r.State == PluginState.Staged);
        await using var lease = await lab.Host.OpenAsync("without", new StubPort(), default);
        await Assert.ThrowsAnyAsync<Exception>(() => lease.Adapter.ProbeAsync(default));
        await using var other = await lab.Host.OpenAsync("beside", new StubPort(), default);
        Assert.Equal("good 1 with LibX 1", (await other.Adapter.ProbeAsync(default)).Subject);
    }

    [Fact]
    public async Task Words_in_other_languages_come_along_and_the_host_which_has_no_languages_shows_the_plain_ones()
    {
        await using var lab = await new PluginLab().StartAsync();
        PluginLab.Put(lab.Make("words", fixture: "Satellite"), lab.Inbox);
        await lab.RowAsync("words", r => r.State == PluginState.Staged);
        Assert.Single(Directory.EnumerateFiles(lab.Store, "Satellite.resources.dll", SearchOption.AllDirectories), f => Path.GetFileName(Path.GetDirectoryName(f)) == "de");
        await using var lease = await lab.Host.OpenAsync("words", new StubPort(), default);
        Assert.Equal("good day", (await lease.Adapter.ProbeAsync(default)).Subject);
    }
}
