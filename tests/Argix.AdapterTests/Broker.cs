using Argix.Contracts;
using Argix.Contracts.Manifest;

namespace Argix.AdapterTests;

/// <summary>What the tests of all brokers need of a broker's folder.</summary>
internal static class Broker
{
    /// <summary>The folders under plugins/, by broker id.</summary>
    public static IReadOnlyDictionary<string, string> Folders { get; } = Directory.EnumerateFiles(Path.Combine(Root(), "plugins"), "plugin.json", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
        .ToDictionary(f => ManifestReader.Read(File.ReadAllBytes(f)).Id, f => Path.GetDirectoryName(f)!, StringComparer.Ordinal);

    public static BrokerManifest Manifest(string id) => ManifestReader.Read(File.ReadAllBytes(Path.Combine(Folders[id], "plugin.json")));

    public static string[] Docs(string id) => File.ReadAllLines(Path.Combine(Folders[id], "docs.md"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Argix.Platform.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the repository's root is not above the tests");
        }
        return folder.FullName;
    }

    public static Order Order(Account account, Instrument instrument, string id, Side side = Side.Buy, decimal quantity = 1, OrderType type = OrderType.Market, decimal? limit = null, decimal? stop = null,
        TimeInForce tif = TimeInForce.Day, Effect effect = Effect.Open) => new(account, instrument, id, side, effect, type, tif, quantity, limit, stop, ScriptPort.Now);

    public static OrderRef Ref(Order order, string? id = null) => new(order, id, null, ScriptPort.Now);

    public static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items.WithCancellation(TestContext.Current.CancellationToken))
        {
            all.Add(item);
        }
        return all;
    }
}
