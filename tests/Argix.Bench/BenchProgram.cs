using Argix.Bench;

// dotnet run -c Release --project tests/Argix.Bench -- <p1|p2|p3|p3b|p4|p5|p8|kill|all> [--out FILE] [--rounds N] [--large]; soak [--minutes N] [--connections N]
internal static class BenchProgram
{
    private static readonly Dictionary<string, Func<Options, Task<Table>>> Benches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["p1"] = P1.RunAsync, ["p2"] = P2.RunAsync, ["p3"] = P3.RunAsync, ["p3b"] = P3b.RunAsync, ["p4"] = P4.RunAsync, ["p5"] = P5.RunAsync, ["p8"] = P8.RunAsync, ["kill"] = KillDrill.RunAsync, ["soak"] = Soak.RunAsync,
    };

    private static async Task<int> Main(string[] args)
    {
        var options = Options.Parse(args);
        var wanted = options.Name == "all" ? [.. Benches.Keys.Where(n => n != "soak")] : Benches.ContainsKey(options.Name) ? [options.Name] : Array.Empty<string>();
        if (wanted.Length == 0)
        {
            await Console.Error.WriteLineAsync($"usage: <{string.Join('|', Benches.Keys)}|all> [--out FILE] [--rounds N] [--large] [--minutes N] [--connections N]");
            return 2;
        }

        // The host runs inside of this process too and writes to the console; what is measured must stay readable.
        var (screen, tables) = (Console.Out, new List<Table>());
        foreach (var name in wanted)
        {
            var table = await Benches[name](options);
            tables.Add(table);
            await screen.WriteLineAsync(table.Markdown());
        }

        if (options.Out is { } file)
        {
            Document.Write(file, tables);
        }

        return 0;
    }
}
