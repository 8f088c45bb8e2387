namespace Argix.Plugins;

/// <summary>Life of one plugin version. <see cref="Found"/> with a reason: seen, but not whole yet.</summary>
public enum PluginState { Unknown, Found, Incompatible, Untrusted, DocsOnly, Staged, Loaded, Running, Faulted, Disabled, Superseded, PendingRestart }

/// <summary>The one table of moves. Looking at the disk again goes through <see cref="PluginState.Found"/>; what is in memory can only drain, fault or be switched off.</summary>
public static class PluginTransitions
{
    private static readonly Dictionary<PluginState, PluginState[]> Table = new()
    {
        [PluginState.Unknown] = [PluginState.Found],
        [PluginState.Found] = [PluginState.Incompatible, PluginState.Untrusted, PluginState.DocsOnly, PluginState.Staged, PluginState.Faulted, PluginState.Disabled, PluginState.Superseded],
        [PluginState.Incompatible] = [PluginState.Found],
        [PluginState.Untrusted] = [PluginState.Found],
        [PluginState.DocsOnly] = [PluginState.Found, PluginState.Disabled, PluginState.Superseded],
        [PluginState.Staged] = [PluginState.Found, PluginState.Loaded, PluginState.Faulted, PluginState.Disabled, PluginState.Superseded],
        [PluginState.Loaded] = [PluginState.Running, PluginState.Faulted, PluginState.Disabled, PluginState.Superseded],
        [PluginState.Running] = [PluginState.Loaded, PluginState.Faulted, PluginState.Disabled, PluginState.Superseded],
        [PluginState.Faulted] = [PluginState.Found, PluginState.Staged, PluginState.Disabled, PluginState.Superseded],
        [PluginState.Disabled] = [PluginState.Found, PluginState.Staged, PluginState.DocsOnly],
        [PluginState.Superseded] = [PluginState.Found, PluginState.Staged, PluginState.Disabled, PluginState.PendingRestart],
        [PluginState.PendingRestart] = [PluginState.Found],
    };

    /// <summary>Where this state may go.</summary>
    public static IReadOnlyList<PluginState> From(PluginState state) => Table[state];

    /// <summary>Whether the move is in the table.</summary>
    public static bool Allows(PluginState from, PluginState to) => Table[from].Contains(to);
}

/// <summary>State and reason of one plugin version, moved only along the table.</summary>
internal sealed class PluginLife
{
    public PluginState State { get; private set; }

    public string? Reason { get; private set; }

    public bool InMemory => State is PluginState.Loaded or PluginState.Running;

    public void Move(PluginState to, string? reason)
    {
        if (to != State && !PluginTransitions.Allows(State, to))
            throw new InvalidOperationException($"a plugin cannot go from {State} to {to}");
        (State, Reason) = (to, reason);
    }

    /// <summary>Takes what a new look at the disk says. A version in memory stays there unless it has to give way.</summary>
    public void Judge(PluginState verdict, string? reason)
    {
        if (InMemory && verdict is PluginState.Staged)
            return;
        if (InMemory && !PluginTransitions.Allows(State, verdict))
            (verdict, reason) = (PluginState.Faulted, $"changed while in use: {reason}");
        if (State == PluginState.PendingRestart && verdict is PluginState.Superseded)
            return;
        if (verdict != State && !PluginTransitions.Allows(State, verdict))
            Move(PluginState.Found, null);
        Move(verdict, reason);
    }
}
