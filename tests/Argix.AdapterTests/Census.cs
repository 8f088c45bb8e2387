using System.Text.Json;

namespace Argix.AdapterTests;

/// <summary>Counts what of a broker's fixtures is read by its adapter, prints the table, and fails when a file is neither read nor passed over with a reason.</summary>
internal static class Census
{
    public static void Take(string folder, IReadOnlyDictionary<string, Action<JsonElement>> readers, IReadOnlyDictionary<string, string> reasons)
    {
        var root = Fixtures.Folder(folder);
        var files = Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();
        var output = TestContext.Current.TestOutputHelper!;
        var read = 0;
        var unexplained = new List<string>();
        foreach (var file in files)
        {
            if (readers.Where(r => ("/" + file).EndsWith("/" + r.Key, StringComparison.Ordinal)).Select(r => r.Value).FirstOrDefault() is { } reader)
            {
                using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, file)));
                reader(json.RootElement);
                read++;
                output.WriteLine($"read   {file}");
            }
            else if (reasons.Where(r => file.Contains(r.Key, StringComparison.Ordinal)).Select(r => r.Value).FirstOrDefault() is { } why)
            {
                output.WriteLine($"passed {file}: {why}");
            }
            else
            {
                unexplained.Add(file);
            }
        }
        output.WriteLine($"{folder}: {read} read of {files.Count} there");
        unexplained.AddRange(Readme.Misses(Readme.BrokerOf(folder), read, files.Count));
        Assert.Empty(unexplained);
        Assert.True(read >= readers.Count, $"a reader found no file: {string.Join(", ", readers.Keys.Where(k => !files.Exists(f => ("/" + f).EndsWith("/" + k, StringComparison.Ordinal))))}");
    }
}
