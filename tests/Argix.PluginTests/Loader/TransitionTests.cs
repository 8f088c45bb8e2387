using Argix.Plugins;
using Xunit;

namespace Argix.PluginTests.Loader;

/// <summary>One case per arrow, written down a second time on purpose: a change of the table has to be meant.</summary>
public sealed class TransitionTests
{
    private const string Arrows = """
        Unknown Found
        Found Incompatible
        Found Untrusted
        Found DocsOnly
        Found Staged
        Found Faulted
        Found Disabled
        Found Superseded
        Incompatible Found
        Untrusted Found
        DocsOnly Found
        DocsOnly Disabled
        DocsOnly Superseded
        Staged Found
        Staged Loaded
        Staged Faulted
        Staged Disabled
        Staged Superseded
        Loaded Running
        Loaded Faulted
        Loaded Disabled
        Loaded Superseded
        Running Loaded
        Running Faulted
        Running Disabled
        Running Superseded
        Faulted Found
        Faulted Staged
        Faulted Disabled
        Faulted Superseded
        Disabled Found
        Disabled Staged
        Disabled DocsOnly
        Superseded Found
        Superseded Staged
        Superseded Disabled
        Superseded PendingRestart
        PendingRestart Found
        """;

    public static TheoryData<PluginState, PluginState, bool> Pairs()
    {
        var arrows = Arrows.Split('\n').Select(l => l.Trim().Split(' ')).Select(p => (Enum.Parse<PluginState>(p[0]), Enum.Parse<PluginState>(p[1]))).ToHashSet();
        var all = new TheoryData<PluginState, PluginState, bool>();
        foreach (var from in Enum.GetValues<PluginState>())
            foreach (var to in Enum.GetValues<PluginState>().Where(t => t != from))
                all.Add(from, to, arrows.Contains((from, to)));
        return all;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_plugin_moves_only_along_the_table(PluginState from, PluginState to, bool allowed)
    {
        var life = LifeIn(from);
        if (!allowed)
        {
            Assert.Throws<InvalidOperationException>(() => life.Move(to, null));
            Assert.Equal(from, life.State);
            return;
        }

        life.Move(to, "why");
        Assert.Equal((to, "why"), (life.State, life.Reason));
    }

    [Fact]
    public void A_new_look_at_the_disk_leaves_what_is_in_memory_there_unless_it_must_give_way()
    {
        var life = LifeIn(PluginState.Running);
        life.Judge(PluginState.Staged, null);
        Assert.Equal(PluginState.Running, life.State);
        life.Judge(PluginState.Incompatible, "broken");
        Assert.Equal((PluginState.Faulted, "changed while in use: broken"), (life.State, life.Reason));
        life.Judge(PluginState.Untrusted, "no");
        Assert.Equal(PluginState.Untrusted, life.State);
    }

    /// <summary>By the shortest way through the table, so that every state is shown to be reachable.</summary>
    private static PluginLife LifeIn(PluginState wanted)
    {
        var ways = new Queue<PluginState[]>([[PluginState.Unknown]]);
        while (ways.TryDequeue(out var way))
        {
            if (way[^1] != wanted)
            {
                foreach (var next in PluginTransitions.From(way[^1]).Except(way))
                    ways.Enqueue([.. way, next]);
                continue;
            }

            var life = new PluginLife();
            foreach (var step in way.Skip(1))
                life.Move(step, null);
            return life;
        }

        throw new InvalidOperationException($"{wanted} cannot be reached");
    }
}
