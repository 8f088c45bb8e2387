using System.Text.Json.Nodes;

namespace Argix.IntegrationTests.Strategies;

/// <summary>The paper plugin under another id whose only environment says that it is live: the host treats it as real money, and it replays a file of bars all the same.</summary>
internal sealed class LivePaper : IDisposable
{
    public const string Id = "livepaper";
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("argix-plugins-");

    /// <summary>Installs it, with a file of bars for SPY.</summary>
    public void Settings(HostFolder folder, string bars, int speed)
    {
        var source = Path.Combine(HostFolder.PluginsFolder, "paper");
        var target = Directory.CreateDirectory(Path.Combine(_root.FullName, Id));
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
        }

        var manifest = Path.Combine(target.FullName, "plugin.json");
        var json = JsonNode.Parse(File.ReadAllText(manifest))!;
        json["id"] = Id;
        json["environments"] = new JsonArray(new JsonObject { ["id"] = "live", ["kind"] = "live", ["name"] = "Live" });
        json["methods"]![0]!["environments"] = new JsonArray("live");
        File.WriteAllText(manifest, json.ToJsonString());
        folder.Settings["ARGIX_Plugins__Directories__0"] = _root.FullName;
        folder.Settings[$"ARGIX_Brokers__{Id}__Replay__SPY__File"] = bars;
        folder.Settings[$"ARGIX_Brokers__{Id}__Replay__SPY__Speed"] = speed.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
