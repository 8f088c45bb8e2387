namespace Argix.IntegrationTests.Trading;

/// <summary>The Alpaca plugin under another id, in a folder of its own that can be taken away and put back.</summary>
internal sealed class RemovablePlugin : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("argix-plugins-");

    public void Settings(HostFolder folder)
    {
        var source = Path.Combine(HostFolder.PluginsFolder, "alpaca");
        var target = Directory.CreateDirectory(Path.Combine(_root.FullName, "here", "removable"));
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(target.FullName, Path.GetFileName(file)));
        }

        var manifest = Path.Combine(target.FullName, "plugin.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"id\": \"alpaca\"", "\"id\": \"removable\"", StringComparison.Ordinal));
        folder.Settings["ARGIX_Plugins__Directories__0"] = Path.Combine(_root.FullName, "here");
        foreach (var endpoint in new[] { "rest", "stream", "data" })
        {
            folder.Settings["ARGIX_Brokers__removable__Endpoints__paper__" + endpoint] = folder.Settings["ARGIX_Brokers__alpaca__Endpoints__paper__" + endpoint];
        }
    }

    public object Body() => new { brokerId = "removable", methodId = "keys", environmentId = "paper", name = "Removable", access = "trade", credentials = new { keyId = Alpaca.Key, secretKey = Alpaca.Secret } };

    public void Remove() => Directory.Move(Path.Combine(_root.FullName, "here"), Path.Combine(_root.FullName, "gone"));

    public void PutBack() => Directory.Move(Path.Combine(_root.FullName, "gone"), Path.Combine(_root.FullName, "here"));

    public void Dispose() => _root.Delete(recursive: true);
}
