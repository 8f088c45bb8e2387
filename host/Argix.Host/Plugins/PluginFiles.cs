using Argix.Contracts.Manifest;

namespace Argix.Plugins;

/// <summary>Which place a plugin was found in. Bundled ids are reserved.</summary>
internal enum PluginOrigin { Bundled, Store, Directory, Inbox }

/// <summary>What the disk says about one plugin; nothing of it has run. <see cref="PluginState.Found"/> = not whole (yet).</summary>
internal sealed record PluginFiles(string Path, PluginOrigin Origin, string Id, PluginState Verdict, string? Reason, string Trust)
{
    public BrokerManifest? Manifest { get; init; }

    /// <summary>Full path of the entry assembly; null without code.</summary>
    public string? Entry { get; init; }

    public string Docs { get; init; } = "";

    public string LogoSvg { get; init; } = "";

    /// <summary>What the conformance kit found, where a report of these very files is with them.</summary>
    public GradeFile? Grade { get; init; }

    public string? Version => Manifest?.Version;

    /// <summary>The manifest kept to the rules, so that it may be shown even if the code can't be used.</summary>
    public bool Readable => LogoSvg.Length > 0;

    public bool Usable => Verdict is PluginState.Staged or PluginState.DocsOnly;
}

/// <summary>A check said no. Carries the short text that is stored and shown; caught at the border of the inspection.</summary>
internal sealed class PluginRefusal(PluginState state, string reason) : Exception(reason)
{
    public PluginState State { get; } = state;

    public static PluginRefusal Incomplete(string what) => new(PluginState.Found, $"incomplete: {what}");

    public static PluginRefusal Incompatible(string why) => new(PluginState.Incompatible, why);
}
