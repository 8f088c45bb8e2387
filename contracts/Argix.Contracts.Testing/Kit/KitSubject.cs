using Argix.Contracts.Manifest;

namespace Argix.Contracts.Testing.Kit;

/// <summary>What is examined: a plugin, its manifest and page, and the script of its venue. <paramref name="Assembly"/>: path of the entry assembly, for the cases that load it apart.</summary>
public sealed record KitSubject(BrokerManifest Manifest, string Docs, Func<IBrokerPlugin> Plugin, Func<VenueScript> Script, string? Assembly = null)
{
    /// <summary>How long, in real time, an adapter may take to come back; its own waits pass at once.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The manifest as it was written.</summary>
    public string Json { get; init; } = "";

    /// <summary>A plugin that the test project references. <paramref name="folder"/> holds its <c>plugin.json</c> and <c>docs.md</c>.</summary>
    public static KitSubject Of<TPlugin, TScript>(string folder)
        where TPlugin : IBrokerPlugin, new()
        where TScript : VenueScript, new()
    {
        return In(folder, () => new TPlugin(), () => new TScript(), typeof(TPlugin).Assembly.Location is { Length: > 0 } at ? at : null);
    }

    /// <summary>The same for a plugin that was loaded.</summary>
    public static KitSubject In(string folder, Func<IBrokerPlugin> plugin, Func<VenueScript> script, string? assembly)
    {
        var (json, docs) = (File.ReadAllText(Path.Combine(folder, "plugin.json")), Path.Combine(folder, "docs.md"));
        return new KitSubject(ManifestReader.Read(System.Text.Encoding.UTF8.GetBytes(json)), File.Exists(docs) ? File.ReadAllText(docs) : "", plugin, script, assembly) { Json = json };
    }
}

/// <summary>Grades; each asks for all cases up to its own.</summary>
public enum Grade
{
    /// <summary>Not even Bronze.</summary>
    None,
    /// <summary>Connects, sends, cancels, reports.</summary>
    Bronze,
    /// <summary>Ends every lost answer right.</summary>
    Silver,
    /// <summary>Sees closed orders, can change orders, knows instruments.</summary>
    Gold,
    /// <summary>Cannot double, and dies safely.</summary>
    Platinum,
}

/// <summary>One numbered case. <paramref name="NotApplicable"/> gives the reason from the manifest alone.</summary>
public sealed record KitCase(string Id, string Group, Grade Grade, string What, Func<BrokerManifest, string?> NotApplicable, Func<KitDesk, Task> Run)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Id} {What}";
}
