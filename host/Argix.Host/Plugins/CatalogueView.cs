namespace Argix.Plugins;

/// <summary>An immutable picture of the catalogue.</summary>
internal sealed record CatalogueView(IReadOnlyList<BrokerEntry> Brokers, IReadOnlyList<PluginRow> Rows, IReadOnlyDictionary<string, BrokerEntry> ById)
{
    public static readonly CatalogueView Empty = new([], [], new Dictionary<string, BrokerEntry>());

    public static CatalogueView Build(IReadOnlyList<(PluginFiles Files, PluginState State, string? Reason)> all, BrokerConfiguration configuration)
    {
        var brokers = all.Where(x => x.Files.Readable && Rank(x.State) > 0).GroupBy(x => x.Files.Id, StringComparer.OrdinalIgnoreCase)
            .Select(g => g.OrderByDescending(x => Rank(x.State)).ThenBy(x => x.Files.Origin).ThenByDescending(x => SemanticVersion.Parse(x.Files.Version)).First())
            .Select(x => Entry(x.Files, x.State, x.Reason, configuration))
            .OrderBy(b => b.Manifest.Name, StringComparer.OrdinalIgnoreCase).ToList();
        var rows = all.Select(x => new PluginRow(x.Files.Id, x.Files.Version, x.State, x.Reason, x.Files.Trust, x.Files.Path))
            .OrderBy(r => r.Id, StringComparer.Ordinal).ThenBy(r => r.Version, StringComparer.Ordinal).ThenBy(r => r.Path, StringComparer.Ordinal).ToList();
        return new(brokers, rows, brokers.ToDictionary(b => b.Id));
    }

    /// <summary>Brokers that came, went or look different in what others act on.</summary>
    public List<string> Differences(CatalogueView before) =>
        [.. ById.Keys.Union(before.ById.Keys).Where(id => Face(ById.GetValueOrDefault(id)) != Face(before.ById.GetValueOrDefault(id)))];

    // Staged, loaded or running is the same to everybody but the plugin host.
    private static (string Folder, PluginState State, string? Reason, Contracts.Manifest.Availability Availability, string? Why)? Face(BrokerEntry? b) => b is null ? null
        : (b.Folder, b.State is PluginState.Loaded or PluginState.Running ? PluginState.Staged : b.State, b.Reason, b.Availability, b.AvailabilityReason);

    private static BrokerEntry Entry(PluginFiles f, PluginState state, string? reason, BrokerConfiguration configuration)
    {
        var (availability, why, since) = configuration.Availability(f.Manifest!, f.Entry is not null);
        return new(f.Manifest!, state, reason, f.Trust, f.Path, availability, why, since, f.Docs, f.LogoSvg) { Grade = f.Grade };
    }

    /// <summary>Which of several versions stands for the broker; 0 = never.</summary>
    private static int Rank(PluginState state) => state switch
    {
        PluginState.Staged or PluginState.Loaded or PluginState.Running or PluginState.DocsOnly => 3,
        PluginState.Faulted or PluginState.Disabled => 2,
        PluginState.Untrusted or PluginState.Incompatible => 1,
        _ => 0,
    };
}
