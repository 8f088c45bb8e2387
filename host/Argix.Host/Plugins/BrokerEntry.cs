using Argix.Contracts.Manifest;

namespace Argix.Plugins;

/// <summary>A broker as the marketplace shows it: its manifest, the state of its plugin, and whether it may be connected here.</summary>
public sealed record BrokerEntry(BrokerManifest Manifest, PluginState State, string? Reason, string Trust, string Folder,
    Availability Availability, string? AvailabilityReason, DateOnly? AvailabilitySince, string Docs, string LogoSvg)
{
    /// <summary>What the conformance kit found; null without a report of these very files.</summary>
    public GradeFile? Grade { get; init; }

    /// <summary>The broker id.</summary>
    public string Id => Manifest.Id;

    /// <summary>Somebody may connect it here and now.</summary>
    public bool Connectable => BlockedCode is null;

    /// <summary>Taxonomy word that says why it can't be connected; null when it can. A word not thought of is treated as blocked.</summary>
    public string? BlockedCode => (Availability, State) switch
    {
        (Availability.Maintenance, _) => "maintenance",
        (not Availability.Available, _) or (_, PluginState.DocsOnly) => "docs_only",
        (_, PluginState.Staged or PluginState.Loaded or PluginState.Running) => null,
        (_, PluginState.Untrusted) => "plugin_untrusted",
        (_, PluginState.Faulted) => "plugin_faulted",
        (_, PluginState.Disabled) => "maintenance",
        _ => "plugin_incompatible",
    };

    /// <summary>Taxonomy word that says why its plugin can't run; null when it can. In maintenance it runs: reads and cancels of what is connected go on.</summary>
    public string? UnusableCode => Availability == Availability.Maintenance && State != PluginState.DocsOnly ? (this with { Availability = Availability.Available }).BlockedCode : BlockedCode;

    /// <summary>Why it can't be connected and what to do, in a sentence.</summary>
    public string BlockedDetail => BlockedCode switch
    {
        null => "",
        "docs_only" => $"{Manifest.Name} cannot be connected: {AvailabilityReason ?? "there is documentation only"}.",
        "maintenance" => $"{Manifest.Name} is in maintenance: {(State == PluginState.Disabled ? Reason : AvailabilityReason) ?? "try again later"}.",
        "plugin_untrusted" => $"The plugin of {Manifest.Name} is not trusted here: {Reason}.",
        "plugin_faulted" => $"The plugin of {Manifest.Name} failed: {Reason}. Enable it again on the plugins page, or install another version.",
        _ => $"The plugin of {Manifest.Name} does not fit this platform: {Reason}.",
    };

    /// <summary>The environment with this id, or null.</summary>
    public EnvironmentFact? Environment(string id) => Manifest.Environments.FirstOrDefault(e => e.Id == id);

    /// <summary>The connection method with this id, or null.</summary>
    public MethodFact? Method(string id) => Manifest.Methods.FirstOrDefault(m => m.Id == id);
}

/// <summary>One plugin version as <c>plugins list</c> and the plugins page show it, broken ones included.</summary>
public sealed record PluginRow(string Id, string? Version, PluginState State, string? Reason, string Trust, string Path);
