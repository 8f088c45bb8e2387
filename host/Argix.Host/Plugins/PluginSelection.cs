namespace Argix.Plugins;

/// <summary>Which version of each broker counts. Pure: files and what is known about them in, a verdict for each out.</summary>
internal static class PluginSelection
{
    /// <summary>A file set with the verdict that holds among all others.</summary>
    internal sealed record Choice(PluginFiles Files, PluginState State, string? Reason);

    public static IReadOnlyList<Choice> Choose(IReadOnlyList<PluginFiles> all, Func<PluginFiles, string?> disabled, Func<PluginFiles, string?> faulted) =>
        [.. all.GroupBy(f => f.Id, StringComparer.OrdinalIgnoreCase).SelectMany(g => OfOneId([.. g], disabled, faulted))];

    private static IEnumerable<Choice> OfOneId(List<PluginFiles> group, Func<PluginFiles, string?> disabled, Func<PluginFiles, string?> faulted)
    {
        var reserved = group.Exists(f => f.Origin == PluginOrigin.Bundled);
        var judged = group.ConvertAll(f => Judge(f, group, reserved, disabled, faulted));
        var newest = judged.Where(c => c.State is PluginState.Staged or PluginState.DocsOnly).MaxBy(c => SemanticVersion.Parse(c.Files.Version));
        return judged.Select(c => c.State is PluginState.Staged or PluginState.DocsOnly && c != newest
            ? c with { State = PluginState.Superseded, Reason = $"{newest!.Files.Version} is newer" }
            : c);
    }

    private static Choice Judge(PluginFiles f, List<PluginFiles> group, bool reserved, Func<PluginFiles, string?> disabled, Func<PluginFiles, string?> faulted)
    {
        if (!f.Usable)
            return new(f, f.Verdict, f.Reason);
        if (reserved && f.Origin != PluginOrigin.Bundled)
            return new(f, PluginState.Incompatible, $"the id '{f.Id}' belongs to a plugin that comes with the platform; choose another id");
        if (Twin(f, group) is { } twin)
            return new(f, PluginState.Incompatible, $"{f.Id} {f.Version} is there twice, also in {twin.Path}; remove one");
        if (disabled(f) is { } off)
            return new(f, PluginState.Disabled, off);
        return faulted(f) is { } fault ? new(f, PluginState.Faulted, fault) : new(f, f.Verdict, f.Reason);
    }

    // What was accepted into the store goes on; between equals nobody can say which was meant.
    private static PluginFiles? Twin(PluginFiles f, List<PluginFiles> group) => group.Find(o => o != f && o.Usable
        && SemanticVersion.Parse(o.Version)!.CompareTo(SemanticVersion.Parse(f.Version)) == 0
        && !(f.Origin == PluginOrigin.Store && o.Origin != PluginOrigin.Store));
}
