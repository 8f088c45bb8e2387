using System.Text.Json;

namespace Argix.Plugins;

/// <summary>The <c>.deps.json</c> beside an entry assembly: what it names has to be there, or the copy is not finished.</summary>
internal static class DependencyFile
{
    public static void Check(string folder, IReadOnlyList<string> files, string entry)
    {
        var name = Path.ChangeExtension(entry, ".deps.json");
        if (!files.Contains(name))
            return;
        try
        {
            using var json = JsonDocument.Parse(PluginFolderRules.Bytes(Path.Combine(folder, name)));
            if (Named(json.RootElement).FirstOrDefault(n => !files.Contains(n) && !files.Contains(Path.GetFileName(n))) is { } missing)
                throw PluginRefusal.Incomplete($"{PluginFolderRules.Shown(missing)}, which {name} names, is missing");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw PluginRefusal.Incomplete($"{name} cannot be read");
        }
    }

    private static IEnumerable<string> Named(JsonElement root) =>
        from target in Members(root, "targets")
        from library in target.Value.EnumerateObject()
        where !library.Name.StartsWith("Argix.Contracts/", StringComparison.OrdinalIgnoreCase)
        from asset in Members(library.Value, "runtime")
        where !asset.Name.EndsWith("/_._", StringComparison.Ordinal)
        select asset.Name;

    private static IEnumerable<JsonProperty> Members(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var found) ? found.EnumerateObject() : Enumerable.Empty<JsonProperty>();
}
