using System.Text.Json.Nodes;
using Acme;
using Acme.Venue;
using Argix.Contracts.Manifest;
using Argix.Contracts.Testing.Kit;

namespace Argix.AdapterTests.Kit;

/// <summary>The broker of the template and of the tutorial, with all that it can have.</summary>
internal static class AcmeSubject
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "acme");

    /// <summary>As <c>plugins new</c> makes it, but for the code of the tutorial, which the manifest does not speak of yet.</summary>
    public static JsonObject Template => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "plugin.json")))!.AsObject();

    /// <summary>Gold as in the tutorial, and a dead-man switch on top.</summary>
    public static JsonObject BestJson => Merged(Merged(Template, JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "gold.json")))!),
        JsonNode.Parse("""{"calls": {"read": ["GET /v1/login", "GET /v1/positions", "GET /v1/orders", "GET /v1/orders/*", "GET /v1/orders/by-client-id", "GET /v1/fills", "GET /v1/instruments/*", "GET /v1/quotes/*", "POST /v1/dead-man"]}, "deadMan": {"kind": "timer", "min": "PT10S", "max": "PT5M"}}""")!);

    public static BrokerManifest Best { get; } = Read(BestJson);

    public static string Docs { get; } = File.ReadAllText(Path.Combine(Folder, "docs.md"));

    public static KitSubject Whole { get; } = new(Best, Docs, () => new AcmePlugin(), () => new AcmeScript(), typeof(AcmePlugin).Assembly.Location);

    /// <summary>RFC 7396.</summary>
    public static JsonObject Merged(JsonObject into, JsonNode patch)
    {
        foreach (var (name, value) in patch.AsObject())
        {
            into[name] = value is JsonObject inner && into[name] is JsonObject old ? Merged((JsonObject)old.DeepClone(), inner) : value?.DeepClone();
        }
        return into;
    }

    public static BrokerManifest Read(JsonObject json) => ManifestReader.Read(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
}
