using System.Text.Json.Nodes;
using Argix.IntegrationTests.Trading;

namespace Argix.IntegrationTests.Plugins;

/// <summary>A plugin is replaced while an order rests at its venue: the host owns the order, so nothing happens to it.</summary>
public class HotSwapTests
{
    private const string Id = "alpaca-two";

    [Fact]
    public async Task Open_orders_outlive_a_new_version_and_one_that_fails_rolls_back_by_itself()
    {
        var folder = Directory.CreateTempSubdirectory("argix-swap-");
        await using var venue = await Alpaca.StartAsync(folder.FullName);
        await using var platform = await Platform.StartAsync(f =>
        {
            f.Settings[$"ARGIX_Brokers__{Id}__Endpoints__paper__rest"] = f.Settings[$"ARGIX_Brokers__{Id}__Endpoints__paper__data"] = venue.Address.ToString();
            f.Settings[$"ARGIX_Brokers__{Id}__Endpoints__paper__stream"] = venue.Socket("/stream");
        });
        Drop(platform, "1.0.0");
        await StateAsync(platform, "1.0.0", "staged");
        var desk = await platform.DeskAsync();
        var connection = await desk.ConnectAsync(new { brokerId = Id, methodId = "keys", environmentId = "paper", name = "Two", access = "trade", credentials = new { keyId = Alpaca.Key, secretKey = Alpaca.Secret } });
        var resting = await desk.PlacedAsync(Desk.Order(connection.Id, type: "limit", limitPrice: "150", timeInForce: "gtc"));
        await desk.OrderAsync(resting.Id, "working");

        Drop(platform, "1.1.0");
        await StateAsync(platform, "1.1.0", "running");
        Assert.Equal("working", (await desk.OrderAsync(resting.Id)).State);

        // No plugin in it: it fails when it is started, and 1.1.0 takes over again.
        Drop(platform, "1.2.0", broken: true);
        await StateAsync(platform, "1.2.0", "faulted");
        await StateAsync(platform, "1.1.0", "running");
        Assert.Equal("working", (await desk.OrderAsync(resting.Id)).State);

        await venue.SetPriceAsync("AAPL", 149);
        var filled = await desk.OrderAsync(resting.Id, "filled");
        Assert.Single(venue.Accepted());
        Assert.Equal(filled.FilledQuantity, venue.Filled(venue.Accepted().Keys.Single()));
        folder.Delete(recursive: true);
    }

    private static void Drop(Platform platform, string version, bool broken = false)
    {
        var host = Path.GetDirectoryName(HostFolder.PluginsFolder)!;
        var made = Directory.CreateDirectory(Path.Combine(platform.Folder.Root, $"made-{version}")).FullName;
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(host, "plugins", "alpaca", "plugin.json")))!;
        (manifest["id"], manifest["version"]) = (Id, version);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(host, "plugins", "alpaca"), "*.d*"))
        {
            File.Copy(file, Path.Combine(made, Path.GetFileName(file)));
        }
        if (broken)
        {
            manifest["entry"] = "Argix.Venue.dll";
            File.Copy(Path.Combine(host, "Argix.Venue.dll"), Path.Combine(made, "Argix.Venue.dll"));
        }
        File.WriteAllText(Path.Combine(made, "plugin.json"), manifest.ToJsonString());
        Directory.Move(made, Path.Combine(platform.Folder.Data, "plugins", "inbox", $"{Id}-{version}"));
    }

    private static async Task StateAsync(Platform platform, string version, string state) =>
        await Wait.ForAsync(async () => JsonNode.Parse(string.Concat((await platform.Folder.RunAsync(null, "plugins", "list", "--json")).Stdout))!.AsArray()
            .FirstOrDefault(p => p!["id"]!.ToString() == Id && p["version"]?.ToString() == version)?["state"]?.ToString(), s => s == state, $"{version} is {state}");
}
