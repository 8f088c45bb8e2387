using Argix.Contracts.Manifest;
using Argix.Plugins;

namespace Argix.UnitTests.Pages;

/// <summary>Brokers as the catalogue would hold them.</summary>
internal static class Entries
{
    public static BrokerEntry Make(string id, BrokerManifest? manifest = null, PluginState state = PluginState.Staged, string? reason = null,
        Availability availability = Availability.Available, string? why = null) =>
        new(manifest ?? new() { Id = id, Name = id, Version = "1.0.0" }, state, reason, "core", "/plugins/" + id, availability, why, null, "", "<svg/>");

    public static BrokerManifest Manifest(string id, string[]? assets = null, string[]? kinds = null, string[]? methods = null, string summary = "") => new()
    {
        Id = id,
        Name = char.ToUpperInvariant(id[0]) + id[1..],
        Version = "1.0.0",
        Summary = summary,
        AssetClasses = assets ?? [],
        Environments = [.. (kinds ?? []).Select(k => new EnvironmentFact { Id = k, Kind = k })],
        Methods = [.. (methods ?? []).Select(m => new MethodFact { Id = m, Kind = m })],
    };
}
